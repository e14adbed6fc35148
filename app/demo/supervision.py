"""The one-to-ones and performance reviews of the demo: a year of some, one to sign, one to finish, one formal plan."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.demo import papers
from app.demo.cast import Cast, Member
from app.demo.stories import sign
from app.demo.team import CHIDI, DELPHINE, INES, ISLA, LOWRI, MYFANWY, NASREEN, UZMA
from app.demo.timeline import Story, Timeline, back, moment, working
from app.policy import working_days
from app.policy.people import LINE_MANAGER
from app.policy.supervision import CBF, PMF
from app.records import actions as records
from app.records.models import LEAD, SUBJECT
from app.supervision import actions

DRAFT, SENT, LOCKED = range(3)  # how far one comes

# What was said, one after the other.
SAID: tuple[dict[str, str], ...] = (
    {
        "topics": "workload\ncases\nlearning",
        "wellbeing": "Tired after the move of teams, and glad of the early finish on Fridays.",
        "workload": "Thirty eight cases, six of them high risk. Two pre-release plans fall due in one week, and one"
                    " goes to the duty desk.",
        "case_1_reference": "X290377", "case_1_rosh": "high", "case_1_decision": "Keep the weekly appointments",
        "case_1_rationale": "He moved in with a new partner and the referral to the panel is not heard yet.",
        "performance": "Plans reviewed on time. Two contacts were entered a day late, both on training days.",
        "learning": "Wants to shadow a parole hearing. To be asked for with the prison team.",
    },
    {
        "topics": "practice\nperformance\nactions",
        "wellbeing": "Better. The evening calls have stopped.",
        "workload": "Manageable since the transfers.",
        "performance": "The dashboard shows every first appointment within five working days.",
        "learning": "Trauma-informed practice, second day, is booked.",
    },
    {
        "topics": "workload\ncases\nregistration",
        "workload": "Forty one cases with a colleague away. No new high-risk allocation until the end of the month.",
        "case_1_reference": "X381204", "case_1_rosh": "medium", "case_1_decision": "Ask for a mental health assessment",
        "case_1_rationale": "Three missed appointments after a change of medication.",
        "case_2_reference": "X104782", "case_2_rosh": "high", "case_2_decision": "Joint visit with the police",
        "case_2_rationale": "New address, not checked, and a child is said to stay at weekends.",
        "performance": "Two plans went past their day and both are done now.",
        "learning": "Keeps a log of learning for registration and will enter it month by month.",
    },
)  # fmt: skip
DEEDS = ("Book a place to shadow a parole hearing", "Ask the duty desk to take the second pre-release plan",
         "Enter contacts on the day of training too", "Agree the joint visit with the police")  # fmt: skip
REVIEWS: dict[str, dict[str, str]] = {
    CBF: {
        "summary": "A year of sound plans that name what is being worked on and why. Interviews slow where feelings"
                   " run high, which two observations show. New staff are sent to this desk first.",
        "outcome": "Meets the competencies of the band. Pay progression goes ahead.",
        "agreed": "To mentor one learner from April, and to bring one case a quarter to the team.",
    },
    PMF: {
        "summary": "Work is on time and careful. Recording of enforcement decisions is thinner than the thinking behind"
                   " them, and that is the focus of the next quarter.",
        "outcome": "On course. No support needed beyond supervision.",
        "agreed": "To write the reason under each enforcement decision, and to look at five of them together in March.",
    },
}  # fmt: skip
PLAN = {
    "summary": "Informal support since the summer has not brought plans up to standard in time. Four of nine were late"
               " and two left out a known victim.",
    "outcome": "Below what the role asks for. A formal plan is opened.",
    "agreed": "Weekly reading of two plans, a half day a week without appointments, and SEEDS2 refreshed.",
    "formal_plan": "yes",
}  # fmt: skip


def write(cast: Cast, timeline: Timeline, today: date) -> None:
    """Put every one-to-one and review of the demo on the timeline."""
    Supervision(cast, timeline, today).write()


class Supervision:
    """Tells one-to-ones and reviews, each on its day, counted back from today."""

    def __init__(self, cast: Cast, timeline: Timeline, today: date) -> None:
        self.cast, self.timeline, self.today = cast, timeline, today

    def write(self) -> None:
        """A full year for one, the last ones of others, and what waits."""
        self._rhythm(MYFANWY, (318, 276, 232, 190, 148, 106, 62, 20))
        self._rhythm(LOWRI, (96, 54, 13))
        for number, days in ((CHIDI, 61), (INES, 24), (UZMA, 40)):
            self._rhythm(number, (days,))
        self._rhythm(ISLA, (85, 37))
        self._one_to_one(DELPHINE, working(self.today), SAID[1], DRAFT)
        self._review(MYFANWY, 200, CBF, LOCKED)
        self._review(LOWRI, 2, PMF, SENT)
        reviewed = self._long_in_post(self.cast.by_number[NASREEN])
        if reviewed:
            self._review(reviewed.number, 27, PMF, LOCKED, PLAN)

    def _long_in_post(self, manager: Member) -> Member | None:
        """A probation officer of a team who was there all the while, and is in today."""
        since = self.today - timedelta(days=60)
        return next((each for each in self.cast.team_of(manager) if each.posting.job_role == "Probation Officer"
                     and each.is_in(self.today) and each.is_in(since)), None)  # fmt: skip

    def _rhythm(self, number: str, days: Sequence[int]) -> None:
        for place, ago in enumerate(days):
            on = working(self.today - timedelta(days=ago))
            is_last = place == len(days) - 1
            agreed = {} if is_last and number != MYFANWY else self._deed(on, place, is_last=is_last)
            self._one_to_one(number, on, SAID[place % len(SAID)] | agreed, LOCKED)

    def _deed(self, on: date, place: int, *, is_last: bool) -> dict[str, str]:
        """An action that the next one-to-one finds done; of the last one, still ahead."""
        due = working_days.after(self.today, 8) if is_last else working_days.after(on, 15)
        return {"action_1_text": DEEDS[place % len(DEEDS)], "action_1_owner": SUBJECT, "action_1_due": _typed(due),
                "next_on": _typed(working(on + timedelta(weeks=6)))}  # fmt: skip

    def _one_to_one(self, number: str, on: date, said: dict[str, str], reach: int) -> None:
        self._begin("supervision", number, on, said, reach)

    def _review(self, number: str, ago: int, type_: str, reach: int, more: dict[str, str] | None = None) -> None:
        on = back(self.today, 1) if ago < 7 else working(self.today - timedelta(days=ago))
        said = {**REVIEWS[type_], "formal_plan": "no", "type": type_, **(more or {})}
        if said["formal_plan"] == "yes":
            said["plan_ends_on"] = _typed(on + timedelta(days=120))
        self._begin("review", number, on, said, reach)

    def _begin(self, kind: str, number: str, on: date, said: dict[str, str], reach: int) -> None:
        member = self.cast.by_number[number]
        lead = self.cast.manager_of(member)
        if member.is_in(on) and lead.is_in(on):
            self.timeline.begin(_story(kind, member, lead, on, said, reach))


def _story(kind: str, subject: Member, lead: Member, on: date, said: dict[str, str], reach: int) -> Story:
    """One sitting: written and signed by the line manager, then read and signed by the other."""
    now = yield moment(on, 9, 5) if reach == DRAFT else moment(on, 13, 40)
    by = lead.acting(LINE_MANAGER)
    record = actions.start(kind, subject.person, lead.person, by, now, on)
    paper = papers.lay_out(record, subject.person, lead.person)
    answers = said | {f"earlier_{each.action.id}": "done" for each in paper.earlier}
    papers.write(paper, LEAD, answers, now)
    if kind == "supervision" and reach == LOCKED:
        papers.write(paper, SUBJECT, {"wellbeing": "I sleep better now that the week has a shape."}, now)
    if reach == DRAFT:
        return
    now = yield now + timedelta(minutes=50)
    records.send(paper, by, now, on)
    sign(paper, LEAD, lead, now)
    if reach == LOCKED:
        now = yield moment(working_days.after(on, 1), 10, 15)
        sign(paper, SUBJECT, subject, now)


def _typed(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
