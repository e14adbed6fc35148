"""Administrators' and assurance readers' accounts: one administrator proposes, a second one decides."""

from datetime import datetime

from sqlalchemy import select

from app.auth import actions, queries, sessions
from app.auth.models import Account, Proposal
from app.database import db
from app.history.actions import Actor, note
from app.policy import accounts as policy
from app.policy.rules import insist
from app.settings import turns

THING = "account proposal"


def propose(email: str, name: str, role: str, reason: str, by: Actor, now: datetime) -> Proposal:
    """Propose that this person gets an account of this role, or that their second account changes to it.

    The same proposed twice by one administrator is one proposal, as long as nobody has decided.
    """
    assert by.account_id is not None
    turns.take()  # of two presses of one button, the second finds the first's
    same = {"email": queries.normal(email), "name": name, "role": role, "reason": reason, "proposed_by": by.account_id}
    standing = db.session.scalar(select(Proposal).filter_by(**same, decided_at=None))
    if standing is not None:
        return standing
    proposal = Proposal(
        email=queries.normal(email), name=name, role=role, reason=reason, proposed_by=by.account_id, proposed_at=now
    )
    insist(policy.GRANT_RULES, _facts(proposal, None))
    db.session.add(proposal)
    db.session.flush()
    note("proposed", THING, proposal.id, by, now, reason=f"{role}: {reason}")
    return proposal


def approve(proposal: Proposal, by: Actor, now: datetime) -> tuple[Account, str]:
    """Do what was proposed. Gives the account and the token of its invitation, empty if it is in use already."""
    insist(policy.GRANT_RULES, _facts(proposal, by.account_id))
    _decide(proposal, True, by, now)
    account = queries.by_email(proposal.email)
    if account is None:
        account = actions.create(proposal.email, proposal.name, proposal.role, by, now)
    elif account.role != proposal.role:
        note("role changed", actions.THING, account.id, by, now, reason=f"{account.role} to {proposal.role}")
        account.role = proposal.role
        sessions.end_all(account.id, now, "role changed")
        actions.end_links(account, now)
    return account, "" if actions.is_in_use(account) else actions.make_link(account, by, now)


def decline(proposal: Proposal, by: Actor, now: datetime) -> None:
    """Say no, or take back one's own proposal."""
    if proposal.decided_at is None:
        _decide(proposal, False, by, now)


def _decide(proposal: Proposal, is_approved: bool, by: Actor, now: datetime) -> None:
    proposal.decided_by, proposal.decided_at, proposal.is_approved = by.account_id, now, is_approved
    note("approved" if is_approved else "declined", THING, proposal.id, by, now, reason=proposal.role)


def _facts(proposal: Proposal, decided_by: int | None) -> policy.Grant:
    standing = queries.by_email(proposal.email)
    is_member_of_staff = queries.is_staff_address(proposal.email) or bool(standing and standing.person_id)
    return policy.Grant(
        proposal.role,
        proposal.proposed_by,
        decided_by,
        standing.id if standing is not None else None,
        is_member_of_staff,
        proposal.decided_at is not None,
    )
