"""The rows of the estate's people: who they are, since when and where, and with which account."""

from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

from flask import current_app

from app.auth.demo import OTHERS
from app.estate.canon import Event
from app.estate.days import Calendar
from app.estate.people import Member, Organisation
from app.history.actions import SERVICE
from app.policy.access import STAFF


def rows(organisation: Organisation, calendar: Calendar, password: str, seed: int) -> dict[str, list[tuple[Any, ...]]]:
    """Every row about people, by table."""
    everybody = list(organisation.everybody)
    begins = calendar.at(0, 480)
    hasher = current_app.extensions["password_hasher"]
    kept = hasher.hash(password, salt=Random(f"{seed} salt").randbytes(16))  # noqa: S311 (everybody knows the password)
    accounts = [(each.email, each.name, STAFF, each.id) for each in everybody if each.account_id is not None]
    others = [(email, name, role, None) for email, name, role in OTHERS]
    return {
        "region": list(organisation.regions), "unit": list(organisation.units), "team": list(organisation.teams),
        "person": [(each.id, each.number, each.name, each.email, _day(each.left), each.left is not None)
                   for each in everybody],
        "posting": list(_numbered(_postings(everybody))),
        "absence": list(_numbered(
            (each.id, kind, first.isoformat(), _day(last)) for each in everybody for kind, first, last in each.absences
        )),
        "fact": list(_numbered(
            (each.id, kind, text, first.isoformat(), _day(last)) for each in everybody
            for kind, text, first, last in each.facts
        )),
        "account": [(person_id or account_id(organisation, place), email, name, role, person_id, kept, 0, begins, True)
                    for place, (email, name, role, person_id) in enumerate([*others, *accounts])],
    }  # fmt: skip


def account_id(organisation: Organisation, place: int) -> int:
    """The id of the first, second, ... account that belongs to nobody of the staff."""
    return 1 + place + sum(len(unit) for unit in organisation.members)


def events(organisation: Organisation, calendar: Calendar) -> list[Event]:
    """That each joined the service, in the order of time."""
    found = [
        Event(calendar.at(calendar.number(each.since), 485), "joined", "person", each.id, each.id, None, SERVICE.name)
        for each in organisation.everybody
    ]
    return sorted(found, key=lambda event: event.at)


def _postings(everybody: Iterable[Member]) -> Iterator[tuple[Any, ...]]:
    for each in everybody:
        for stint in each.stints:
            yield (each.id, each.role, each.function, each.hours, stint.team_id,
                   stint.manager.id if stint.manager else None, stint.first.isoformat(), _day(stint.last),
                   each.since.isoformat())  # fmt: skip


def _numbered(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    return ((number, *row) for number, row in enumerate(rows, 1))


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
