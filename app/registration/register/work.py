"""What the register puts on people's lists: what lapsed, renewal that is near, a declaration to make and to confirm."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import Date, and_, case, cast, literal, null, or_, select
from sqlalchemy.orm import aliased

from app.assessors.dates import beginning_of, days_before
from app.notices.tally import counted_as
from app.notices.work import Wording, offer
from app.people.models import Person, Posting, during
from app.policy.registration import LAPSED, REGISTERED
from app.records.inherited import lead_has_left
from app.records.models import LEAD, SENT, Record
from app.records.work import NO_CLOCK
from app.registration.declaring import kind as declaration
from app.registration.declaring.actions import KEY, stands
from app.registration.models import RegisterEntry
from app.registration.register.entries import latest_id
from app.registration.years import evidence_year
from app.settings.queries import value

OWN, TEAM = "register.own", "register.team"
WORDS = {
    f"{OWN}_lapsed": Wording("Read", "Read what the register says: your registration has lapsed",
                             "Lapsed since {about}. Your line manager sees it too; you can go on recording (Framework"
                             " 7.1).", "register.mine", ""),
    f"{OWN}_renewal": Wording("Read", "Read when your registration is to be renewed",
                              "Renewal is due on {about} (domain guide C10).", "register.mine", ""),
    f"{TEAM}_lapsed": Wording("Read", "Read what the register says: a registration has lapsed",
                              "Lapsed since {about}. You oversee registration; recording goes on (Framework 7.1).",
                              "register.person_page", "person_id"),
    f"{TEAM}_renewal": Wording("Read", "Read when a registration is to be renewed",
                               "Renewal is due on {about}. You oversee registration (Framework 7.1).",
                               "register.person_page", "person_id"),
    "declaration.make": Wording("Declare", "Declare that you meet the registration standards",
                                "For the renewal of {about}. Your line manager confirms it (Framework 7.2).",
                                "register.mine", ""),
    "declaration.draft": Wording("Finish", "Finish your declaration",
                                 "It covers the evidence year up to {about}. You sign first, then your line manager"
                                 " (Framework 7.2).",
                                 "drafts.edit"),
    "declaration.subject": Wording("Sign", "Sign your declaration",
                                   "It covers the evidence year up to {about} (Framework 7.2).", "records.show"),
    "declaration.lead": Wording("Confirm", "Confirm a declaration for the register",
                                "It covers the evidence year up to {about}. {whose} has signed; you confirm it as"
                                " the line manager (Framework 7.1).",
                                "records.show"),
    "declaration.again": Wording("Send", "Send your declaration again",
                                 "Sent to {words}, who is not your line manager any more. Take it back to draft and"
                                 " send it to your line manager of today (Framework 7.1).", "records.show"),
}  # fmt: skip
COUNTED = {
    f"{OWN}_lapsed": ("registration that has lapsed", "registrations that have lapsed"),
    f"{OWN}_renewal": ("registration to renew", "registrations to renew"),
    f"{TEAM}_lapsed": ("registration that has lapsed", "registrations that have lapsed"),
    f"{TEAM}_renewal": ("registration to renew", "registrations to renew"),
    "declaration.make": ("declaration to make", "declarations to make"),
    "declaration.draft": ("declaration to finish", "declarations to finish"),
    "declaration.subject": ("declaration to sign", "declarations to sign"),
    "declaration.lead": ("declaration to confirm", "declarations to confirm"),
    "declaration.again": ("declaration to send again", "declarations to send again"),
}
Manager = aliased(Person)
NO_DAY, NO_WORDS = cast(null(), Date), literal("")


def _row(code: Any, thing: Any, about: Any, since: Any, due_on: Any, words: Any = NO_WORDS) -> Any:
    return select(
        code.label("code"), thing.label("thing_id"), Person.name.label("whose"), about.label("about"),
        since.label("since"), due_on.label("due_on"), NO_CLOCK.label("clock"), words.label("words"),
    )  # fmt: skip


def _since(days: int) -> Any:
    """When a renewal came within so many days; or when it was entered, if that was later or it is a lapse."""
    near = beginning_of(days_before(RegisterEntry.renewal_on, days))
    listed = and_(RegisterEntry.status == REGISTERED, near > RegisterEntry.entered_at)
    return case((listed, near), else_=RegisterEntry.entered_at)


def entries(person_id: int, now: datetime, today: date) -> Any:
    """What lapsed, and what is to be renewed soon or is past it: one’s own, and that of the people one manages."""
    days = value("register.renewal_days", today)
    lapsed = RegisterEntry.status == LAPSED
    renews = and_(RegisterEntry.status == REGISTERED, RegisterEntry.renewal_on <= today + timedelta(days=days))
    own = Person.id == person_id
    code = case((and_(own, lapsed), f"{OWN}_lapsed"), (own, f"{OWN}_renewal"), (lapsed, f"{TEAM}_lapsed"),
                else_=f"{TEAM}_renewal")  # fmt: skip
    about = case((lapsed, RegisterEntry.starts_on), else_=RegisterEntry.renewal_on)
    due_on = case((lapsed, NO_DAY), else_=RegisterEntry.renewal_on)
    return (
        _row(code, Person.id, about, _since(days), due_on)
        .select_from(Posting)
        .join(Person, Person.id == Posting.person_id)
        .join(RegisterEntry, RegisterEntry.id == latest_id(Person.id, today))
        .where(or_(Posting.person_id == person_id, Posting.line_manager_id == person_id), during(Posting, today))
        .where(or_(lapsed, renews))
    )


def to_make(person_id: int, now: datetime, today: date) -> Any:
    """A declaration for a renewal that is near, until one stands for the evidence year of that renewal."""
    before = value("register.declaration_days", today)
    days = before + value("register.renewal_days", today)
    this, ahead = evidence_year(today), today + timedelta(days=days)
    years = [evidence_year(this[0] - timedelta(days=1)), this, evidence_year(this[1] + timedelta(days=1))]
    one_day = timedelta(days=1)
    # The evidence year of a renewal is the one that the day before it lies in.
    undeclared = [
        and_(RegisterEntry.renewal_on.between(first + one_day, last + one_day),
             ~select(Record.id).where(Record.subject_id == person_id, stands(first)).exists())
        for first, last in years
    ]  # fmt: skip
    return (
        _row(literal("declaration.make"), Person.id, RegisterEntry.renewal_on, _since(days),
             days_before(RegisterEntry.renewal_on, before))
        .select_from(Person)
        .join(RegisterEntry, RegisterEntry.id == latest_id(Person.id, today))
        .where(Person.id == person_id, RegisterEntry.status == REGISTERED, RegisterEntry.renewal_on <= ahead)
        .where(or_(*undeclared))
    )  # fmt: skip


def to_send_again(person_id: int, now: datetime, today: date) -> Any:
    """A declaration of one’s own that waits for somebody who is not one’s line manager any more, or has left."""
    return (
        _row(literal("declaration.again"), Record.id, Record.happened_on, Record.since, Record.due_on, Manager.name)
        .select_from(Record)
        .join(Person, Person.id == Record.subject_id)
        .join(Manager, Manager.id == Record.lead_id)
        .join(Posting, and_(Posting.person_id == Record.subject_id, during(Posting, today)))
        .where(Record.subject_id == person_id, Record.kind == KEY, Record.state == SENT, Record.turn == LEAD)
        .where(or_(Posting.line_manager_id.is_(None), Posting.line_manager_id != Record.lead_id, lead_has_left(today)))
    )


def init_app(app: Flask) -> None:
    """Make the declaration known to records, and put these rows on the list."""
    declaration.init_app(app)
    for each in (entries, to_make, to_send_again):
        offer(each, WORDS)
    counted_as(COUNTED)
