"""Check a pack, as anybody meets it."""

import io
from datetime import timedelta

import pytest
from flask import Flask

from app.database import db
from app.evidence.checking import attempts as checks
from app.evidence.checking import file as checking
from app.evidence.models import PackCheck, PackFile
from tests import make, papers
from tests.browsing import Client
from tests.evidence.seals import NOW
from tests.evidence.test_building import files, made
from tests.stores import Store


@pytest.fixture
def pack(store: Store) -> PackFile:
    """A pack of one session."""

    def prepare() -> PackFile:
        unit = make.unit()
        papers.session(unit.isla, unit.lowri, "locked")
        made()
        return files()[0]

    return store.once("unit with a pack to check", prepare)


def send(client: Client, content: bytes, name: str = "pack.pdf"):
    """Upload a file to be checked."""
    head = f'--part\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    body = head + content + b"\r\n--part--\r\n"
    return client.post("/check/file", data=body, content_type="multipart/form-data; boundary=part")


def test_anybody_may_have_a_file_checked_and_nothing_of_it_is_kept(pack: PackFile, client: Client):
    assert 'href="/check"' in client.get("/sign-in").text
    answer = send(client, pack.content or b"", "<b>my name.pdf")
    assert answer.status_code == 200
    for words in ("This file is exactly as this service made it", "Lowri Throckmorton", "Still the current version",
                  pack.check_code):  # fmt: skip
        assert words in answer.text
    assert answer.text.index("<h1") < answer.text.index("<table")
    for bad, words in (((pack.content or b"") + b" ", "Something was added"), (b"hello", "This is not a PDF file")):
        answer = send(client, bad)
        assert (answer.status_code, words in answer.text, "Lowri" in answer.text) == (200, True, False)
    kept = db.session.query(PackCheck).all()
    assert len(kept) == 3
    assert {len(each.origin) for each in kept} == {64}
    assert "127.0.0.1" not in kept[0].origin


@pytest.mark.any_engine
def test_a_code_tells_that_a_pack_was_made_and_on_which_day_alone(pack: PackFile, client: Client):
    typed = [
        pack.check_code,
        pack.check_code.lower().replace("-", " "),
        pack.check_code.replace("-", "").replace("0", "o").replace("1", "l"),
    ]
    for code in typed:
        answer = client.post("/check/code", data={"code": f" {code} "})
        assert answer.status_code == 200
        assert "A pack with this check code was made here" in answer.text
        assert "19\N{NO-BREAK SPACE}November 2026" in answer.text
        assert "Lowri" not in answer.text
    unknown = client.post("/check/code", data={"code": "0000-0000-0000"})
    assert "No pack with this check code was made here" in unknown.text
    for wrong in ("", "7K2M-4QXR", "7K2M-4QXR-9TBU", "<script>7K2M4QXR", "7" * 5000):
        answer = client.post("/check/code", data={"code": wrong})
        assert (answer.status_code, "Enter the check code as it is printed" in answer.text) == (422, True)


@pytest.mark.any_engine
def test_what_is_no_file_or_too_large_is_refused_with_words(app: Flask, client: Client, monkeypatch):
    assert send(client, b"", "").status_code == 422
    assert client.post("/check/file", data={"file": "text"}).status_code == 422
    large = send(client, b"x" * (checking.MOST_BYTES + 1))
    assert (large.status_code, "larger than 10 MB" in large.text) == (422, True)
    assert send(client, b"x" * (checking.MOST_BYTES + 100_000)).status_code == 413
    assert client.post("/check/code", data={"code": "x" * 2_000_000}).status_code == 413
    assert client.post("/check/code", data={"code": (io.BytesIO(b"x"), "x.pdf")},
                       content_type="multipart/form-data").status_code == 400  # fmt: skip
    assert db.session.query(PackCheck).count() == 0

    def busy(*_given: object) -> None:
        raise checking.Busy

    monkeypatch.setattr(checking, "check", busy)
    answer = send(client, b"%PDF-")
    assert (answer.status_code, "Other packs are being checked" in answer.text) == (503, True)


def test_one_address_may_check_only_so_often(pack: PackFile, client: Client, at):
    ask = {"data": {"code": pack.check_code}}
    db.session.add(PackCheck(origin="long ago", at=NOW - timedelta(days=2)))
    db.session.commit()
    assert [client.post("/check/code", **ask).status_code for _ in range(11)] == [200] * 10 + [429]
    answer = send(client, pack.content or b"")
    assert (answer.status_code, "too many checks from where you are" in answer.text) == (429, True)
    assert client.post("/check/code", **ask, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200
    assert db.session.query(PackCheck).filter_by(origin="long ago").count() == 0
    for minute in range(1, 6):
        at(NOW + timedelta(minutes=2 * minute))
        assert [client.post("/check/code", **ask).status_code for _ in range(10)] == [200] * 10
    at(NOW + timedelta(minutes=30))
    assert client.post("/check/code", **ask).status_code == 429
    at(NOW + timedelta(hours=2))
    assert client.post("/check/code", **ask).status_code == 200


@pytest.mark.parametrize(
    "typed", ["7k2m-4qxr-9tbd", " 7K2M 4QXR 9TBD ", "7K2M4QXR9TBD", "7K2M\N{EN DASH}4QXR\N{EN DASH}9TBD"]
)
def test_a_code_is_read_however_it_is_typed(typed: str):
    assert checks.read_code(typed) == "7K2M-4QXR-9TBD"
    assert checks.read_code("OI1L-0000-0000") == "0111-0000-0000"
