"""Where the rows and events of one delivery unit are gathered, and how things are frozen, signed and noted there."""

from collections import defaultdict
from collections.abc import Sequence
from random import Random
from typing import Any

from app.estate.canon import Event, Piece, flat, freeze, hexed, quoted, zoned
from app.estate.days import Calendar
from app.estate.people import Member
from app.history.actions import SERVICE

BLOCK = 20_000  # ids of each table that belong to one delivery unit
RECENT = 40  # working days of which history tells everything; of what came before, all that it seals


class Desk:
    """One unit's rows by table and its events. Everything comes from `chance`, so the same seed makes the same."""

    def __init__(self, unit: int, calendar: Calendar, chance: Random) -> None:
        self.calendar, self.chance = calendar, chance
        self.first = unit * BLOCK
        self.rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self.events: list[Event] = []
        self._last: dict[str, int] = defaultdict(lambda: self.first)

    def next_id(self, table: str) -> int:
        """A new id in a table."""
        self._last[table] = found = self._last[table] + 1
        assert found <= self.first + BLOCK, table
        return found

    def add(self, table: str, *values: Any) -> int:
        """A new row, without its id; gives that."""
        found = self.next_id(table)
        self.rows[table].append((found, *values))
        return found

    def note(self, at: str, verb: str, thing: str, thing_id: int, subject_id: int | None, by: Member | None,
             capacity: str = "", *, reason: str = "", seal: str = "") -> None:  # fmt: skip
        """An event, by somebody or by the service."""
        actor, account = (by.name, by.account_id) if by else (SERVICE.name, None)
        self.events.append(Event(at, verb, thing, thing_id, subject_id, account, actor, capacity, reason, seal))

    def tell(self, day: int, minute: int, verb: str, thing: str, thing_id: int, subject_id: int | None,
             by: Member | None, capacity: str = "", *, reason: str = "") -> None:  # fmt: skip
        """An event that seals nothing: noted if it is of the last weeks, and has happened."""
        if self.calendar.now - RECENT <= day < self.calendar.now:
            at = self.calendar.at(day, minute)
            self.note(at, verb, thing, thing_id, subject_id, by, capacity, reason=reason)

    def freeze(self, facts: Sequence[tuple[str, str]], pieces: Sequence[Piece], names: dict[str, str],
               given: dict[str, str]) -> tuple[str, str]:  # fmt: skip
        """A frozen text and its fingerprint."""
        return freeze(facts, pieces, names, given, self.chance)

    def snapshot(self, record_id: int, at: str, by: Member, capacity: str, subject_id: int,
                 frozen: tuple[str, str]) -> int:  # fmt: skip
        """The frozen text of a record, sealed in history."""
        found = self.add("snapshot", record_id, *frozen, at)
        self.note(at, "frozen for signing", "snapshot", found, subject_id, by, capacity, seal=frozen[1])
        return found

    def sign(self, record_id: int, snapshot_id: int, part: str, by: Member, capacity: str, meaning: str, at: str,
             fingerprint: str, subject_id: int, comment: str = "") -> None:  # fmt: skip
        """A signature under a record, sealed in history."""
        found = self.add("signature", record_id, snapshot_id, part, by.id, by.name, "", capacity, meaning, comment,
                         False, at, fingerprint)  # fmt: skip
        seal = hexed(
            f'{{"capacity":"{capacity}","comment":{quoted(comment)},"disagrees":false,"fingerprint":"{fingerprint}",'
            f'"for_name":"","meaning":"{meaning}","name":{quoted(by.name)},"part":"{part}","person_id":{by.id},'
            f'"record_id":{record_id},"signed_at":"{zoned(at)}","snapshot_id":{snapshot_id}}}'
        )
        self.note(at, "signed", "signature", found, subject_id, by, capacity, seal=seal)


def record_seal(kind: str, subject_id: int, lead_id: int, capacity: str, day: str, snapshot_id: int, locked_at: str,
                follows_id: int | None) -> str:  # fmt: skip
    """What seals a locked record, as `records.seals.seal_of` has it."""
    return hexed(
        f'{{"follows_id":{flat(follows_id)},"happened_on":"{day}","kind":"{kind}","lead_capacity":"{capacity}",'
        f'"lead_id":{lead_id},"locked_at":"{zoned(locked_at)}","snapshot_id":{snapshot_id},"subject_id":{subject_id},'
        f'"version":1}}'
    )
