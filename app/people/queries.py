"""Who works where, under whom, on a given day, and who may see that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from app.database import db
from app.people.models import Absence, Fact, Person, Posting, Team, Unit, during
from app.policy.access import ADMIN, AUDITOR, Viewer
from app.policy.people import NATIONAL_SECURITY, SENIOR_LEAD, UNIT_HEADS


def person(person_id: int) -> Person | None:
    """The person, whoever asks. Views fetch through `visible`."""
    return db.session.get(Person, person_id)


def by_staff_number(staff_number: str) -> Person | None:
    """The person with this staff number."""
    return db.session.scalar(select(Person).where(Person.staff_number == staff_number))


def by_email(email: str) -> Person | None:
    """The person with this e-mail address, in any case of letters."""
    return db.session.scalar(select(Person).where(Person.email == email.strip().lower()))


def names(ids: set[int]) -> dict[int, str]:
    """The names of these people, by id."""
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return dict(rows.all())


def posting_on(person_id: int, day: date) -> Posting | None:
    """What the person was on that day; None before they came, after they left, or in a gap."""
    return db.session.scalar(select(Posting).where(Posting.person_id == person_id, during(Posting, day)))


def manager_in_post(person_id: int, day: date) -> tuple[Person, Posting] | None:
    """Who was the person's line manager on that day and what they were themselves; None where they were not in post."""
    theirs = aliased(Posting)
    row = db.session.execute(
        select(Person, Posting)
        .join(theirs, theirs.line_manager_id == Person.id)
        .join(Posting, Posting.person_id == Person.id)
        .where(theirs.person_id == person_id, during(theirs, day), during(Posting, day))
    ).first()
    return (row[0], row[1]) if row else None


def manager_of(person_id: int, day: date) -> Person | None:
    """Who was the person's line manager on that day."""
    return db.session.scalar(
        select(Person)
        .join(Posting, Posting.line_manager_id == Person.id)
        .where(Posting.person_id == person_id, during(Posting, day))
    )


def reports_of(person_id: int, day: date) -> list[Person]:
    """Whom the person managed directly on that day, by name."""
    return list(
        db.session.scalars(
            select(Person)
            .join(Posting, Posting.person_id == Person.id)
            .where(Posting.line_manager_id == person_id, during(Posting, day))
            .order_by(Person.name, Person.id)
        )
    )


def team_of(person_id: int, day: date) -> list[tuple[Person, Posting]]:
    """Whom the person managed directly on that day and what each was, by name. One query."""
    return [
        (member, posting)
        for member, posting in db.session.execute(
            select(Person, Posting)
            .join(Posting, Posting.person_id == Person.id)
            .where(Posting.line_manager_id == person_id, during(Posting, day))
            .order_by(Person.name, Person.id)
        )
    ]


@dataclass(frozen=True)
class Place:
    """Where someone works on a day: their posting, and the names of team, unit and line manager ("" for none)."""

    posting: Posting
    team: str
    unit: str
    manager: str


def unit_on(person_id: int, day: date) -> Unit | None:
    """The unit (delivery unit, prison) the person worked in on that day."""
    return db.session.scalar(
        select(Unit)
        .join(Team, Team.unit_id == Unit.id)
        .join(Posting, Posting.team_id == Team.id)
        .where(Posting.person_id == person_id, during(Posting, day))
    )


def postings_of(person_id: int) -> Sequence[Posting]:
    """Everything the person has been, the latest first."""
    return db.session.scalars(
        select(Posting).where(Posting.person_id == person_id).order_by(Posting.starts_on.desc())
    ).all()


def absences_of(person_id: int) -> Sequence[Absence]:
    """When the person was away, the latest first. Only for the person and their line."""
    return db.session.scalars(
        select(Absence).where(Absence.person_id == person_id).order_by(Absence.starts_on.desc())
    ).all()


def facts_of(person_id: int, kind: str) -> Sequence[Fact]:
    """Every fact of one kind about the person, the latest first."""
    return db.session.scalars(
        select(Fact).where(Fact.person_id == person_id, Fact.kind == kind).order_by(Fact.starts_on.desc())
    ).all()


