"""Texts written to break the press, to make it reach out, or to keep it from others."""

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask

from app.evidence import actions, building, printing
from app.evidence.contents.wording import paragraphs
from app.evidence.models import READY
from app.evidence.printing import NotPrinted, a_press, print_pack
from app.jobs import JOBS_QUEUE, PRESS, QUEUE_OF, QUEUES, JobFailed
from app.records.snapshot import Line
from tests import make
from tests.evidence import build

pytestmark = pytest.mark.any_engine

LONGEST = 20_000
BOMBS = {
    "only newlines": "\n" * LONGEST,
    "one endless word": "W" * LONGEST,
    "lines of one letter": "a\n" * 1_000,
    "paragraphs of one letter": "a\n\n" * 500,
    "marks on one letter": "e" + "\u0301" * 5_000,
    "marks on every letter": "e\u0301\u0323\u0330" * 1_000,
    "turns of direction": "ab א ب " * 1_500,
    "a family without end": "\N{WOMAN}\u200d" * 400,
    "signs that no font has": "".join(chr(0x4E00 + number) for number in range(400)),
    "no place to break": "ab\u00a0" * 6_000,
    "nothing but identifiers": "X264410 " * 1_500,
    "brackets": "[[{(<" * 4_000,
}


def record(number: int, *texts: str) -> build.Entry:
    """A record with these answers."""
    return build.entry(number, [
        Line(f"q{place}", "lead", build.ISLA, "Reflection", f"Question {place}", text)
        for place, text in enumerate(texts, 1)
    ])  # fmt: skip


def test_twelve_bombs_in_one_pack_are_printed_and_pass_both_profiles(app: Flask):
    printed = print_pack(build.pack(*(record(number, text) for number, text in enumerate(BOMBS.values(), 1))))
    assert build.failures(printed.content) == []
    assert printed.pages > len(BOMBS)


@pytest.fixture
def listening() -> Iterator[tuple[str, list[str]]]:
    """An address of this machine, and whoever called there."""
    calls: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        is_over = threading.Event()

        def answer() -> None:
            while not is_over.is_set():
                try:
                    calls.append(str(server.accept()[1]))
                except TimeoutError:
                    continue

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", calls
        is_over.set()
        thread.join()


def vectors(to: str, secret: Path) -> list[str]:
    """Ways to have a page fetch something."""
    return [
        f'<img src="{to}1">', f'<link rel="stylesheet" href="{to}2">', f"<style>@import url({to}3);</style>",
        f'<p style="background: url({to}4)">a</p>', f'<ul style="list-style-image: url({to}5)"><li>a</li></ul>',
        f"<style>p::before {{ content: url({to}6) }}</style>",
        f"<style>@font-face {{ font-family: x; src: url({to}7) }} p {{ font-family: x }}</style>",
        f'<object data="{to}8"></object>', f'<embed src="{to}9">', f'<svg><image href="{to}10"/></svg>',
        f"<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='{to}11'/></svg>\">",
        f'<base href="{to}"><img src="12">', f'<link rel="attachment" href="{to}13">',
        f'<a rel="attachment" href="{to}14">a</a>', f'<link rel="attachment" href="{secret.as_uri()}">',
        f'<iframe src="{to}16"></iframe>', f'<video poster="{to}17"></video>', f'<image src="{to}18">',
        f'<p style="border-image: url({to}19) 30">a</p>', f'<input type="image" src="{to}20">',
        f'<svg><use href="{to}21#a"/></svg>',
    ]  # fmt: skip


