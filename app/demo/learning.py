"""The learning of the demo: SEEDS2 on record for most, further learning of one team, and a few things still to do."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.demo import papers
from app.demo.cast import Cast, Member
from app.demo.stories import sign
from app.demo.team import CHIDI, DELPHINE, ISLA, LOWRI, MYFANWY, RHYS
from app.demo.timeline import Story, Timeline, moment, working
from app.policy.learning import BY_CODE, SEEDS2
from app.policy.people import LINE_MANAGER, subject_capacity
from app.policy.registration import CPD, MANDATORY, eligibility
from app.records import actions as records
from app.records.models import SUBJECT
from app.registration.learning import actions
from app.registration.learning.actions import Wish
from app.registration.register.entries import eligible_roles

SEEDS2_TITLE = BY_CODE[SEEDS2].title
SAID_OF_SEEDS2 = (
    ("That structure is a kindness: people relax once they know how an hour will go.",
     "I open each appointment by saying what we will do and asking what must not be left out."),
    ("How often I give advice before I have asked. The recordings were hard to listen to, and useful.",
     "I count to five. Most of the time the answer comes from across the desk."),
    ("Push and pull: I push when I am short of time, and it costs more time.",
     "I name the pressure instead of passing it on."),
)  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """Something learned: its title, kind, hours, and words. `until`: how many days from today it holds, 0 for ever."""

    days_ago: int
    title: str
    type: str
    hours: str
    learned: str
    effect: str = ""
    standards: tuple[str, ...] = field(default=("learning",))
    until: int = 0


PIECES: dict[str, tuple[Piece, ...]] = {
    MYFANWY: (
        Piece(310, "Trauma-informed practice, two days", CPD, "12",
              "What looks like defiance in the first ten minutes is very often fear of the room.",
              "I offer the chair by the door and say how long we have.", ("learning", "reflection")),
        Piece(60, "Stalking and harassment: assessing risk", CPD, "3.5",
              "Fixation shows in what somebody keeps, not only in what they send.",
              "I ask about phones, gifts and routes, and write down the answer as it was given.",
              ("learning", "accountability")),
        Piece(33, "Information security, yearly", MANDATORY, "1", "What may leave the building, and on what.",
              "", ("conduct",), until=332),
        Piece(19, "Reading group: desistance in the first year", CPD, "1.5",
              "People leave offending unevenly. A bad month is not the end of a good year.",
              "In plans I now write what a setback would look like and what we would do."),
    ),
    CHIDI: (
        Piece(340, "Information security, yearly", MANDATORY, "1", "How quickly a list of addresses is forwarded.",
              "", ("conduct",), until=25),
        Piece(41, "Working with interpreters", CPD, "2", "I talk to the interpreter. I should talk to the person.",
              "I brief the interpreter for five minutes first."),
    ),
    DELPHINE: (
        Piece(26, "Motivational interviewing, refresher", CPD, "6", "Reflections that are shorter than what was said.",
              "Fewer questions, and I write down the talk of change word for word."),
    ),
    ISLA: (
        Piece(150, "Holding difficult conversations", CPD, "3", "To say the hard sentence first, and then to stop.",
              "I plan the first sentence and leave the rest."),
    ),
}  # fmt: skip


def write(cast: Cast, timeline: Timeline, begins: datetime, today: date) -> None:
    """Put everything on the timeline."""
    Learning(cast, timeline, begins, today).write()


class Learning:
    """Tells what people learned and recorded, and what their managers asked of them."""

    def __init__(self, cast: Cast, timeline: Timeline, begins: datetime, today: date) -> None:
        self.cast, self.timeline, self.begins, self.today = cast, timeline, begins, today

    def write(self) -> None:
        """SEEDS2 of most who are to be registered, further pieces, and what is asked."""
        roles = eligible_roles(self.today)
        late = self._team_of(ISLA)[-2:]
        for place, member in enumerate(self.cast.by_id.values()):
            known = eligibility(member.posting.job_role, roles).is_eligible
            if known and member.number != LOWRI and member not in late and place % 6:
                self.timeline.begin(self._seeds2(member, place))
        for number, pieces in PIECES.items():
            for piece in pieces:
                self.timeline.begin(self._piece(self.cast.by_number[number], piece))
        self.timeline.begin(self._asked(self.cast.by_number[LOWRI], SEEDS2, SEEDS2_TITLE, 9, 14))
        self.timeline.begin(self._asked(late[-1], SEEDS2, SEEDS2_TITLE, 40, -5))
        self.timeline.begin(self._asked(self._team_of(RHYS)[0], "", "Report writing for court, half a day", 6, 30))

    def _team_of(self, number: str) -> list[Member]:
        team = self.cast.team_of(self.cast.by_number[number])
        return [each for each in team if each.is_in(self.today) and each.number not in (LOWRI, *PIECES)]

    def _on(self, days_ago: int) -> datetime:
        return max(moment(working(self.today - timedelta(days=days_ago)), 16, 10), self.begins)

    def _seeds2(self, member: Member, place: int) -> Story:
        learned, effect = SAID_OF_SEEDS2[place % len(SAID_OF_SEEDS2)]
        now = yield self._on(300 - 7 * (place % 30))
        answers = {"hours": "18", "learned": learned, "effect": effect, "standards": "learning\nreflection"}
        self._record(member, Wish(SEEDS2), answers, now)

    def _piece(self, member: Member, piece: Piece) -> Story:
        now = yield self._on(piece.days_ago)
        until = self.today + timedelta(days=piece.until)
        answers = {
            "type": piece.type, "hours": piece.hours, "learned": piece.learned, "effect": piece.effect,
            "standards": "\n".join(piece.standards),
            "expires_on": f"{until.day}/{until.month}/{until.year}" if piece.until else "",
        }  # fmt: skip
        self._record(member, Wish(title=piece.title), answers, now)

    def _record(self, member: Member, wish: Wish, answers: dict[str, str], now: datetime) -> None:
        capacity = subject_capacity(member.posting.job_role)
        by = member.acting(capacity)
        record = actions.start(member.person, capacity, wish, by, now)
        papers.write(papers.lay_out(record, member.person, member.person), SUBJECT,
                     {key: text for key, text in answers.items() if text}, now)  # fmt: skip
        paper = papers.lay_out(record, member.person, member.person)
        records.send(paper, by, now, now.date())
        sign(paper, SUBJECT, member, now)

    def _asked(self, member: Member, course: str, title: str, days_ago: int, due_in: int) -> Story:
        now = yield self._on(days_ago)
        manager = self.cast.manager_of(member)
        due_on = working(self.today + timedelta(days=due_in))
        actions.ask(member.person, title, course, due_on, "", manager.person, manager.acting(LINE_MANAGER), now)
