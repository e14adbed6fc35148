"""The learning record: what somebody did, what they learned and what it changes. Theirs alone, with one signature."""

from datetime import date, datetime
from typing import Any

from flask import Flask

from app.assessors.told import module_title, open_modules
from app.history.actions import Actor
from app.language import day, read_day
from app.policy import learning as policy
from app.policy.assessor_facts import POMS
from app.policy.learning import BY_CODE, OTHER, POM_ROLE
from app.policy.lists import LEARNING_COURSES, REGISTRATION_STANDARDS
from app.policy.registration import LEARNING_TYPES
from app.records import signals
from app.records.kinds import DAY, LINE, MANY, SELECT, TEXT, Kind, Problem, Question, Section, Step, declare
from app.records.models import SUBJECT, Record
from app.records.paper import Paper
from app.records.snapshot import Line
from app.registration.learning import actions
from app.registration.learning.actions import KIND, Learnt
from app.settings.queries import choices

LONGEST_TITLE = 200
KEYS = frozenset({
    "course", "title", "module", "type", "required_for", "done_on", "expires_on", "hours", "learned", "effect",
    "standards",
})  # fmt: skip
# The headline of the record says these.
IN_HEADLINE = KEYS - {"required_for", "learned", "effect"}


def accepts(part: str, key: str) -> bool:
    """Whether the form could ever ask this: everything is the subject's."""
    return part == SUBJECT and key in KEYS


def form(paper: Paper) -> tuple[Section, ...]:
    """The learning record as it stands with these answers."""
    standards = _lists(paper)[1]
    practice = (
        Question("learned", "What you learned", TEXT, SUBJECT, needed="Say what you learned",
                 hint="In your own words. Leave out the names of people."),
        Question("effect", "What it changes in your practice", TEXT, SUBJECT,
                 hint="What you do differently, or will. You can add to it after signing."),
        Question("standards", "Registration standards this is evidence for", MANY, SUBJECT, choices=standards,
                 sealed=False, hint="This can be changed after signing."),
    )  # fmt: skip
    return (Section("what", "What you did", tuple(_what(paper))), Section("practice", "What it means", practice))


def _lists(paper: Paper) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The courses and the standards of its day. One query a record laid out."""
    if "lists" not in paper.noted:
        paper.noted["lists"] = choices(LEARNING_COURSES, REGISTRATION_STANDARDS, on=paper.on)
    found: tuple[tuple[tuple[str, str], ...], ...] = paper.noted["lists"]
    return found


def _modules(paper: Paper) -> tuple[tuple[str, str], ...]:
    """The modules that the role requires and nobody says are done: (id, title). One query for who may have any."""
    if "modules" not in paper.noted:
        found = open_modules(paper.subject.id) if paper.role in POMS else []
        paper.noted["modules"] = tuple((str(each.id), each.title) for each in found)
    modules: tuple[tuple[str, str], ...] = paper.noted["modules"]
    return modules


def _module_choices(paper: Paper) -> tuple[tuple[str, str], ...]:
    """What the module may be: those still open, and the one answered where it is on record by now. A record that was
    once about a module stays about one: it never tells of the role's learning as a whole.
    """
    answered = paper.text("module", SUBJECT)
    if answered in ("", *dict(_modules(paper))):
        return _modules(paper)
    if "module answered" not in paper.noted:
        title = module_title(paper.subject.id, int(answered)) if answered.isdecimal() and len(answered) < 10 else ""
        paper.noted["module answered"] = ((answered, title),) if title else ()
    closed: tuple[tuple[str, str], ...] = paper.noted["module answered"]
    return (*_modules(paper), *closed)


def _what(paper: Paper) -> list[Question]:
    course = paper.text("course", SUBJECT)
    asked = [Question("course", "What it was", SELECT, SUBJECT, needed="Choose what it was",
                      choices=(*_lists(paper)[0], (OTHER, "Something else")))]  # fmt: skip
    if course in ("", OTHER):
        asked.append(Question("title", "Its title", LINE, SUBJECT, hint="If it is something else.",
                              needed="Enter its title" if course else ""))  # fmt: skip
    if course == POM_ROLE and (_modules(paper) or (SUBJECT, "module") in paper.answers):
        asked.append(Question("module", "Which module", SELECT, SUBJECT, needed="Choose the module",
                              choices=_module_choices(paper), hint="Of those your role requires."))  # fmt: skip
    if course not in BY_CODE:
        asked += [
            Question("type", "Kind of learning", SELECT, SUBJECT, choices=LEARNING_TYPES,
                     needed="Choose the kind of learning"),
            Question("required_for", "Role it is required for", LINE, SUBJECT, hint="If it is required for a role."),
        ]  # fmt: skip
    return [
        *asked,
        Question("done_on", "Done on", DAY, SUBJECT, needed="Enter the day it was done",
                 hint="The last day, if it took several. For example, 27/11/2026"),
        Question("expires_on", "Holds until", DAY, SUBJECT, hint="If it expires and is to be done again."),
        Question("hours", "Hours it took", LINE, SUBJECT, needed="Enter how many hours it took",
                 hint="In half hours. For example, 1.5"),
    ]  # fmt: skip


def learnt(paper: Paper) -> Learnt:
    """What the answers say besides what was learned. ValueError where a needed one can't be read."""
    course, done_on = paper.text("course", SUBJECT), read_day(paper.text("done_on", SUBJECT))
    minutes = policy.read_hours(paper.text("hours", SUBJECT))
    if done_on is None or minutes is None:
        raise ValueError("not ready to be signed")
    known, module = BY_CODE.get(course), _asked(paper, "module")
    return Learnt(
        course="" if course == OTHER else course,
        title=_title(paper)[:LONGEST_TITLE],
        type=known.type if known else paper.text("type", SUBJECT),
        done_on=done_on,
        expires_on=read_day(paper.text("expires_on", SUBJECT)) or policy.expires_on(course, done_on),
        minutes=minutes,
        module_id=int(module) if module.isdecimal() else None,
        asked_id=int(paper.text("asked", SUBJECT) or 0),
    )


