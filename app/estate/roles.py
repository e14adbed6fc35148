"""Assessor roles of the estate: what managers confirmed, the register of changes, and who is countersigned when."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from app.assessors import register
from app.assessors.facts import Rows, facts_from
from app.assessors.models import RoleDecision
from app.estate.desk import Desk
from app.estate.people import Member
from app.policy.assessor_facts import CONFIRMS, DISCRETION, FRAMEWORK_STARTS, OPENS, day_of, midnight
from app.policy.assessor_roles import CRITERIA, Standing, history
from app.policy.people import FUNCTIONS

REASON = "Read and discussed over the last weeks. Signs alone from now on."
DISCRETION_REASON = "Back after a long absence. To be eased in with one reader for each plan."
PENDING = timedelta(days=28)  # how far back changes wait for an administrator to change OASys


@dataclass
class Roles:
    """The assessor role of one person over time."""

    begins: list[datetime] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)

    def at(self, instant: datetime) -> Standing:
        """The role at an instant; that of nobody whom a criterion concerns where there is none."""
        place = bisect_right(self.begins, instant)
        return self.standings[place - 1] if place else Standing("No role of this framework yet")


class Register:
    """Decides and registers for one unit. `admin` applies the changes in OASys: (account id, name)."""

    def __init__(self, desk: Desk, admin: tuple[int, str], today: date) -> None:
        self.desk, self.chance, self.admin = desk, desk.chance, admin
        self.now = midnight(today)

    def roles(self, member: Member) -> Roles:
        """Everything about one person, written down; gives their role over time."""
        if not FUNCTIONS[member.function].in_scope:
            return Roles()
        rows = Rows([_posting(each, member) for each in member.stints], [_fact(*each) for each in member.facts])
        for span_number, ends_at in self._ended(rows):
            if self.chance.random() < 0.88:
                self._confirm(member, rows, span_number, ends_at)
        if self.chance.random() < 0.01 and member.left is None:
            self._discretion(member, rows)
        facts = facts_from(rows)
        self._register(member, rows)
        told = history(facts, self.now)
        return Roles([at for at, _ in told], [then for _, then in told])

    def _ended(self, rows: Rows) -> list[tuple[int, datetime]]:
        """Criteria that the facts have ended since the framework began, so that somebody had to confirm it."""
        facts, begins = facts_from(rows), midnight(FRAMEWORK_STARTS)
        return [
            (criterion.number, span.ends_at) for criterion in CRITERIA for span in criterion.spans(facts, self.now)
            if span.ends_at and begins < span.ends_at < self.now - timedelta(days=12)
        ]  # fmt: skip

    def _confirm(self, member: Member, rows: Rows, number: int, ends_at: datetime) -> None:
        at = ends_at + timedelta(days=self.chance.randint(2, 9), hours=10, minutes=20)
        self._decide(member, rows, CONFIRMS, number, at, REASON, settles_on=day_of(ends_at))

    def _discretion(self, member: Member, rows: Rows) -> None:
        at = self.now - timedelta(days=self.chance.randint(10, 120), hours=-11)
        if at > midnight(member.since):
            review = day_of(self.now) + timedelta(days=self.chance.randint(-5, 60))
            self._decide(member, rows, OPENS, DISCRETION, at, DISCRETION_REASON, review_on=review, code="absence")

    def _decide(self, member: Member, rows: Rows, verb: str, number: int, at: datetime, reason: str, *,
                settles_on: date | None = None, review_on: date | None = None, code: str = "") -> None:  # fmt: skip
        manager = member.stints[-1].manager
        stored = _stored(at)
        made = self.desk.add(
            "role_decision", member.id, verb, number, stored, stored, _day(settles_on), _day(review_on), code, reason,
            bool(code), manager.id if manager else None, manager.name if manager else "", None, "",
        )  # fmt: skip
        rows.decisions.append(RoleDecision(
            id=made, person_id=member.id, verb=verb, criterion=number, decided_at=at, effective_at=at,
            settles_on=settles_on, review_on=review_on, reason_code=code, reason=reason, discussed=bool(code),
            decided_by=manager.name if manager else "", entered_by_id=None, asked_by="", undoes_id=None,
        ))  # fmt: skip
        self.desk.note(stored, f"assessor role: {verb}", "person", member.id, member.id, manager,
                       manager.role if manager else "", reason=f"criterion {number} from {day_of(at)}")  # fmt: skip

    def _register(self, member: Member, rows: Rows) -> None:
        """The rows that `assessors.register.catch_up` would write."""
        if not (might(member) or any(each.verb == OPENS for each in rows.decisions)):
            return
        for at, then, old in register.unwritten(rows, None, self.now):
            decision = next((each for each in reversed(rows.decisions) if each.effective_at == at), None)
            stored = _stored(at)
            change = self.desk.add(
                "role_change", member.id, stored, stored, old, then.role, str(list(then.numbers)),
                decision.id if decision else None, "", decision.decided_by if decision else register.BY_RULE, None,
                decision.reason if decision else "", _day(decision.review_on) if decision else None,
                decision.discussed if decision else False,
            )  # fmt: skip
            self.desk.note(stored, "assessor role changed", "person", member.id, member.id, None,
                           reason=f"{old or 'none'} to {then.role} from {day_of(at)}")  # fmt: skip
            if old != then.role and at < self.now - PENDING:
                self.desk.add("role_applied", change, _stored(at + timedelta(days=3)), *self.admin)


def might(member: Member) -> bool:
    """Whether a criterion may concern somebody (see `assessors.whom.might_be_countersigned`)."""
    role = member.role
    return (role in ("PQiP Learner",) or role.startswith("Prison Offender Manager")
            or (role == "Probation Services Officer" and member.since >= date(2025, 4, 13))
            or any(kind == "pqip" for kind, *_ in member.facts))  # fmt: skip


def role_at(roles: Roles, at: datetime) -> Standing:
    """The role of somebody at an instant."""
    return roles.at(at.astimezone(UTC))


def _posting(stint: Any, member: Member) -> Any:
    return SimpleNamespace(job_role=member.role, function=member.function, role_since=member.since,
                           starts_on=stint.first, ends_on=stint.last)  # fmt: skip


def _fact(kind: str, text: str, starts_on: date, ends_on: date | None) -> Any:
    return SimpleNamespace(kind=kind, text=text, starts_on=starts_on, ends_on=ends_on)


def _stored(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
