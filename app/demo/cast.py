"""Who takes part in the demo, under whom, since when, and with which account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.auth.models import Account
from app.database import db
from app.history.actions import Actor
from app.people.models import Absence, Person, Posting, during
from app.policy.people import is_line_manager_role, is_practitioner


@dataclass(frozen=True)
class Member:
    """A member of staff and what they are."""

    person: Person
    posting: Posting
    account_id: int | None
    absences: tuple[Absence, ...]

    @property
    def number(self) -> str:
        """Their staff number."""
        return self.person.staff_number

    @property
    def has_sessions(self) -> bool:
        """Whether reflective practice supervision is for them."""
        return self.is_practitioner or is_line_manager_role(self.posting.job_role)

    @property
    def is_practitioner(self) -> bool:
        """Whether their practice is observed."""
        return is_practitioner(self.posting.job_role)

    def is_in(self, day: date) -> bool:
        """Whether they are in post and not away."""
        return self.posting.holds_on(day) and not any(absence.holds_on(day) for absence in self.absences)

    def acting(self, capacity: str) -> Actor:
        """The person as history notes them."""
        return Actor(self.account_id, self.person.name, capacity)


@dataclass(frozen=True)
class Cast:
    """Everyone, by id and by staff number."""

    by_id: dict[int, Member]
    by_number: dict[str, Member]

    def manager_of(self, member: Member) -> Member:
        """The member's line manager."""
        assert member.posting.line_manager_id is not None
        return self.by_id[member.posting.line_manager_id]

    def team_of(self, manager: Member) -> Sequence[Member]:
        """Whom the manager manages directly, in the order of the file."""
        return [each for each in self.by_id.values() if each.posting.line_manager_id == manager.person.id]


def gather(today: date) -> Cast:
    """Everyone in post today. Three queries."""
    accounts = {account.person_id: account.id for account in db.session.scalars(select(Account))}
    absences: dict[int, list[Absence]] = {}
    for absence in db.session.scalars(select(Absence)):
        absences.setdefault(absence.person_id, []).append(absence)
    rows = db.session.execute(
        select(Person, Posting)
        .join(Posting, Posting.person_id == Person.id)
        .where(during(Posting, today))
        .order_by(Person.id)
    )
    members = [Member(who, post, accounts.get(who.id), tuple(absences.get(who.id, ()))) for who, post in rows]
    return Cast({each.person.id: each for each in members}, {each.number: each for each in members})
