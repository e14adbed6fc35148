"""Whether a file is as we made it: what was done to it, what it proves, and what became of its records."""

import fcntl
import hashlib
import io
import json
import random
import re
import ssl
import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from flask import Flask
from pyhanko.pdf_utils.generic import pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf

from app.config import ROOT
from app.database import db
from app.evidence import actions, building, certificates, signing
from app.evidence.checking import examine, presently
from app.evidence.checking import file as checking
from app.evidence.checking.examine import ADDED, CHANGED, ENCRYPTED, NOT_PDF, OTHER, UNSIGNED, UNTOUCHED
from app.evidence.checking.file import TOO_HARD, UNLISTED, UNPROVED
from app.evidence.checking.presently import ADDED_TO, CURRENT, UNKNOWN, VOID
from app.evidence.models import PackFile
from app.records import actions as records
from app.records.models import Record
from tests import make, papers
from tests.evidence import seals
from tests.evidence.seals import NOW
from tests.evidence.test_building import YEAR, files, made
from tests.faults.sizes import size
from tests.stores import Store

any_engine = pytest.mark.any_engine
FLIPS = size(200, 2000)


@pytest.fixture
def sealed(app: Flask) -> bytes:
    """A pack of one record, signed by the first signer."""
    return signing.sign(seals.printed(), seals.signer(), NOW)


def outcome(content: bytes) -> str:
    """What is said of a file where the first signer's certificate is the one known."""
    return str(examine.examine(content, [seals.signer().pem])["outcome"])


def flipped(content: bytes, place: int, bit: int) -> bytes:
    """A file with one bit the other way round."""
    return content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]


@any_engine
@pytest.mark.parametrize("where", ["anywhere", "in the signature"])
def test_each_flipped_bit_is_called_out(sealed: bytes, where: str):
    chance = random.Random(20261122)
    (seal,) = examine.seals(sealed)
    first, last = (0, len(sealed)) if where == "anywhere" else (seal.before, seal.after)
    found = Counter(outcome(flipped(sealed, chance.randrange(first, last), chance.randrange(8))) for _ in range(FLIPS))
    assert found.total() == FLIPS
    assert set(found) <= {CHANGED, OTHER, UNSIGNED, NOT_PDF}
    if where == "anywhere":
        assert found[CHANGED] > 0.75 * FLIPS, found


def changed_later(content: bytes) -> bytes:
    """A proper later revision: a title that was not there."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    writer.root["/Lang"] = pdf_string("cy-GB")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def written_anew(content: bytes, **options: Any) -> bytes:
    """The same document, saved by another program."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(out, **options)
    return out.getvalue()


def signed_again(content: bytes) -> bytes:
    """A second signature by somebody else."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    meta = PdfSignatureMetadata(field_name="Another")
    # pyHanko minds that the first signature allows no other; a forger would not.
    writer.prev.root["/Perms"].pop("/DocMDP", None)
    with ThreadPoolExecutor(1) as thread:  # it starts an event loop, and a browser of other tests may have one here
        return bytes(thread.submit(sign_pdf, writer, meta, signing.holding(seals.signer("rsa", 5))).result().getvalue())


def transplanted(content: bytes) -> bytes:
    """The signature of one pack in the place of another's, which is of the same length."""
    other = signing.sign(seals.printed(2), seals.signer(), NOW)
    (mine,), (its,) = examine.seals(content), examine.seals(other)
    return content[: mine.before] + other[its.before : its.after] + content[mine.after :]


def forged(content: bytes) -> bytes:
    """Signed by somebody whose certificate has the name and the number of ours."""
    serial = seals.signer().certificate.serial_number
    return signing.sign(seals.printed(), seals.signer("rsa", 6, 400, serial), NOW)


