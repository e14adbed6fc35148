"""The seal on a finished file, and the certificate it is made with."""

import stat
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from app import config
from app.database import db
from app.evidence import actions, building, certificates, signing
from app.evidence.certificates import NotSigned
from app.evidence.checking import examine
from app.evidence.models import FAILED, PackFile, SigningCertificate
from app.evidence.printing import print_record
from app.jobs import JobFailed
from app.language import day
from tests import make, papers
from tests.browsing import Client
from tests.evidence import build, seals
from tests.evidence.seals import NOW

any_engine = pytest.mark.any_engine


def said_by_pdfsig(content: bytes, folder: Path) -> str:
    """What poppler says of a file's signatures."""
    (folder / "sealed.pdf").write_bytes(content)
    told = subprocess.run(["pdfsig", str(folder / "sealed.pdf")], check=False, capture_output=True, text=True)
    return told.stdout


@any_engine
@pytest.mark.parametrize("what", ["pack", "print", "pack, elliptic curve, authority"])
def test_a_sealed_file_keeps_every_byte_and_passes_both_profiles(app: Flask, tmp_path: Path, what: str):
    plain = print_record(build.entry(), build.MADE_AT, build.LOWRI).content if what == "print" else seals.printed()
    signer = seals.signer("ec" if "curve" in what else "rsa")
    sealed = signing.sign(plain, signer, NOW)
    assert sealed.startswith(plain)
    assert build.failures(sealed) == []
    told = said_by_pdfsig(sealed, tmp_path)
    assert "Signature #2" not in told
    for words in ("Signature is Valid", "Total document signed", "Signing Time: Nov 19 2026 09:32:00", "ETSI.CAdES"):
        assert words in told
    found = examine.examine(sealed, [signer.pem])
    assert (found["outcome"], found["certificate"]) == (examine.UNTOUCHED, signer.fingerprint)
    assert set(found["attachments"]) == (set() if what == "print" else {"manifest.json", "records.json"})


@any_engine
def test_the_same_file_sealed_again_is_the_same_file_with_nothing_left_over(app: Flask):
    sealed = signing.sign(seals.printed(), seals.signer(), NOW)
    assert signing.sign(seals.printed(), seals.signer(), NOW) == sealed
    (seal,) = examine.seals(sealed)
    assert seal.after - seal.before - 2 == len(seal.content) * 2
    assert not seal.content.endswith(b"\0\0\0")


@pytest.mark.parametrize(
    ("written", "is_ours"),
    [
        (b"\x30\x02\x05\x07", True),
        (b"\x30\x02\x05\x07\0\0", True),
        (b"\x30\x02\x05\x07\0\x01", False),
        (b"\x30\x02\x05", False),
        (b"\x30\x02\x05\x06", False),
    ],
)
@pytest.mark.parametrize("last", [b"\x07", b"\0", b"\0\0"])
def test_a_signature_may_end_in_zeros_and_be_followed_by_nothing_else(written: bytes, is_ours: bool, last: bytes):
    anew = b"\x30\x02\x05\x07".removesuffix(b"\x07") + last
    assert examine.is_filled_up(written.replace(b"\x07", last), anew) is is_ours


@any_engine
def test_those_who_start_at_once_make_one_certificate_that_its_owner_alone_reads(app: Flask, tmp_path: Path):
    app.config["INSTANCE_DIR"] = tmp_path / "new"
    together = Barrier(6)

    def start(_number: int) -> str:
        together.wait()
        with app.app_context():
            return certificates.current(NOW).fingerprint

    with ThreadPoolExecutor(6) as threads:
        (fingerprint,) = set(threads.map(start, range(6)))
    files = [path for path in (tmp_path / "new").rglob("*") if path.is_file()]
    assert {path.name for path in files} == {"signing.pem", f"{fingerprint[:16]}.pem"}
    assert stat.S_IMODE((tmp_path / "new" / "signing.pem").stat().st_mode) == 0o600
    assert [path.name for path in files if b"PRIVATE" in path.read_bytes()] == ["signing.pem"]
    lasts = certificates.current(NOW).certificate.not_valid_after_utc - NOW
    assert lasts == timedelta(days=3 * 365)


