"""Framework 6.3 to 6.5: what counts to a year, how it stands on a day, and its marks (domain guide C3). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from app.policy.rps_required import Because, Required

BOOKED, HELD, COMPLETE = "booked", "held", "complete"

# How a session counts.
PLAIN, OBSERVED, NOT_COUNTED = "session", "after an observation", "does not count"


@dataclass(frozen=True)
class Observation:
    """An observation of practice: its day, whether a QDO or experienced PO made it, whether it is signed."""

    on: date
    is_delegated: bool = False
    is_signed: bool = True


@dataclass(frozen=True)
class Session:
    """One session. `state`: booked (still ahead), held (not yet signed and logged), or complete (signed and logged).

    `is_delegated`: a QDO or experienced PO holds it. `id` is 0 for one held before this service was used. `missing`
    says in words what a held one still lacks. `with_id`: whoever holds it; `waits_for_holder`: they sign next.
    """

    on: date
    state: str
    is_delegated: bool = False
    observation: Observation | None = None
    id: int = 0
    starts_at: datetime | None = None
    missing: str = ""
    with_name: str = ""
    with_id: int = 0
    waits_for_holder: bool = False


@dataclass(frozen=True)
class Counted:
    """A session and how it counts; `why` says so where it does not count as what it looks like."""

    session: Session
    counts_as: str
    why: Because | None = None


PASSED_ON = Because(
    "Only the second observation and its session may be passed on to a quality development officer (QDO) or an"
    " experienced probation officer. It counts once an observation and session by the line manager count.",
    "Framework 6.3",
)
ONLY_ONE_ASKED = Because("Where no second observation is asked for, it and its session are the line manager’s.",
                         "Framework 6.3; a default of this service")  # fmt: skip
ALREADY_PASSED_ON = Because("One observation and its session may be passed on in a year. This is a further one.",
                            "Framework 6.3")  # fmt: skip
NO_OBSERVATION = Because("A session passed on counts only with its observation.", "Framework 6.3")
UNSIGNED = Because("Its observation is not signed yet, so it counts as a session without one.", "Framework 6.3")


def count(sessions: Iterable[Session], asked: Required) -> tuple[Counted, ...]:
    """How each session held in the year counts, in the order of their days. Booked ones are judged as if complete.

    A pair is an observation and the session after it. The line manager's own pairs count; one pair in which a delegate
    made the observation, held the session or both counts as well, once a pair of the line manager's counts, and only
    where two are asked for.
    """
    ordered = sorted(sessions, key=lambda each: (each.on, each.id))
    own_pairs = {state: any(_is_own_pair(each) and _reaches(each, state) for each in ordered)
                 for state in (COMPLETE, HELD, BOOKED)}  # fmt: skip
    found, passed_on = [], False
    for each in sorted(ordered, key=lambda each: _FIRST[each.state]):
        counts_as, why = _one(each, asked, own_pairs[each.state], passed_on)
        passed_on = passed_on or (counts_as == OBSERVED and not _is_own_pair(each))
        found.append(Counted(each, counts_as, why))
    return tuple(sorted(found, key=lambda each: (each.session.on, each.session.id)))


_FIRST = {COMPLETE: 0, HELD: 1, BOOKED: 2}


def _reaches(session: Session, state: str) -> bool:
    """Whether it is as far as `state`, or further."""
    return _FIRST[session.state] <= _FIRST[state]


def _is_own_pair(it: Session) -> bool:
    return it.observation is not None and not (it.is_delegated or it.observation.is_delegated) and _has_signed(it)


def _has_signed(it: Session) -> bool:
    """A pair counts with a signed observation; one still ahead is judged as if it were."""
    return it.observation is not None and (it.observation.is_signed or it.state == BOOKED)


def _one(it: Session, asked: Required, has_own_pair: bool, passed_on: bool) -> tuple[str, Because | None]:
    if it.observation is None:
        return (NOT_COUNTED, NO_OBSERVATION) if it.is_delegated else (PLAIN, None)
    plain = NOT_COUNTED if it.is_delegated else PLAIN
    if not _has_signed(it):
        return plain, UNSIGNED
    if _is_own_pair(it):
        return OBSERVED, None
    if asked.observed < 2:
        return plain, ONLY_ONE_ASKED
    if passed_on:
        return plain, ALREADY_PASSED_ON
    return (OBSERVED, None) if has_own_pair else (plain, PASSED_ON)


NONE_ASKED, MET, ON_COURSE, AWAY, AMBER, RED = "none asked", "met", "on course", "away", "amber", "red"
IN_ORDER_OF_NEED = (RED, AMBER, ON_COURSE, MET, AWAY, NONE_ASKED)


@dataclass(frozen=True)
class Mark:
    """One mark of the meter. `state`: complete, held, or to hold; `is_due`: should be held by now."""

    is_observed: bool
    state: str
    is_due: bool = False
    is_booked: bool = False


TO_HOLD = "to hold"


@dataclass(frozen=True)
class Limits:
    """From how many behind it is amber and red, and how many days each session outstanding needs to be left."""

    amber: int = 1
    red: int = 2
    days_each: int = 14


@dataclass(frozen=True)
class Standing:
    """A person's year as it stands on a day. Everything is worked out from what is asked and what was held."""

    asked: Required
    today: date
    counted: tuple[Counted, ...]
    limits: Limits = Limits()

    def _number(self, state: str, counts_as: tuple[str, ...] = (PLAIN, OBSERVED)) -> int:
        return sum(each.session.state == state and each.counts_as in counts_as for each in self.counted)

    @cached_property
    def complete(self) -> int:
        """Sessions signed and logged."""
        return self._number(COMPLETE)

    @cached_property
    def observed(self) -> int:
        """Of these, after an observation."""
        return self._number(COMPLETE, (OBSERVED,))

    @cached_property
    def incomplete(self) -> int:
        """Sessions held whose evidence is incomplete: not yet signed and logged."""
        return self._number(HELD)

    @cached_property
    def booked(self) -> int:
        """Sessions booked."""
        return self._number(BOOKED)

    @property
    def uncounted(self) -> tuple[Counted, ...]:
        """What was held and does not count as it looks, each with the rule."""
        return tuple(each for each in self.counted if each.why and each.session.state != BOOKED)

    @property
    def next(self) -> Session | None:
        """The next session booked."""
        ahead = [each.session for each in self.counted if each.session.state == BOOKED]
        return min(ahead, key=lambda each: (each.on, each.id), default=None)

    @property
    def held(self) -> tuple[Session, ...]:
        """Sessions held and not yet signed and logged, in the order of their days."""
        return tuple(each.session for each in self.counted if each.session.state == HELD)

    @cached_property
    def expected(self) -> int:
        """Sessions expected by now."""
        return self.asked.expected(self.today)

    @cached_property
    def behind(self) -> int:
        """How many complete sessions, or sessions after an observation, are missing to what is expected by now."""
        return max(self.expected - self.complete, self.asked.expected_observed(self.today) - self.observed, 0)

    @cached_property
    def outstanding(self) -> int:
        """How many sessions must still be completed to meet both numbers of the year."""
        return max(self.asked.sessions - self.complete, self.asked.observed - self.observed, 0)

    @property
    def next_due(self) -> date | None:
        """By when the next session, or the next one after an observation, should be complete; None when no more are
        asked for.
        """
        due = (self.asked.due_on(self.complete + 1), self.asked.observed_due_on(self.observed + 1))
        return min((day for day in due if day), default=None)

    @cached_property
    def level(self) -> str:
        """Met, on course, amber (one behind), red (two behind, or too few days left), away, or none asked."""
        if not self.asked.sessions:
            return NONE_ASKED
        if not self.outstanding:
            return MET
        if self.asked.is_away(self.today):
            return AWAY
        short_of_days = self.asked.days_left(self.today) < self.limits.days_each * self.outstanding
        begun = self.asked.elapsed(self.today) > 0
        if begun and (self.behind >= self.limits.red or short_of_days):
            return RED
        return AMBER if self.behind >= self.limits.amber else ON_COURSE

    @property
    def needs_attention(self) -> bool:
        """Whether it is amber or red."""
        return self.level in (AMBER, RED)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """The meter: complete in the order of their days, then held, then what is still to hold, observed ones last."""
        ended = [each for state in (COMPLETE, HELD) for each in self.counted
                 if each.session.state == state and each.counts_as != NOT_COUNTED]  # fmt: skip
        found = [Mark(each.counts_as == OBSERVED, each.session.state) for each in ended]
        observed = sum(mark.is_observed for mark in found)
        left_observed = max(self.asked.observed - observed, 0)
        left = max(self.asked.sessions - len(found), left_observed)
        plain_booked, observed_booked = self._number(BOOKED, (PLAIN,)), self._number(BOOKED, (OBSERVED,))
        for place in range(left):
            is_observed = place >= left - left_observed
            is_booked = observed_booked > 0 if is_observed else plain_booked > 0
            observed_booked -= is_booked and is_observed
            plain_booked -= is_booked and not is_observed
            found.append(Mark(is_observed, TO_HOLD, len(found) < self.expected and self.level != AWAY, is_booked))
        return tuple(found)

    @property
    def words(self) -> str:
        """The meter as a screen reader says it."""
        ahead = [f"{self.booked} booked."] if self.booked else []
        due = [f"{self.expected} expected by now."] if self.asked.sessions else []
        return " ".join([self.words_to_keep, *ahead, *due])

    @property
    def words_to_keep(self) -> str:
        """The same without what changes by the day alone: for paper."""
        if not self.asked.sessions and not self.counted:
            return "No sessions are asked for this year."
        after = f", {self.observed} of {self.asked.observed} after observation" if self.asked.observed else ""
        found = [f"{self.complete} of {self.asked.sessions} sessions complete{after}." if self.asked.sessions
                 else f"{self.complete} complete, none asked for."]  # fmt: skip
        if self.incomplete:
            found.append(f"{self.incomplete} held, not yet signed and logged.")
        return " ".join(found)

    @property
    def state(self) -> str:
        """The standing in the words of the year: on course, 1 behind, no session yet this year."""
        if self.level == NONE_ASKED:
            return "none asked for"
        if self.level in (MET, AWAY):
            return {MET: "met", AWAY: "away"}[self.level]
        if self.behind:
            return f"{self.behind} behind"
        if self.level == RED:
            days = self.asked.days_left(self.today)
            return f"{self.outstanding} to complete in {days} day{'' if days == 1 else 's'}"
        return "on course"


def standing(asked: Required, sessions: Iterable[Session], today: date, limits: Limits | None = None) -> Standing:
    """How a year stands on a day, from what is asked and the sessions of the year (those of other years are left out).

    Seen from after its end, a year stands as on its last day.
    """
    within = [each for each in sessions if asked.year.has(each.on)]
    day = min(today, asked.year.last)
    return Standing(asked, day, count(within, asked), limits or Limits())


def need(it: Standing, name: str) -> tuple[int, bool, int, int, str]:
    """What orders people by need: attention first, among them those without a session, then the further behind."""
    calm = it.level in (MET, AWAY, NONE_ASKED)
    return (0 if it.needs_attention else 2 if calm else 1, it.complete > 0, -it.behind, it.complete, name)
