"""Turns a pack or one signed record into an archival, accessible PDF file, in a child process with limits."""

import base64
import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from typing import IO, Any

from flask import current_app

from app.config import ROOT
from app.evidence.contents.attached import disclosures, manifest
from app.evidence.contents.pack import Entry, Pack, Question, Words
from app.evidence.contents.wording import breakable

PRESS = Path(__file__).with_name("press.py")
SECONDS = 120
FAILED = (
    "It could not be printed. There may be more than one file may take: choose a shorter period or fewer records,"
    " or try again."
)
AT_ONCE, WAIT = 2, 0.1  # presses of an installation, and seconds between looks for a free one
# A label's column, and letters that are not of the usual width, in usual letters.
LABEL_WIDTH, NARROW, WIDE = 20.5, 0.6, 1.5
SHORT = 60  # an answer up to this long, standing alone, needs no name above it

FAMILIES = (("Source Serif 4", "source-serif-4"), ("Source Sans 3", "source-sans-3"))


class NotPrinted(Exception):
    """The file could not be made. Says why, in words for the person who asked."""


@dataclass(frozen=True)
class Printed:
    """A finished file and how many pages it has."""

    content: bytes
    pages: int


def pack_html(pack: Pack) -> str:
    """The pack laid out, ready for the press. Needs an app context."""
    return _render("print/pack.html", pack=pack)


def print_pack(pack: Pack) -> Printed:
    """Make the pack's file, its data attached. The same pack gives the same bytes. Raises NotPrinted."""
    attachments = [
        _attachment("manifest.json", "The records in this file, with their fingerprints", manifest(pack)),
        _attachment("records.json", "The answers shown in full, with what proves them", disclosures(pack)),
    ]
    return run(pack_html(pack), pack.digest, pack.made_at, attachments)


def print_record(entry: Entry, made_at: datetime, made_by: str) -> Printed:
    """Make the file of one signed record. Raises NotPrinted."""
    page = _render("print/record.html", entry=entry, made_at=made_at, made_by=made_by)
    return run(page, entry.fingerprint, made_at, [])


def run(page: str, identifier: str, made_at: datetime, attachments: list[dict[str, Any]]) -> Printed:
    """Send one page of HTML through the press. `identifier` is hexadecimal. Raises NotPrinted."""
    job = {"html": page, "css": stylesheet(), "identifier": identifier, "made_at": made_at.isoformat(),
           "attachments": attachments}  # fmt: skip
    # The child gets nothing of ours: no database address, no keys.
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "FONTCONFIG_FILE") if name in os.environ}
    try:
        with TemporaryDirectory() as folder, a_press(Path(current_app.config["INSTANCE_DIR"])):
            done = subprocess.run(  # noqa: S603
                [sys.executable, "-I", str(PRESS)], input=json.dumps(job).encode(), capture_output=True,
                timeout=SECONDS, check=False, env=environment | {"TMPDIR": folder},
            )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise NotPrinted(
            f"Printing took longer than {SECONDS} seconds. Choose a shorter period, or fewer records."
        ) from late
    if done.returncode != 0:
        current_app.logger.error("press: %s", done.stderr.decode(errors="replace")[-2000:])
        raise NotPrinted(FAILED)
    head, _, content = done.stdout.partition(b"\n")
    return Printed(content, json.loads(head)["pages"])


@contextmanager
def a_press(folder: Path) -> Iterator[None]:
    """One of the presses of this installation, for as long as it takes; waits for one while all are at work. The
    system frees the press of a process that died.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        locks = [stack.enter_context((folder / f"press-{number}.lock").open("a")) for number in range(AT_ONCE)]
        while not any(map(_is_free, locks)):
            sleep(WAIT)
        yield


def _is_free(lock: IO[str]) -> bool:
    """Whether it was free, and is ours now."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@cache
def stylesheet() -> str:
    """static/print.css with the fonts inside it, for the press reads nothing from outside."""
    faces = []
    for family, file in FAMILIES:
        for subset, suffix in (("latin", ""), ("latin-ext", " Ext")):
            for weight in (400, 600):
                font = base64.b64encode((ROOT / "static" / "fonts" / f"{file}-{subset}-{weight}.woff2").read_bytes())
                faces.append(
                    f'@font-face {{ font-family: "{family}{suffix}"; font-weight: {weight};'
                    f" src: url(data:font/woff2;base64,{font.decode()}) }}"
                )
    return "\n".join([*faces, (ROOT / "static" / "print.css").read_text()])


def in_fours(digits: str, most: int, group: int = 4) -> str:
    """The first `most` digits of a fingerprint, in groups."""
    return " ".join(digits[place : place + group] for place in range(0, min(most, len(digits)), group))


def is_long(answer: Words) -> bool:
    """Whether an answer is more than a few words on one line."""
    lines = [line for paragraph in answer.paragraphs for line in paragraph.lines]
    return len(lines) > 1 or sum(len(piece.text) for line in lines for piece in line) > SHORT


def label_lines(label: str) -> int:
    """About how many lines a label takes in its column."""
    lines, used = 1, 0.0
    for word in label.split():
        width = sum(NARROW if letter in "iltrfj'.,-()" else WIDE if letter in "mwMWGOQ" else 1.0 for letter in word)
        if used and used + width > LABEL_WIDTH:
            lines, used = lines + 1, 0.0
        lines += ceil(width / LABEL_WIDTH) - 1
        used += min(width, LABEL_WIDTH) + NARROW
    return lines


def groupby_section(questions: Iterable[Question]) -> list[tuple[str, list[Question]]]:
    """Questions under the titles of their sections, in the order of the form."""
    return [(title, list(found)) for title, found in groupby(questions, key=lambda question: question.section)]


def _render(template: str, **context: Any) -> str:
    environment = current_app.jinja_env.overlay()
    environment.filters = {
        **environment.filters, "breakable": breakable, "in_fours": in_fours, "is_long": is_long,
        "label_lines": label_lines,
        "groupby_section": groupby_section,
    }  # fmt: skip
    return environment.get_template(template).render(**context)


def _attachment(name: str, description: str, content: Any) -> dict[str, Any]:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1)
    return {"name": name, "description": description, "content": text}
