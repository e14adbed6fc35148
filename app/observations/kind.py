"""The observation of practice as a kind of record: its rules and its signatures."""

from datetime import date, datetime

from flask import Flask

from app.history.actions import Actor
from app.language import LONDON, clock_time, day, read_day, read_time
from app.observations import form
from app.observations.delegates import is_passed_on
from app.observations.reading import laid_out
from app.people.queries import manager_of
from app.people.stand_ins import acts_for
from app.policy import observations as policy
from app.policy.people import leads_as_delegate
from app.policy.rules import Breach
from app.records.kinds import Kind, Problem, Step, declare
from app.records.models import LEAD, SUBJECT
from app.records.paper import Paper
from app.settings.queries import deadline


def title(paper: Paper) -> str:
    """What the observation is called on its record."""
    return "Observation of practice"


def headline(paper: Paper) -> list[list[str]]:
    """The facts on top of the record, as pairs of label and words."""
    record = paper.record
    started = read_time(paper.text("started"))
    on = day(record.happened_on).replace("\N{NO-BREAK SPACE}", " ") if record.happened_on else ""
    recording = dict(policy.RECORDINGS).get(paper.text("recording"), "").lower()
    pairs = [
        ["Observed", f"{on}, {clock_time(started) if started else ''}"],
        ["Length and activity", f"{paper.text('minutes')} minutes, {paper.text('activity').lower()}, {recording}"],
        ["Observer", paper.led_by],
    ]
    if paper.text("crn").strip():
        pairs.append(["Case", paper.text("crn").strip()])
    return pairs


def problems(paper: Paper, today: date) -> list[Problem]:
    """What keeps an observation from being signed, beyond answers that are empty or can't be read."""
    if paper.text("informed") == "no":
        return [Problem("informed", policy.STOP)]
    found = []
    observed, feedback = read_day(paper.text("observed_on")), read_day(paper.text("feedback_on"))
    if observed and observed > today:
        found.append(Problem("observed_on", "Observed on: the observation can't be in the future"))
    if observed and (problem := _observer_problem(paper, observed)):
        found.append(Problem("observed_on", f"Observed on: {problem} (Framework 6.3)"))
    if feedback and (feedback > today or (observed and feedback < observed)):
        found.append(Problem("feedback_on", "Feedback given on: enter a day from the observation to today"))
    for code, label in form.headings(paper):
        if paper.text(f"rating_{code}") in policy.NEED_EVIDENCE and not paper.text(f"evidence_{code}").strip():
            found.append(Problem(f"evidence_{code}", f"{label}: say what you saw"))
    return found


def _observer_problem(paper: Paper, observed: date) -> str:
    """Why this person does not observe on that day; "" where they do. A line manager, or who covers, is asked again
    when the day is not the one on which the form was opened, or the observation was booked ahead; a delegate always.
    """
    record = paper.record
    if leads_as_delegate(record.lead_capacity):
        return "" if is_passed_on(record, observed) else "an observation on that day is not passed on to you"
    if record.planned_at is None and observed == record.since.date():
        return ""
    manager = manager_of(record.subject_id, observed)
    if manager is not None and manager.id == record.lead_id:
        return ""
    started = read_time(paper.text("started"))
    at = datetime.combine(observed, started, LONDON) if started else None
    covers = acts_for(record.lead_id, record.subject_id, observed, at)
    return "" if covers else "the line manager of that day observes, or whoever covers for them"


def warnings(paper: Paper, today: date) -> list[Breach]:
    """Feedback past its limit. It flags and never blocks."""
    observed, feedback = read_day(paper.text("observed_on")), read_day(paper.text("feedback_on"))
    if not observed or not feedback or feedback < observed:
        return []
    limit = deadline("observation.feedback_days", observed, today)
    if limit is None or feedback <= limit:
        return []
    return [Breach("Domain guide C4", f"Feedback was due by {day(limit)}. You can still sign.")]


def due_after(step: str, today: date) -> date | None:
    """The person observed acknowledges within the days for feedback; nothing is due once both have signed."""
    if step == "locked":
        return None
    return deadline("observation.feedback_days", today, today)


def on_answer(paper: Paper, key: str, text: str, now: datetime, by: Actor) -> None:
    """Follow the day of the observation."""
    if observed := read_day(text):
        today = now.astimezone(LONDON).date()
        paper.record.happened_on = observed
        paper.record.due_on = deadline("observation.feedback_days", observed, today)


def on_locked(paper: Paper, now: datetime, by: Actor) -> None:
    """A reflective discussion is due, counted from the day of the observation."""
    record = paper.record
    if record.happened_on:
        today = now.astimezone(LONDON).date()
        record.due_on = deadline("observation.session_warn_days", record.happened_on, today)


OBSERVATION = Kind(
    key="observation",
    version=1,
    name="Observation of practice",
    short="observation",
    order=(
        Step(LEAD, "I observed this practice and the record is mine."),
        Step(SUBJECT, "I have read this record and had the feedback.", "practitioner"),
    ),
    form=form.form,
    accepts=form.accepts,
    headline=headline,
    policy=(("Framework 6.3", "Two of the six discussions a year follow observations of practice."),),
    title=title,
    problems=problems,
    warnings=warnings,
    on_answer=on_answer,
    watches=frozenset({"observed_on"}),
    on_locked=on_locked,
    due_after=due_after,
    laid_out=laid_out,
    is_observation=True,
    templates={"draft": "observations/draft.html"},
)


def init_app(app: Flask) -> None:
    """Make the observation known to records."""
    declare(OBSERVATION)
