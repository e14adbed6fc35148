"""What somebody is to learn, as rows of a page: what is asked of them, then what is mandatory and lacking."""

from dataclasses import dataclass
from datetime import date

from app.language import day
from app.policy.learning import EXPIRED, EXPIRING, MISSING, SHOWN_AFTER, Done, Need, to_renew
from app.registration.learning.queries import Asked, Learner
from app.settings.queries import value

LATE, SOON, PLAIN = "late", "soon", ""


@dataclass(frozen=True)
class Todo:
    """One thing to learn. `why` is who asks for it or which paragraph, `when` by when in a few words, in a `tone` of
    the stylesheet. `field` and `value` say what a record of it is about; `begun` is the draft of one, 0 for none;
    `asked_id` the asking that a line manager may drop, 0 where it is mandatory alone.
    """

    title: str
    why: str
    when: str
    tone: str
    field: str
    value: str
    begun: int = 0
    asked_id: int = 0

    @property
    def short(self) -> str:
        """The title without what explains it: for a list of many."""
        return self.title.partition(": ")[0]


def todos(learner: Learner, today: date) -> list[Todo]:
    """Everything this person is to learn: what was asked by day, what is mandatory, and required modules."""
    asked = [_asked(learner, each, today) for each in _by_due(learner.asked)]
    wanted = [need for need in learner.needs if need.is_lacking or need.state == EXPIRING]
    mandatory = [_need(learner, need) for need in wanted if learner.asking_of(need.course.code) is None]
    return [*asked, *mandatory, *_modules(learner), *_again(learner, today)]


def _by_due(asked: list[Asked]) -> list[Asked]:
    return sorted(asked, key=lambda each: (each.due_on is None, each.due_on or date.max, each.id))


def _asked(learner: Learner, each: Asked, today: date) -> Todo:
    is_late = each.due_on is not None and each.due_on < today
    when = f"{'Was due' if is_late else 'Due'} {day(each.due_on)}" if each.due_on else "No day given"
    need = next((one for one in learner.needs if one.course.code == each.course), None)
    why = f"{each.by} asked for it" + (f". {_source(need)}" if need else "")
    begun = learner.begun.get(("asked", str(each.id)), 0)
    return Todo(each.title, why, when, LATE if is_late else PLAIN, "asked", str(each.id), begun, each.id)


def _source(need: Need) -> str:
    return f"{need.course.asked} ({need.course.source})"


def _need(learner: Learner, need: Need) -> Todo:
    when, tone = _when(need)
    begun = learner.begun.get(("course", need.course.code), 0)
    return Todo(learner.titles.get(need.course.code, need.course.title), _source(need), when, tone, "course",
                need.course.code, begun)  # fmt: skip


def _when(need: Need) -> tuple[str, str]:
    if need.state == EXPIRED and need.due_on:
        return f"Expired {day(need.due_on)}", LATE
    if need.state == EXPIRING and need.due_on:
        return f"Holds until {day(need.due_on)}", SOON
    if need.state == MISSING and need.due_on:
        return f"Not on record. Due {day(need.due_on)}", PLAIN
    return "Not on record", PLAIN


def _again(learner: Learner, today: date) -> list[Todo]:
    """What no paragraph asks for, but was done and expires."""
    by_rule = {need.course.code for need in learner.needs} | {each.course for each in learner.asked}
    found = to_renew(learner.done, today, value("learning.soon_days", today), SHOWN_AFTER)
    return [
        Todo(each.title, "Done before, and to be done again", *_until(each, today), "again", str(each.record_id),
             learner.begun.get(("course", each.course) if each.course else ("title", each.title), 0))
        for each in found if each.course not in by_rule - {""}
    ]  # fmt: skip


def _until(done: Done, today: date) -> tuple[str, str]:
    until = day(done.expires_on or today)
    return (f"Holds until {until}", SOON) if done.holds(today) else (f"Expired {until}", LATE)


def _modules(learner: Learner) -> list[Todo]:
    return [
        Todo(each.title, "The role requires it (Framework 5.2)", f"Required from {day(each.required_on)}", PLAIN,
             "module", str(each.id), learner.begun.get(("module", str(each.id)), 0))
        for each in learner.open_modules
    ]  # fmt: skip
