"""What an import of past sessions would do: everything wrong with the file, or every row to bring in or complete."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.language import day as day_words
from app.people.importing import reading
from app.people.importing.reading import Problem
from app.policy.observations import STARTING, Observing
from app.policy.people import leads_as_delegate
from app.policy.rps import HOLDING, Booking
from app.policy.rules import Breach, breaches
from app.rps.before.importing import checks, rows, state
from app.rps.before.importing.checks import Case
from app.rps.before.importing.rows import COLUMNS, NO_MORE, PastRow
from app.rps.before.importing.state import within
from app.rps.models import OBSERVATION, SESSION
from app.rps.year.years import year_on

NAMED_LINES = 5


@dataclass(frozen=True)
class Held:
    """One session or observation to bring in, or (`known_id`) one brought in earlier to complete.

    `follows_id` is its observation where that was brought in earlier; `row.after` is its day, and `observed_as` what
    the observer acted as, in any case.
    """

    row: PastRow
    person_id: int
    name: str
    team: str
    by_id: int
    by_name: str
    capacity: str
    follows_id: int | None = None
    observed_as: str = ""
    known_id: int | None = None


@dataclass(frozen=True)
class Plan:
    """What importing would do. With problems it would do nothing, and the rest is empty.

    `warnings` are rules that what was held did not keep: it is brought in as it happened.
    """

    adds: tuple[Held, ...] = ()
    completes: tuple[Held, ...] = ()
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing to bring in or to complete."""
        return not (self.adds or self.completes)

    @property
    def digest(self) -> str:
        """The same for two plans that would do the same: what was looked at is what is applied."""
        return hashlib.sha256(repr((self.adds, self.completes)).encode()).hexdigest()

    @property
    def people(self) -> dict[int, str]:
        """Everyone touched: name by id, in the order of names."""
        named = {each.person_id: each.name for each in (*self.adds, *self.completes)}
        return dict(sorted(named.items(), key=lambda item: (item[1], item[0])))

    @property
    def teams(self) -> list[tuple[str, int, int, int]]:
        """By team: sessions and observations to bring in, and sessions to complete."""
        sessions, observations, completed = Counter[str](), Counter[str](), Counter[str]()
        for each in self.adds:
            (sessions if each.row.kind == SESSION else observations)[each.team] += 1
        for each in self.completes:
            completed[each.team] += 1
        names = sorted({*sessions, *observations, *completed})
        return [(name, sessions[name], observations[name], completed[name]) for name in names]


def plan(data: bytes, today: date) -> Plan:
    """Read and check the file against what is known on a day. Writes nothing."""
    sheet = reading.read(data, COLUMNS, no_more=NO_MORE)
    if not sheet.is_whole:
        return Plan(problems=tuple(sorted(sheet.problems)))
    said = rows.past(sheet, today)
    kept, since = _of_two_years(said, today)
    notices = [] if len(kept) == len(said) else [
        f"{len(said) - len(kept)} of the lines are of before {_plain(since)}. They are left out: only this year and"
        " the last are brought in."
    ]  # fmt: skip
    days = [row.held_on for row in kept] or [today]
    numbers = {row.staff_number for row in kept} | {row.by_number for row in kept}
    people = state.known(numbers - {""}, min(days), max(days))
    found, problems = checks.cases(kept, people)
    problems += [*sheet.problems, *checks.repeated(kept), *checks.recorded(found), *checks.pairs(found),
                 *checks.differing(found)]  # fmt: skip
    if problems:
        return Plan(problems=tuple(sorted(problems)), notices=tuple(notices))
    return _planned(found, notices)


def _of_two_years(said: Sequence[PastRow], today: date) -> tuple[list[PastRow], date]:
    """The rows of this year and the last, with the observations that their sessions followed; and the first day."""
    since = year_on(year_on(today).first - timedelta(days=1)).first
    needed = {(row.staff_number, row.after) for row in said if row.held_on >= since and row.after}
    return [
        row for row in said
        if row.held_on >= since or (row.kind == OBSERVATION and (row.staff_number, row.held_on) in needed)
    ], since  # fmt: skip