@any_engine
@pytest.mark.parametrize("how", ["pkcs12", "pem"])
def test_production_signs_with_what_it_is_given(app: Flask, tmp_path: Path, how: str):
    app.config.update(seals.given(tmp_path, how), PRODUCTION=True)
    signer = certificates.current(NOW)
    assert len(signer.chain) == (1 if how == "pkcs12" else 3)
    sealed = signing.sign(seals.printed(), signer, NOW)
    assert examine.examine(sealed, [signer.pem])["outcome"] == examine.UNTOUCHED
    with pytest.raises(NotSigned, match="given by the settings"):
        certificates.renew(NOW)


WRONG = {
    "none": ({}, "no signing certificate is set up"),
    "no such file": ({"SIGNING_PKCS12": "/nowhere/to/be/found.p12"}, "cannot be read"),
    "locked": ({"SIGNING_PASSPHRASE": "wrong"}, "cannot be read"),
    "over": ({"days": -1}, f"ended on {day(NOW - timedelta(days=1))}"),
    "another's": ({"SIGNING_CERTIFICATE": "other.pem"}, "does not belong to the key"),
}


@any_engine
@pytest.mark.parametrize("name", WRONG)
def test_without_a_sound_certificate_nothing_is_signed(app: Flask, tmp_path: Path, name: str):
    changed, words = WRONG[name]
    (tmp_path / "other.pem").write_text(seals.signer("rsa", 7).pem)
    found = seals.given(tmp_path, "pem", days=changed.get("days", 400)) if name != "none" else {}
    if "SIGNING_PKCS12" in changed:
        found = {}
    changed = {key: str(tmp_path / str(text)) if key == "SIGNING_CERTIFICATE" else text
               for key, text in changed.items() if key != "days"}  # fmt: skip
    app.config.update({**found, **changed, "PRODUCTION": True})
    with pytest.raises(NotSigned, match=words) as problem:
        certificates.current(NOW)
    assert len(str(problem.value)) < 300
    assert "/" not in str(problem.value)


def test_a_pack_that_cannot_be_signed_is_not_made_and_both_who_must_know_are_told(
    app: Flask, unit: make.SmallUnit, sign_in: Callable[..., Client]
):
    papers.session(unit.isla, unit.lowri, "locked")
    file = actions.request(unit.lowri.id, date(2026, 9, 1), date(2027, 8, 31), NOW)
    app.config["PRODUCTION"] = True
    with pytest.raises(JobFailed) as problem:
        building.build(file.id)
    building.given_up(str(problem.value), file.id)
    app.config["PRODUCTION"] = False
    assert (file.state, file.content) == (FAILED, None)
    assert "no signing certificate is set up" in file.problem
    assert "no signing certificate is set up" in sign_in(unit.fergus).get("/admin/").text
    building.build(actions.request(unit.lowri.id, date(2026, 9, 1), date(2027, 8, 31), NOW, standing=True).id)
    assert certificates.attention(NOW) == []


def test_each_certificate_is_kept_once_for_ever_and_its_end_is_told_in_time(app: Flask, unit: make.SmallUnit):
    signer = seals.signer(days=60)
    for _ in range(2):
        certificates.keep(signer, NOW)
    db.session.commit()
    assert certificates.kept() == [signer.pem]
    assert certificates.attention(NOW - timedelta(days=1)) == []
    (soon,) = certificates.attention(NOW + timedelta(days=1))
    (over,) = certificates.attention(NOW + timedelta(days=60))
    assert f"ends on {day(NOW + timedelta(days=60))}" in soon
    assert "ended on" in over
    with pytest.raises(DatabaseError, match="final"):
        db.session.execute(update(SigningCertificate).values(pem=""))
    db.session.rollback()


@any_engine
@pytest.mark.parametrize(
    "half", [{"SIGNING_KEY": "k"}, {"SIGNING_CERTIFICATE": "c"},
             {"SIGNING_KEY": "k", "SIGNING_CERTIFICATE": "c", "SIGNING_PKCS12": "p"}],
)  # fmt: skip
def test_signing_set_up_by_half_stops_the_start(half: dict[str, str]):
    with pytest.raises(ValueError, match="SIGNING_"):
        config.from_environment({"SECRET_KEY": "s" * 40, **half})


def test_what_a_pack_is_called_by_is_the_signed_file(app: Flask, unit: make.SmallUnit):
    papers.session(unit.isla, unit.lowri, "locked")
    (file,) = db.session.scalars(select(PackFile))
    building.build(file.id)
    found = examine.examine(file.content or b"", certificates.kept())
    assert found["outcome"] == examine.UNTOUCHED
    assert found["signed_at"] == file.records_as_of.replace(microsecond=0).isoformat()
