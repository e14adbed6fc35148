"""What countersigning puts on people's lists: to decide, to sign second, to rework, and the clocks of recalls."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, Date, Select, and_, case, cast, exists, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from app.countersigning import seals, telling
from app.countersigning.models import Decision, Item, Recall
from app.notices.tally import counted_as
from app.notices.work import MARK, Wording, offer
from app.people.cover import covered_by
from app.people.models import RECALL_DELEGATION, Fact, Person, Posting, Team, during
from app.policy.assessor_facts import POMS
from app.policy.countersigning import (
    AGREEMENT,
    CONSIDERED,
    DEPUTY,
    DRAFT,
    ENDORSE,
    FIRST,
    KINDS,
    OASYS,
    PAROLE,
    PDU,
    READY,
    RECALL,
    REQUESTED,
    REWORK,
    SECOND,
    SOL,
)
from app.policy.countersigning import HOMD as HOMD_JOB
from app.policy.people import NATIONAL_SECURITY

PAGE, ARGUMENT = "countersigning.show", "item_id"
MINE = "countersigning.mine"


def _wording(
    verb: str, title: str, reason: str = "{more}", place: str = "deciding.queue", endpoint: str = PAGE
) -> Wording:
    return Wording(verb, f"{title}, {{words}}", reason, endpoint, ARGUMENT, place)


WORDS = {
    "countersign.oasys": _wording("Countersign", "Countersign an assessment"),
    "countersign.parole": _wording("Countersign", "Countersign a parole report"),
    "countersign.recall": _wording(
        "Sign", "Sign the recall report", "{more} A senior manager signs after you (National Standards 9.3.2)."),
    "countersign.decide": _wording("Decide", "Decide on the recall"),
    "countersign.second": _wording(
        "Sign", "Sign the recall report as the second",
        "{more} The line manager has signed (National Standards 9.3.2)."),
    "countersign.endorse": _wording("Endorse", "Endorse the decision not to recall"),
    "countersign.rationale": _wording(
        "Write", "Write the rationale of the recall decision",
        "It was put off when you decided (National Standards 9.3.2).", endpoint="recalls.rationale"),
    "countersign.rework": _wording(
        "Rework", "Rework what was sent back", "Each point asks for an answer (domain guide C6).", MINE),
    "countersign.draft": _wording("Finish", "Finish and sign", "Started, and not signed yet.", MINE),
    "countersign.report": _wording(
        "Finish", "Finish the recall report",
        "The recall is agreed. Two managers sign it after you (Framework 5.1).", MINE),
    "countersign.send": _wording("Send", "Send the recall report", "Both have signed. Send it to the Public Protection"
                                 " Casework Section, PPCS (published recall service).", MINE),
}  # fmt: skip
COUNTED = {
    "countersign.oasys": ("assessment to countersign", "assessments to countersign"),
    "countersign.parole": ("parole report to countersign", "parole reports to countersign"),
    "countersign.recall": ("recall report to sign", "recall reports to sign"),
    "countersign.decide": ("recall to decide on", "recalls to decide on"),
    "countersign.second": ("recall report to sign", "recall reports to sign"),
    "countersign.endorse": ("decision not to recall to endorse", "decisions not to recall to endorse"),
    "countersign.rationale": ("rationale of a recall decision to write", "rationales of recall decisions to write"),
    "countersign.rework": ("piece of work to rework", "pieces of work to rework"),
    "countersign.draft": ("piece of work to finish and sign", "pieces of work to finish and sign"),
    "countersign.report": ("recall report to finish", "recall reports to finish"),
    "countersign.send": ("recall report to send", "recall reports to send"),
}
Manager = aliased(Person)


def _reports_of(person_id: int, today: date) -> ColumnElement[bool]:
    return and_(Posting.line_manager_id == person_id, Item.assigned_id.is_(None))


def _given(person_id: int, today: date) -> ColumnElement[bool]:
    return Item.assigned_id == person_id


def _of_covered(person_id: int, today: date) -> ColumnElement[bool]:
    """Items of those this person covers for, kind by kind; not those they have anyway."""
    theirs = [
        and_(Item.kind == kind, or_(Item.assigned_id.in_(covered), and_(
            Item.assigned_id.is_(None), Posting.line_manager_id.in_(covered))))
        for kind in KINDS if (covered := covered_by(person_id, kind, today)) is not None
    ]  # fmt: skip
    return or_(*theirs)


def _units_where(person_id: int, today: date, *roles: str) -> Select[int]:
    mine, team = aliased(Posting), aliased(Team)
    return (
        select(team.unit_id).join(mine, mine.team_id == team.id)
        .where(mine.person_id == person_id, mine.job_role.in_(roles), during(mine, today))
    )  # fmt: skip


def _of_homd(person_id: int, today: date) -> ColumnElement[bool]:
    """Items of the prison's offender managers that another line manager has too; no recalls (matrix row C3)."""
    return and_(
        Posting.job_role.in_(POMS), Item.kind.in_((OASYS, PAROLE)), Posting.line_manager_id != person_id,
        Item.assigned_id.is_(None), Team.unit_id.in_(_units_where(person_id, today, HOMD_JOB)),
    )  # fmt: skip


