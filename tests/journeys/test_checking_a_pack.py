"""Somebody without an account checks the pack they were handed, at any browser."""

from pathlib import Path

from app.database import db
from app.evidence import building
from app.evidence.models import PackFile
from tests import make, papers
from tests.journeys.conftest import Site


def packed(site: Site, folder: Path) -> tuple[Path, Path, str]:
    """A pack as it was downloaded, the same with one bit changed, and its check code."""
    with site.database():
        unit = make.unit()
        papers.session(unit.isla, unit.lowri, "locked")
        file = db.session.query(PackFile).one()
        building.build(file.id)
        content, code = file.content or b"", file.check_code
    good, bad = folder / "pack.pdf", folder / "changed.pdf"
    good.write_bytes(content)
    bad.write_bytes(content[:5000] + bytes([content[5000] ^ 1]) + content[5001:])
    return good, bad, code


def test_a_pack_is_checked_at_a_phone_without_an_account(site: Site, tmp_path: Path):
    good, bad, code = packed(site, tmp_path)
    visitor = site.visitor("phone")
    visitor.go("/sign-in")
    visitor.click("check that a pack is as this service made it")
    told = {
        "This file is exactly as this service made it": ("Pack", good, "Check the file"),
        "This file was changed after this service signed it": ("Pack", bad, "Check the file"),
        "A pack with this check code was made here": ("Check code", code.lower(), "Check the code"),
    }
    for heading, (label, given, button) in told.items():
        box = visitor.page.get_by_label(label, exact=True)
        box.set_input_files(given) if isinstance(given, Path) else box.fill(given)
        visitor.click(button)
        visitor.page.get_by_role("heading", level=1, name=heading).wait_for()
        assert visitor.violations() == []
        assert not visitor.overflows()
        assert visitor.page.evaluate("document.activeElement.tagName") == "H1"
        visitor.picture("checking", heading)
        visitor.click("Check another pack")
