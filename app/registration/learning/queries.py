"""How learning stands: of oneself, of somebody one manages, or of a team. Never the words of a learning record."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, String, case, cast, exists, literal, null, select, union_all

from app.assessors.models import LearningRequired, LearningTold
from app.database import db
from app.people.models import CORE_CURRICULUM, ROLE_LEARNING, Fact, Person, Posting, during
from app.people.queries import visible
from app.policy import learning as policy
from app.policy.access import NotAllowed, NotThere, Viewer
from app.policy.learning import CURRICULUM, POM_ROLE, SEEDS2, Done, Need, Staff, Total
from app.policy.lists import ELIGIBLE_ROLES, LEARNING_COURSES
from app.policy.registration import MANDATORY, eligibility
from app.records.at_once import held
from app.records.models import DRAFT, Answer, Record
from app.registration.learning.actions import KIND
from app.registration.models import LearningAsked, LearningDone
from app.registration.years import evidence_year
from app.settings.queries import choices, value

ASKED, MODULE, FACT, BEGUN = "asked", "module", "fact", "begun"
FACTS = {CORE_CURRICULUM: CURRICULUM, ROLE_LEARNING: POM_ROLE}


@dataclass(frozen=True)
class Asked:
    """Learning that somebody was asked for and has not done."""

    id: int
    course: str
    title: str
    due_on: date | None
    by: str


@dataclass(frozen=True)
class Module:
    """Learning that the role of a prison offender manager requires. `is_done`: a head or the person says so."""

    id: int
    title: str
    required_on: date
    is_done: bool


@dataclass
class Learner:
    """Somebody and their learning. `titles` are the courses of today by their codes. `begun` are drafts by the course,
    module or asking they are about; empty for anybody but the person: nobody else knows of a draft.
    """

    person: Person
    posting: Posting
    staff: Staff
    titles: dict[str, str]
    done: list[Done] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    modules: list[Module] = field(default_factory=list)
    begun: dict[tuple[str, str], int] = field(default_factory=dict)
    needs: list[Need] = field(default_factory=list)

    @property
    def open_modules(self) -> list[Module]:
        """The modules nobody says are done."""
        return [module for module in self.modules if not module.is_done]

    def asking_of(self, course: str) -> Asked | None:
        """Whether a course is asked for."""
        return next((each for each in self.asked if each.course == course), None)

    def is_overdue(self, today: date) -> bool:
        """Whether anything asked for is past its day."""
        return any(each.due_on is not None and each.due_on < today for each in self.asked)


@dataclass(frozen=True)
class Year:
    """What somebody did in one evidence year, the latest first, and how much that is."""

    first: date
    last: date
    done: list[Done]
    total: Total


def own(viewer: Viewer, today: date) -> Learner:
    """The viewer's own learning. NotThere for an account of nobody in post. Four queries."""
    found = _posted(Posting.person_id == (viewer.person_id or 0), today)
    if not found:
        raise NotThere
    return learners(found, today, viewer.person_id or 0)[0]


def managed(viewer: Viewer, person_id: int, today: date) -> Learner:
    """The learning of somebody the viewer manages today. NotThere outside their scope, NotAllowed for others in it."""
    found = _posted(Posting.person_id == person_id, today)
    if not found or viewer.person_id is None or found[0][1].line_manager_id != viewer.person_id:
        if visible(viewer, person_id, today) is None:
            raise NotThere
        raise NotAllowed
    return learners(found, today)[0]


def team(manager_id: int, today: date) -> list[Learner]:
    """Everyone somebody manages today, by name. Four queries."""
    return learners(_posted(Posting.line_manager_id == manager_id, today), today)


def _posted(whose: Any, today: date) -> list[tuple[Person, Posting]]:
    rows = db.session.execute(
        select(Person, Posting).join(Posting, Posting.person_id == Person.id)
        .where(whose, during(Posting, today)).order_by(Person.name, Person.id)
    )  # fmt: skip
    return [(person, posting) for person, posting in rows]


def learners(people: Sequence[tuple[Person, Posting]], today: date, self_id: int = 0) -> list[Learner]:
    """How learning stands for these people, in their order; drafts of `self_id` alone. Three queries."""
    courses, eligible = choices(LEARNING_COURSES, ELIGIBLE_ROLES, on=today)
    titles, roles = dict(courses), [(code, label, "") for code, label in eligible]
    found = {person.id: Learner(person, posting, Staff(
        posting.job_role, posting.function, posting.role_since, eligibility(posting.job_role, roles).is_eligible),
        titles)
        for person, posting in people}  # fmt: skip
    for row in db.session.scalars(_on_record(list(found))):
        found[row.person_id].done.append(done_of(row, titles))
    for row in db.session.execute(_else(list(found), self_id)):
        _take(found[row.person_id], row, titles)
    for learner in found.values():
        known = policy.needs(learner.staff, learner.done, today, value("learning.soon_days", today))
        learner.needs = [need for need in known if need.course.code in titles and not _by_module(learner, need)]
    return list(found.values())


