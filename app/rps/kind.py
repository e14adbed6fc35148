"""The RPS session as a kind of record: its rules, its signatures, and what locking it sets off."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from flask import Flask

from app.countersigning import points
from app.database import db
from app.history.actions import Actor
from app.language import LONDON, clock_time, day, read_day, read_time
from app.policy import rps as policy
from app.policy.people import is_line_manager_role, leads_as_delegate, subject_capacity
from app.policy.rules import Breach, breaches
from app.records import agreeing, cases, follow_up
from app.records.kinds import Kind, Problem, Step, declare
from app.records.models import LEAD, SUBJECT, Action
from app.records.paper import Paper
from app.rps import form, queries
from app.rps.before import queries as before
from app.rps.reading import laid_out
from app.rps.year import beside
from app.settings.queries import deadline, value
from app.web.clock import now as clock

CASE_NEEDS = {
    "reference": "enter the case reference",
    "rosh": "choose the risk of serious harm",
    "why": "say in a few words why you chose it",
}
LIVE_RISK_WORDS = "Make the management oversight entry for the live risk raised in this session"


def title(paper: Paper) -> str:
    """What the session is called on its record."""
    if is_line_manager_role(paper.role):
        return "Reflective practice supervision session for a line manager"
    return f"Reflective practice supervision session{', after an observation' if observed_on(paper) else ''}"


def observed_on(paper: Paper) -> date | None:
    """The day of the observation it follows, be it held before this service. At most one query a record laid out."""
    if paper.record.follows_id:
        return paper.follows.happened_on if paper.follows else None
    if "observed_on" not in paper.noted:
        followed = before.followed_by(paper.record.id)
        paper.noted["observed_on"] = followed.held_on if followed else None
    found: date | None = paper.noted["observed_on"]
    return found


def headline(paper: Paper) -> list[list[str]]:
    """The facts on top of the record, as pairs of label and words."""
    record = paper.record
    started = read_time(paper.text("started"))
    held = f"{_plain(day(record.happened_on)) if record.happened_on else ''}, {clock_time(started) if started else ''}"
    pairs = [
        ["Held", held],
        ["Length and place", f"{paper.text('minutes')} minutes, {paper.text('place')}"],
        ["With", paper.led_by],
    ]
    asked = {question.key for question in paper.questions}
    cases = [
        f"{paper.text(f'case_{number}_reference').strip()}, {paper.text(f'case_{number}_rosh')} risk"
        for number in range(1, form.most_cases(paper) + 1)
        if f"case_{number}_reference" in asked and paper.text(f"case_{number}_reference").strip()
    ]
    if cases:
        pairs.append(["Case" if len(cases) == 1 else "Cases", "; ".join(cases)])
    if observed := observed_on(paper):
        pairs.append(["Observation", _plain(day(observed))])
    return [*pairs, ["Reflective model", form.model_of(paper).name]]


def _plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def problems(paper: Paper, today: date) -> list[Problem]:
    """What keeps a session record from being sent, beyond answers that are empty or can't be read."""
    found = []
    held = read_day(paper.text("held_on"))
    if held and held > today:
        found.append(Problem("held_on", "Held on: the session can't be in the future"))
    if held and paper.record.planned_at:
        found += _holder_problems(paper, held)
    if held and (observed := observed_on(paper)) and held < observed:
        found.append(Problem("held_on", "Held on: the session follows its observation, so it can't be before it"))
    if paper.text("protected") == "no" and not paper.text("protected_reason").strip():
        found.append(Problem("protected_reason", "Say why protected time was not kept"))
    stages = [each.key for section in paper.sections if section.key == "reflection" for each in section.questions]
    if not any(paper.text(key, part).strip() for key in stages for part in filter(paper.counts, (LEAD, SUBJECT))):
        found.append(Problem(stages[0], "Write something under at least one stage of the reflection"))
    found += agreeing.review_problems(paper) + cases.problems(paper, CASE_NEEDS, after="case_1")
    return found + agreeing.action_problems(paper, held)


def _holder_problems(paper: Paper, held: date) -> list[Problem]:
    """The rules of its booking, asked again of the day on which it was held: day and manager may have changed since."""
    started = read_time(paper.text("started"))
    at = datetime.combine(held, started, LONDON) if started else None
    pair = queries.pair(paper.record.subject_id, paper.record.lead_id, held, at)
    if pair is None:
        return [Problem("held_on", "Held on: one of you was not in post on that day")]
    if not leads_as_delegate(paper.record.lead_capacity):
        pair = replace(pair, passed_on_as="")
    return [
        Problem("held_on", f"Held on: {each.words.removesuffix('.')} ({each.source})")
        for each in breaches((*policy.HOLDING, *policy.ONCE), pair.facts)
    ]


