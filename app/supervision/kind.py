"""The one-to-one as a kind of record: its rules, its signatures, and what locking it sets off."""

from datetime import date, datetime
from typing import Any

from flask import Flask

from app.history.actions import Actor
from app.language import day, read_day
from app.people.queries import manager_of
from app.policy import supervision as policy
from app.policy.rules import Breach, breaches
from app.records import agreeing, cases
from app.records.kinds import Kind, Problem, Step, declare
from app.records.models import LEAD, SUBJECT
from app.records.paper import Paper
from app.supervision import form
from app.supervision.reading import laid_out


def title(paper: Paper) -> str:
    """What the one-to-one is called on its record."""
    return "Supervision one-to-one"


def headline(paper: Paper) -> list[list[str]]:
    """The facts on top of the record, as pairs of label and words. A pack shows them: no case, no topic that is not
    for it.
    """
    return [["Held", day_of(paper)], ["With", paper.led_by]]


def day_of(paper: Paper) -> str:
    """The day the record is about, in words that paper takes."""
    on = paper.record.happened_on
    return day(on).replace("\N{NO-BREAK SPACE}", " ") if on else ""


def leader_problems(paper: Paper, today: date) -> list[Problem]:
    """What is wrong with the day it was held: it lies ahead, or whoever leads it was not the line manager then."""
    held, record = read_day(paper.text("held_on")), paper.record
    if held is None:
        return []
    if held > today:
        return [Problem("held_on", "Held on: it can't be in the future")]
    manager = manager_of(record.subject_id, held)
    facts = policy.Meeting(record.subject_id == record.lead_id, manager is not None and manager.id == record.lead_id)
    return [
        Problem("held_on", f"Held on: {each.words.removesuffix('.')} ({each.source})")
        for each in breaches(policy.LEADING, facts)
    ]


def problems(paper: Paper, today: date) -> list[Problem]:
    """What keeps a one-to-one from being signed, beyond answers that are empty or can't be read."""
    held, next_on = read_day(paper.text("held_on")), read_day(paper.text("next_on"))
    found = leader_problems(paper, today) + agreeing.review_problems(paper)
    found += cases.problems(paper, form.CASE_NEEDS) + agreeing.action_problems(paper, held)
    if held and next_on and next_on <= held:
        found.append(Problem("next_on", "Next one-to-one on: enter a day after this one"))
    return found


def warnings(paper: Paper, today: date) -> list[Breach]:
    """Case references that are none. It flags and never blocks."""
    return cases.warnings(paper)


def on_answer(paper: Paper, key: str, text: str, now: datetime, by: Actor) -> None:
    """Follow the day it was held."""
    if held := read_day(text):
        paper.record.happened_on = held


def on_locked(paper: Paper, now: datetime, by: Actor) -> None:
    """Close or carry the earlier actions as reviewed, and start the ones agreed."""
    agreeing.carry_out(paper, now, by)


def aside(paper: Paper, context: Any) -> dict[str, Any]:
    """What the pages of a one-to-one show besides the form."""
    return {"most_cases": form.most_cases(paper)}


ONE_TO_ONE = Kind(
    key="supervision",
    version=1,
    name="Supervision one-to-one",
    short="one-to-one",
    # One sitting: the line manager signs what was written while both were there, and the record locks when the
    # practitioner has read it. Asking the line manager a second time, as after a session, would leave it open for days.
    order=(
        Step(LEAD, "I held this one-to-one and the record is mine."),
        Step(SUBJECT, "I took part and have read this record.", "practitioner"),
    ),
    form=form.form,
    accepts=form.accepts,
    headline=headline,
    policy=(
        (policy.SOURCE, "Supervision is a formal one-to-one to review cases and address performance and wellbeing."),
        (
            "Inspection principles, level 2",
            "It is kept apart from reflective practice supervision, and from the oversight of risk.",
        ),
    ),
    title=title,
    problems=problems,
    warnings=warnings,
    on_answer=on_answer,
    watches=frozenset({"held_on"}),
    on_locked=on_locked,
    aside=aside,
    laid_out=laid_out,
    in_pack=policy.IN_PACK.__contains__,
    carries_actions=True,
    templates={"draft": "supervision/draft.html", "show": "supervision/show.html"},
)


def init_app(app: Flask) -> None:
    """Make the one-to-one known to records."""
    declare(ONE_TO_ONE)
