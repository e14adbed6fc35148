"""Whether a PDF file is a pack as this service made it: its bytes, its seal, and each answer it shows.

The file is looked at in a child process with limits. Of a file that is not sealed by us nothing is read or repeated.
"""

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import current_app

from app.evidence.checking import examine
from app.evidence.contents.pack import check_code
from app.records import snapshot

EXAMINE = Path(__file__).with_name("examine.py")
SECONDS = 20
AT_ONCE, TRIES = 2, 50  # examined at the same time on this machine; tenths of a second that others wait
MOST_BYTES = 10 * 1024 * 1024
TOO_HARD, UNPROVED, UNLISTED = "too hard", "unproved", "unlisted"

# What each outcome is called, and what to make of it.
WORDS = {
    examine.UNTOUCHED: (
        "This file is exactly as this service made it",
        "Not one byte was changed since it was signed.",
    ),
    examine.CHANGED: (
        "This file was changed after this service signed it",
        "At least one byte of it is not what was signed, so nothing it says can be relied on. Ask whoever gave it to"
        " you for the file as they downloaded it.",
    ),
    examine.ADDED: (
        "Something was added to this file after this service signed it",
        "What is behind the signed part can change what you see, so nothing the file says can be relied on. Ask whoever"
        " gave it to you for the file as they downloaded it.",
    ),
    examine.OTHER: (
        "This file does not carry the signature of this service",
        "It is signed by somebody else, or its signature was changed, so nothing it says can be relied on.",
    ),
    examine.UNSIGNED: (
        "This file is not signed",
        "Every pack is signed when it is made. This file is none, or its signature was taken out, or the end of the"
        " file is missing. Printing a pack to a new PDF file takes the signature out too: ask for the file as it was"
        " downloaded.",
    ),
    examine.ENCRYPTED: (
        "This file is encrypted",
        "A pack of this service never is. Ask for the file as it was downloaded.",
    ),
    examine.NOT_PDF: (
        "This is not a PDF file",
        "A pack is a PDF file. Choose the file as it was downloaded.",
    ),
    TOO_HARD: (
        "This file could not be checked",
        "It asks for more time or memory than checking a file may take. A pack of this service never does.",
    ),
    UNPROVED: (
        "What this file shows does not fit what was signed",
        "The file carries the signature of this service, but its data do not prove what it shows. Tell an administrator"
        " of this service.",
    ),
    UNLISTED: (
        "This file is not on the list of packs made here",
        "It carries the signature of this service, but the service has no note of making it. Tell an administrator of"
        " this service.",
    ),
}  # fmt: skip


class Busy(Exception):
    """Others are having files checked; it may be tried again."""


@dataclass(frozen=True)
class Held:
    """One record in a pack, as the pack tells of it. `shown` is how many answers and facts it shows and proves."""

    number: int
    record_id: int
    kind: str
    happened_on: date
    fingerprint: str
    shown: int


@dataclass(frozen=True)
class Verdict:
    """What a file is. All but `outcome` is empty unless the file is sealed by us and untouched.

    `is_pack` is False for the print of a single record, which carries no data.
    """

    outcome: str
    signed_at: datetime | None = None
    certificate: str = ""
    is_pack: bool = False
    person: str = ""
    period: tuple[date, date] | None = None
    check_code: str = ""
    records: tuple[Held, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether it can be relied on."""
        return self.outcome == examine.UNTOUCHED

    @property
    def title(self) -> str:
        """The outcome in one line."""
        return WORDS[self.outcome][0]

    @property
    def advice(self) -> str:
        """What to make of it."""
        return WORDS[self.outcome][1]


def check(pdf: bytes, known: list[str]) -> Verdict:
    """What a file is; `known` are the certificates it may be sealed with, as PEM. Takes up to 25 s. Raises Busy."""
    with _turn():
        found = _examined(pdf, known)
    return judge(found)


def judge(found: dict[str, Any]) -> Verdict:
    """What `examine` found, with each answer that the file shows proved against the fingerprint of its record."""
    if found["outcome"] != examine.UNTOUCHED:
        return Verdict(found["outcome"])
    verdict = Verdict(found["outcome"], datetime.fromisoformat(found["signed_at"]), found["certificate"])
    if not found["attachments"]:
        return verdict
    try:
        told, shown = (json.loads(found["attachments"][name]) for name in ("manifest.json", "records.json"))
        return _proved(verdict, told, shown)
    except (ValueError, TypeError, KeyError, RecursionError):
        return Verdict(UNPROVED)


def _proved(verdict: Verdict, told: dict[str, Any], shown: list[dict[str, Any]]) -> Verdict:
    """The verdict with what the manifest tells. Raises ValueError where it does not fit the data."""
    if check_code(told["pack_digest"]) != told["check_code"]:
        raise ValueError("The check code is not the digest's.")
    held = [_held(one, data) for one, data in zip(told["records"], shown, strict=True)]
    first, last = (date.fromisoformat(day) for day in told["period"])
    return replace(
        verdict, is_pack=True, person=told["person"], period=(first, last), check_code=told["check_code"],
        records=tuple(held),
    )  # fmt: skip


def _held(one: dict[str, Any], data: dict[str, Any]) -> Held:
    """One record of the manifest. Raises ValueError unless all its data shows leads to its fingerprint."""
    if not one["record"] == data["record"] or not one["fingerprint"] == data["fingerprint"] == snapshot.prove(data):
        raise ValueError("The record is not the one that was signed.")
    count = len(data["shown"]) + len(data["facts"])
    day = date.fromisoformat(one["happened_on"])
    return Held(one["number"], one["record"], one["kind"], day, one["fingerprint"], count)


def _examined(pdf: bytes, known: list[str]) -> dict[str, Any]:
    environment = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(EXAMINE)], input=json.dumps(known).encode() + b"\n" + pdf, capture_output=True,
            timeout=SECONDS, check=False, env=environment,
        )  # fmt: skip
        found: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as problem:
        current_app.logger.warning("a file could not be checked: %s", type(problem).__name__)
        return {"outcome": TOO_HARD}
    return found


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for one of the few places on this machine, whichever process asks. Raises Busy."""
    folder = Path(current_app.config["INSTANCE_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    for _ in range(TRIES):
        for place in range(AT_ONCE):
            with (folder / f"checking-{place}.lock").open("w") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                yield
                return
        time.sleep(0.1)
    raise Busy
