"""The named list of experienced probation officers: who is on it, naming somebody, and ending it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from app.database import db
from app.history.actions import Actor, note
from app.language import day as day_words
from app.people.models import Fact, Person, Posting, Team, Unit, during
from app.people.queries import posting_on
from app.people.words import each_word
from app.policy import passing as policy
from app.policy.access import NotThere
from app.policy.rules import Breach, Refused, insist, insist_reason

MOST = 50
LONGEST = 200  # characters a fact keeps; history keeps the reason whole
SOURCE = "Domain guide B"


@dataclass(frozen=True)
class Named:
    """One entry of the list in words: `text` says who entered it and why; `ends_on` is None for one without an end."""

    id: int
    person_id: int
    name: str
    job_role: str
    text: str
    starts_on: date
    ends_on: date | None

    def is_over(self, day: date) -> bool:
        """Whether it has ended by that day."""
        return self.ends_on is not None and self.ends_on < day


def is_named(person_id: Any, day: date) -> ColumnElement[bool]:
    """The condition that this person (an id or a column of ids) is on the list on that day."""
    return exists().where(Fact.person_id == person_id, Fact.kind == policy.NAMED, during(Fact, day))


def named(day: date, text: str = "") -> list[Named]:
    """Who is on the list, was, or will be, whose name holds every word of `text`: those not over first. At most 50."""
    over = or_(Fact.ends_on.is_(None), Fact.ends_on >= day)
    found = (
        select(Fact, Person.name, Posting.job_role)
        .join(Person, Person.id == Fact.person_id)
        .outerjoin(Posting, (Posting.person_id == Person.id) & during(Posting, day))
        .where(Fact.kind == policy.NAMED, *each_word(text, Person.name))
        .order_by(over.desc(), Person.name, Person.id, Fact.starts_on.desc())
        .limit(MOST)
    )
    return [
        Named(fact.id, fact.person_id, name, job_role or "", fact.text, fact.starts_on, fact.ends_on)
        for fact, name, job_role in db.session.execute(found)
    ]


def candidates(day: date, text: str, limit: int = 25) -> list[tuple[Person, str, str]]:
    """Who is in post on that day, with job role and unit, by name: names, e-mails and staff numbers that hold every
    word of `text`. No words find nobody.
    """
    words = text.lower().split()[:10]
    if not words:
        return []
    found = _in_post(day).order_by(Person.name, Person.id).limit(limit)
    for word in words:
        found = found.where(
            Person.name.icontains(word, autoescape=True)
            | Person.email.contains(word, autoescape=True)
            | Person.staff_number.icontains(word, autoescape=True)
        )
    return [(row[0], row[1].job_role, row[2]) for row in db.session.execute(found)]


def candidate(person_id: int, day: date) -> tuple[Person, Posting, str]:
    """One person in post on that day, their posting and the name of their unit. Raises NotThere."""
    row = db.session.execute(_in_post(day).where(Person.id == person_id)).first()
    if row is None:
        raise NotThere
    return row[0], row[1], row[2]


def _in_post(day: date) -> Any:
    return (
        select(Person, Posting, Unit.name)
        .join(Posting, Posting.person_id == Person.id)
        .join(Team, Team.id == Posting.team_id)
        .join(Unit, Unit.id == Team.unit_id)
        .where(during(Posting, day))
    )


def of_person(person_id: int, day: date) -> Sequence[Fact]:
    """Every entry of this person that is in force on that day or to come."""
    return db.session.scalars(
        select(Fact)
        .where(Fact.person_id == person_id, Fact.kind == policy.NAMED)
        .where(or_(Fact.ends_on.is_(None), Fact.ends_on >= day))
        .order_by(Fact.starts_on)
    ).all()


def name(person: Person, starts_on: date, ends_on: date | None, reason: str, by: Actor, now: datetime,
         today: date) -> Fact:  # fmt: skip
    """Put somebody on the list from day to day, both included (None: without an end). Raises Refused."""
    insist(policy.NAMING, policy.Naming(posting_on(person.id, starts_on) is not None, starts_on, ends_on, today))
    insist_reason(SOURCE, reason)
    _insist_on_one(person, starts_on, ends_on)
    text = f"{by.name}: {reason}"
    made = Fact(person_id=person.id, kind=policy.NAMED, starts_on=starts_on, ends_on=ends_on, text=text[:LONGEST])
    db.session.add(made)
    until = f" to {day_words(ends_on)}" if ends_on else ""
    words = f"From {day_words(starts_on)}{until}. {reason}"
    note("named as experienced probation officer", "person", person.id, by, now, subject_id=person.id, reason=words)
    return made


def _insist_on_one(person: Person, starts_on: date, ends_on: date | None) -> None:
    """Holds the person, so that of two entries made at once one finds the other."""
    db.session.scalar(select(Person.id).where(Person.id == person.id).with_for_update(key_share=True))
    found = next((each for each in of_person(person.id, starts_on) if ends_on is None or each.starts_on <= ends_on),
                 None)  # fmt: skip
    if found is not None:
        until = f"to {day_words(found.ends_on)}" if found.ends_on else "without an end"
        words = f"{person.name} is named from {day_words(found.starts_on)} {until} already."
        raise Refused(Breach(SOURCE, words, "End that entry first, or choose other days."))


def find(entry_id: int, day: date) -> Fact:
    """An entry in force on that day or to come. Raises NotThere. Holds the row."""
    found = db.session.get(Fact, entry_id, with_for_update=True)
    if found is None or found.kind != policy.NAMED or (found.ends_on is not None and found.ends_on < day):
        raise NotThere
    return found


def withdraw(entry: Fact, by: Actor, now: datetime, today: date) -> None:
    """End an entry at once: what was signed under it stays. One that began today or later is taken off the list, and
    history keeps what it said.
    """
    if entry.starts_on < today:
        entry.ends_on = today - timedelta(days=1)
    else:
        db.session.delete(entry)
    note("no longer named as experienced probation officer", "person", entry.person_id, by, now,
         subject_id=entry.person_id, reason=entry.text)  # fmt: skip
