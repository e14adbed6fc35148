"""The year of Isla Mbeki's team: one of everything that can wait for a line manager."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from app.demo.stories import AGREED, HELD, LOCKED, PLANNED, SENT, Meeting, Watch
from app.demo.timeline import Story, back, moment, working
from app.demo.year import Years
from app.history.actions import SERVICE
from app.language import LONDON
from app.observations.actions import book
from app.people import experienced
from app.policy import working_days
from app.policy.people import LINE_MANAGER
from app.policy.rps import IN_PERSON
from app.records.models import CANCELLED, CONFIRMED, DONE, DROPPED, LEAD, MISSED, OPEN, SUBJECT
from app.rps.actions import Booked, plan
from app.rps.models import BOTH
from app.rps.passing.actions import Wish, assign

ISLA, NASREEN, RHYS, GWENLLIAN = "100253", "100294", "100326", "100236"
PARVEEN_H, DELPHINE, THANDIWE, MYFANWY, CHIDI, LOWRI = "100254", "100255", "100256", "100258", "100265", "100272"
ARWEN, INES, NGOZI, PARVEEN_E, ROSALIND, MOHAMMED, UZMA = (
    "100273", "100275", "100276", "100283", "100284", "100286", "100287",
)  # fmt: skip
LOWRIS_CASE = "X264410"
# How many sessions fewer than expected by now somebody has had, before what the script adds.
SHORT = {
    THANDIWE: 9,
    NGOZI: 3,
    UZMA: 1,
    CHIDI: 1,
    ROSALIND: 1,
    ARWEN: 1,
    MOHAMMED: 1,
    INES: 1,
    PARVEEN_E: 1,
    DELPHINE: 1,
}

DISAGREEMENT = (
    "I took part and the account of the session is fair. I do not agree that I avoided the offending work: the court's"
    " order gives housing as the first objective, and I was working to it."
)
MYFANWYS_ADDENDUM = (
    "Since we signed this I began what I wrote under trying next a week earlier than planned, and the first appointment"
    " went well. I would not want the record to read as if it were still ahead."
)
MYFANWYS_IDENTIFIER = (
    "I rang the hostel on 07700 900461 before the session and they had no room. I went in with that on my mind and"
    " told him in the first minute. He stopped listening, and I talked for the next ten."
)  # fmt: skip
CALLED_AWAY = "Called to an urgent strategy meeting. To be planned again."
OPENED_TWICE = "Opened in error: the same session was recorded twice, and the other record stands."


class Script:
    """Writes the team's year, and what its head has to do; every day is counted from today."""

    def __init__(self, years: Years, now: datetime) -> None:
        self.years, self.now, self.today = years, now, years.today
        self.members, self.author = years.cast.by_number, years.author
        isla = self.members[ISLA]
        self.numbers = {member.number for member in (isla, *years.cast.team_of(isla))}

    def write(self) -> None:
        """Everything for the team."""
        quiet = back(self.today, 45)
        for number in sorted(self.numbers - {MYFANWY, LOWRI}):
            self.years.usual(self.members[number], quiet, tidy=True, short=SHORT.get(number, 0))
        self._myfanwy()
        self._lowri()
        self._waiting_for_a_signature()
        self._waiting_to_be_logged()
        self._written_today()
        self._actions()
        self._unusual()
        self._ahead()
        self._passed_on()
        self._managers()

    def _meet(self, number: str, on: date, **given: object) -> Meeting:
        member = self.members[number]
        usual = Meeting(
            member, self.years.cast.manager_of(member), on, self.years.shuffled(member)[0], self._case(number),
            pace=(1, 1, 1, 1),
        )  # fmt: skip
        meeting = replace(usual, **given)  # type: ignore[arg-type]
        if not meeting.deeds and meeting.reach >= LOCKED:
            meeting.deeds = [self._deed(on, meeting.theme.actions[0][1])]
        self.author.timeline.begin(self.author.hold(meeting))
        return meeting

    def _deed(self, on: date, words: str) -> tuple[str, str, date, str]:
        """An action of the practitioner's: confirmed by now, or not due for a while."""
        due = working_days.after(on, 12)
        is_over = due < back(self.today, 6)
        return SUBJECT, words, due if is_over else working_days.after(self.today, 8), CONFIRMED if is_over else OPEN

    def _case(self, number: str) -> tuple[str, ...]:
        return (LOWRIS_CASE,) if number == LOWRI else self.years.references()[:1]

    def _watch(self, number: str, on: date, reach: int = LOCKED) -> Watch:
        member = self.members[number]
        watch = Watch(member, self.years.cast.manager_of(member), on, self._case(number)[0], reach)
        self.author.timeline.begin(self.author.observe(watch))
        return watch

    def _ago(self, days: int) -> date:
        return working(self.today - timedelta(days=days))

    def _myfanwy(self) -> None:
        """A full year, with two observations discussed, a passage that a pack masks, and an addendum."""
        themes = self.years.shuffled(self.members[MYFANWY])
        for place, days in enumerate((400, 340, 285, 225, 170, 120, 72, 40, 15)):
            given: dict[str, object] = {}
            if days in (285, 72, 40):
                given = {"after": self._watch(MYFANWY, self._ago(days + 8)), "ahead": 3}
            if days == 72:
                given |= {"added": (SUBJECT, MYFANWYS_ADDENDUM)}
            theme = themes[place]
            if days == 40:
                theme = replace(theme, mine=[MYFANWYS_IDENTIFIER, *theme.mine[1:]])
            if days == 15:
                given |= {"deeds": [(*theme.actions[0], working_days.after(self.today, 6), OPEN)]}
            self._meet(MYFANWY, self._ago(days), theme=theme, **given)

    def _lowri(self) -> None:
        """An observation two weeks ago and the session after it, held and not yet finished, with actions to review."""
        themes = self.years.shuffled(self.members[LOWRI])
        for place, days in enumerate((390, 310, 250, 180, 110)):
            after = self._watch(LOWRI, self._ago(days + 8)) if days == 180 else None
            self._meet(LOWRI, self._ago(days), theme=themes[place], after=after, ahead=3)
        last = themes[5]
        ask, plan = last.actions[0][1], "Bring one recorded session to supervision and choose five minutes of it"
        self._meet(LOWRI, self._ago(48), theme=last, deeds=[
            (SUBJECT, ask, self._ago(9), DONE), (SUBJECT, plan, working_days.after(self.today, 7), OPEN),
        ])  # fmt: skip
        watch = self._watch(LOWRI, self._ago(14))
        held = self._ago(5)
        self._meet(LOWRI, held, theme=themes[6], after=watch, ahead=4, reach=PLANNED)

    def _waiting_for_a_signature(self) -> None:
        self._meet(CHIDI, back(self.today, 5), reach=AGREED, pace=(1, 2, 0, 0))
        self._meet(ROSALIND, back(self.today, 3), reach=SENT)
        self._watch(UZMA, back(self.today, 4), SENT)

    def _waiting_to_be_logged(self) -> None:
        self._meet(MOHAMMED, back(self.today, 10), reach=LOCKED, pace=(0, 1, 1, 0))
        self._meet(ARWEN, back(self.today, 4), reach=LOCKED, pace=(0, 1, 1, 0))

    def _written_today(self) -> None:
        """A live risk, written down this morning, and an observation still without its feedback."""
        midnight = moment(self.now.astimezone(LONDON).date(), 0)
        written = max(midnight, self.now.astimezone(LONDON) - timedelta(minutes=50))
        self._meet(THANDIWE, back(self.today, 1), reach=HELD, written_at=written, extra={"live_risk": "yes"})
        self._watch(NGOZI, back(self.today, 2), HELD)

    def _actions(self) -> None:
        notes = "Send the notes of the case discussion to the practice lead"
        self._meet(INES, self._ago(34), deeds=[(LEAD, notes, back(self.today, 4), OPEN)])
        self._meet(PARVEEN_E, self._ago(41), deeds=[
            (SUBJECT, "Shadow a colleague at an oral hearing and write half a page on it", back(self.today, 6), OPEN),
        ])  # fmt: skip
        self._meet(DELPHINE, self._ago(30), deeds=[
            (SUBJECT, "Arrange a visit to the recovery service", self._ago(12), DROPPED),
        ])  # fmt: skip

    def _unusual(self) -> None:
        self._meet(NGOZI, self._ago(150), comment=DISAGREEMENT, disagrees=True)
        self._meet(CHIDI, self._ago(96), void=OPENED_TWICE)
        self._meet(ROSALIND, self._ago(27), closed=(MISSED, CALLED_AWAY))
        self._meet(MOHAMMED, self._ago(33), ahead=12, closed=(CANCELLED, "Booked twice by mistake."))

    def _ahead(self) -> None:
        """Sessions planned, with and without a preparation that was shared."""
        booked = ((PARVEEN_H, 3, True), (MYFANWY, 6, False), (DELPHINE, 10, False), (CHIDI, 16, True))
        for number, days, shares in booked:
            on = working_days.after(self.today, days)
            ahead = (on - self.today).days + 5
            self._meet(number, on, reach=PLANNED, shares=shares, ahead=ahead)

    def _passed_on(self) -> None:
        """A named experienced probation officer; a second observation passed on; an observation booked with the session
        after it.
        """
        cast, isla = self.years.cast.by_number, self.members[ISLA]
        myfanwy, ines, arwen, gwenllian = (cast[number].person for number in (MYFANWY, INES, ARWEN, GWENLLIAN))

        def named() -> Story:
            now = yield moment(back(self.today, 60), 14, 5)
            experienced.name(myfanwy, now.date(), None, "Agreed with the PDU head", SERVICE, now, now.date())

        def asked() -> Story:
            now = yield moment(back(self.today, 4), 11, 20)
            wish = Wish(BOTH, gwenllian, working_days.after(self.today, 30))
            assign(ines, wish, isla.person, isla.acting(LINE_MANAGER), now)

        def booked() -> Story:
            now, by = (yield moment(back(self.today, 3), 16, 10)), isla.acting(LINE_MANAGER)
            first = working_days.after(self.today, 9)
            watched = book(arwen, isla.person, moment(first, 10), by, now)
            after = Booked(working_days.after(first, 4), time(14), 60, IN_PERSON, watched)
            plan(arwen, isla.person, after, by, now)

        for story in (named(), asked(), booked()):
            self.author.timeline.begin(story)

    def _managers(self) -> None:
        """What waits for the head of the unit, who holds the sessions of three managers, Isla's among them."""
        self._meet(ISLA, self._ago(62))
        self._meet(ISLA, working_days.after(self.today, 8), reach=PLANNED, shares=False, ahead=18)
        self._meet(RHYS, back(self.today, 6), reach=LOCKED)
        self._meet(NASREEN, back(self.today, 5), reach=AGREED, pace=(1, 2, 0, 0))
