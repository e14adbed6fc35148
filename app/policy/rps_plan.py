"""Framework 6.2 and 6.3: when the sessions and observations still to hold could be, and why then. Pure.

Sessions are spread evenly over what is left of the year, on working days on which neither of the two is away; an
observation stands a few working days before its session; nobody's day fills up.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from app.policy.rps_days import ONE_DAY, Span, in_words
from app.policy.rps_diary import Limits, Meeting, days_from, is_away, is_working, unknown_years
from app.policy.rps_required import Required
from app.policy.rps_year import BOOKED, NOT_COUNTED, OBSERVED, PASSED_ON, UNSIGNED, Standing

# What is planned: a session on its own, an observation and the session after it, a session after an observation that
# is there already, or an observation whose session somebody else holds.
SESSION, PAIR, AFTER, OBSERVATION = "session", "both", "after", "observation"
AIM = 5  # working days from an observation to its session, where nothing speaks against it
TIMES = (time(10), time(14))  # of the first and second appointment of a day
EARLIEST, LATEST = 0.1, 0.85  # where in an even stretch of the year its session may lie
CROWDED = 3  # how many days further off is as good as a day that has an appointment already
FAR = 1000  # further off than any day
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
            "twelfth")  # fmt: skip
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True)
class Left:
    """What is still to be planned: sessions, how many of them after an observation, and observations alone."""

    sessions: int = 0
    observed: int = 0
    observations: int = 0


def left(standing: Standing, passed_on: str = "", *, is_begun: bool = False) -> Left:
    """What is still to be planned by the line manager: asked less complete, held and booked, less what is passed on.

    `passed_on` is SESSION, OBSERVATION or PAIR ("" for nothing), `is_begun` that its observation is booked or held. A
    delegate's pair that counts once the line manager's own does is taken as counted, for that one is to be planned.
    """
    own, observed, waits = 0, 0, standing.asked.observed > 1
    for each in standing.counted:
        first = waits and each.why is PASSED_ON
        own += each.counts_as != NOT_COUNTED or first
        observed += each.counts_as == OBSERVED or each.why is UNSIGNED or first
        waits = waits and not first
    delegated = any(it.session.is_delegated or (it.session.observation and it.session.observation.is_delegated)
                    for it in standing.counted)  # fmt: skip
    after = max(standing.asked.observed - observed, 0)
    sessions = max(standing.asked.sessions - own, after)
    if not passed_on or delegated or not after or (passed_on == OBSERVATION and is_begun):
        return Left(sessions, after)
    return Left(sessions - 1, after - 1, int(passed_on == SESSION and not is_begun))


@dataclass(frozen=True)
class Waiting:
    """An observation that no session follows yet: how the form names it, and its day."""

    code: str
    on: date


@dataclass(frozen=True)
class Need:
    """One person for whom to plan.

    `spans` are the days on which the viewer may hold the session, `away` days on which either is away. `booked` are the
    days of sessions booked, `done` how many sessions are complete or held; `diary` is all the person has booked.
    """

    person_id: int
    asked: Required
    left: Left
    done: int = 0
    booked: tuple[date, ...] = ()
    diary: tuple[Meeting, ...] = ()
    spans: tuple[Span, ...] = ()
    away: tuple[tuple[date, date | None], ...] = ()
    waiting: tuple[Waiting, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """One row: the session, the observation before it, or both; `follows` names an observation that is there."""

    person_id: int
    kind: str
    session: Meeting | None = None
    observation: Meeting | None = None
    follows: str = ""
    why: str = ""

    @property
    def first(self) -> Meeting:
        """What comes first."""
        found = self.observation or self.session
        assert found
        return found


@dataclass(frozen=True)
class Plan:
    """Everything proposed, how many sessions found no day by person, and years whose bank holidays are not known."""

    proposals: tuple[Proposal, ...]
    unplaced: dict[int, int]
    unknown_years: tuple[int, ...] = ()

    def of(self, person_id: int) -> list[Proposal]:
        """One person's, the earliest first."""
        return [each for each in self.proposals if each.person_id == person_id]