DONE_TO_IT = {
    "nothing": (lambda content: content, UNTOUCHED),
    "a byte behind it": (lambda content: content + b"\n", ADDED),
    "much behind it": (lambda content: content + b"%" * 100_000, ADDED),
    "a later revision": (changed_later, ADDED),
    "another signature": (signed_again, ADDED),
    "saved anew": (written_anew, OTHER),
    "encrypted": (lambda content: written_anew(content, encryption=pikepdf.Encryption(owner="o", user="u")), ENCRYPTED),
    "the signature taken out": (lambda content: content[: len(seals.printed())], UNSIGNED),
    "its signature blank": (
        lambda content: re.sub(rb"/Contents <[0-9A-F]+>", lambda it: b"/Contents <%s>" % (b"0" * (len(it[0]) - 12)),
                               content), CHANGED),
    "cut short": (lambda content: content[:-900], UNSIGNED),
    "one byte short": (lambda content: content[:-1], CHANGED),
    "cut in the middle": (lambda content: content[:9000], UNSIGNED),
    "the signature of another pack": (transplanted, CHANGED),
    "signed by somebody else": (lambda content: signing.sign(seals.printed(), seals.signer("rsa", 5), NOW), OTHER),
    "signed under another authority": (lambda content: signing.sign(seals.printed(), seals.signer("ec"), NOW), OTHER),
    "signed by a namesake": (forged, CHANGED),
    "something in front of it": (lambda content: b"%PDF-1.7\n" + content, OTHER),
}  # fmt: skip


@any_engine
@pytest.mark.parametrize("name", DONE_TO_IT)
def test_what_was_done_to_a_file_is_called_by_its_name(sealed: bytes, name: str):
    done, expected = DONE_TO_IT[name]
    content = done(sealed)
    assert name == "nothing" or content != sealed
    assert outcome(content) == expected