def _by_module(learner: Learner, need: Need) -> bool:
    """Whether a head has said which modules the role requires: then these tell, not the role's learning as a whole."""
    return need.course.code == POM_ROLE and bool(learner.modules)


def _on_record(people: list[int]) -> Any:
    """What these people's signed records say was done, the latest first; not what was opened in error."""
    return (
        select(LearningDone).join(Record, Record.id == LearningDone.record_id)
        .where(LearningDone.person_id.in_(people), Record.void_at.is_(None))
        .order_by(LearningDone.done_on.desc(), LearningDone.id.desc())
    )  # fmt: skip


def done_of(row: LearningDone, titles: dict[str, str]) -> Done:
    """A row of what is on record, in the words of today's list where it is a course of it."""
    title = row.title if row.course == POM_ROLE else titles.get(row.course, row.title)
    return Done(row.course, title, row.done_on, row.expires_on, row.minutes, row.type, row.record_id)


def _else(people: list[int], self_id: int) -> Any:
    """What else there is to know of these people: asked for, required modules, facts of the staff file, drafts."""
    no_text, no_day = cast(literal(""), String), cast(null(), Date)
    told = exists().where(LearningTold.module_id == LearningRequired.id, LearningTold.withdrawn_at.is_(None))
    is_done = LearningRequired.done_on.is_not(None) | told
    asked = select(
        literal(ASKED).label("what"), LearningAsked.person_id, LearningAsked.id, LearningAsked.course,
        LearningAsked.title, LearningAsked.due_on.label("day"), LearningAsked.asked_by.label("words"),
    )  # fmt: skip
    modules = select(
        literal(MODULE), LearningRequired.person_id, LearningRequired.id, no_text, LearningRequired.title,
        LearningRequired.required_on, case((is_done, "1"), else_="0"),
    )  # fmt: skip
    facts = select(literal(FACT), Fact.person_id, Fact.id, Fact.kind, no_text, Fact.starts_on, no_text)
    drafts = (
        select(literal(BEGUN), Record.subject_id, Record.id, Answer.key, Answer.text, no_day, no_text)
        .join(Answer, Answer.record_id == Record.id)
        .where(Record.subject_id == self_id, Record.kind == KIND, Record.state == DRAFT)
        .where(Answer.key.in_(("course", "title", "module", "asked")))
    )
    return union_all(
        asked.where(LearningAsked.person_id.in_(people), LearningAsked.record_id.is_(None),
                    LearningAsked.dropped_at.is_(None)),
        modules.where(LearningRequired.person_id.in_(people)),
        facts.where(Fact.person_id.in_(people), Fact.kind.in_(FACTS)),
        drafts,
    ).order_by("day", "id")  # fmt: skip


def _take(learner: Learner, row: Any, titles: dict[str, str]) -> None:
    if row.what == ASKED:
        learner.asked.append(Asked(row.id, row.course, titles.get(row.course, row.title), row.day, row.words))
    elif row.what == MODULE:
        learner.modules.append(Module(row.id, row.title, row.day, row.words == "1"))
    elif row.what == FACT:
        code = FACTS[row.course]
        learner.done.append(Done(code, titles.get(code, ""), row.day, type=MANDATORY))
    else:
        learner.begun[row.course, row.title] = row.id  # of a draft: the key of an answer, and the answer


def year_of(learner: Learner, day: date) -> Year:
    """What they did in the evidence year that a day is in."""
    first, last = evidence_year(day)
    of_year = [each for each in learner.done if each.record_id and first <= each.done_on <= last]
    asked = (value("learning.pieces", last), value("learning.hours", last))
    return Year(first, last, of_year, policy.total(learner.done, first, last, *asked))


def asking(viewer: Viewer, asked_id: int, today: date) -> tuple[LearningAsked, Person]:
    """What was asked of somebody the viewer manages today, and of whom. NotThere otherwise."""
    row = db.session.execute(
        held(select(LearningAsked, Person), LearningAsked)
        .join(Person, Person.id == LearningAsked.person_id)
        .join(Posting, Posting.person_id == Person.id)
        .where(LearningAsked.id == asked_id, during(Posting, today), Posting.line_manager_id == viewer.person_id)
    ).first()
    if row is None or viewer.person_id is None:
        raise NotThere
    return row[0], row[1]


def own_asking(person_id: int, asked_id: int) -> LearningAsked:
    """What was asked of this person and is not done or dropped. NotThere otherwise."""
    found = db.session.get(LearningAsked, asked_id)
    if found is None or found.person_id != person_id or found.record_id is not None or found.dropped_at is not None:
        raise NotThere
    return found


def seeds2_of(person_id: int, day: date) -> Select[int]:
    """The SEEDS2 records of somebody that hold on a day: supervisors are to be trained in it (domain guide C29a)."""
    holds = LearningDone.expires_on.is_(None) | (LearningDone.expires_on >= day)
    return (
        select(LearningDone.id).join(Record, Record.id == LearningDone.record_id)
        .where(LearningDone.person_id == person_id, LearningDone.course == SEEDS2, holds, Record.void_at.is_(None))
    )  # fmt: skip