def propose(
    needs: Sequence[Need], diary: Iterable[Meeting], today: date, last: date, limits: Limits, extra: Collection[date]
) -> Plan:
    """Days for all that is still to be planned, from tomorrow to the last day of the year, for one manager.

    `needs` come in the order in which people are to be seen; `diary` is what the manager has booked; `extra` are
    one-off bank holidays.
    """
    days = [day for day in days_from(today + ONE_DAY, last) if is_working(day, extra)]
    desk = _Desk({day: place for place, day in enumerate(days)}, limits)
    for meeting in diary:
        desk.enter(meeting)
    found: list[Proposal] = []
    unplaced: dict[int, int] = {}
    for place, need in enumerate(needs):
        wanted = need.left.sessions + need.left.observations
        if wanted:
            made = desk.plan(need, EARLIEST + (LATEST - EARLIEST) * (place + 0.5) / len(needs))
            found += _explained(need, made, today)
            unplaced |= {need.person_id: wanted - len(made)} if wanted > len(made) else {}
    return Plan(tuple(found), unplaced, unknown_years(today, last))


@dataclass
class _Desk:
    """The manager's diary while it fills. `place` is the place of each working day that is left."""

    place: dict[date, int]
    limits: Limits
    mine: dict[date, list[Meeting]] = field(default_factory=dict)
    weeks: Counter[tuple[int, int]] = field(default_factory=Counter)
    theirs: set[date] = field(default_factory=set)

    def enter(self, meeting: Meeting) -> None:
        """Put an appointment into the diary."""
        self.mine.setdefault(meeting.on, []).append(meeting)
        self.weeks[meeting.on.isocalendar()[:2]] += 1

    def plan(self, need: Need, phase: float) -> list[Proposal]:
        """As much of what is left for one person as finds a day, the sessions in the order of their days."""
        days = [day for day in self.place if any(a <= day <= b for a, b in need.spans) and not is_away(need.away, day)]
        self.theirs = {meeting.on for meeting in need.diary}
        waiting = list(need.waiting[: need.left.observed])
        kinds = _kinds(need.left, len(waiting))
        made: list[Proposal] = []
        for target, kind in zip(self._targets(days, need, phase, len(kinds)), kinds, strict=False):
            follows = waiting.pop(0) if kind == AFTER else None
            made += self._place(need, kind, days, self._near(days, follows) if follows else target, follows)
        return sorted(made, key=lambda each: each.first.on)

    def _targets(self, days: Sequence[date], need: Need, phase: float, count: int) -> list[int]:
        """Evenly spread places among the days, leaving those out that sessions booked already stand for."""
        slots = count + len(need.booked)
        targets = [int((each + phase) / slots * len(days)) for each in range(slots)] if days else []
        for on in need.booked if days else ():
            here = sum(day < on for day in days)
            targets.remove(min(targets, key=lambda target: abs(target - here)))
        return targets

    def _near(self, days: Sequence[date], follows: Waiting) -> int:
        """The place of the day on which an observation is best discussed."""
        return sum(self._since(follows.on, day) < AIM for day in days)

    def _since(self, on: date, day: date) -> int:
        """How many working days lie from an earlier day up to one of the days left."""
        first = min(self.place)
        gone = sum(each.weekday() < 5 for each in days_from(on + ONE_DAY, first - ONE_DAY))
        return gone + sum(on < each <= day for each in self.place)

    def _place(
        self, need: Need, kind: str, days: Sequence[date], target: int, follows: Waiting | None
    ) -> list[Proposal]:
        for place in self._best(days, lambda place: abs(place - target) + self._late(days[place], follows)):
            session = self._meeting(days[place])
            if session is None or (follows and session.on <= follows.on):
                continue
            if kind in (SESSION, AFTER):
                return self._take(Proposal(need.person_id, kind, session, follows=follows.code if follows else ""))
            seen = self._before(days[:place], session.on)
            if seen:
                return self._take(Proposal(need.person_id, kind, session if kind == PAIR else None, seen))
        return []

    def _late(self, day: date, follows: Waiting | None) -> int:
        """What sets a day behind every other: too long after the observation it follows."""
        return FAR if follows and self._since(follows.on, day) > self.limits.warn_days else 0

    def _before(self, days: Sequence[date], on: date) -> Meeting | None:
        """An observation about five working days before its session, and always within both limits."""
        for place in self._best(days, lambda place: abs(self.place[on] - self.place[days[place]] - AIM)):
            near = self.place[on] - self.place[days[place]] <= self.limits.warn_days
            if near and (on - days[place]).days <= self.limits.most_days and (seen := self._meeting(days[place])):
                return seen
        return None

    def _best(self, days: Sequence[date], off: Callable[[int], float]) -> list[int]:
        """Places among the days, the best first: near to where it should be, and not crowded."""
        load = [CROWDED * len(self.mine.get(day, ())) + self.weeks[day.isocalendar()[:2]] / 2 for day in days]
        return sorted(range(len(days)), key=lambda place: (off(place) + load[place], place))

    def _meeting(self, day: date) -> Meeting | None:
        """The appointment that the day still has room for; None where it has none, or the person has one already."""
        mine = self.mine.get(day, [])
        if len(mine) >= self.limits.a_day or day in self.theirs:
            return None
        free = (Meeting(day, at, self.limits.minutes) for at in TIMES)
        return next((each for each in free if not any(each.overlaps(other) for other in mine)), None)

    def _take(self, proposal: Proposal) -> list[Proposal]:
        for each in filter(None, (proposal.session, proposal.observation)):
            self.enter(each)
            self.theirs.add(each.on)
        return [proposal]


