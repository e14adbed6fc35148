"""Finding records: always through the viewer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, partial
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, and_, bindparam, exists, select
from sqlalchemy.orm import aliased

from app.database import db, writing
from app.history.models import Event
from app.people.models import Person, Posting, Team, during
from app.policy import record_access
from app.policy.access import Allowed, NotThere, Viewer
from app.policy.people import heads_unit
from app.policy.record_access import Standing, Verbs
from app.records import typed
from app.records.at_once import held
from app.records.inherited import DELEGATES, inherited_by, lead_has_left
from app.records.kinds import KINDS
from app.records.models import (
    CANCELLED,
    DRAFT,
    LOCKED,
    MISSED,
    SENT,
    Record,
    Release,
    Signature,
    Snapshot,
)  # fmt: skip
from app.records.opened import is_open, open_until
from app.records.paper import Paper

Subject, Lead, Followed = aliased(Person), aliased(Person), aliased(Record)
STAGE = {DRAFT: "draft", SENT: "sent", LOCKED: "locked", CANCELLED: "closed", MISSED: "closed"}


@dataclass(frozen=True)
class Found(Allowed):
    """A record as one viewer may see it."""

    record: Record
    subject: Person
    lead: Person
    verbs: Verbs
    part: str  # "subject", "lead" or "" for neither
    manager_id: int | None  # the subject's line manager today
    posting: Posting | None = None  # what the subject is today
    follows: Record | None = None
    has_read: bool = False  # whether the viewer's opening of the text is noted already for this sign-in
    for_name: str = ""  # the line manager whom its lead covers for, by name
    is_opened: bool = False  # whether the viewer reads it only because it was opened to them for a formal process

    @property
    def is_for_another(self) -> bool:
        """Whether the viewer leads it as a delegate, or for a line manager they cover: this is all they see."""
        return self.part == "lead" and (bool(self.for_name) or self.is_passed_on)

    @property
    def is_passed_on(self) -> bool:
        """Whether a delegate leads it: the second observation or its session."""
        return self.record.lead_capacity in DELEGATES


def find(viewer: Viewer, record_id: int, today: date) -> Found:
    """The record, if it exists for this viewer; raises NotThere otherwise. One query, a second for heads of a unit.

    Read afresh each time, and held until the transaction ends where it may be changed.
    """
    given = {"record": record_id, "me": viewer.person_id, "sign_in": viewer.session_id, "today": today}
    row = db.session.execute(_one(may_write=writing.get()), given).first()
    if row is None or viewer.person_id is None:
        raise NotThere
    record, subject, lead, now_is, unit_id, is_released, follows, was_read, led_for, heir, has_left, until = row
    manager_id = now_is.line_manager_id if now_is else None
    me, kind = viewer.person_id, KINDS[record.kind]
    standing = Standing(
        stage=STAGE[record.state],
        is_subject=record.subject_id == me,
        is_lead=record.lead_id == me,
        is_manager=manager_id == me,
        is_unit_head=me not in (record.subject_id, record.lead_id, manager_id) and _heads(me, unit_id, today),
        is_delegate=record.lead_capacity in DELEGATES,
        is_released=bool(is_released),
        is_observation=kind.is_observation,
        is_alone=kind.drafted_alone,
        is_own=kind.written_by == "subject",
        is_logged=kind.is_logged,
        inherits=manager_id == me and (has_left or (heir == me and record.state not in (SENT, LOCKED))),
    )
    verbs, opens = _verbs(standing, record, until, today)
    if not verbs:
        raise NotThere
    part = "subject" if standing.is_subject else "lead" if standing.is_lead else ""
    return Found(record, subject, lead, verbs, part, manager_id, now_is, follows, bool(was_read), led_for or "", opens)


def _verbs(standing: Standing, record: Record, until: datetime | None, today: date) -> tuple[Verbs, bool]:
    """What the viewer may do to the record, and whether they read it only because it is open to them `until` then."""
    is_removed = record.removed_on is not None
    found = record_access.verbs(standing, is_removed=is_removed)
    opens = "read" not in found and is_open(until, today)
    return record_access.verbs(replace(standing, is_opened=opens), is_removed=is_removed) if opens else found, opens


@cache
def _one(*, may_write: bool) -> Any:
    """The question for a record and how the viewer stands to it, kept: to make it takes longer than to ask it."""
    posting, today = aliased(Posting), bindparam("today", type_=Date())
    released = exists().where(Release.record_id == Record.id, Release.person_id == bindparam("me"))
    of_lead = _of_lead(today)
    asked = (
        select(Record, Subject, Lead, posting, Team.unit_id, released, Followed, _was_read(), *of_lead, open_until())
        .select_from(Record)
        .join(Subject, Subject.id == Record.subject_id)
        .join(Lead, Lead.id == Record.lead_id)
        .outerjoin(Followed, Followed.id == Record.follows_id)
        .outerjoin(posting, and_(posting.person_id == Record.subject_id, during(posting, today)))
        .outerjoin(Team, Team.id == posting.team_id)
        .where(Record.id == bindparam("record"))
    )
    return held(asked, Record, may_write=may_write)


def _was_read() -> ColumnElement[bool]:
    """Whether the viewer’s opening of the text is noted already for this sign-in."""
    return exists().where(
        Event.thing == "record", Event.thing_id == Record.id, Event.verb == "read",
        Event.session_id == bindparam("sign_in"),
    )  # fmt: skip


def _of_lead(today: BindParameter[date]) -> tuple[Any, Any, Any]:
    """Whom the lead covers for, as the history of its opening says; whose it is where the lead may not hold it; and
    whether the lead has left.
    """
    opening = (Event.thing == "record", Event.thing_id == Record.id, Event.verb.in_(("planned", "opened")))
    for_name = select(Event.for_name).where(*opening).order_by(Event.id).limit(1).scalar_subquery()
    return for_name.label("for_name"), inherited_by(), lead_has_left(today)


def _heads(person_id: int, unit_id: int | None, today: date) -> bool:
    if unit_id is None:
        return False
    role = db.session.scalar(
        select(Posting.job_role)
        .join(Team, Team.id == Posting.team_id)
        .where(Posting.person_id == person_id, Team.unit_id == unit_id, during(Posting, today))
    )
    return role is not None and heads_unit(role)


def paper(found: Found, today: date) -> Paper:
    """The record laid out with what it follows. At most two queries, and one or two more for what is typed, once that
    is asked for.

    Earlier actions come from the line manager's records, so neither a delegate nor whoever covers is shown them.
    """
    record, is_passed_on = found.record, found.for_name or found.is_passed_on
    carries = KINDS[record.kind].carries_actions and not is_passed_on
    posting, day = found.posting, record.happened_on or today
    if posting is None or not posting.holds_on(day):
        posting = db.session.scalar(
            select(Posting)
            .where(Posting.person_id == record.subject_id, Posting.starts_on <= day)
            .order_by(Posting.starts_on.desc())
            .limit(1)
        )
    laid = Paper(
        record=record,
        subject=found.subject,
        lead=found.lead,
        look_up=partial(typed.find, record, carries=carries),
        role=posting.job_role if posting else "",
        function=posting.function if posting else "",
        weekly_hours=str(posting.weekly_hours) if posting else "",
        for_name=found.for_name,
    )
    if confirmer := laid.kind.confirmer(record, today):
        laid.lead = confirmer[0]
    if record.follows_id:
        laid.follows = found.follows or db.session.get(Record, record.follows_id)
    return laid


def signed(record: Record) -> tuple[Snapshot, Sequence[Signature]]:
    """The text that stands, and who has signed it so far. One query."""
    rows = db.session.execute(
        select(Snapshot, Signature)
        .outerjoin(Signature, Signature.snapshot_id == Snapshot.id)
        .where(Snapshot.id == record.snapshot_id)
        .order_by(Signature.signed_at, Signature.id)
    ).all()
    return rows[0][0], [signature for _, signature in rows if signature is not None]


def releasable(found: Found) -> str:
    """The name of today's line manager, if the subject may still let them read the record; "" otherwise."""
    if "release" not in found.verbs or found.manager_id in (None, found.record.lead_id):
        return ""
    released = exists().where(Release.record_id == found.record.id, Release.person_id == Person.id)
    return db.session.scalar(select(Person.name).where(Person.id == found.manager_id, ~released)) or ""
