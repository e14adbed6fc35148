"""What comes out of the press."""

import io
import json
import re
import subprocess
import zlib
from dataclasses import replace
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path

import pikepdf
import pydyf
import pytest
import weasyprint
from flask import Flask

from app.evidence import press, printing
from app.evidence.contents.pack import SECTIONS
from app.evidence.printing import NotPrinted, Printed, print_pack, print_record
from app.records import snapshot
from app.records.snapshot import Line
from tests.evidence import build

pytestmark = pytest.mark.any_engine


def told(content: bytes, folder: Path, *options: str) -> str:
    """The text poppler reads, in reading order."""
    (folder / "pack.pdf").write_bytes(content)
    command = ["pdftotext", *options, str(folder / "pack.pdf"), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize(("records", "sentences", "least", "most"), [(0, 1, 1, 1), (1, 1, 3, 4), (4, 6, 8, 14)])
def test_a_pack_of_any_size_passes_both_profiles(app: Flask, records: int, sentences: int, least: int, most: int):
    entries = [build.entry(number, build.lines(build.WORDS * sentences)) for number in range(1, records + 1)]
    printed = print_pack(build.pack(*entries))
    assert build.failures(printed.content) == []
    assert least <= printed.pages <= most


@cache
def everything() -> Printed:
    """A pack of about 35 pages with every section and script, printed once."""
    return print_pack(build.everything(sessions=7, sentences=9))


def test_a_pack_with_every_kind_of_record_and_every_script_passes_both_profiles(app: Flask):
    printed = everything()
    assert build.failures(printed.content) == []
    assert 30 <= printed.pages <= 40


def test_headings_skip_no_level_and_lead_through_the_pack_in_its_order(app: Flask):
    found = build.headings(everything().content)
    assert found[0] == (1, build.LOWRI)
    levels = [level for level, _ in found]
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []
    titles = [words for level, words in found if level == 2]
    assert titles[:4] == ["Statement", "Contents", "Standards map", "Reflective practice year"]
    kinds = [next(kind for kind in (*SECTIONS.values(), *build.KINDS.values()) if words.startswith(kind))
             for words in titles[4:-1]]  # fmt: skip
    assert [kind for kind, _ in groupby(kinds)] == [
        "Performance review", "Supervision records", "Reflective practice supervision session",
        "Observation of practice", "Learning and professional development", "Declarations",
    ]  # fmt: skip
    assert titles[-1] == "Signatures and fingerprints"


def test_contents_and_bookmarks_lead_to_the_pages_of_the_sections(app: Flask, tmp_path: Path):
    content = everything().content
    manifest = json.loads(build.attached(content)["manifest.json"])
    first = {one["kind"]: one["page"] for one in reversed(manifest["records"])}
    cover = " ".join(told(content, tmp_path, "-f", "1", "-l", "2").split())
    for kind, title in (("Performance review", "Performance reviews, 2"), ("Declaration", "Declarations, 1")):
        assert re.search(rf"{title} [. ]*{first[kind]}\b", cover), (title, first[kind])
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
        links = [link for page in pdf.pages[:3] for link in page.get("/Annots", [])]
    assert titles == ["Cover", "Standards map", "Reflective practice year", *SECTIONS.values(),
                      "Signatures and fingerprints"]  # fmt: skip
    assert len(links) > len(titles) + 20


def test_every_page_is_marked_and_names_the_pack_and_its_place(app: Flask, tmp_path: Path):
    printed = everything()
    code = json.loads(build.attached(printed.content)["manifest.json"])["check_code"]
    pages = told(printed.content, tmp_path).split("\f")[:-1]
    assert len(pages) == printed.pages
    for number, page in enumerate(pages, 1):
        assert "OFFICIAL-SENSITIVE" in page
        assert code in page
        assert f"Page {number} of {printed.pages}" in page


def test_a_page_says_which_record_it_shows(app: Flask, tmp_path: Path):
    content = everything().content
    for record in json.loads(build.attached(content)["manifest.json"])["records"]:
        page = told(content, tmp_path, "-f", str(record["page"]), "-l", str(record["page"]))
        shown = int(re.search(r"Record ([0-9]+) of", page)[1])
        assert shown <= record["number"] <= shown + 4


def test_the_print_of_one_record_passes_both_profiles(app: Flask):
    assert build.failures(print_record(build.entry(), build.MADE_AT, build.LOWRI).content) == []


def test_the_text_reads_in_order_and_leaves_private_words_out(app: Flask, tmp_path: Path):
    printed = print_pack(build.pack(build.entry()))
    text = " ".join(told(printed.content, tmp_path).split())
    order = [
        "Evidence pack for the Professional Register", build.LOWRI, "Contents", "Reflective practice sessions, 1",
        "Record 1 of 1", "Reflective practice supervision session", "13 July 2026", "ending 410", "What happened",
        "no time left to ask", "Looking back", "Strengths", "Home visit", "confirmed by Isla Mbeki", "Signatures",
        "This is a fair record", "The tenancy was confirmed", "Signatures and fingerprints",
    ]  # fmt: skip
    place = 0
    for words in order:
        assert words in text[place:], words
        place = text.index(words, place)
    assert build.CANARY not in text
    assert "07700" not in text
    assert "X264410" not in text
    assert text.count("masked") >= 1


def test_no_part_of_the_file_holds_what_is_private_or_masked(app: Flask):
    content = print_pack(build.pack(build.entry())).content
    for name, attachment in build.attached(content).items():
        for secret in (build.CANARY, "900142", "264410"):
            assert secret.encode() not in attachment, (name, secret)


def test_the_same_pack_gives_the_same_bytes(app: Flask):
    pack = build.pack(build.entry())
    assert print_pack(pack).content == print_pack(pack).content


def test_each_shown_answer_is_proved_against_the_signatures_without_the_others(app: Flask):
    entry = build.entry()
    content = print_pack(build.pack(entry)).content
    (record,) = json.loads(build.attached(content)["records.json"])
    assert {(one["key"], one["part"]) for one in record["shown"]} == {
        ("what", "subject"), ("back", "subject"), ("back", "lead"), ("strengths", "lead"),
    }  # fmt: skip
    assert len(record["digests"]) == len(build.lines())
    assert "headline" not in record["facts"]
    for answer in record["shown"]:
        assert snapshot.prove({**record, "shown": [answer]}) == entry.signatures[0].fingerprint == entry.fingerprint
    with pytest.raises(ValueError, match="not the one that was signed"):
        snapshot.prove({**record, "shown": [{**record["shown"][0], "text": "Something else"}]})


def test_the_manifest_names_every_record_and_its_page(app: Flask, tmp_path: Path):
    printed = print_pack(build.pack(build.entry(1), build.entry(2, kind="observation")))
    manifest = json.loads(build.attached(printed.content)["manifest.json"])
    for record in manifest["records"]:
        text = told(printed.content, tmp_path, "-f", str(record["page"]), "-l", str(record["page"]))
        assert f"Record {record['number']} of 2" in text
        assert record["kind"] in text


HOSTILE = {
    "many scripts": "Mae'n ŵyl. Żółć. مرحبا بالعالم. שלום עולם. 😀 👩‍👩‍👧 𝕳 漢字 ✓",
    "control characters": "before\0\x01\x1b[31m\ufffe\u202eafter\ud7ff",
    "markup": "<script>alert(1)</script><img src=file:///etc/passwd> {{ 7*7 }} <style>*{display:none}</style>",
}

SHOWN = {
    "many scripts": ("ŵyl", "Żółć", "[woman][woman][girl]", "[cjk unified ideograph-6f22]", "✓"),
    "control characters": ("before[31mafter",),
    "markup": ("<script>alert(1)</script>", "{{ 7*7 }}"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_printed_and_still_passes(app: Flask, tmp_path: Path, name: str):
    printed = print_pack(build.pack(build.entry(1, build.lines(HOSTILE[name]))))
    assert build.failures(printed.content) == []
    text = told(printed.content, tmp_path)
    for words in SHOWN.get(name, ()):
        assert words in text


def test_120_fields_of_4000_characters_in_every_kind_of_record_are_printed(app: Flask):
    text = (build.WORDS * 40)[:4000]
    answers = [
        [Line(f"q{n}", "lead", build.ISLA, "Reflection", f"Question {n}", text) for n in range(12)] for _ in range(10)
    ]
    kinds = sorted([*build.KINDS, *["rps"] * 4], key=list(SECTIONS).index)
    entries = [replace(build.entry(n, found), kind=kind, record_id=n)
               for n, (kind, found) in enumerate(zip(kinds, answers, strict=True), 1)]  # fmt: skip
    printed = print_pack(build.pack(*entries))
    assert printed.pages > 100
    assert build.failures(printed.content) == []


def test_no_stream_of_a_file_ends_in_doubt():
    last = next(n for n in range(256) if zlib.adler32(b"q Q" + bytes([n])) & 0xFF == ord("\r"))
    doubtful = pydyf.Stream([b"q Q" + bytes([last])], compress=True)
    assert press._ends_in_doubt(doubtful)
    assert doubtful.compress
    assert zlib.compress(b"q Q" + bytes([last]), 9).endswith(b"\r")
    assert not press._ends_in_doubt(pydyf.Stream([b"q Q"], compress=True))


def test_the_press_may_neither_call_out_nor_write():
    for event, details in (
        ("socket.connect", ()), ("socket.getaddrinfo", ("example.org",)), ("subprocess.Popen", ()),
        ("open", ("/tmp/x", "w", 0)),
    ):  # fmt: skip
        with pytest.raises(PermissionError):
            press.refuse(event, details)
    press.refuse("open", ("/tmp/x", "rb", 0))


def test_a_job_beyond_the_limits_is_given_up_with_a_reason(app: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(printing, "SECONDS", 0.05)
    with pytest.raises(NotPrinted, match="took longer"):
        print_pack(build.pack(build.entry()))


# WeasyPrint leaves its colour profile open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_file_that_would_be_in_doubt_is_written_again(monkeypatch: pytest.MonkeyPatch):
    fonts = weasyprint.text.fonts.FontConfiguration()
    style = weasyprint.CSS(string="p { margin: 0 }", font_config=fonts)
    attachment = {"name": "records.json", "description": "Data", "content": "[]"}
    job = {
        "html": '<html lang="en"><head><title>x</title></head><body><h1>Hello</h1></body></html>',
        "identifier": "ab" * 16, "made_at": build.MADE_AT.isoformat(), "attachments": [attachment],
    }  # fmt: skip
    once = press.write(weasyprint, job, style, fonts)[1]
    monkeypatch.setattr(press, "AMBIGUOUS", b"%PDF-")
    again = press.write(weasyprint, job, style, fonts)[1]
    assert again != once
    assert build.attached(again) == build.attached(once) == {"records.json": b"[]"}
