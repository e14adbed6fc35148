"""The Professional Register of the demo: entries of everyone eligible, some with a story, and declarations."""

from datetime import date, datetime, timedelta

from app.demo import papers
from app.demo.cast import Cast, Member
from app.demo.team import ISLA, LOWRI, MYFANWY
from app.demo.timeline import Story, Timeline, moment, working
from app.history.actions import Actor
from app.policy.registration import LAPSED, PENDING, REGISTERED, eligibility
from app.records import actions, queries
from app.records.models import LEAD, SUBJECT, Record
from app.registration.declaring import actions as declaring
from app.registration.register.entries import Says, eligible_roles, write
from app.registration.years import evidence_year

REGISTER = Actor(None, "Import from the Professional Register")
LETTER = "Extract of September"
DECLARED = {
    "met": "accountability\nconduct\nreflection\nlearning",
    "met_words": "My sessions and two observed interviews show how I work with risk and how I explain decisions. The"
                 " dates of my learning are in my learning record. Planning with unpaid work is what I am still"
                 " building up, and it is an action from my last session.",
    "accountable": "yes", "conduct": "kept", "learning": "done", "changes": "none",
}  # fmt: skip
LEARNING_OPEN = {
    "learning": "open",
    "learning_words": "The refresher on SEEDS2 (skills for effective engagement), booked for January.",
}


class Registration:
    """Tells what the register says of people from one evidence year to the next, and who declared what when."""

    def __init__(self, cast: Cast, timeline: Timeline, begins: datetime, today: date) -> None:
        self.cast, self.timeline, self.begins, self.today = cast, timeline, begins, today
        self.this, self.roles = evidence_year(today), eligible_roles(today)
        self.last = evidence_year(self.this[0] - timedelta(days=1))
        known = [each for each in cast.team_of(cast.by_number[ISLA]) if self._is_eligible(each)
                 and each.posting.role_since < self.last[0] and each.number not in (LOWRI, MYFANWY)]  # fmt: skip
        self.pending, self.lapsed, self.waiting = known[:3]

    def write(self) -> None:
        """Everyone eligible; then declarations: of last year for many, of this year for a few."""
        for place, member in enumerate(filter(self._is_eligible, self.cast.by_id.values())):
            self.timeline.begin(self._entries(member))
            if member.number in (LOWRI, MYFANWY) or (place % 4 == 0 and member not in (self.pending, self.lapsed)):
                self._declares(member, self.last, self.last[1] - timedelta(days=70 - place % 20), confirmed=True)
        self._declares(self.cast.by_number[MYFANWY], self.this, self.today - timedelta(days=24), confirmed=True)
        self._declares(self.waiting, self.this, self.today - timedelta(days=3), confirmed=False)

    def _is_eligible(self, member: Member) -> bool:
        return eligibility(member.posting.job_role, self.roles).is_eligible

    def _entries(self, member: Member) -> Story:
        starts_on = max(self.last[0], member.posting.role_since)
        at = yield max(self.begins, moment(working(starts_on), 8))
        before, number = member.posting.role_since < self.last[0], f"PR-{20_000 + member.person.id * 7}"
        self._enter(member, Says(REGISTERED, number, self.last[1], True) if before and member is not self.pending
                    else Says(PENDING), starts_on, at)  # fmt: skip
        at = yield max(at, moment(working(self.this[0] + timedelta(days=2)), 8))
        if member is self.lapsed:
            self._enter(member, Says(LAPSED, number), self.this[0], at, "The form for renewal has not come in yet.")
        elif member is not self.pending:
            renewal_on = self.today + timedelta(days=20) if member.number == LOWRI else self.this[1]
            self._enter(member, Says(REGISTERED, number, renewal_on, True), self.this[0], at)

    def _enter(self, member: Member, says: Says, starts_on: date, at: datetime, reason: str = "") -> None:
        write(member.person.id, says, starts_on, REGISTER, at, reason=reason, source=LETTER)

    def _declares(self, member: Member, year: tuple[date, date], on: date, *, confirmed: bool) -> None:
        if member.posting.role_since < year[0] and member.posting.line_manager_id is not None:
            self.timeline.begin(self._declaration(member, year, working(on), confirmed=confirmed))

    def _declaration(self, member: Member, year: tuple[date, date], on: date, *, confirmed: bool) -> Story:
        at = yield moment(on, 13, 40)
        record = declaring.start(member.person, year[0], member.acting(SUBJECT), at)
        given = {**DECLARED, **(LEARNING_OPEN if member.person.id % 3 == 0 else {})}
        self._send(record, member, given, at)
        if confirmed:
            at = yield moment(working(on + timedelta(days=4)), 15, 5)
            self._sign(record, member, LEAD, self.cast.by_id[record.lead_id].acting(record.lead_capacity), at)

    def _send(self, record: Record, member: Member, given: dict[str, str], at: datetime) -> None:
        manager = self.cast.manager_of(member)
        paper = papers.lay_out(record, member.person, manager.person)
        papers.write(paper, SUBJECT, given, at)
        by = member.acting("practitioner")
        actions.send(papers.lay_out(record, member.person, manager.person), by, at, at.date())
        self._sign(record, member, SUBJECT, by, at)

    def _sign(self, record: Record, member: Member, part: str, by: Actor, at: datetime) -> None:
        paper = papers.lay_out(record, member.person, self.cast.by_id[record.lead_id].person)
        actions.sign(paper, part, fingerprint(record), by, at, at.date())


def fingerprint(record: Record) -> str:
    """Of the text that waits to be signed."""
    frozen, _ = queries.signed(record)
    return frozen.fingerprint
