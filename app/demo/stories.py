"""What happens to one session or observation, told through the verbs that people use."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import select

from app.database import db
from app.demo import papers
from app.demo.cast import Member
from app.demo.timeline import Story, Timeline, moment, working
from app.demo.words import Theme, of_sessions
from app.history.actions import note
from app.language import LONDON
from app.observations.actions import start
from app.policy import working_days
from app.policy.people import LINE_MANAGER, PRACTITIONER
from app.records import actions as records
from app.records import follow_up
from app.records.models import CONFIRMED, DONE, DROPPED, LEAD, MISSED, OPEN, SUBJECT, Action, Record, Snapshot
from app.records.paper import Paper
from app.rps.actions import Booked, plan

# How far a record comes, in this order.
PLANNED, HELD, SENT, AGREED, LOCKED, LOGGED = range(6)


@dataclass
class Watch:
    """An observation to be made. `record` is set once it is."""

    subject: Member
    lead: Member
    on: date
    reference: str
    reach: int = LOCKED
    record: Record | None = None


@dataclass
class Meeting:
    """A session to be held, and how far it comes.

    `deeds` are the actions agreed, as (owner, words, due day, what becomes of it: open, done, confirmed or dropped).
    `pace` are the working days from the session to sending, to the first and the second signature, and to logging.
    """

    subject: Member
    lead: Member
    on: date
    theme: Theme
    references: tuple[str, ...]
    reach: int = LOGGED
    after: Watch | None = None
    shares: bool = True
    ahead: int = 8
    pace: tuple[int, int, int, int] = (1, 1, 1, 2)
    deeds: list[tuple[str, str, date, str]] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)
    comment: str = ""
    disagrees: bool = False
    closed: tuple[str, str] | None = None
    written_at: datetime | None = None
    added: tuple[str, str] | None = None
    void: str = ""


class Author:
    """Tells stories on a timeline, with chance where the script says nothing."""

    def __init__(self, chance: Random, timeline: Timeline) -> None:
        self.chance, self.timeline = chance, timeline

    def observe(self, it: Watch) -> Story:
        """An observation: started the same day, signed the next, acknowledged when the practitioner reads it."""
        now = yield moment(it.on, 15, self.chance.randrange(60))
        lead, subject = it.lead.acting(LINE_MANAGER), it.subject.acting(PRACTITIONER)
        it.record = start(it.subject.person, it.lead.person, lead, now, now.date())
        paper = papers.lay_out(it.record, it.subject.person, it.lead.person)
        words = papers.observation(it.subject.posting.function, it.reference, self.chance, whole=it.reach >= SENT)
        papers.write(paper, LEAD, words, now)
        if it.reach < SENT:
            return
        now = yield now + timedelta(minutes=self.chance.randint(20, 60))
        records.send(paper, lead, now, now.date())
        sign(paper, LEAD, it.lead, now)
        if it.reach < LOCKED:
            return
        now = yield _later(now, self.chance.choice((0, 1, 1, 2, 3)), self.chance)
        note("read", "record", it.record.id, subject, now, subject_id=it.subject.person.id)
        now = yield now + timedelta(minutes=4)
        sign(paper, SUBJECT, it.subject, now)

    def hold(self, it: Meeting) -> Story:
        """A session, from its booking to its log entry."""
        now = yield moment(working(it.on - timedelta(days=it.ahead)), 9, self.chance.randrange(60))
        at = time(self.chance.choice((9, 10, 10, 11, 13, 14, 15)), self.chance.choice((0, 0, 30)))
        minutes, place = self.chance.choice((50, 60, 60, 70, 75, 90)), self.chance.choice(papers.PLACES)
        watched = it.after.record if it.after else None
        lead, subject = it.lead.acting(LINE_MANAGER), it.subject.acting(PRACTITIONER)
        record = plan(it.subject.person, it.lead.person, Booked(it.on, at, minutes, place, watched), lead, now)
        paper = papers.lay_out(record, it.subject.person, it.lead.person)
        if it.shares:
            now = yield min(moment(it.on, 8, 30), _later(now, self.chance.randint(1, 3), self.chance))
            papers.write(paper, SUBJECT, papers.preparation(it.theme), now)
            records.share(paper, subject, now)
        if it.closed:
            now = yield moment(it.on, 17) if it.closed[0] == MISSED else now + timedelta(hours=26)
            records.close(paper, it.closed[0], it.closed[1], lead, now)
        elif it.reach > PLANNED:
            yield from self._write(it, record)

    def _write(self, it: Meeting, record: Record) -> Story:
        now = yield it.written_at or moment(it.on, 16, self.chance.randrange(50))
        paper = papers.lay_out(record, it.subject.person, it.lead.person)
        papers.write(paper, SUBJECT, papers.reflection(it.theme, self.chance), now)
        lead = it.lead.acting(record.lead_capacity)
        papers.write(paper, LEAD, papers.lead_words(paper, it.theme, it.references, self.chance) | it.extra, now)
        papers.write(paper, LEAD, papers.agreed(it.deeds), now)
        if paper.text("live_risk") == "yes" and paper.kind.on_answer:
            paper.kind.on_answer(paper, "live_risk", "yes", now, lead)
        if it.reach >= SENT:
            yield from self._finish(it, paper, now)

    def _finish(self, it: Meeting, paper: Paper, now: datetime) -> Story:
        record, sending, first, last, logging = paper.record, *it.pace
        lead, subject = it.lead.acting(record.lead_capacity), it.subject.acting(PRACTITIONER)
        now = yield _later(now, sending, self.chance)
        records.send(paper, lead, now, now.date())
        if it.reach < AGREED:
            return
        now = yield _later(now, first, self.chance)
        note("read", "record", record.id, subject, now, subject_id=it.subject.person.id)
        now = yield now + timedelta(minutes=6)
        sign(paper, SUBJECT, it.subject, now, it.comment, it.disagrees)
        if it.reach < LOCKED:
            return
        now = yield _later(now, last, self.chance)
        sign(paper, LEAD, it.lead, now)
        self._follow_up(it, record)
        if it.reach >= LOGGED:
            now = yield _later(now, logging, self.chance)
            records.log(record, now.date(), f"SOP-{self.chance.randint(41000, 58999)}", lead, now)
        yield from self._afterwards(it, paper, now)

    def _afterwards(self, it: Meeting, paper: Paper, now: datetime) -> Story:
        if it.added:
            part, words = it.added
            now = yield _later(now, 3, self.chance)
            who = it.subject.acting(PRACTITIONER) if part == SUBJECT else it.lead.acting(paper.record.lead_capacity)
            records.add(paper, part, words, who, now)
        if it.void:
            now = yield _later(now, 1, self.chance)
            records.void(paper, it.void, it.lead.acting(paper.record.lead_capacity), now)

    def _follow_up(self, it: Meeting, record: Record) -> None:
        """Let the actions agreed, and a live risk raised, take their course."""
        ends = {words: end for _owner, words, _due, end in it.deeds}
        for action in db.session.scalars(select(Action).where(Action.record_id == record.id)):
            self.timeline.begin(self._act(it, action, ends.get(action.text, CONFIRMED)))

    def _act(self, it: Meeting, action: Action, end: str) -> Story:
        owner = it.subject if action.owner_id == it.subject.person.id else it.lead
        due = action.due_on or action.agreed_at.date()
        if end == OPEN:
            return
        now = yield max(moment(due - timedelta(days=2), 11, self.chance.randrange(60)), action.agreed_at)
        if action.is_closed:
            return
        if end == DROPPED:
            follow_up.drop(action, self.chance.choice(papers.DROPPED), it.lead.acting(LINE_MANAGER), now)
            return
        if action.state == OPEN:
            capacity = PRACTITIONER if owner is it.subject else LINE_MANAGER
            follow_up.mark_done(action, now.date(), owner.acting(capacity), now)
        if end == DONE:
            return
        now = yield _later(now, self.chance.randint(1, 3), self.chance)
        if not action.is_closed:
            words = self.chance.choice(papers.CONFIRMED)
            follow_up.confirm(action, words, now.date(), it.lead.acting(LINE_MANAGER), now)


def comment(chance: Random) -> str:
    """What a practitioner may write beside the signature: mostly nothing."""
    return chance.choice(of_sessions()["signing"]["comments"]) if chance.random() < 0.25 else ""


def sign(paper: Paper, part: str, who: Member, now: datetime, words: str = "", disagrees: bool = False) -> None:
    """One part signs the text that was sent."""
    frozen = db.session.get_one(Snapshot, paper.record.snapshot_id)
    actor = who.acting(PRACTITIONER if part == SUBJECT else paper.record.lead_capacity)
    records.sign(paper, part, frozen.fingerprint, actor, now, now.date(), comment=words, disagrees=disagrees)


def _later(now: datetime, days: int, chance: Random) -> datetime:
    """So many working days later, in office hours; within the hour for none."""
    if not days:
        return now + timedelta(minutes=chance.randint(15, 55))
    day = working_days.after(now.astimezone(LONDON).date(), days)
    return moment(day, chance.randint(9, 16), chance.randrange(60))