class Tags(HTMLParser):
    """Every element of a page, and every address in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.addresses: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.addresses |= {value or "" for name, value in attrs if name in ("src", "href", "style", "data", "rel")}


def test_what_somebody_writes_never_becomes_more_than_text(app: Flask, tmp_path: Path, listening):
    to, calls = listening
    (tmp_path / "secret.txt").write_text("the canary sings")
    ways = vectors(to, tmp_path / "secret.txt")
    one = record(1, *ways)
    said = "\n\n".join(ways)
    signed = replace(one.signatures[0], name=ways[0], capacity=ways[1], comment=paragraphs(said))
    one = replace(one, kind_name=ways[7], headline=((ways[8], ways[9]),), signatures=(signed,),
                  standards=((ways[2], ways[3]),))  # fmt: skip
    full = replace(
        build.pack(one), statement=paragraphs(said), name=ways[4], facts=((ways[5], ways[6]),), made_by=ways[0],
        standards=(build.Standard(ways[2], ways[3], (1,), ways[4], is_gap=True),), standards_note=ways[5],
    )  # fmt: skip
    plain = Tags(printing.pack_html(build.everything(sessions=1, sentences=1, learning=1)))
    page = Tags(printing.pack_html(full))
    assert page.names <= plain.names
    assert {address for address in page.addresses if not re.fullmatch(r"#[a-z0-9-]+", address)} == set()
    printed = print_pack(full)
    assert calls == []
    assert b"canary" not in printed.content + b"".join(build.attached(printed.content).values())


def test_markup_itself_reaches_nothing_outside_the_page(app: Flask, tmp_path: Path, listening):
    to, calls = listening
    (tmp_path / "secret.txt").write_text("the canary sings")
    ways = "".join(vectors(to, tmp_path / "secret.txt"))
    page = f'<html lang="en"><head><title>x</title></head><body>{ways}</body></html>'
    try:
        content = printing.run(page, "ab" * 16, build.MADE_AT, []).content
    except NotPrinted:
        content = b""
    assert calls == []
    assert b"canary" not in content + b"".join(build.attached(content).values() if content else ())


def test_no_more_than_two_are_printed_at_once_and_the_third_waits_its_turn(app: Flask, tmp_path: Path):
    assert QUEUES[QUEUE_OF[actions.BUILD]] == QUEUES[PRESS] == printing.AT_ONCE == 2
    assert QUEUE_OF[actions.BUILD] != JOBS_QUEUE
    at_work, may_end = [], threading.Event()

    def work(number: int) -> None:
        with a_press(tmp_path):
            at_work.append(number)
            may_end.wait(10)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    threads[2].join(0.4)
    assert len(at_work) == 2
    may_end.set()
    for thread in threads:
        thread.join(10)
    assert sorted(at_work) == [0, 1, 2]


def test_a_press_that_is_killed_leaves_nothing_behind(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    press = tmp_path / "press.py"
    press.write_text(
        'import os, sys, tempfile\nopen(os.environ["TMPDIR"] + "/half.pdf", "w").write("half")\n'
        f'open({str(tmp_path / "where")!r}, "w").write(os.environ["TMPDIR"])\n'
        "sys.stdout.write('{\"pages\": 3}\\n%PDF-1.7 half')\nsys.stdout.flush()\nos.kill(os.getpid(), 9)\n"
    )
    monkeypatch.setattr(printing, "PRESS", press)
    lowri = make.member("Lowri Throckmorton", "Probation Officer", make.team())
    file = actions.request(lowri.id, date(2025, 9, 1), date(2026, 8, 31), build.MADE_AT)
    with pytest.raises(JobFailed, match="could not be printed"):
        building.build(file.id)
    assert file.state != READY
    assert file.content is None
    assert not Path((tmp_path / "where").read_text()).exists()


def test_what_needs_more_memory_than_one_file_may_take_is_refused_in_words(app: Flask, tmp_path: Path, monkeypatch):
    press = tmp_path / "press.py"
    source = printing.PRESS.read_text().replace("MEMORY = 1024**3", "MEMORY = 64 * 1024**2")
    press.write_text(source)
    monkeypatch.setattr(printing, "PRESS", press)
    with pytest.raises(NotPrinted, match="more than one file may take"):
        print_pack(build.pack(record(1, "It is long. " * 500)))
