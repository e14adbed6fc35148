"""What can only be wrong between rows, and between them and what is known: people, capacities, pairs, clashes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.language import day as day_words
from app.people.importing.reading import Problem
from app.policy.rps_before import CAPACITIES, held_as
from app.rps.before.importing.rows import PastRow
from app.rps.before.importing.state import Before, Post, Someone, within
from app.rps.models import OBSERVATION, SESSION

UNKNOWN = (
    "Nobody with staff number {} is known. Import the staff file first. Somebody who has left can be in it, with the"
    " last day as contract_end_date."
)


@dataclass(frozen=True)
class Case:
    """A row with the two people it names and what they were that day. `known`: the same as brought in before."""

    row: PastRow
    person: Someone
    by: Someone
    post: Post
    by_post: Post
    capacity: str
    known: Before | None

    @property
    def is_sure(self) -> bool:
        """Whether what both were on that day is known, and not taken from the first posting known."""
        return self.person.is_known_on(self.row.held_on) and self.by.is_known_on(self.row.held_on)

    @property
    def worked_out(self) -> str:
        """What the holder acted as, by the postings of that day."""
        return held_as(
            self.post.job_role, self.by_post.job_role, manages=self.post.manager_id == self.by.id,
            is_experienced=within(self.by.experienced, self.row.held_on),
        )  # fmt: skip


def cases(rows: Sequence[PastRow], people: dict[str, Someone]) -> tuple[list[Case], list[Problem]]:
    """The rows with the people they name; and those whose people or capacity are not to be found."""
    found: list[Case] = []
    problems: list[Problem] = []
    for row in rows:
        unknown = list(_unknown(row, people))
        problems += unknown
        if unknown or not (row.staff_number and row.by_number):
            continue
        case = _case(row, people[row.staff_number], people[row.by_number])
        if isinstance(case, Problem):
            problems.append(case)
        else:
            found.append(case)
    return found, problems


def _unknown(row: PastRow, people: dict[str, Someone]) -> Iterator[Problem]:
    for column, number in (("staff_number", row.staff_number), ("held_by_number", row.by_number)):
        if number and number not in people:
            yield Problem(row.line, column, UNKNOWN.format(number))
        elif number and people[number].post_on(row.held_on) is None:
            yield Problem(row.line, column, f"{people[number].name} was not in post on {_plain(row.held_on)}.")


def _case(row: PastRow, person: Someone, by: Someone) -> Case | Problem:
    post, by_post = person.post_on(row.held_on), by.post_on(row.held_on)
    assert post
    assert by_post
    known = person.before.get((row.kind, row.held_on))
    case = Case(row, person, by, post, by_post, row.capacity, known)
    same = known.capacity if known and known.by_id == by.id else ""
    capacity = row.capacity or same or case.worked_out
    if not capacity:
        words = f"What {by.name} acted as can’t be worked out. Enter one of: {'; '.join(CAPACITIES)}."
        return Problem(row.line, "capacity", words)
    return Case(row, person, by, post, by_post, capacity, known)


def repeated(rows: Sequence[PastRow]) -> Iterator[Problem]:
    """Two sessions, or two observations, of one person on one day."""
    lines: dict[tuple[str, str, date], int] = {}
    for row in rows:
        first = lines.setdefault((row.staff_number, row.kind, row.held_on), row.line)
        if first != row.line:
            words = f"The {row.kind} of that person and day is already on line {first}."
            yield Problem(row.line, "held_on", words)


def recorded(found: Sequence[Case]) -> Iterator[Problem]:
    """What was held on the day of a record of this service: it would count twice."""
    for case in found:
        clash = case.person.recorded.get((case.row.kind, case.row.held_on))
        if clash:
            words = (
                f"The {clash.kind} of that day is in this service already: record {clash.id}, held by {clash.by_name}."
                " It would count twice. Take this line out."
            )
            yield Problem(case.row.line, "held_on", words)


def pairs(found: Sequence[Case]) -> Iterator[Problem]:
    """Sessions whose observation is not there, or has a session already."""
    here = {(case.person.id, case.row.held_on) for case in found if case.row.kind == OBSERVATION}
    lines: dict[tuple[int, date], int] = {}
    for case in found:
        after, person = case.row.after, case.person
        if case.row.kind != SESSION or after is None:
            continue
        first = lines.setdefault((person.id, after), case.row.line)
        known = person.before.get((OBSERVATION, after))
        words = ""
        if first != case.row.line:
            words = f"The session on line {first} follows that observation. One observation leads to one session."
        elif known:
            words = _taken(known, case)
        elif (person.id, after) not in here:
            words = _missing(person, after)
        if words:
            yield Problem(case.row.line, "after_observation_on", words)


def _taken(observation: Before, case: Case) -> str:
    """Who else follows an observation brought in earlier; "" for nobody."""
    if observation.session_id:
        return f"A session of this service follows that observation: record {observation.session_id}."
    for (kind, held_on), other in case.person.before.items():
        if kind == SESSION and other.follows_id == observation.id and held_on != case.row.held_on:
            return f"The session of {_plain(held_on)}, brought in earlier, follows that observation."
    return ""


def _missing(person: Someone, after: date) -> str:
    words = f"No observation of {person.name} on {_plain(after)} is in this file or was brought in earlier."
    if (OBSERVATION, after) in person.recorded:
        words = f"The observation of {_plain(after)} is a record of this service. Record its session here too."
    return words


def differing(found: Sequence[Case]) -> Iterator[Problem]:
    """What was brought in before and now reads otherwise. Only what was missing can be completed."""
    for case in found:
        row, known = case.row, case.known
        if known is None:
            continue
        if known.by_id != case.by.id:
            yield _differs(case, "held_by_number", "with another holder")
        elif row.capacity and row.capacity != known.capacity:
            yield _differs(case, "capacity", f"held as {known.capacity}")
        followed = day_followed(case.person, known)
        if row.after and row.after != followed:
            words = f"after the observation of {_plain(followed)}" if followed else "without an observation"
            yield _differs(case, "after_observation_on", words)


def kept(found: Sequence[Case]) -> Iterator[tuple[int, str]]:
    """Lines that say another day of logging, or another reference, than is known: both stay as they are."""
    for case in found:
        row, known = case.row, case.known
        if known is None:
            continue
        if row.logged_on and known.logged_on and row.logged_on != known.logged_on:
            yield row.line, "This is known as logged on another day. It stays so, and counts either way."
        if row.reference and known.reference and row.reference != known.reference:
            yield row.line, "This is known with another reference, which stays."


def day_followed(person: Someone, session: Before) -> date | None:
    """The day of the observation that a session brought in earlier followed."""
    days = (day for (kind, day), each in person.before.items() if kind == OBSERVATION and each.id == session.follows_id)
    return next(days, None) if session.follows_id else None


def _differs(case: Case, column: str, how: str) -> Problem:
    words = f"This was brought in earlier {how}. If that was wrong, withdraw it first, under Past sessions."
    return Problem(case.row.line, column, words)


def _plain(on: date) -> str:
    return day_words(on).replace("\N{NO-BREAK SPACE}", " ")
