"""The assessor roles of the demo: learners confirmed, an opt-out, a review that is late, a plan, learning under way."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.assessors import actions, plans, queries, register
from app.assessors.actions import Decider, Proposal
from app.assessors.models import RoleChange
from app.assessors.queries import About
from app.auth.models import Account
from app.database import db
from app.demo.cast import Cast, Member
from app.demo.timeline import Story, Timeline, back, moment, working
from app.history.actions import Actor
from app.language import LONDON
from app.people.models import PQIP, Fact
from app.policy.access import ADMIN, STAFF, Viewer
from app.policy.assessor_facts import (
    CONFIRMS,
    DETERMINES,
    DISCRETION,
    NATIONAL_SECURITY,
    NEW_PSO,
    OPENS,
    POM_LEARNING,
    PQIP_LEARNER,
    PSO,
    WINDOW_MONTHS,
    months_after,
)

BEATRIX, PARVEEN, MAGDA, EFUA_POM, COSMO_POM, THANDIWE_POM = "100298", "100254", "100608", "100582", "100574", "100585"
RHYS, AALIYAH, ARWEN = "100326", "100565", "100597"
MODULES = ("Risk in custody", "OASys for prison offender managers", "Key work and handover", "Parole in practice")
Act = Callable[[About, Member, datetime], object]


class Roles:
    """Tells what managers decided about roles, each at its own time."""

    def __init__(self, cast: Cast, timeline: Timeline, begins: datetime, today: date) -> None:
        self.cast, self.timeline, self.begins, self.today = cast, timeline, begins, today

    def write(self) -> None:
        """Everything that was decided."""
        self._learners()
        self._new_officers()
        self._at(BEATRIX, None, 94, self._discretion("absence", "Back after a long absence. To be eased in with one"
                                                     " reader for each plan.", review=-2))  # fmt: skip
        self._at(PARVEEN, None, 84, self._discretion("move", "Newly qualified. I read every assessment until the"
                                                     " review.", review=8))  # fmt: skip
        self._at(MAGDA, ARWEN, 60, self._opt_out)
        team = [each for each in self.cast.team_of(self.cast.by_number[RHYS]) if each.is_in(self.today)]
        officer = next(each for each in team if each.posting.job_role == "Probation Officer")
        self._at(officer.number, RHYS, 20, self._formal_plan)
        self._at(EFUA_POM, AALIYAH, 200, self._confirm(POM_LEARNING, "Her learning for the role is done."))
        for number, done in ((COSMO_POM, 2), (THANDIWE_POM, 3)):
            self._at(number, AALIYAH, 120, self._learning(done))

    def _at(self, number: str, by: str | None, days: int, act: Act) -> None:
        """Let a manager (the line manager unless said) do this on the working day so many days ago."""
        member = self.cast.by_number[number]
        manager = self.cast.by_number[by] if by else self.cast.manager_of(member)
        on = moment(working(self.today - timedelta(days=days)), 10, 20)

        def story() -> Story:
            at = yield max(on, self.begins)
            viewer = Viewer(manager.account_id or 0, STAFF, manager.person.name, 0, at, manager.person.id)
            act(queries.find(viewer, member.person.id, at), manager, at)

        self.timeline.begin(story())

    def _learners(self) -> None:
        """Those who qualified are confirmed a few days later, the last of them not yet."""
        ended = db.session.scalars(
            select(Fact).where(Fact.kind == PQIP, Fact.ends_on < back(self.today, 5)).order_by(Fact.ends_on)
            .where(Fact.ends_on >= self.begins.date())
        ).all()  # fmt: skip
        known = [fact for fact in ended if fact.person_id in self.cast.by_id]
        left = next((fact for fact in reversed(known) if self.cast.by_id[fact.person_id].number != PARVEEN), None)
        for fact in known:
            if fact is not left and fact.ends_on:
                member = self.cast.by_id[fact.person_id]
                days = (self.today - fact.ends_on).days - 4
                self._at(member.number, None, days, self._confirm(PQIP_LEARNER, "Qualified. Signs alone from now on."))

    def _new_officers(self) -> None:
        """Those whose six months were over a while ago."""
        for member in self.cast.by_id.values():
            ended = months_after(member.posting.role_since, WINDOW_MONTHS)
            if member.posting.job_role == PSO and self.begins.date() < ended < self.today - timedelta(days=30):
                days = (self.today - ended).days - 6
                self._at(member.number, None, days, self._confirm(NEW_PSO, "Curriculum and probation are done."))

    def _decide(self, about: About, manager: Member, at: datetime, proposal: Proposal) -> None:
        who = Decider(manager.person.id, manager.person.name, manager.account_id)
        actions.decide(about, proposal, who, self._by(manager), at)

    def _by(self, manager: Member) -> Actor:
        return manager.acting(manager.posting.job_role)

    def _discretion(self, code: str, reason: str, review: int) -> Act:
        def act(about: About, manager: Member, at: datetime) -> None:
            review_on = self.today + timedelta(days=review)
            self._decide(about, manager, at, Proposal(OPENS, DISCRETION, at, reason, code, review_on, True))

        return act

    def _confirm(self, criterion: int, reason: str) -> Act:
        def act(about: About, manager: Member, at: datetime) -> None:
            self._decide(about, manager, at, Proposal(CONFIRMS, criterion, at, reason))

        return act

    def _opt_out(self, about: About, manager: Member, at: datetime) -> None:
        reason = "Three years of sound assessments in the division, read and discussed with her manager."
        self._decide(about, manager, at, Proposal(DETERMINES, NATIONAL_SECURITY, at, reason, discussed=True))

    def _formal_plan(self, about: About, manager: Member, at: datetime) -> None:
        who = Decider(manager.person.id, manager.person.name, manager.account_id)
        reason = "Informal support did not bring plans up to standard in time."
        plans.open_plan(about, reason, who, self._by(manager), at, is_formal=True, discussed=True)

    def _learning(self, done: int) -> Act:
        def act(about: About, manager: Member, at: datetime) -> None:
            required_on = at.astimezone(LONDON).date()
            plans.require_learning(about, list(MODULES), required_on, self._by(manager), at)
            again = queries.find(Viewer(0, STAFF, "", 0, at, manager.person.id), about.person.id, at)
            for module in again.rows.modules[:done]:
                plans.learning_done(again, module, required_on, self._by(manager), at)

        return act


def record(now: datetime) -> None:
    """Bring the register up to date, and let OASys show all but what changed in the last four weeks."""
    register.catch_up_all(now)
    admin = db.session.scalars(select(Account).where(Account.role == ADMIN).order_by(Account.id)).first()
    old = RoleChange.effective_at < now - timedelta(days=28)
    for change in db.session.scalars(select(RoleChange).where(register.is_pending(), old).order_by(RoleChange.id)):
        if admin:
            actions.apply(change, admin.id, Actor(admin.id, admin.name, "administrator"), now)
