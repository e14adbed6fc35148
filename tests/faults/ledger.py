"""What people were told is saved and signed, and whether the database has it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from app.database import sqlite_module

Key = tuple[int, str, str]  # record, part, question


@contextmanager
def reading(address: str) -> Iterator[Connection]:
    """A connection of one's own to a database, past the service."""
    options = {"module": sqlite_module} if address.startswith("sqlite") else {}
    engine = create_engine(address, poolclass=NullPool, **options)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@dataclass
class Answer:
    """One answer as its page holds it: the revision and text last acknowledged, and what was sent since."""

    what: dict[str, Any]
    revision: int
    text: str | None = None
    sent: str | None = None  # under way, or never heard of again

    @property
    def key(self) -> Key:
        """Which row it is."""
        return self.what["record"], self.what["part"], self.what["key"]


@dataclass
class Waiting:
    """One text that waits for two signatures: whose were acknowledged, and whose were sent and never heard of."""

    what: dict[str, Any]
    signed: list[str] = field(default_factory=list)
    unsure: str = ""

    @property
    def turn(self) -> str:
        """Whose signature comes next; empty when both stand."""
        return ("subject", "lead", "")[len(self.signed)]


@dataclass
class Ledger:
    """Everything a crowd was told."""

    answers: list[Answer]
    waiting: list[Waiting]
    saves: int = 0
    signatures: int = 0
    pressed_again: int = 0
    refused: dict[int, int] = field(default_factory=dict)
    again: list[Waiting] = field(default_factory=list)
    seconds: dict[str, list[float]] = field(default_factory=lambda: {"save": [], "sign": []})

    @classmethod
    def of(cls, office: dict[str, Any]) -> "Ledger":
        """A fresh one for an office as it was built."""
        answers = [Answer(one, one["revision"]) for one in office["drafts"]]
        return cls(answers, [Waiting(one) for one in office["to_sign"]])

    @property
    def acknowledged(self) -> int:
        """Saves and signatures that people were told are done."""
        return self.saves + self.signatures

    def refuse(self, status: int) -> None:
        """Count an answer that says it was not done."""
        self.refused[status] = self.refused.get(status, 0) + 1

    def lost(self, address: str) -> list[str]:
        """What was acknowledged and is not in the database. What is there decides from then on what a page would hold
        that is loaded again."""
        with reading(address) as connection:
            return [*self._lost_answers(connection), *self._lost_signatures(connection)]

    def _lost_answers(self, connection: Connection) -> Iterator[str]:
        rows = connection.execute(text("SELECT record_id, part, key, revision, text FROM answer"))
        stored = {(record, part, key): (revision, words) for record, part, key, revision, words in rows}
        for answer in self.answers:
            revision, words = stored.get(answer.key, (0, ""))
            is_last = revision == answer.revision and words == (answer.text if answer.text is not None else words)
            is_next = revision == answer.revision + 1 and words == answer.sent
            if not (is_last or is_next):
                yield f"answer {answer.key}: revision {answer.revision} was acknowledged, {revision} is there"
            answer.revision, answer.text, answer.sent = revision, words, None

    def _lost_signatures(self, connection: Connection) -> Iterator[str]:
        """Each with the text it stands under and its one event; `verified` says whether those are what they were."""
        rows = connection.execute(text(
            "SELECT s.snapshot_id, s.part, p.fingerprint = s.fingerprint AND p.record_id = s.record_id,"
            " (SELECT count(*) FROM event e WHERE e.thing = 'signature' AND e.thing_id = s.id) FROM signature s"
            " JOIN snapshot p ON p.id = s.snapshot_id JOIN record r ON r.snapshot_id = p.id"))  # fmt: skip
        stored: dict[int, dict[str, bool]] = {}
        for snapshot, part, is_under_it, events in rows:
            stored.setdefault(snapshot, {})[part] = bool(is_under_it) and events == 1
        for one in self.waiting:
            there = stored.get(one.what["snapshot"], {})
            for part in one.signed:
                if not there.get(part):
                    yield f"signature of the {part} under record {one.what['record']}"
            if not all(there.values()):
                yield f"record {one.what['record']}: a signature stands without its text or its event"
            one.signed = [part for part in ("subject", "lead") if part in there]
            if one.unsure:
                self.again.append(one)
