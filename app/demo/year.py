"""A year of everyone's sessions and observations, drawn by chance within what is usual."""

from collections.abc import Iterator
from datetime import date, timedelta

from app.demo.cast import Cast, Member
from app.demo.stories import LOCKED, LOGGED, PLANNED, Author, Meeting, Watch, comment
from app.demo.timeline import working
from app.demo.words import Theme, themes
from app.policy import working_days
from app.records.models import CANCELLED, DONE, DROPPED, MISSED, OPEN

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

    def usual(self, member: Member, last: date, *, tidy: bool = False) -> None:
        """Put an ordinary year of one member on the timeline, up to a last day; `tidy` leaves nothing open."""
        brings, references = self.shuffled(member), self.references()
        for place, on in enumerate(self._days(member, last)):
            theme = brings[place % len(brings)]
            meeting = self.meeting(member, on, theme, self.chance.sample(references, 1), tidy=tidy)
            watch = None
            if member.is_practitioner and self.chance.random() < 0.36:
                watch = self._watch(member, on, meeting.references[0])
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

    def _days(self, member: Member, last: date) -> Iterator[date]:
        """The days of the member's sessions: none to six a year, evenly enough."""
        a_year = self.chance.choices(range(7), weights=(5, 7, 14, 22, 26, 16, 10))[0]
        day = self.today - timedelta(days=LENGTH - 20)
        while a_year:
            step = 365 / a_year
            day += timedelta(days=round(step * self.chance.uniform(0.75, 1.2)))
            on = working(day)
            if on > last:
                return
            if self._works(member, on) and on - timedelta(days=21) >= member.posting.starts_on:
                yield on

    def _watch(self, member: Member, on: date, reference: str) -> Watch | None:
        watched = working(on - timedelta(days=self.chance.randint(6, 13)))
        if not self._works(member, watched):
            return None
        return Watch(member, self.cast.manager_of(member), watched, reference)

    def _works(self, member: Member, day: date) -> bool:
        return member.is_in(day) and self.cast.manager_of(member).is_in(day)

    def _due(self, on: date) -> date:
        return working_days.after(on, self.chance.randint(10, 30))
