"""Stories told in the order of time: each goes on at the moment it asks for, and none goes past the end."""

from collections.abc import Generator
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import count

from app.language import LONDON
from app.policy import working_days

# A story yields the moment at which it wants to go on, and is given the moment it is then.
Story = Generator[datetime, datetime, None]


class Timeline:
    """Stories under way, the one that goes on first at the top."""

    def __init__(self) -> None:
        self._waiting: list[tuple[datetime, int, Story]] = []
        self._order = count()

    def begin(self, story: Story) -> None:
        """Let a story begin at the moment it asks for first."""
        self._wait(story, next(story, None))

    def run(self, end: datetime) -> None:
        """Tell every story up to the end; what would happen later does not."""
        now = datetime(1970, 1, 1, tzinfo=LONDON)
        while self._waiting and self._waiting[0][0] <= end:
            wanted, _, story = heappop(self._waiting)
            now = max(now, wanted)
            try:
                self._wait(story, story.send(now))
            except StopIteration:
                continue

    def _wait(self, story: Story, until: datetime | None) -> None:
        if until is not None:
            heappush(self._waiting, (until, next(self._order), story))


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant, by London's clock."""
    return datetime.combine(day, time(hour, minute), LONDON)


def working(day: date) -> date:
    """The day itself, or the last working day before it."""
    while not working_days.is_working_day(day):
        day -= timedelta(days=1)
    return day


def back(day: date, count: int) -> date:
    """The working day that lies `count` of them before the day."""
    for _ in range(count):
        day = working(day - timedelta(days=1))
    return working(day)