def warnings(paper: Paper, today: date) -> list[Breach]:
    """What is late. It flags; it never keeps anybody from recording what happened."""
    held = read_day(paper.text("held_on"))
    found = cases.warnings(paper)
    if held is None or held > today:
        return found
    limit = deadline("rps.finish_days", held, today)
    if limit and today > limit:
        found.append(Breach("Framework 6.5", f"The record was due by {day(limit)}. You can still send it."))
    if observed := observed_on(paper):
        days = (held - observed).days
        prompt = deadline("observation.session_warn_days", observed, today)
        if days > value("observation.session_days", observed):
            found.append(Breach("Framework 6.3", f"The session was {days} days after its observation."))
        elif prompt and held > prompt:
            found.append(Breach("Framework 6.3", f"The session was due by {day(prompt)}, soon after its observation."))
    return found


def due_after(step: str, today: date) -> date | None:
    """When the next step is due: the days to finish a record, or those to log it."""
    return deadline("rps.sop_days" if step == "locked" else "rps.finish_days", today, today)


def on_answer(paper: Paper, key: str, text: str, now: datetime, by: Actor) -> None:
    """Follow the day of the session; a live risk makes an action due the same day, at once."""
    record, today = paper.record, now.astimezone(LONDON).date()
    if key == "held_on" and (held := read_day(text)):
        record.happened_on, record.due_on = held, deadline("rps.finish_days", held, today)
    if key == "live_risk" and text == "yes":
        known = db.session.query(Action).filter_by(record_id=record.id, is_live_risk=True).first()
        if known is None:
            follow_up.agree(
                record.id, record.subject_id, record.lead_id, LIVE_RISK_WORDS, today, by, now, is_live_risk=True
            )


def on_locked(paper: Paper, now: datetime, by: Actor) -> None:
    """Close or carry the earlier actions as reviewed, and start the ones agreed."""
    agreeing.carry_out(paper, now, by)


def sop_block(facts: Any) -> str:
    """What to copy into the Single Operating Platform: who, when, which kind. No word of the reflection."""
    who, shown = facts["subject"], dict(facts["headline"])
    rows = [
        facts["kind_name"],
        f"{subject_capacity(who['job_role']).capitalize()}: {who['name']}, {who['job_role']},"
        f" staff number {who['staff_number']}",
        f"Held by: {shown['With']}",
        f"Date: {shown['Held']}",
        f"Length and place: {shown['Length and place']}",
    ]
    if "Observation" in shown:
        rows.append(f"Observation of practice: {shown['Observation']}")
    return "\n".join([*rows, f"Record number: {facts['record']}"])


def aside(paper: Paper, context: Any) -> dict[str, Any]:
    """What the session's pages show besides the form."""
    year = beside.beside(paper, context["found"].part, context["viewer"].person_id or 0, context["today"], clock())
    if "facts" in context:
        return {"sop_block": sop_block(context["facts"]), "year": year}
    if known := year.session(paper.record.id):
        paper.noted.setdefault("observed_on", known.observation.on if known.observation else None)
    models = [(model.code, model.name) for model in policy.MODELS]
    return {"model": form.model_of(paper), "models_for_select": models, "most_cases": form.most_cases(paper),
            "raised": points.in_words(year.focus), "observed_on": observed_on(paper), "year": year}  # fmt: skip


SESSION = Kind(
    key="rps",
    version=1,
    name="Reflective practice supervision (RPS), session record",
    short="session",
    order=(
        Step(SUBJECT, "I took part. This is a fair record.", "practitioner"),
        Step(LEAD, "I held this session and the record is mine."),
    ),
    form=form.form,
    accepts=form.accepts,
    headline=headline,
    policy=(
        ("Framework 6.2", "Facilitated reflection between the practitioner and their line manager, in protected time."),
        ("Framework 6.3", "Practitioners have six reflective discussions a year, two of them after an observation."),
        ("Framework 6.4", "Line managers have three sessions a year, with the head of the unit or the governor."),
        (
            "Framework 6.5",
            "The line manager updates the session record and logs the session on the Single Operating Platform (SOP).",
        ),
    ),
    title=title,
    problems=problems,
    warnings=warnings,
    on_answer=on_answer,
    watches=frozenset({"held_on", "live_risk"}),
    on_locked=on_locked,
    due_after=due_after,
    aside=aside,
    laid_out=laid_out,
    is_logged=True,
    carries_actions=True,
    may_prepare=True,
    templates={"draft": "rps/draft.html", "show": "rps/show.html"},
)


def init_app(app: Flask) -> None:
    """Make the session known to records."""
    declare(SESSION)