HOSTILE = {
    "nothing at all": (b"", NOT_PDF),
    "10 MiB of noise": (random.Random(1).randbytes(10 * 1024 * 1024), NOT_PDF),
    "10 MiB of signatures": (b"%PDF-1.7\n" + b"/Contents <" * 950_000, UNSIGNED),
    "10 MiB of spaces": (b"%PDF-1.7\n/ByteRange" + b" " * 10_000_000, UNSIGNED),
    "a loop": (b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R >>\nendobj\nstartxref\n9\n%%EOF", UNSIGNED),
    "endless ranges": (b"%PDF-1.7\n" + b"/ByteRange [0 9999999999 9999999999 9999999999] " * 100_000, OTHER),
}


@any_engine
def test_the_child_process_ends_on_anything_and_knows_what_is_ours(app: Flask, sealed: bytes):
    known = [seals.signer("rsa", 5).pem, seals.signer().pem, seals.signer("ec").pem]
    for name, (content, expected) in HOSTILE.items():
        assert checking.check(content, known).outcome == expected, name
    verdict = checking.check(sealed, known)
    assert (verdict.outcome, verdict.is_sound, verdict.is_pack) == (UNTOUCHED, True, True)
    assert (verdict.person, verdict.certificate) == ("Lowri Throckmorton", seals.signer().fingerprint)
    assert [(one.number, one.record_id) for one in verdict.records] == [(1, 1)]
    assert checking.check(flipped(sealed, 4000, 3), known).outcome == CHANGED
    deep = b"%PDF-1.7\n/Contents <" + b"30" * 20 + b">\n/ByteRange [0 19 61 9] "
    assert checking.check(deep, known).outcome in (CHANGED, OTHER)


@any_engine
def test_a_check_may_take_only_so_long_and_only_so_many_run_at_once(app: Flask, sealed: bytes, monkeypatch, tmp_path):
    monkeypatch.setattr(checking, "SECONDS", 0.01)
    assert checking.check(sealed, []).outcome == TOO_HARD
    monkeypatch.setattr(checking, "TRIES", 2)
    app.config["INSTANCE_DIR"] = tmp_path
    held = [(tmp_path / f"checking-{place}.lock").open("w") for place in range(checking.AT_ONCE)]
    for lock in held:
        fcntl.flock(lock, fcntl.LOCK_EX)
    with pytest.raises(checking.Busy):
        checking.check(sealed, [])
    held[1].close()
    assert checking.check(b"", []).outcome == TOO_HARD
    held[0].close()


def test_the_child_process_may_neither_call_out_nor_write():
    for event, details in (("socket.connect", ()), ("socket.__new__", (None, 2)), ("subprocess.Popen", ()),
                           ("open", ("/tmp/x", "w", 0))):  # fmt: skip
        with pytest.raises(PermissionError):
            examine.refuse(event, details)
    examine.refuse("open", ("/tmp/x", "rb", 0))


LIES = {
    "another answer": lambda told, shown: shown[0]["shown"][0].update(text="All went well."),
    "another fact": lambda told, shown: shown[0]["facts"]["happened_on"].update(value="2026-01-01"),
    "another fingerprint": lambda told, shown: told["records"][0].update(fingerprint="0" * 64),
    "another record": lambda told, shown: told["records"][0].update(record=2),
    "a record without data": lambda told, shown: shown.pop(),
    "another check code": lambda told, shown: told.update(check_code="0000-0000-0000"),
    "no list": lambda told, shown: told.pop("records"),
}


@any_engine
@pytest.mark.parametrize("lie", LIES)
def test_what_a_file_shows_is_proved_even_where_its_seal_is_good(sealed: bytes, lie: str):
    found = examine.examine(sealed, [seals.signer().pem])
    assert checking.judge(found).is_sound
    told, shown = (json.loads(found["attachments"][name]) for name in ("manifest.json", "records.json"))
    LIES[lie](told, shown)
    found["attachments"] = {"manifest.json": json.dumps(told), "records.json": json.dumps(shown)}
    assert checking.judge(found) == checking.Verdict(UNPROVED)


# Against the database


@pytest.fixture
def unit(store: Store) -> make.SmallUnit:
    """Lowri with three signed records and a pack of them."""

    def prepare() -> make.SmallUnit:
        found = make.unit()
        for _ in range(2):
            papers.session(found.isla, found.lowri, "locked")
        papers.observation(found.isla, found.lowri, "locked")
        made()
        return found

    return store.once("unit with a pack of three", prepare)


def pack() -> bytes:
    """The file of the pack made first."""
    content = files()[0].content
    assert content is not None
    return content


def stand(content: bytes) -> presently.Standing:
    """How a file stands, without the child process."""
    return presently.stand(checking.judge(examine.examine(content, certificates.kept())), content)


def test_each_record_is_said_to_stand_or_not(unit: make.SmallUnit, at):
    content = pack()
    assert stand(content).states == (CURRENT, CURRENT, CURRENT)
    first, second, third = db.session.query(Record).order_by(Record.id)
    later = NOW + timedelta(days=3)
    records.void(papers.paper(first), "It was opened twice.", papers.by(unit.isla), later)
    records.add(papers.paper(third), "subject", "It was confirmed.", papers.by(unit.lowri), later)
    db.session.commit()
    found = stand(content)
    assert found.verdict.is_sound
    states = {held.record_id: state for (held, *_), state in zip(found.lines, found.states, strict=True)}
    assert found.moved_on == 2
    assert states == {first.id: VOID, second.id: CURRENT, third.id: ADDED_TO}


def test_a_pack_of_another_service_that_has_our_key_is_not_on_our_list(unit: make.SmallUnit):
    signer = certificates.current(NOW)
    found = stand(signing.sign(seals.printed(), signer, NOW))
    assert (found.verdict.outcome, found.verdict.is_sound, found.states) == (UNLISTED, False, ())
    verdict = checking.judge(examine.examine(signing.sign(seals.printed(), signer, NOW), certificates.kept()))
    assert presently._states(verdict.records, NOW) == (UNKNOWN,)


def test_packs_stay_valid_when_the_certificate_is_renewed_and_when_it_is_over(unit: make.SmallUnit, at):
    before = pack()
    certificates.renew(NOW)
    papers.session(unit.isla, unit.lowri, "locked")
    made()
    latest = files()[-1].content or b""
    assert len(certificates.kept()) == 2
    at("2036-01-01 09:00")
    assert [stand(each).verdict.outcome for each in (before, latest)] == [UNTOUCHED, UNTOUCHED]
    only_new = certificates.kept()[:1]
    assert [examine.examine(each, only_new)["outcome"] for each in (before, latest)] == [OTHER, UNTOUCHED]


def test_the_print_of_one_record_is_known_for_what_it_is(unit: make.SmallUnit):
    record = db.session.query(Record).first()
    file = actions.request(unit.lowri.id, *YEAR, NOW, record_id=record.id)
    building.build(file.id)
    found = stand(db.session.get_one(PackFile, file.id).content or b"")
    assert (found.verdict.is_sound, found.verdict.is_pack, found.lines) == (True, False, [])


# On the command line, and without us


@any_engine
def test_the_command_says_it_with_the_database_and_without(app: Flask, unit: make.SmallUnit, tmp_path: Path):
    (tmp_path / "pack.pdf").write_bytes(pack())
    (tmp_path / "bad.pdf").write_bytes(flipped(pack(), 500, 0))
    (tmp_path / "ours.pem").write_text(certificates.kept()[0])
    run = app.test_cli_runner().invoke
    good = run(args=["evidence", "verify", str(tmp_path / "pack.pdf")])
    assert good.exit_code == 0, good.output
    assert good.output.count("Still the current version") == 3
    bad = run(args=["evidence", "verify", str(tmp_path / "bad.pdf")])
    assert (bad.exit_code, "was changed after this service signed it" in bad.output) == (1, True)
    alone = run(args=["evidence", "verify", str(tmp_path / "pack.pdf"), "--certificate", str(tmp_path / "ours.pem")])
    assert (alone.exit_code, "Still the current" in alone.output) == (0, False)
    assert "answers and facts proved" in alone.output.replace("\N{NO-BREAK SPACE}", " ")
    shown = run(args=["evidence", "certificate"]).output
    assert fingerprint(shown[shown.index("-----BEGIN") :]) in shown
    renewed = run(args=["evidence", "certificate", "new"]).output
    assert (renewed != shown, len(certificates.kept())) == (True, 2)


def fingerprint(pem: str) -> str:
    """SHA-256 of a certificate, in hex."""
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()


@any_engine
def test_the_guide_to_checking_without_us_is_right(unit: make.SmallUnit, tmp_path: Path):
    chapter = (ROOT / "README.md").read_text().partition("### Check a pack without us")[2].partition("\n## ")[0]
    commands = "\n".join(re.findall(r"^    (.+)$", chapter.partition("```")[0], flags=re.MULTILINE))
    (script,) = re.findall(r"```python\n(.*?)```", chapter, flags=re.DOTALL)
    (tmp_path / "prove.py").write_text(script)
    (tmp_path / "pack.pdf").write_bytes(pack())
    told = subprocess.run(["bash", "-ec", commands], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert "Signature is Valid" in told.stdout
    assert "Total document signed" in told.stdout
    (ours,) = certificates.kept()
    assert fingerprint(ours) in told.stdout.replace(":", "").lower()
    for held, *_ in stand(pack()).lines:
        assert f"{held.number} {held.happened_on} {held.kind} {held.fingerprint}" in told.stdout
    shown = json.loads((tmp_path / "parts" / "records.json").read_text())
    shown[0]["shown"][0]["text"] += "."
    (tmp_path / "parts" / "records.json").write_text(json.dumps(shown))
    told = subprocess.run(["python3", "prove.py", "parts"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (told.returncode, "AssertionError" in told.stderr) == (1, True)
