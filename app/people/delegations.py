"""Delegations on file: recording one for a deputy, ending it, and finding both."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from app.database import db
from app.history.actions import Actor, note
from app.language import day as day_words
from app.people.models import Fact, Person, Posting, Team, Unit, during
from app.people.queries import posting_on, unit_on
from app.people.words import each_word
from app.policy import delegation as policy
from app.policy.access import NotThere
from app.policy.rules import Breach, Refused, insist

MOST = 50


@dataclass(frozen=True)
class Delegation:
    """One delegation in words: `text` says who delegated; `ends_on` is None for one without an end."""

    id: int
    person_id: int
    name: str
    what: str
    text: str
    starts_on: date
    ends_on: date | None


def delegations(day: date, text: str = "") -> list[Delegation]:
    """Those in force on that day or to come whose deputy's name holds every word of `text`, by name. At most 50."""
    found = (
        select(Fact, Person.name)
        .join(Person, Person.id == Fact.person_id)
        .where(Fact.kind.in_(policy.KINDS), or_(Fact.ends_on.is_(None), Fact.ends_on >= day))
        .where(*each_word(text, Person.name))
        .order_by(Person.name, Person.id, Fact.starts_on)
        .limit(MOST)
    )
    return [
        Delegation(fact.id, fact.person_id, name, policy.KINDS[fact.kind], fact.text, fact.starts_on, fact.ends_on)
        for fact, name in db.session.execute(found)
    ]


def deputies(day: date, text: str = "", limit: int = 25) -> list[tuple[Person, str]]:
    """Deputies in post on that day with their unit, by name: names and units that hold every word of `text`."""
    found = _in_post(policy.DEPUTY, day).where(*each_word(text, Person.name, Unit.name)).limit(limit)
    return [(row[0], row[1]) for row in db.session.execute(found)]


def deputy(person_id: int, day: date) -> tuple[Person, str]:
    """One deputy in post on that day, and their unit. Raises NotThere."""
    row = db.session.execute(_in_post(policy.DEPUTY, day).where(Person.id == person_id)).first()
    if row is None:
        raise NotThere
    return row[0], row[1]


def heads(person_id: int, day: date) -> list[Person]:
    """Who heads the unit of this person on that day and so may delegate to them, by name."""
    unit = unit_on(person_id, day)
    found = _in_post(policy.GIVER, day).where(Unit.id == (unit.id if unit else 0))
    return [row[0] for row in db.session.execute(found)]


def _in_post(job_role: str, day: date) -> Any:
    return (
        select(Person, Unit.name)
        .join(Posting, Posting.person_id == Person.id)
        .join(Team, Team.id == Posting.team_id)
        .join(Unit, Unit.id == Team.unit_id)
        .where(Posting.job_role == job_role, during(Posting, day))
        .order_by(Person.name, Person.id)
    )


def find(delegation_id: int, day: date) -> Fact:
    """A delegation that is in force on that day or to come. Raises NotThere. Holds the row."""
    found = db.session.get(Fact, delegation_id, with_for_update=True)
    if found is None or found.kind not in policy.KINDS or (found.ends_on is not None and found.ends_on < day):
        raise NotThere
    return found


def delegate(person: Person, kind: str, giver: Person, starts_on: date, ends_on: date, by: Actor, now: datetime,
             today: date) -> Fact:  # fmt: skip
    """Put on file that a PDU head delegates to a deputy, from day to day, both included. Raises Refused."""
    job, job_of_giver = posting_on(person.id, starts_on), posting_on(giver.id, starts_on)
    unit, unit_of_giver = unit_on(person.id, starts_on), unit_on(giver.id, starts_on)
    same_unit = unit is not None and unit_of_giver is not None and unit.id == unit_of_giver.id
    roles = (job.job_role if job else "", job_of_giver.job_role if job_of_giver else "")
    insist(policy.RULES, policy.Facts(*roles, same_unit, kind, starts_on, ends_on, today))
    _insist_on_one(person, kind, starts_on, ends_on)
    text = f"Delegated by {giver.name}, {roles[1]}"
    made = Fact(person_id=person.id, kind=kind, starts_on=starts_on, ends_on=ends_on, text=text[:200])
    db.session.add(made)
    words = f"{text}, from {day_words(starts_on)} to {day_words(ends_on)}. {policy.KINDS[kind]}"
    note("delegation recorded", "person", person.id, by, now, subject_id=person.id, reason=words)
    return made


def _insist_on_one(person: Person, kind: str, starts_on: date, ends_on: date) -> None:
    """Holds the person, so that of two delegations recorded at once one finds the other."""
    db.session.scalar(select(Person.id).where(Person.id == person.id).with_for_update(key_share=True))
    found = db.session.scalar(
        select(Fact)
        .where(Fact.person_id == person.id, Fact.kind == kind, Fact.starts_on <= ends_on)
        .where(or_(Fact.ends_on.is_(None), Fact.ends_on >= starts_on))
        .order_by(Fact.starts_on)
    )
    if found is not None:
        until = f"to {day_words(found.ends_on)}" if found.ends_on else "without an end"
        words = f"{person.name} holds this from {day_words(found.starts_on)} {until} already. {found.text}."
        raise Refused(Breach("Access rules 1", words, "End that one first, or choose other days."))


def withdraw(held: Fact, by: Actor, now: datetime, today: date) -> None:
    """End a delegation at once: what was signed under it stays. One that began today or later is taken off the file,
    and history keeps what it said.
    """
    words = f"{held.text}. {policy.KINDS[held.kind]}"
    if held.starts_on < today:
        held.ends_on = today - timedelta(days=1)
    else:
        db.session.delete(held)
    note("delegation ended", "person", held.person_id, by, now, subject_id=held.person_id, reason=words)
