"""Recalls of the estate: considered, agreed, reported, signed twice and sent, or as far as they have come by now."""

from dataclasses import replace
from datetime import UTC, datetime

from app.countersigning.recalls import decision_lines
from app.estate.canon import Piece, quoted
from app.estate.desk import Desk
from app.estate.forms import NAMES, SAMPLE, Library, Sheet, cut
from app.estate.items import Countersigning, Work, decide
from app.estate.people import HEAD, HOMD, Member
from app.estate.roles import Roles, role_at
from app.language import instant
from app.policy import countersigning as policy
from app.policy.countersigning import AGREEMENT, COUNTERSIGNS, FIRST, RECALL, SECOND_PART
from app.policy.people import CUSTODY
from app.policy.recall import RECALLS, Course, limit
from app.records.models import LEAD

RATIONALE = "Two warnings, more reporting and a move to approved premises were tried. The risk is no longer manageable."
# How far the recalls of the last working day have come; all earlier ones were sent.
STATES = (policy.DRAFT, policy.REQUESTED, policy.SECOND, policy.READY, policy.SENT)
# Minutes of the day at which it is considered, agreed, reported, signed first and second, and sent.
CONSIDERED, AGREED, REPORTED, SIGNED, SECONDED, SENT = 560, 600, 640, 690, 760, 800
MOST = 3  # of one author in all the years


class Recalls:
    """Writes the recalls of one unit, over the pieces that every kind of work shares."""

    def __init__(self, desk: Desk, library: Library, items: Countersigning, members: list[Member]) -> None:
        self.desk, self.calendar, self.chance = desk, desk.calendar, desk.chance
        self.items, self.library = items, library
        self.head = next(each for each in members if each.role == HEAD)
        lines = decision_lines(RECALLS, SAMPLE, ["warnings", "reporting"], "", RATIONALE, NAMES[LEAD], sensitive=False)
        self.agreement = Sheet(cut(lines, {"decider": NAMES[LEAD]}), ())

    def write(self, author: Member, roles: Roles) -> None:
        """A few of somebody who supervises people in the community; one of the last working day for some."""
        if not self.items.sends(author) or author.function == CUSTODY:
            return
        now = self.calendar.now
        days = [self.chance.randrange(20, now - 1) for _ in range(self.chance.randint(0, MOST))]
        days += [now - 1] if self.chance.random() < 0.01 else []
        for day in sorted(days):
            stint = author.stint(self.calendar.dates[day])
            if stint and stint.manager and stint.manager.role != HOMD and self.head.since < self.calendar.dates[day]:
                it = self.items.begin(author, stint.manager, day, RECALL)
                state = self.chance.choice(STATES) if day == now - 1 else policy.SENT
                self._one(it, STATES.index(state), role_at(roles, self.calendar.moment(day, REPORTED)).role)

    def _one(self, it: Work, reach: int, role: str) -> None:
        """One recall up to the state with this number."""
        calendar, day = self.calendar, it.day
        considered, agreed = calendar.at(day, CONSIDERED), calendar.at(day, AGREED)
        it.why = policy.ALWAYS[RECALL].words
        it.opened = CONSIDERED
        self.items.happened(it, CONSIDERED, "started", it.author)
        agreement = replace(self.agreement, pieces=self._at(calendar.moment(day, AGREED)))
        told = calendar.iso(day, AGREED)
        decide(self.desk, it, AGREEMENT, RECALLS, policy.MEANINGS[RECALL, AGREEMENT], agreement, "", agreed, told,
               number=0, more=(("decided_at", f'"{told}"'),))  # fmt: skip
        self.items.happened(it, AGREED, f"decided: {RECALLS}", it.manager)
        since = [agreed]
        if reach > 0:
            self._signed(it, reach, role, since)
        sent_at = calendar.at(day, SENT) if STATES[reach] == policy.SENT else None
        clock = None if sent_at else self._clock(day)
        self.items.put(it, STATES[reach], sent_at or since[-1], None, sent_at, clock)
        if not sent_at:
            self.items.typed(it, since[-1])
        licence = calendar.isos[max(day - 60, 0)]
        self.desk.add("recall", it.id, licence, considered, RECALLS, agreed, agreed, agreed, sent_at)

    def _at(self, at: datetime) -> tuple[Piece, ...]:
        """The agreement's pieces, with the instant of this one."""
        words = quoted(instant(at).replace("\N{NO-BREAK SPACE}", " ")) + "}"
        return tuple(
            replace(piece, after=piece.after + words, dynamic="") if piece.dynamic else piece
            for piece in self.agreement.pieces
        )

    def _signed(self, it: Work, reach: int, role: str, since: list[str]) -> None:
        """The report, and the signatures under it."""
        calendar, day = self.calendar, it.day
        need = policy.Need(True, (policy.ALWAYS[RECALL],))
        it.opened = REPORTED - 12
        it.first_at = at = calendar.at(day, REPORTED)
        why = f'[["{need.reasons[0].source}", "{need.reasons[0].words}"]]'
        fingerprint = self.items.sign_round(it, role, need, why, at)
        since.append(at)
        steps = ((FIRST, SIGNED, it.manager), (SECOND_PART, SECONDED, self.head))
        for part, minute, who in steps[: max(reach - 1, 0)]:
            at = calendar.at(day, minute)
            decide(self.desk, it, part, COUNTERSIGNS, policy.MEANINGS[RECALL, part], self.library.decisions[RECALL],
                   fingerprint, at, calendar.iso(day, minute), by=who)  # fmt: skip
            since.append(at)

    def _clock(self, day: int) -> str | None:
        """The earliest limit that is still to be met."""
        calendar = self.calendar
        found = limit(Course(calendar.moment(day, CONSIDERED), agreed_at=calendar.moment(day, AGREED)))
        return found.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") if found else None
