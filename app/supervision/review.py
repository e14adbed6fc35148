"""The performance review as a kind of record (domain guide C12): its form, its signatures, and the plan it may open."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import Flask

from app.database import db
from app.history.actions import Actor
from app.language import read_day
from app.people.models import Person
from app.people.queries import manager_of
from app.policy import supervision as policy
from app.records import signals
from app.records.kinds import CHOICE, DAY, SELECT, Kind, Problem, Question, Section, Step, declare
from app.records.models import LEAD, SUBJECT, Record
from app.records.paper import Paper
from app.records.snapshot import Line
from app.supervision import kind, plans

YES_NO = (("no", "No"), ("yes", "Yes"))
ABOUT = Section("about", "About the review", (
    Question("held_on", "Held on", DAY, needed="Enter the day of the review", hint="For example, 27/11/2026"),
    Question("type", "Kind of review", SELECT, choices=policy.TYPES, needed="Choose the kind of review"),
))  # fmt: skip
REVIEW = Section("review", "The review", (
    Question("summary", "Summary", rows=6, needed="Write the summary", hint="An evidence pack may show this."),
    Question("outcome", "Outcome", rows=3, needed="Say what the outcome is", hint="An evidence pack may show this."),
    Question("agreed", "What was agreed", rows=3, hint="Only the two of you read this."),
))  # fmt: skip
OPENS = Question("formal_plan", "Does this review open a formal plan?", CHOICE, choices=YES_NO,
                 needed="Say whether it opens a formal plan",
                 hint="Yes opens it the moment you sign. From then on a practitioner’s assessments are countersigned"
                 " (Framework 5.2).")  # fmt: skip
ENDS = Question("plan_ends_on", "Expected end of the plan", DAY, hint="For example, 27/11/2026. It does not end the"
                " plan: you close it.")  # fmt: skip
KEYS = frozenset({"held_on", "type", "summary", "outcome", "agreed", "formal_plan", "plan_ends_on"})


def accepts(part: str, key: str) -> bool:
    """Whether the form could ever ask this of that part: everything is the reviewer's."""
    return part == LEAD and key in KEYS


def form(paper: Paper) -> tuple[Section, ...]:
    """The form as it stands: the expected end is asked of a plan that is opened."""
    asked = (OPENS, ENDS) if paper.text("formal_plan") == "yes" else (OPENS,)
    return (ABOUT, REVIEW, Section("plan", "Formal plan", asked))


def title(paper: Paper) -> str:
    """What the review is called on its record."""
    return "Performance review"


def headline(paper: Paper) -> list[list[str]]:
    """The facts on top of the record, as pairs of label and words. A pack shows them: nothing of a plan."""
    type_of = dict(policy.TYPES).get(paper.text("type"), "")
    return [["Held", kind.day_of(paper)], ["Kind of review", type_of], ["Reviewer", paper.led_by]]


def problems(paper: Paper, today: date) -> list[Problem]:
    """What keeps a review from being signed, beyond answers that are empty or can't be read."""
    found = kind.leader_problems(paper, today) + _plan_problems(paper, today)
    if paper.text("formal_plan") != "yes":
        return found
    held, ends_on = read_day(paper.text("held_on")), read_day(paper.text("plan_ends_on"))
    if not paper.text("plan_ends_on").strip():
        found.append(Problem("plan_ends_on", "Enter the day on which the plan is expected to end"))
    if held and ends_on and ends_on <= held:
        found.append(Problem("plan_ends_on", "Expected end of the plan: enter a day after the review"))
    return found


