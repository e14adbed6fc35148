"""A year of everyone's sessions and observations, drawn by chance within what is usual."""

from collections.abc import Iterator
from datetime import date, timedelta

from app.demo.cast import Cast, Member
from app.demo.stories import LOCKED, LOGGED, PLANNED, Author, Meeting, Watch, comment
from app.demo.timeline import working
from app.demo.words import Theme, themes
from app.policy import working_days
from app.policy.rps_required import Away, Post, Required
from app.records.models import CANCELLED, DONE, DROPPED, MISSED, OPEN
from app.rps.year import years

LENGTH = 430  # days
CLOSED = (
    (MISSED, "Called to an urgent strategy meeting. To be planned again."), (MISSED, "Off sick on the day."),
    (CANCELLED, "Booked twice by mistake."), (CANCELLED, "Moved to the following month at the practitioner’s request."),
)  # fmt: skip
ENDS = ("confirmed",) * 14 + (DONE, OPEN, DROPPED)


class Years:
    """Plans everyone's meetings."""

    def __init__(self, author: Author, cast: Cast, today: date) -> None:
        self.author, self.cast, self.today, self.chance = author, cast, today, author.chance

    def references(self) -> tuple[str, str, str]:
        """Case references of one caseload."""
        return tuple(f"X{self.chance.randint(212000, 498999)}" for _ in range(3))  # type: ignore[return-value]

    def shuffled(self, member: Member) -> list[Theme]:
        """What the member may bring, in an order of their own."""
        known = themes(member.posting.job_role, member.posting.function)
        return self.chance.sample(known, len(known))

    def usual(self, member: Member, last: date, *, tidy: bool = False, short: int | None = None) -> None:
        """Put an ordinary year of one member on the timeline, up to a last day; `tidy` leaves nothing open.

        `short` is how many sessions fewer than expected by now they have had; drawn by chance unless given.
        """
        brings, references = self.shuffled(member), self.references()
        for place, (on, is_observed) in enumerate(self._days(member, last, short)):
            theme = brings[place % len(brings)]
            meeting = self.meeting(member, on, theme, self.chance.sample(references, 1), tidy=tidy)
            watch = self._watch(member, on, meeting.references[0]) if is_observed else None
            if watch:
                meeting.after, meeting.ahead = watch, min(meeting.ahead, max((on - watch.on).days - 4, 1))
                self.author.timeline.begin(self.author.observe(watch))
            elif self.chance.random() < 0.04:
                meeting.closed = self.chance.choice(CLOSED)
            self.author.timeline.begin(self.author.hold(meeting))

    def meeting(self, member: Member, on: date, theme: Theme, references: list[str], *, tidy: bool) -> Meeting:
        """An ordinary session of the member on that day."""
        chance = self.chance
        is_old = (self.today - on).days > 40
        return Meeting(
            member, self.cast.manager_of(member), on, theme, tuple(references),
            reach=LOGGED if tidy or is_old or chance.random() < 0.7 else LOCKED,
            shares=chance.random() < 0.65,
            ahead=chance.randint(5, 20),
            pace=(chance.choice((0, 1, 1, 2)), chance.randint(1, 3), chance.choice((0, 1, 2)), chance.randint(1, 4)),
            deeds=[
                (owner, words, self._due(on), "confirmed" if tidy else chance.choice(ENDS))
                for owner, words in theme.actions
            ],
            comment=comment(chance),
        )  # fmt: skip

    def ahead(self, member: Member) -> None:
        """Plan one session in the coming weeks."""
        on = working(self.today + timedelta(days=self.chance.randint(3, 27)))
        if on > self.today and member.is_in(on) and self.cast.manager_of(member).is_in(on):
            theme = self.shuffled(member)[0]
            meeting = Meeting(member, self.cast.manager_of(member), on, theme, (), reach=PLANNED)
            meeting.ahead, meeting.shares = (on - self.today).days + 6, self.chance.random() < 0.4
            self.author.timeline.begin(self.author.hold(meeting))

    def _days(self, member: Member, last: date, short: int | None) -> Iterator[tuple[date, bool]]:
        """The days of the member's sessions, and whether each follows an observation."""
        year = years.year_on(self.today)
        day = self.today - timedelta(days=LENGTH - 20)
        a_year = self.chance.choices(range(7), weights=(5, 7, 14, 22, 26, 16, 10))[0]
        while a_year:  # the year before, when nobody counted: none to six, evenly enough
            day += timedelta(days=round(365 / a_year * self.chance.uniform(0.75, 1.2)))
            on = working(day)
            if on >= min(year.first, last):
                break
            if self._works(member, on) and on - timedelta(days=21) >= member.posting.starts_on:
                yield on, member.is_practitioner and self.chance.random() < 0.36
        yield from self._this_year(self.asked_of(member), last, self._short() if short is None else short, member)

    def _short(self) -> int:
        """How many sessions somebody is short of: most of nobody, few of many."""
        return self.chance.choices((0, 1, 2, 9), weights=(66, 20, 9, 5))[0]

    def _this_year(self, asked: Required, last: date, short: int, member: Member) -> Iterator[tuple[date, bool]]:
        """As many as are expected by now, less so many, evenly spread; the observed ones not the first."""
        expected = asked.expected(self.today)
        number, observed = max(expected - short, 0), asked.expected_observed(self.today) - (short > 1)
        for place in range(number):
            on = asked.eligible_day(
                max(round((place + self.chance.uniform(0.3, 0.8)) * asked.eligible / asked.sessions), 1)
            )
            while on and on > asked.year.first and not (self._works(member, on) and working(on) == on):
                on -= timedelta(days=1)
            if on and on <= last and on - timedelta(days=14) >= member.posting.starts_on:
                yield on, member.is_practitioner and 0 < number - place <= observed

    def asked_of(self, member: Member) -> Required:
        """What this year asks of the member."""
        post = member.posting
        held = Post(post.starts_on, post.ends_on, post.job_role, post.function, post.weekly_hours)
        absences = [Away(each.starts_on, each.ends_on) for each in member.absences]
        return years.asked_of([held], absences, years.year_on(self.today), self.today)

    def _watch(self, member: Member, on: date, reference: str) -> Watch | None:
        watched = working(on - timedelta(days=self.chance.randint(6, 13)))
        if not self._works(member, watched):
            return None
        return Watch(member, self.cast.manager_of(member), watched, reference)

    def _works(self, member: Member, day: date) -> bool:
        return member.is_in(day) and self.cast.manager_of(member).is_in(day)

    def _due(self, on: date) -> date:
        return working_days.after(on, self.chance.randint(10, 30))
