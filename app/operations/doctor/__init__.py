"""The doctor looks at everything a service rests on, and says in a line each what is well and what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.database import writing

OK, LOOK, WRONG = "ok", "look", "wrong"


@dataclass(frozen=True)
class Finding:
    """What one look found: its name, OK, LOOK or WRONG, in words, and what to do about it."""

    name: str
    state: str
    words: str
    do: str = ""


def ok(name: str, words: str) -> Finding:
    """All is well."""
    return Finding(name, OK, words)


def judge(name: str, is_ok: bool, words: str, do: str, otherwise: str = WRONG) -> Finding:
    """OK if it is, else `otherwise` and what to do."""
    return Finding(name, OK, words) if is_ok else Finding(name, otherwise, words, do)


def look(at: datetime, backups: Path | None) -> Iterator[Finding]:
    """Everything, in the order in which it is mended. Never holds a secret."""
    from app.operations.doctor import database, kept, machine, settings

    promised = writing.set(False)  # looking holds up nobody who writes
    try:
        yield from settings.look(at)
        yield from machine.look(at)
        yield from database.look(at)
        yield from kept.look(at, backups)
    finally:
        writing.reset(promised)
