"""The declaration for an evidence year as a kind of record: what is declared, who signs, who confirms (Framework 7)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import Flask

from app.history.actions import Actor
from app.language import day
from app.policy.lists import REGISTRATION_STANDARDS
from app.policy.registration import STATUS_WORDS
from app.records.kinds import CHOICE, MANY, TEXT, Kind, Problem, Question, Section, Step, declare
from app.records.models import LEAD, SENT, SUBJECT
from app.records.paper import Paper
from app.registration.declaring.actions import KEY, YEAR, confirm, confirmed_by, due_after, year_from
from app.registration.register.entries import in_force
from app.settings.queries import choices

MET, CONDUCT, LEARNING, CHANGES = "met", "conduct", "learning", "changes"
STATEMENTS = {
    CONDUCT: (("kept", "I have kept to the standards of personal and professional conduct"),
              ("report", "There is something I have to say about this")),
    LEARNING: (("done", "My mandatory learning and my professional development are up to date"),
               ("open", "Some of it is still to be done")),
    CHANGES: (("none", "There is nothing the register needs to know"),
              ("some", "There is a change the register needs to know")),
}  # fmt: skip
ACCOUNTABLE = (("yes", "I am responsible and accountable for the quality of my practice and my decisions"),)
# Where the second statement is chosen, words are needed.
NEEDS_WORDS = {
    CONDUCT: ("report", "Say what there is to say about conduct"),
    LEARNING: ("open", "Say what is still to be done, and by when"),
    CHANGES: ("some", "Say what has changed"),
}
_KEYS = frozenset({MET, *STATEMENTS, "accountable"} | {f"{key}_words" for key in (MET, *STATEMENTS)})


def accepts(part: str, key: str) -> bool:
    """Whether the form could ever ask this. The evidence year is set when it is started, and stays."""
    return part == SUBJECT and key in _KEYS


def form(paper: Paper) -> tuple[Section, ...]:
    """What is declared: each statement with the paragraph it comes from."""
    standards = choices(REGISTRATION_STANDARDS, on=paper.on)[0]
    return (
        Section("standards", "How I meet the registration standards", (
            *([_mine(MET, "Standards I have met in this evidence year", MANY, choices=standards,
                     needed="Choose the standards you have met")] if standards else []),
            _mine("met_words", "How I have met them, and what I will do about any I have not", rows=5,
                  needed="Say how you have met the standards", hint="A few sentences. Leave out names of people."),
        ), note="Eligible staff evidence how they meet the registration standards (Framework 7.2)."),
        Section("practice", "My practice and conduct", (
            _mine("accountable", "Accountability", MANY, needed="Confirm that you are accountable for your practice",
                  choices=ACCOUNTABLE),
            *_statement(CONDUCT, "Conduct", "What there is to say about conduct"),
        ), note="Practitioners are responsible and accountable for the quality of their practice and decisions"
                " (Framework 3.1). Conduct is part of the register (Framework 7.1)."),
        Section("learning", "My learning", _statement(LEARNING, "Learning", "What is still to be done, and by when"),
                note="Mandatory learning and professional development (Framework 8.1)."),
        Section("changes", "Changes to report", _statement(CHANGES, "Changes", "What has changed"),
                note="Of name, qualification or authority to practise (Domain guide C10). Nothing about health or"
                     " absence."),
    )  # fmt: skip


def _mine(key: str, label: str, type_: str = TEXT, **given: object) -> Question:
    return Question(key, label, type_, part=SUBJECT, **given)  # type: ignore[arg-type]


def _statement(key: str, label: str, asks: str) -> tuple[Question, Question]:
    return (
        _mine(key, label, CHOICE, choices=STATEMENTS[key], needed=f"{label}: choose what holds"),
        _mine(f"{key}_words", asks, rows=3, hint=f"Only if you chose “{STATEMENTS[key][1][1]}”."),
    )


def problems(paper: Paper, today: date) -> list[Problem]:
    """What keeps it from being signed beyond empty answers: words that are needed, and nobody to confirm it."""
    found = [
        Problem(f"{key}_words", message)
        for key, (code, message) in NEEDS_WORDS.items()
        if paper.text(key, SUBJECT) == code and not paper.text(f"{key}_words", SUBJECT).strip()
    ]
    if confirmed_by(paper.record.subject_id, today) is None:
        found.append(Problem("", "No line manager is recorded for you today who could confirm it (Framework 7.1)."
                                 " Ask an administrator to put that right"))  # fmt: skip
    return found


def year_of(paper: Paper) -> tuple[date, date]:
    """First and last day of the evidence year it is for."""
    return year_from(date.fromisoformat(paper.text(YEAR, SUBJECT)))


def title(paper: Paper) -> str:
    """What the declaration is called on its record."""
    return "Declaration for the Professional Register"


def headline(paper: Paper) -> list[list[str]]:
    """The facts on top of the record: the year, what the register said on the day it is about, and who confirms it."""
    first, last = year_of(paper)
    entry = in_force(paper.record.subject_id, paper.on)
    register = f"{STATUS_WORDS[entry.status]}{f', {entry.number}' if entry.number else ''}" if entry else "No entry"
    pairs = [["Evidence year", f"{day(first)} to {day(last)}"],
             ["In the register", f"{register}, on {day(paper.on)}"], ["Line manager", paper.lead.name]]  # fmt: skip
    return [[label, words.replace("\N{NO-BREAK SPACE}", " ")] for label, words in pairs]


def aside(paper: Paper, context: Mapping[str, Any]) -> dict[str, Any]:
    """What the pages of a declaration show besides: its evidence year and where words are asked for; and, while it
    waits, whether whoever it was sent to is not the line manager of today.
    """
    record = paper.record
    shown: dict[str, Any] = {"needs_words": NEEDS_WORDS, "is_passed_by": False}
    if paper.answers:
        shown["year"] = year_of(paper)
    if record.state == SENT:
        confirmer = confirmed_by(record.subject_id, context["today"])
        shown["is_passed_by"] = confirmer is None or confirmer[0].id != record.lead_id
    return shown


def on_signed(paper: Paper, part: str, now: datetime, _by: Actor) -> None:
    """Whoever confirms it is the line manager on that day. Raises Refused."""
    if part == LEAD:
        confirm(paper.record.subject_id, paper.record.lead_id, now)


DECLARATION = Kind(
    key=KEY,
    version=1,
    name="Declaration for the Professional Register",
    short="declaration",
    order=(
        Step(SUBJECT, "This declaration is mine, and true as far as I know."),
        Step(LEAD, "I have read this declaration and confirm it, as far as I know this person’s practice."),
    ),
    form=form,
    accepts=accepts,
    headline=headline,
    policy=(
        ("Framework 7.1", "Line managers oversee that people authorised to manage cases meet the standards."),
        ("Framework 7.2", "Eligible staff evidence how they meet the registration standards."),
        ("Framework 3.1", "Practitioners are accountable for the quality of their practice and decisions."),
    ),
    title=title,
    problems=problems,
    on_signed=on_signed,
    due_after=due_after,
    aside=aside,
    written_by=SUBJECT,
    confirmed_by=confirmed_by,
    templates={"draft": "registration/declaration_draft.html", "show": "registration/declaration_show.html"},
)


def init_app(_app: Flask) -> None:
    """Make the declaration known to records."""
    declare(DECLARATION)
