"""Placing and lifting holds; proposing a removal and deciding on it."""

import json
from datetime import date, datetime

from app import jobs
from app.database import db
from app.history.actions import Actor, note
from app.keeping import due, queries, removing
from app.keeping.models import Hold, Removal
from app.keeping.terms import MONTHS, YEARS, terms
from app.people.models import Person
from app.policy import keeping as policy
from app.policy.rules import insist, insist_reason
from app.settings import turns
from app.settings.queries import value

HOLD = "hold"


def place(on: Person, reason: str, by: Actor, now: datetime) -> Hold:
    """Keep everything about a person, and every record they take part in, until the hold is lifted.

    Refused without a reason, or where one stands. It waits for the batch of a removal that is under way, and a removal
    that is about to be approved waits for it.
    """
    db.session.scalars(queries.UNFINISHED.with_for_update()).all()
    turns.take()  # of two who place one at once, the second finds the first's
    insist_reason(policy.SOURCE, reason)
    insist(policy.PLACE_RULES, policy.Holding(has_one=queries.hold_on(on.id) is not None))
    hold = Hold(person_id=on.id, reason=reason.strip(), placed_by=by.name, placed_at=now)
    db.session.add(hold)
    db.session.flush()
    note("placed", HOLD, hold.id, by, now, reason=reason.strip())
    return hold


def lift(hold: Hold, reason: str, by: Actor, now: datetime) -> None:
    """Let things about the person be removed again when their years have passed. Refused without a reason, or twice."""
    db.session.refresh(hold, with_for_update=True)  # of two who lift it at once, the second finds it lifted
    insist(policy.LIFT_RULES, policy.Holding(is_lifted=hold.lifted_at is not None))
    insist_reason(policy.SOURCE, reason)
    hold.lifted_by, hold.lifted_at, hold.lifted_reason = by.name, now, reason.strip()
    note("lifted", HOLD, hold.id, by, now, reason=reason.strip())


def propose(reason: str, by: Actor, now: datetime, today: date) -> Removal:
    """Propose to remove all that is due today. Refused where nothing is, or while another removal is under way."""
    assert by.account_id is not None
    turns.take()  # of two who propose one at once, the second finds the first's
    counted = due.count(terms(today))
    insist_reason(policy.SOURCE, reason)
    insist(
        policy.PROPOSE_RULES, policy.Deciding(sum(row.number for row in counted), waiting=bool(queries.unfinished()))
    )
    counts = {kind: sum(row.number for row in counted if row.kind == kind) for kind in {row.kind for row in counted}}
    counts |= {key: value(key, today) for key in (YEARS, MONTHS)}
    removal = Removal(
        up_to=today, counts=json.dumps(counts, sort_keys=True), reason=reason.strip(), proposed_by=by.account_id,
        proposed_at=now,
    )  # fmt: skip
    db.session.add(removal)
    db.session.flush()
    note("proposed", removing.THING, removal.id, by, now, reason=reason.strip())
    return removal


def approve(removal: Removal, by: Actor, now: datetime) -> None:
    """Agree to what another administrator proposed, and have a job do it."""
    assert by.account_id is not None
    is_decided = removal.decided_at is not None
    facts = policy.Deciding(1, proposed_by=removal.proposed_by, decided_by=by.account_id, is_decided=is_decided)
    insist(policy.APPROVE_RULES, facts)
    _decide(removal, True, by, now)
    jobs.enqueue(removing.NAME, removal.id)


def decline(removal: Removal, by: Actor, now: datetime) -> None:
    """Say no, or take back one's own proposal. Refused once it is decided: one that was approved is under way."""
    insist(policy.DECIDE_RULES, policy.Deciding(1, is_decided=removal.decided_at is not None))
    _decide(removal, False, by, now)


def _decide(removal: Removal, is_approved: bool, by: Actor, now: datetime) -> None:
    removal.decided_by, removal.decided_at, removal.is_approved = by.account_id, now, is_approved
    note("approved" if is_approved else "declined", removing.THING, removal.id, by, now)
    db.session.flush()