def _kinds(it: Left, waiting: int) -> list[str]:
    """What each session is, in the order of their days: those that discuss an observation held or booked first, then
    new observations well apart, and last one whose session is passed on.
    """
    plain, pairs = it.sessions - waiting, it.observed - waiting
    observed = {round((each + 0.5) * plain / pairs - 0.5) for each in range(pairs)} if pairs > 0 else set()
    rest = [PAIR if place in observed else SESSION for place in range(plain)]
    return [*[AFTER] * waiting, *rest, *[OBSERVATION] * it.observations]


def _explained(need: Need, made: Sequence[Proposal], today: date) -> list[Proposal]:
    """The same with the reason in a few words: which of how many sessions it is, and when that one is expected."""
    held = sorted([*need.booked, *(each.session.on for each in made if each.session)])
    found = []
    for each in made:
        why = "its session is passed on"
        if each.session:
            why = reason(need.asked, need.done + held.index(each.session.on) + 1, today)
        found.append(Proposal(each.person_id, each.kind, each.session, each.observation, each.follows, why))
    return found


def reason(asked: Required, number: int, today: date) -> str:
    """Such as "third of six, expected by 30 September 2026"."""
    due = asked.due_on(number)
    of = NUMBERS[asked.sessions] if asked.sessions < len(NUMBERS) else str(asked.sessions)
    which = ORDINALS[number - 1] if number <= len(ORDINALS) else f"number {number}"
    if due is None:
        return f"one more than the {of} asked for"
    return f"{which} of {of}, {'was ' if due < today else ''}expected by {in_words(due)}"


def booked_days(standing: Standing) -> tuple[date, ...]:
    """The days of the sessions booked that count to the year."""
    return tuple(each.session.on for each in standing.counted if each.session.state == BOOKED)


def done(standing: Standing) -> int:
    """How many sessions are complete or held."""
    return sum(each.session.state != BOOKED and each.counts_as != NOT_COUNTED for each in standing.counted)
