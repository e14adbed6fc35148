"""What countersigning puts on people's lists: to decide, to sign second, to rework, and the clocks of recalls."""

from datetime import date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import Date, Select, case, cast, func, literal, null, or_, select
from sqlalchemy.orm import aliased

from app.assessors.inflight import counted_by
from app.countersigning import scopes, seals, stranded, telling
from app.countersigning.models import Decision, Item, Recall
from app.countersigning.queries import in_flight
from app.notices.tally import counted_as
from app.notices.work import MARK, Wording, offer
from app.people.models import Person, Posting
from app.policy.countersigning import AGREEMENT, CONSIDERED, DRAFT, ENDORSE, READY, RECALL, REWORK

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


def _row(code: Any, whose: Any, words: Any, today: date, *, is_posted: bool = True) -> Select[Any]:
    return scopes.from_items(
        (cast(code, Item.why.type).label("code"), Item.id.label("thing_id"), whose.label("whose"),
         cast(null(), Date).label("about"), Item.since.label("since"), Item.due_on.label("due_on"),
         Item.clock.label("clock"), words.label("words")),
        today, is_posted=is_posted,
    )  # fmt: skip


def _rows_to_sign(scope: Any) -> Any:
    """Rows of one scope of first signers."""

    def rows(person_id: int, now: datetime, today: date) -> Any:
        code = case((Item.state == CONSIDERED, "countersign.decide"), else_=literal("countersign.") + Item.kind)
        is_covered = scope in (scopes.covered_reports, scopes.given_to_covered)
        whose: Any = Person.name + ", for " + Manager.name if is_covered else Person.name
        is_posted = scope not in scopes.ALL_GIVEN
        found = _row(code, whose, Item.case_reference + MARK + Item.why, today, is_posted=is_posted)
        if is_covered:
            found = found.join(Manager, Manager.id == func.coalesce(Item.assigned_id, Posting.line_manager_id))
        parked = or_(Item.parked_until.is_(None), Item.parked_until <= today)
        return scope(found, person_id, today).where(scopes.to_sign(person_id), parked)

    return rows


def seconds(person_id: int, now: datetime, today: date) -> Any:
    """Second signatures and endorsements."""
    code = case((Item.state == ENDORSE, "countersign.endorse"), else_="countersign.second")
    return scopes.second(_row(code, Person.name, Item.case_reference + MARK + Item.why, today), person_id, today)


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
    for scope in scopes.SCOPES:
        offer(_SCOPED[scope], WORDS)
    for each in (seconds, own, rationales):
        offer(each, {})
    counted_as(COUNTED)
    counted_by(in_flight)
    stranded.init_app()
    telling.init_app(app)
    seals.init_app(app)


_SCOPED = {scope: _rows_to_sign(scope) for scope in scopes.SCOPES}
