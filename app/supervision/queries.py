"""When somebody's last one-to-one and review were and the next is suggested: for them and their line manager."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from app.database import db
from app.language import read_day
from app.people.models import Person, Posting, during
from app.policy.access import Viewer
from app.policy.supervision import suggested
from app.records.models import DRAFT, LEAD, LOCKED, SENT, Answer, Record
from app.settings.queries import value

ONE_TO_ONE, REVIEW = "supervision", "review"


@dataclass(frozen=True)
class Known:
    """A one-to-one or review as a list names it. `reads` is whether the viewer may open its text."""

    id: int
    on: date
    state: str
    reads: bool
    next_on: date | None = None


@dataclass(frozen=True)
class Rhythm:
    """Somebody's one-to-ones and reviews, as far as the viewer may know: the last of each, and what is being written.

    `agreed_on` is the next one as they agreed it; `suggested_on` so many weeks after the last, where they agreed none.
    """

    last: Known | None = None
    last_review: Known | None = None
    draft: Known | None = None
    draft_review: Known | None = None
    agreed_on: date | None = None
    suggested_on: date | None = None


@dataclass(frozen=True)
class Member:
    """Somebody of the team, and their rhythm."""

    person: Person
    job_role: str
    rhythm: Rhythm


def team(manager_id: int, today: date, *, limit: int, offset: int) -> tuple[list[Member], int]:
    """One page of the people somebody manages directly, by name, and how many there are. Three queries."""
    manages = (Posting.line_manager_id == manager_id, during(Posting, today))
    total = db.session.scalar(select(func.count()).select_from(Posting).where(*manages)) or 0
    rows = db.session.execute(
        select(Person, Posting.job_role)
        .join(Posting, Posting.person_id == Person.id)
        .where(*manages)
        .order_by(Person.name, Person.id)
        .limit(limit)
        .offset(offset)
    ).all()
    found = rhythms([person.id for person, _ in rows], manager_id, today)
    return [Member(person, role, found[person.id]) for person, role in rows], total


def rhythm(viewer: Viewer, person_id: int, today: date) -> Rhythm:
    """One person's one-to-ones and reviews, for them or their line manager. One query."""
    return rhythms([person_id], viewer.person_id or 0, today)[person_id]


def rhythms(people: Collection[int], viewer_id: int, today: date) -> dict[int, Rhythm]:
    """The rhythm of each of these people for one viewer: themselves or their line manager. One query.

    Of what others led only the signed ones, and of those the day alone; of reviews of oneself none before it is sent.
    """
    found: dict[int, dict[tuple[str, bool], Known]] = {each: {} for each in people}
    for row in db.session.execute(_latest(people, viewer_id)):
        reads = viewer_id in (row.lead_id, row.subject_id)
        known = Known(row.id, row.happened_on, row.state, reads, read_day(row.next_on or "") if reads else None)
        found[row.subject_id][row.kind, row.state == DRAFT] = known
    weeks = value("supervision.weeks", today)
    return {each: _rhythm(known, weeks) for each, known in found.items()}


def _rhythm(known: dict[tuple[str, bool], Known], weeks: int) -> Rhythm:
    last = known.get((ONE_TO_ONE, False))
    agreed = last.next_on if last and last.next_on and last.next_on > last.on else None
    next_on = suggested(last.on, weeks) if last and agreed is None else None
    return Rhythm(last, known.get((REVIEW, False)), known.get((ONE_TO_ONE, True)), known.get((REVIEW, True)), agreed,
                  next_on)  # fmt: skip


def _latest(people: Collection[int], viewer_id: int) -> Any:
    """The latest record of each person, kind, and of drafts and others, that the viewer may know of."""
    is_draft = Record.state == DRAFT
    order = func.row_number().over(
        partition_by=(Record.subject_id, Record.kind, is_draft), order_by=(Record.happened_on.desc(), Record.id.desc())
    )
    ranked = (
        select(Record.id, order.label("place"))
        .where(Record.subject_id.in_(people), Record.kind.in_((ONE_TO_ONE, REVIEW)), Record.void_at.is_(None))
        .where(Record.happened_on.is_not(None), _is_known(viewer_id))
        .subquery()
    )
    next_on = and_(Answer.record_id == Record.id, Answer.part == LEAD, Answer.key == "next_on")
    columns = (Record.id, Record.subject_id, Record.lead_id, Record.kind, Record.state, Record.happened_on)
    return (
        select(*columns, Answer.text.label("next_on"))
        .join(ranked, and_(ranked.c.id == Record.id, ranked.c.place == 1))
        .outerjoin(Answer, next_on)
    )


def _is_known(viewer_id: int) -> Any:
    """That the viewer leads it, or it is about them and no unsent review, or it is signed by everybody."""
    mine = and_(Record.subject_id == viewer_id, or_(Record.kind == ONE_TO_ONE, Record.state == SENT))
    return or_(
        and_(Record.lead_id == viewer_id, Record.state.in_((DRAFT, SENT))),
        and_(mine, Record.state.in_((DRAFT, SENT))),
        Record.state == LOCKED,
    )


def about(person_id: int, *, limit: int, offset: int) -> list[tuple[Record, str]]:
    """One's own one-to-ones and reviews, with whom, the latest first. A review not before it is sent. One query."""
    lead = aliased(Person)
    rows = db.session.execute(
        select(Record, lead.name)
        .join(lead, lead.id == Record.lead_id)
        .where(Record.subject_id == person_id)
        .where(or_(and_(Record.kind == ONE_TO_ONE, Record.state.in_((DRAFT, SENT, LOCKED))),
                   and_(Record.kind == REVIEW, Record.state.in_((SENT, LOCKED)))))
        .order_by(Record.happened_on.desc(), Record.id.desc())
        .limit(limit)
        .offset(offset)
    )  # fmt: skip
    return [(row[0], row[1]) for row in rows]