def _planned(found: Sequence[Case], notices: list[str]) -> Plan:
    observed = {(case.person.id, case.row.held_on): case.capacity for case in found if case.row.kind == OBSERVATION}
    adds = tuple(_held(case, observed) for case in found if case.known is None)
    completes = tuple(_held(case, observed) for case in found if _completes(case))
    again = [case for case in found if not case.known and (case.row.kind, case.row.held_on) in case.person.withdrawn]
    unsure = [case for case in found if not case.known and not case.is_sure]
    notices += _grouped((case.row.line, "This was withdrawn earlier and would be brought in again.") for case in again)
    words = (
        "This was before the first day we know somebody’s role from: extracts hold only the present one. It is taken"
        " as held in that role, unless the file says the capacity."
    )
    notices += _grouped((case.row.line, words) for case in unsure)
    notices += _grouped(checks.kept(found))
    broken = [(case.row.line, f"{each.words} ({each.source})")
              for case in found if not case.known for each in _broken(case)]  # fmt: skip
    unchanged = len(found) - len(adds) - len(completes)
    return Plan(adds, completes, unchanged, notices=tuple(notices), warnings=tuple(_grouped(broken)))


def _held(case: Case, observed: dict[tuple[int, date], str]) -> Held:
    after, person = case.row.after, case.person
    earlier = person.before.get((OBSERVATION, after)) if after else None
    observed_as = earlier.capacity if earlier else observed.get((person.id, after), "") if after else ""
    return Held(
        case.row, person.id, person.name, person.team, case.by.id, case.by.name, case.capacity,
        earlier.id if earlier else None, observed_as, case.known.id if case.known else None,
    )  # fmt: skip


def _completes(case: Case) -> bool:
    row, known = case.row, case.known
    if known is None:
        return False
    return bool((row.logged_on and not known.logged_on) or (row.reference and not known.reference))


def _broken(case: Case) -> list[Breach]:
    """Which rules it did not keep, as far as what people were on that day is known."""
    found = []
    if case.is_sure:
        found += _rules(case)
        if case.row.capacity and (usual := case.worked_out) and usual != case.capacity:
            found.append(Breach("by the postings of that day", f"The file says {case.capacity}, not {usual}."))
    return found


def _rules(case: Case) -> list[Breach]:
    manages, passed_on = case.post.manager_id == case.by.id, leads_as_delegate(case.capacity)
    if case.row.kind == OBSERVATION:
        return breaches(STARTING, Observing(
            is_same_person=False, is_line_manager=manages, practitioner_role=case.post.job_role,
            is_passed_on=passed_on,
        ))  # fmt: skip
    return breaches(HOLDING, Booking(
        is_same_person=False, is_line_manager=manages, practitioner_role=case.post.job_role,
        holder_role=case.by_post.job_role, practitioner_function=case.post.function,
        same_unit=case.post.unit_id == case.by_post.unit_id,
        has_delegation=within(case.by.delegated, case.row.held_on), is_passed_on=passed_on,
    ))  # fmt: skip


def _grouped(said: Iterable[tuple[int, str]]) -> list[str]:
    """The same words once, with the lines they are about."""
    lines: dict[str, list[int]] = {}
    for line, words in said:
        lines.setdefault(words, []).append(line)
    return [f"{_lines(found)}: {words}" for words, found in lines.items()]


def _lines(found: list[int]) -> str:
    named = ", ".join(str(line) for line in found[:NAMED_LINES])
    more = f" and {len(found) - NAMED_LINES} more" if len(found) > NAMED_LINES else ""
    return f"{'Line' if len(found) == 1 else 'Lines'} {named}{more}"


def _plain(on: date) -> str:
    return day_words(on).replace("\N{NO-BREAK SPACE}", " ")