FIRST_SCOPES = (_reports_of, _given, _of_covered, _of_homd)


def _second(person_id: int, today: date) -> ColumnElement[bool]:
    """Recalls this person may sign second: heads of the unit, deputies with delegation, the division's lead."""
    delegated = exists().where(Fact.person_id == person_id, Fact.kind == RECALL_DELEGATION, during(Fact, today))
    units = _units_where(person_id, today, PDU)
    as_deputy = and_(Team.unit_id.in_(_units_where(person_id, today, DEPUTY)), delegated)
    of_division = and_(Posting.function == NATIONAL_SECURITY, Team.unit_id.in_(_units_where(person_id, today, SOL)))
    signed = exists().where(
        Decision.item_id == Item.id,
        Decision.round == Item.round,
        Decision.part == FIRST,
        Decision.person_id == person_id,
    )
    agreed = exists().where(Decision.item_id == Item.id, Decision.part == AGREEMENT, Decision.person_id == person_id)
    theirs = or_(Team.unit_id.in_(units), as_deputy, of_division, _heads_covered(person_id, today, delegated))
    mine = or_(and_(Item.state == SECOND, ~signed), and_(Item.state == ENDORSE, ~agreed))
    return and_(Item.kind == RECALL, mine, theirs)


def _heads_covered(person_id: int, today: date, delegated: Any) -> ColumnElement[bool]:
    """Whether a head of the author's unit is covered by this person, who must be able to sign second themselves."""
    head, team, mine = aliased(Posting), aliased(Team), aliased(Posting)
    can = exists().where(
        mine.person_id == person_id, during(mine, today),
        or_(mine.job_role == PDU, and_(mine.job_role == DEPUTY, delegated)),
    )  # fmt: skip
    units = (
        select(team.unit_id).join(head, head.team_id == team.id)
        .where(head.person_id.in_(covered_by(person_id, RECALL, today)), head.job_role == PDU, during(head, today))
    )  # fmt: skip
    return and_(can, Team.unit_id.in_(units))


def _from_items(columns: Iterable[Any], today: date) -> Select[Any]:
    return (
        select(*columns).select_from(Item)
        .join(Person, Person.id == Item.author_id)
        .join(Posting, and_(Posting.person_id == Item.author_id, during(Posting, today)))
        .join(Team, Team.id == Posting.team_id)
    )  # fmt: skip


def _to_sign(person_id: int, today: date) -> ColumnElement[bool]:
    """What waits for a first signature or a recall's decision, and is nobody's own."""
    return and_(Item.state.in_((REQUESTED, CONSIDERED)), Item.author_id != person_id)


