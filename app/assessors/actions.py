"""Deciding about a role, asking someone who may, and recording that OASys was changed."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.assessors import register
from app.assessors.facts import rows_of
from app.assessors.models import RoleApplied, RoleChange, RoleDecision, RoleRequest
from app.assessors.queries import About, requests_of
from app.database import db
from app.history.actions import Actor, note
from app.people.models import Person
from app.policy.access import NotAllowed
from app.policy.assessor_decisions import Deed, insist_may_decide
from app.policy.assessor_facts import DETERMINES, DISCRETION, HOMD_REQUIRES, NATIONAL_SECURITY, OPENS, Decision, day_of
from app.policy.assessor_roles import Standing, standing
from app.policy.rules import Breach, Refused, insist_reason

SOURCE = "Framework 5.4"
PRESS = timedelta(minutes=1)  # the same decision within it is the same press


@dataclass(frozen=True)
class Proposal:
    """A decision before it is taken: what, from when, why, to be reviewed when, and whether it was discussed."""

    verb: str
    criterion: int
    effective_at: datetime
    reason: str
    reason_code: str = ""
    review_on: date | None = None
    discussed: bool = False


@dataclass(frozen=True)
class Decider:
    """Whose decision it is, as a person; the name, of whoever decides for them too; and the account that enters it."""

    person_id: int | None
    name: str
    account_id: int | None


def preview(about: About, proposal: Proposal, now: datetime) -> tuple[Standing, Standing]:
    """The role without and with the decision, at the instant it takes effect."""
    at = max(proposal.effective_at, now)
    more = Decision(proposal.verb, proposal.criterion, now, proposal.effective_at, proposal.review_on, None, 2**31)
    with_it = replace(about.facts, decisions=(*about.facts.decisions, more))
    return standing(about.facts, at), standing(with_it, at)


def insist_on(about: About, proposal: Proposal, now: datetime) -> None:
    """Raise Refused, with every rule that the decision breaks, and NotAllowed for those who decide nothing here."""
    relation = about.relation
    if not relation.decides:
        raise NotAllowed
    now_is, _ = preview(about, proposal, now)
    insist_may_decide(
        Deed(proposal.verb, proposal.criterion, relation, about.is_pom, now_is, proposal.effective_at, now)
    )
    insist_reason(SOURCE, proposal.reason)
    if proposal.review_on and proposal.review_on <= day_of(now):
        raise Refused(Breach("Domain guide C5", "A review lies ahead.", "Enter a later day."))


def decide(about: About, proposal: Proposal, decider: Decider, by: Actor, now: datetime) -> RoleDecision:
    """Take the decision, answer what was asked, and write the register. Raises Refused and NotAllowed.

    A second press of the same button takes it once.
    """
    if pressed := _just_taken(about.person.id, proposal, decider, now):
        return pressed
    insist_on(about, proposal, now)
    asked = next((each for each in requests_of(about.person.id) if each.criterion == proposal.criterion), None)
    made = put(about.person.id, proposal, decider, now, settles_on=_settles_on(about, proposal), asked=asked)
    if asked:
        asked.answered_at, asked.answered_by, asked.answer = now, decider.name, "decided"
    note(f"assessor role: {proposal.verb}", "person", about.person.id, by, now, subject_id=about.person.id,
         reason=f"criterion {proposal.criterion} from {day_of(proposal.effective_at)}")  # fmt: skip
    enter(about.person.id, now)
    return made


def _just_taken(person_id: int, proposal: Proposal, decider: Decider, now: datetime) -> RoleDecision | None:
    """The same decision, if it is the last one and was taken a moment ago. Holds the person meanwhile."""
    db.session.scalar(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    of_person = select(RoleDecision).where(RoleDecision.person_id == person_id, RoleDecision.decided_at > now - PRESS)
    last = db.session.scalars(of_person.order_by(RoleDecision.id.desc()).limit(1)).first()
    if last is None or last.entered_by_id != decider.account_id:
        return None
    typed = {**vars(proposal), "effective_at": day_of(proposal.effective_at)}
    taken = {name: getattr(last, name) for name in typed} | {"effective_at": day_of(last.effective_at)}
    return last if taken == typed else None


def put(
    person_id: int, proposal: Proposal, decider: Decider, now: datetime, *, settles_on: date | None = None,
    asked: RoleRequest | None = None, batch_id: int | None = None, undoes_id: int | None = None,
) -> RoleDecision:  # fmt: skip
    """Add the row of a decision that the rules allow."""
    made = RoleDecision(
        person_id=person_id, decided_at=now, settles_on=settles_on, decided_by_id=decider.person_id,
        decided_by=decider.name, entered_by_id=decider.account_id, asked_by_id=asked.asked_by_id if asked else None,
        asked_by=asked.asked_by if asked else "", batch_id=batch_id, undoes_id=undoes_id, **vars(proposal),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def enter(person_id: int, now: datetime) -> list[RoleChange]:
    """Write what changed into the register."""
    db.session.flush()
    rows = rows_of([person_id])
    return register.catch_up(person_id, rows[person_id], now) if rows else []


def _settles_on(about: About, proposal: Proposal) -> date | None:
    """The day on which the facts end what is closed; of an opt-out, the day it takes effect."""
    if proposal.verb == DETERMINES:
        return day_of(proposal.effective_at)
    ends = [each.ends_on for each in standing(about.facts, proposal.effective_at).open
            if each.criterion.number == proposal.criterion and each.ends_on]  # fmt: skip
    return max(ends, default=None)


def note_refusal(about: About, proposal: Proposal, refused: Refused, by: Actor, now: datetime) -> None:
    """Keep that someone wanted this and was refused, with the paragraph."""
    words = "; ".join(f"{breach.words} ({breach.source})" for breach in refused.breaches)
    note("assessor role: refused", "person", about.person.id, by, now, subject_id=about.person.id,
         reason=f"{proposal.verb} criterion {proposal.criterion}: {words}")  # fmt: skip


def ask(about: About, criterion: int, reason: str, asker: Decider, by: Actor, now: datetime) -> RoleRequest:
    """Ask whoever decides for more oversight (4, 7), or the senior operational lead to determine (5)."""
    if not about.relation.may_ask or asker.person_id is None:
        raise NotAllowed
    insist_reason(SOURCE, reason)
    if criterion not in (DISCRETION, HOMD_REQUIRES, NATIONAL_SECURITY):
        raise Refused(Breach("Framework 5.2", "This begins and ends by the facts; there is nothing to ask for."))
    if any(each.criterion == criterion for each in requests_of(about.person.id)):
        raise Refused(Breach("Domain guide C5", "This was asked for already, and waits for an answer."))
    made = RoleRequest(person_id=about.person.id, criterion=criterion, asked_by_id=asker.person_id, asked_by=asker.name,
                       asked_at=now, reason=reason)  # fmt: skip
    db.session.add(made)
    note("assessor role: asked", "person", about.person.id, by, now, subject_id=about.person.id,
         reason=f"criterion {criterion}")  # fmt: skip
    return made


def decline(about: About, asked: RoleRequest, reason: str, decider: Decider, by: Actor, now: datetime) -> None:
    """Answer a request with no. Raises NotAllowed for anyone who could not have said yes."""
    verb = DETERMINES if asked.criterion == NATIONAL_SECURITY else OPENS
    insist_on(about, Proposal(verb, asked.criterion, now, reason), now)
    asked.answered_at, asked.answered_by, asked.answer = now, decider.name, reason
    note("assessor role: declined", "person", about.person.id, by, now, subject_id=about.person.id,
         reason=f"criterion {asked.criterion}")  # fmt: skip


def apply(change: RoleChange, account_id: int, by: Actor, now: datetime) -> bool:
    """Record that OASys was changed; gives False where that is recorded already. Decides nothing (domain guide C5)."""
    if change.entered_by_id == account_id:
        words = "Nobody records their own request as done."
        raise Refused(Breach("Access rules D2", words, "Ask another administrator."))
    if db.session.query(RoleApplied.id).filter_by(change_id=change.id).first() is not None:
        return False
    db.session.add(RoleApplied(change_id=change.id, applied_at=now, applied_by_id=account_id, applied_by=by.name))
    note("assessor role: OASys changed", "person", change.person_id, by, now, subject_id=change.person_id,
         reason=f"to {change.new_role} from {day_of(change.effective_at)}")  # fmt: skip
    return True