def _asked(paper: Paper, key: str) -> str:
    """An answer to a question that the form asks as it stands; "" otherwise."""
    return paper.text(key, SUBJECT) if any(question.key == key for question in paper.questions) else ""


def _title(paper: Paper) -> str:
    course = paper.text("course", SUBJECT)
    if course in ("", OTHER):
        return " ".join(paper.text("title", SUBJECT).split())
    name = dict(_lists(paper)[0]).get(course, course)
    module = dict(_module_choices(paper)).get(_asked(paper, "module"))
    return module or name


def problems(paper: Paper, today: date) -> list[Problem]:
    """What keeps a learning record from being signed, beyond answers that are empty or can't be read."""
    found = []
    done, until = (read_day(paper.text(key, SUBJECT)) for key in ("done_on", "expires_on"))
    if done and done > today:
        found.append(Problem("done_on", "Done on: record it once it is done"))
    if done and until and until < done:
        found.append(Problem("expires_on", "Holds until: enter a day after the day it was done"))
    if len(_title(paper)) > LONGEST_TITLE:
        found.append(Problem("title", f"Its title: shorten it to {LONGEST_TITLE} characters"))
    module = _asked(paper, "module")
    if module and module not in dict(_modules(paper)):
        found.append(Problem("module", "This module is on record already; choose again"))
    hours = paper.text("hours", SUBJECT)
    if hours.strip() and policy.read_hours(hours) is None:
        found.append(Problem("hours", "Hours it took: enter hours in halves from 0.5, like 1.5"))
    return found


def headline(paper: Paper) -> list[list[str]]:
    """The facts on top of the record, as pairs of label and words."""
    said = learnt(paper)
    pairs = [["What", said.title], ["Done", _plain(said.done_on)], ["Kind", dict(LEARNING_TYPES).get(said.type, "")],
             ["Time", policy.hours(said.minutes)]]  # fmt: skip
    return [*pairs, ["Holds until", _plain(said.expires_on)]] if said.expires_on else pairs


def _plain(on: date) -> str:
    return day(on).replace("\N{NO-BREAK SPACE}", " ")


def laid_out(lines: Any) -> list[Line]:
    """The answers as they are read: without those the headline says."""
    return [line for line in lines if line.key not in IN_HEADLINE]


def on_answer(paper: Paper, _key: str, text: str, _now: datetime, _by: Actor) -> None:
    """Follow the day it was done."""
    if done_on := read_day(text):
        paper.record.happened_on = done_on


def on_locked(paper: Paper, now: datetime, by: Actor) -> None:
    """Put it on record, answer what was asked for, and tell the assessor role what it closes."""
    actions.put_on_record(paper.record, learnt(paper), now)


LEARNING = Kind(
    key=KIND,
    version=1,
    name="Learning record",
    short="learning",
    order=(Step(SUBJECT, "I did this learning, and these words are mine."),),
    form=form,
    accepts=accepts,
    headline=headline,
    policy=(
        ("Framework 8.1", "Development goes on through a career, and managers support staff to be up to date with"
         " required learning."),
        ("Framework 6.2", "SEEDS2 is mandatory for staff eligible for professional registration."),
    ),
    title=lambda paper: "Learning record",
    problems=problems,
    on_answer=on_answer,
    watches=frozenset({"done_on"}),
    on_locked=on_locked,
    laid_out=laid_out,
    written_by=SUBJECT,
    templates={"draft": "registration/learning_draft.html", "show": "registration/learning_show.html",
               },
)  # fmt: skip


def _voided(record: Record, now: datetime, **_more: Any) -> None:
    if record.kind == KIND:
        actions.take_off_record(record, now)


def init_app(_app: Flask) -> None:
    """Make the learning record known to records, and listen for those opened in error."""
    declare(LEARNING)
    signals.record_voided.connect(_voided)