def _plan_problems(paper: Paper, today: date) -> list[Problem]:
    """What is wrong with what it says of a formal plan; the signature itself asks again. A lead who no longer is the
    line manager is told nothing of how plans stand today.
    """
    record, says = paper.record, paper.text("formal_plan")
    own, manager = plans.opened_by(record.id), manager_of(record.subject_id, today)
    message = ""
    if manager is None or manager.id != record.lead_id:
        if says == "yes" and own is None:
            message = f"{policy.ONLY_MANAGER} You no longer are (Framework 5.2)."
        elif says == "no" and own is not None:
            message = policy.WAS_OPENED
    elif says == "no" and own is not None and own.ended_at is None:
        message = policy.STANDS
    elif says == "yes" and plans.open_plan_of(record.subject_id) not in (None, own):
        message = policy.OPEN_ALREADY
    return [Problem("formal_plan", message)] if message else []


def on_answer(paper: Paper, key: str, text: str, now: datetime, by: Actor) -> None:
    """Follow the day it was held."""
    kind.on_answer(paper, key, text, now, by)


def on_signed(paper: Paper, part: str, now: datetime, by: Actor) -> None:
    """The reviewer's signature opens the plan the review says it opens. Raises Refused where it may not be opened."""
    if part == LEAD and paper.text("formal_plan") == "yes":
        plans.open_with(paper.record, paper.lead, by, now)


def undone(record: Record, verb: str, is_manager: bool) -> str:
    """What becomes of the plan when its review is taken back or marked as opened in error. Whether it still stands only
    the line manager of today is told.
    """
    plan = plans.opened_by(record.id)
    if plan is None or (is_manager and plan.ended_at is not None):
        return ""
    if not is_manager:
        return "A formal plan was opened with it. This changes nothing of that plan: it is the line manager’s of today."
    if verb == "void":
        return "The formal plan that was opened with it is marked as opened in error too."
    return "The formal plan that was opened with it stands. It is ended on the page of the assessor role."


def laid_out(lines: Sequence[Line]) -> list[Line]:
    """The answers as they are read, without those the headline repeats."""
    return [line for line in lines if line.key not in ("held_on", "type")]


def aside(paper: Paper, context: Any) -> dict[str, Any]:
    """What the pages of a review show besides the form: the plan it opened, or one that is open already. How plans
    stand, `knows_plans`, is for the person and their line manager of today; others see that one was opened with it.
    """
    record, found = paper.record, context["found"]
    knows = context["viewer"].person_id in (record.subject_id, found.manager_id)
    own, writes = plans.opened_by(record.id), "facts" not in context
    another = plans.open_plan_of(record.subject_id) if writes and knows and not own else None
    return {"plan": own, "another": another, "knows_plans": knows}


PERFORMANCE_REVIEW = Kind(
    key="review",
    version=1,
    name="Performance review",
    short="performance review",
    order=(
        Step(LEAD, "I held this review and the record is mine."),
        Step(SUBJECT, "I have read this review and talked about it.", "practitioner"),
    ),
    form=form,
    accepts=accepts,
    headline=headline,
    policy=(
        (policy.SOURCE, "Performance is reviewed regularly under the Performance Management Framework, PMF."),
        ("Domain guide C12", "The competency based framework, CBF, has an annual review."),
        ("Framework 5.2", "A formal plan makes a practitioner countersigned from the moment it is opened."),
    ),
    title=title,
    problems=problems,
    on_answer=on_answer,
    watches=frozenset({"held_on"}),
    on_signed=on_signed,
    undone=undone,
    aside=aside,
    laid_out=laid_out,
    in_pack=policy.REVIEW_IN_PACK.__contains__,
    drafted_alone=True,
    templates={"draft": "supervision/review_draft.html", "show": "supervision/review_show.html"},
)


def _voided(record: Record, now: datetime, by: Actor, **_: object) -> None:
    """A review opened in error takes its plan with it."""
    if record.kind == PERFORMANCE_REVIEW.key:
        plans.end_with(record, db.session.get_one(Person, record.lead_id), by, now)


def init_app(app: Flask) -> None:
    """Make the review known to records, and follow those opened in error."""
    declare(PERFORMANCE_REVIEW)
    signals.record_voided.connect(_voided)