def below(person_id: int | Select[int], day: date) -> Select[int]:
    """The ids of the person (or people: a SELECT of ids) and of everyone under them in the line of management on that
    day, at any depth.
    """
    top: Any = literal(person_id) if isinstance(person_id, int) else person_id.subquery().c[0]
    line = select(top.label("id")).cte("line", recursive=True)
    # UNION, not UNION ALL: should a circle ever stand in the data, the walk still ends.
    line = line.union(
        select(Posting.person_id).join(line, Posting.line_manager_id == line.c.id).where(during(Posting, day))
    )
    return select(line.c.id)


def is_above(manager_id: int, person_id: int, day: date) -> bool:
    """Whether the first stands over the second in the line of management on that day, at any distance."""
    up = (
        select(Posting.line_manager_id.label("id"))
        .where(Posting.person_id == person_id, during(Posting, day))
        .cte("up", recursive=True)
    )
    up = up.union(select(Posting.line_manager_id).join(up, Posting.person_id == up.c.id).where(during(Posting, day)))
    return db.session.scalar(select(up.c.id).where(up.c.id == manager_id).limit(1)) is not None


def is_visible(viewer: Viewer, day: date) -> ColumnElement[bool]:
    """The condition on Person behind `visible_to`."""
    if viewer.role in (ADMIN, AUDITOR):
        return true()
    if viewer.person_id is None:
        return false()
    headed = (
        select(Team.unit_id)
        .join(Posting, Posting.team_id == Team.id)
        .where(Posting.person_id == viewer.person_id, Posting.job_role.in_(UNIT_HEADS), during(Posting, day))
    )
    in_unit = select(Posting.person_id).join(Team, Team.id == Posting.team_id).where(during(Posting, day))
    seen = [Person.id.in_(below(viewer.person_id, day)), Person.id.in_(in_unit.where(Team.unit_id.in_(headed)))]
    if viewer.job_title == SENIOR_LEAD:
        own = select(Team.unit_id).join(Posting, Posting.team_id == Team.id)
        led = own.where(Posting.person_id == viewer.person_id, during(Posting, day))
        seen.append(Person.id.in_(in_unit.where(Team.unit_id.in_(led), Posting.function == NATIONAL_SECURITY)))
    return or_(*seen)


def visible_to(viewer: Viewer, day: date) -> Select[Person]:
    """Whom the viewer may see to exist: oneself, everyone below one in the line, a head's unit, a senior operational
    lead's people of the National Security Division; admins and assurance readers see everyone. One statement, whatever
    the size of the line.
    """
    return select(Person).where(is_visible(viewer, day)).order_by(Person.name, Person.id)


def visible(viewer: Viewer, person_id: int, day: date) -> Person | None:
    """The person, if the viewer may see them."""
    return db.session.scalar(visible_to(viewer, day).where(Person.id == person_id))


def visible_place(viewer: Viewer, person_id: int, day: date) -> tuple[Person | None, Place | None]:
    """The person, if the viewer may see them, and where they work that day, if they are in post. One query."""
    posting, team, unit, manager = aliased(Posting), aliased(Team), aliased(Unit), aliased(Person)
    row = db.session.execute(
        select(Person, posting, team.name, unit.name, manager.name)
        .outerjoin(posting, (posting.person_id == Person.id) & during(posting, day))
        .outerjoin(team, team.id == posting.team_id)
        .outerjoin(unit, unit.id == team.unit_id)
        .outerjoin(manager, manager.id == posting.line_manager_id)
        .where(Person.id == person_id, is_visible(viewer, day))
    ).first()
    if row is None:
        return None, None
    return row[0], Place(row[1], row[2], row[3], row[4] or "") if row[1] else None


def search(viewer: Viewer, text: str, day: date, limit: int = 20) -> list[tuple[Person, Posting | None]]:
    """People the viewer may see whose name, e-mail or staff number holds every word of `text`, by name.

    Each with their posting on that day. Letters match in any case; no words find nobody.
    """
    words = text.lower().split()[:10]
    if not words:
        return []
    found = visible_to(viewer, day).add_columns(Posting).outerjoin(
        Posting, (Posting.person_id == Person.id) & during(Posting, day)
    )  # fmt: skip
    for word in words:
        found = found.where(
            func.lower(Person.name).contains(word, autoescape=True)
            | Person.email.contains(word, autoescape=True)
            | (func.lower(Person.staff_number) == word)
        )
    return [(who, posting) for who, posting in db.session.execute(found.limit(limit))]
