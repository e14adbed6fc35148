"""What the Professional Register says of somebody on a day, and writing what it says from a day on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from app.database import db
from app.history.actions import Actor, note
from app.language import LONDON, day
from app.people.models import Person
from app.people.queries import posting_on
from app.policy.lists import ELIGIBLE_ROLES
from app.policy.registration import ENTERING, STATUS_WORDS, Eligibility, Entering, eligibility, number_key
from app.policy.rules import insist
from app.registration.models import RegisterEntry
from app.registration.signals import evidence_changed
from app.settings import turns
from app.settings.queries import items

VERB, THING = "entered in the register", "person"
Later = aliased(RegisterEntry)


@dataclass(frozen=True)
class Says:
    """What the register says of somebody: one of STATUSES, the number, the day renewal is due, and whether they hold
    the authority to practise.
    """

    status: str
    number: str = ""
    renewal_on: date | None = None
    authority: bool = False


def said(entry: RegisterEntry) -> Says:
    """What an entry says."""
    return Says(entry.status, entry.number, entry.renewal_on, entry.authority)


def latest_id(person_id: Any, on: date) -> Any:
    """The id of the entry in force on that day, as a scalar to be joined to; `person_id` a column or a number."""
    return (
        select(Later.id)
        .where(Later.person_id == person_id, Later.starts_on <= on)
        .order_by(Later.starts_on.desc(), Later.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def in_force(person_id: int, on: date) -> RegisterEntry | None:
    """The entry in force on that day: the latest to start, and of two of one day the one written later."""
    return db.session.scalar(select(RegisterEntry).where(RegisterEntry.id == latest_id(person_id, on)))


def history(person_id: int) -> Sequence[RegisterEntry]:
    """Every entry of somebody, the one in force first, those it took the place of after it."""
    return db.session.scalars(
        select(RegisterEntry)
        .where(RegisterEntry.person_id == person_id)
        .order_by(RegisterEntry.starts_on.desc(), RegisterEntry.id.desc())
    ).all()


def eligible_roles(on: date) -> list[tuple[str, str, str]]:
    """The job roles to be registered on that day: (code, label, source) each. One query."""
    return [(item.code, item.label, item.source) for item in items(ELIGIBLE_ROLES, on)]


def eligible(person_id: int, on: date) -> Eligibility:
    """Whether somebody is to be on the register on that day, and why. Two queries."""
    posting = posting_on(person_id, on)
    return eligibility(posting.job_role if posting else "", eligible_roles(on))


def facts_for_pack(person_id: int, starts_on: date, ends_on: date) -> tuple[tuple[str, str], ...]:
    """What the register said in a period, as (label, words) for the cover of a pack; empty when it said nothing.

    Status, number, authority to practise and renewal are those in force on the last day; a status that changed within
    the period is told with each day. One query.
    """
    entries = [each for each in reversed(history(person_id)) if each.starts_on <= ends_on]
    if not entries:
        return ()
    within = [each for each, after in zip(entries, [*entries[1:], None], strict=True)
              if after is None or (after.starts_on > starts_on and after.starts_on != each.starts_on)]  # fmt: skip
    now = within[-1]
    found = [("Register status", "; ".join(_runs(within)))]
    if now.number:
        found.append(("Register number", now.number))
    found.append(("Authority to practise", "Yes" if now.authority else "No"))
    if now.renewal_on:
        found.append(("Renewal due", day(now.renewal_on)))
    return tuple(found)


def _runs(entries: Sequence[RegisterEntry]) -> list[str]:
    """Each status with the day it began, one after another that says the same left out."""
    changes = [each for before, each in zip([None, *entries], entries, strict=False)
               if before is None or before.status != each.status]  # fmt: skip
    return [f"{STATUS_WORDS[each.status]} from {day(each.starts_on)}" for each in changes]


def holder(number: str, but: int, on: date) -> str:
    """The name of somebody else whose number this is on that day, however it is spaced and whatever the case of its
    letters; "" for nobody. One query.
    """
    bare = func.lower(func.replace(RegisterEntry.number, " ", ""))
    return db.session.scalar(
        select(Person.name)
        .join(RegisterEntry, RegisterEntry.person_id == Person.id)
        .where(or_(RegisterEntry.number == number, bare == number_key(number)))
        .where(RegisterEntry.number != "", Person.id != but)
        .where(RegisterEntry.id == latest_id(Person.id, on))
        .limit(1)
    ) or ""  # fmt: skip


def enter(
    person: Person, says: Says, starts_on: date, by: Actor, now: datetime, *, reason: str = "", source: str = ""
) -> RegisterEntry:
    """Write what the register says of somebody from `starts_on` on. Raises Refused with every rule it breaks.

    Never changes an earlier entry: it takes its place from its day on. The caller commits.
    """
    turns.take()  # of two people who get one number at once, the second finds it taken
    hold(person.id)
    today, known = now.astimezone(LONDON).date(), in_force(person.id, starts_on)
    insist(ENTERING, Entering(
        says.status, says.number, starts_on, today, says.renewal_on, holder(says.number, person.id, today),
        is_known=known is not None and said(known) == says,
    ))  # fmt: skip
    return write(person.id, says, starts_on, by, now, reason=reason, source=source)


def hold(person_id: int) -> None:
    """Let nobody else write about this person in the register until the transaction ends."""
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))


def write(
    person_id: int, says: Says, starts_on: date, by: Actor, now: datetime, *, reason: str = "", source: str = ""
) -> RegisterEntry:
    """Add an entry whose rules were looked at, note it, and announce it, for a pack tells of it. The caller commits."""
    entry = RegisterEntry(
        person_id=person_id, starts_on=starts_on, status=says.status, number=says.number, renewal_on=says.renewal_on,
        authority=says.authority, reason=reason.strip(), source=source.strip(), entered_by=by.name, entered_at=now,
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    evidence_changed.send(person_id=person_id, at=now)
    words = f"{STATUS_WORDS[says.status]} from {day(starts_on)}"
    note(VERB, THING, person_id, by, now, subject_id=person_id, reason=words.replace("\N{NO-BREAK SPACE}", " "))
    return entry