def waiting_ids(person_id: int, today: date) -> Any:
    """A SELECT of the ids of everything this person may decide or sign now, parked items too."""
    ids = [
        _from_items([Item.id], today).where(scope(person_id, today), _to_sign(person_id, today))
        for scope in FIRST_SCOPES
    ]
    ids.append(_from_items([Item.id], today).where(_second(person_id, today), Item.author_id != person_id))
    return union_all(*ids)


def _row(code: Any, whose: Any, words: Any, today: date) -> Select[Any]:
    return _from_items(
        (cast(code, Item.why.type).label("code"), Item.id.label("thing_id"), whose.label("whose"),
         cast(null(), Date).label("about"), Item.since.label("since"), Item.due_on.label("due_on"),
         Item.clock.label("clock"), words.label("words")),
        today,
    )  # fmt: skip


def _rows_to_sign(scope: Any) -> Any:
    """Rows of one scope of first signers. Each scope is a SELECT of its own, so that each finds its index."""

    def rows(person_id: int, now: datetime, today: date) -> Any:
        code = case((Item.state == CONSIDERED, "countersign.decide"), else_=literal("countersign.") + Item.kind)
        whose: Any = Person.name
        if scope is _of_covered:
            whose = Person.name + ", for " + Manager.name
        found = _row(code, whose, Item.case_reference + MARK + Item.why, today)
        if scope is _of_covered:
            own = or_(Posting.line_manager_id == person_id, Item.assigned_id == person_id)
            for_whom = case((Item.assigned_id.is_(None), Posting.line_manager_id), else_=Item.assigned_id)
            found = found.join(Manager, Manager.id == for_whom).where(~_surely(own))
        parked = or_(Item.parked_until.is_(None), Item.parked_until <= today)
        return found.where(scope(person_id, today), _to_sign(person_id, today), parked)

    return rows


def _surely(condition: Any) -> Any:
    """The condition, false where it is unknown."""
    return case((condition, True), else_=False)


def seconds(person_id: int, now: datetime, today: date) -> Any:
    """Second signatures and endorsements."""
    code = case((Item.state == ENDORSE, "countersign.endorse"), else_="countersign.second")
    return _row(code, Person.name, Item.case_reference + MARK + Item.why, today).where(
        _second(person_id, today), Item.author_id != person_id
    )


def own(person_id: int, now: datetime, today: date) -> Any:
    """What authors have to do: rework, finish, send."""
    code = case(
        (Item.state == REWORK, "countersign.rework"), (Item.state == READY, "countersign.send"),
        (Item.kind == RECALL, "countersign.report"), else_="countersign.draft",
    )  # fmt: skip
    return _row(code, literal(""), Item.case_reference + MARK, today).where(
        Item.author_id == person_id, Item.state.in_((REWORK, DRAFT, READY))
    )


def rationales(person_id: int, now: datetime, today: date) -> Any:
    """Rationales of recall decisions that were put off, for whoever decided."""
    found = (
        select(literal("countersign.rationale").label("code"), Item.id.label("thing_id"), Person.name.label("whose"),
               cast(null(), Date).label("about"), Decision.signed_at.label("since"),
               Recall.rationale_due_on.label("due_on"), cast(null(), Item.clock.type).label("clock"),
               (Item.case_reference + MARK).label("words"))
        .select_from(Decision)
        .join(Item, Item.id == Decision.item_id).join(Recall, Recall.item_id == Item.id)
        .join(Person, Person.id == Item.author_id)
    )  # fmt: skip
    return found.where(Decision.person_id == person_id, Decision.part == AGREEMENT, Recall.decision != "",
                       Recall.rationale_at.is_(None))  # fmt: skip


def init_app(app: Flask) -> None:
    """Join countersigning to lists, notices and history."""
    for scope in FIRST_SCOPES:
        offer(_SCOPED[scope], WORDS)
    for each in (seconds, own, rationales):
        offer(each, {})
    counted_as(COUNTED)
    telling.init_app(app)
    seals.init_app(app)


_SCOPED = {scope: _rows_to_sign(scope) for scope in FIRST_SCOPES}
