"""Proposing to open records, deciding on it, telling the person later, and looking back on a month."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.break_glass import queries, telling
from app.break_glass.models import Approval, Proposal, Review
from app.break_glass.queries import REVIEW, Found
from app.database import db
from app.history.actions import Actor, note
from app.language import LONDON, moment
from app.people.models import Person
from app.people.queries import posting_on
from app.policy import break_glass as policy
from app.policy.access import NotAllowed
from app.policy.rules import insist, insist_reason
from app.records.models import OpenedTo
from app.records.opened import THING, is_on
from app.settings import turns
from app.settings.queries import value


@dataclass(frozen=True)
class Asked:
    """What is asked for: whose records, which, to whom, for which process and why; and why the person is not told."""

    subject: Person
    reader: Person
    records: Collection[int]
    process: str
    reference: str
    reason: str
    is_told: bool = True
    untold_reason: str = ""


def propose(asked: Asked, by: Actor, now: datetime, today: date) -> Proposal:
    """Put it before the directors who may decide, and tell them. Refused where it may not be asked for.

    The same proposed twice by one assurance reader is one proposal, as long as nobody has decided.
    """
    assert by.account_id is not None
    turns.take()  # of two presses of one button, the second finds the first's
    insist_reason(policy.SOURCE, asked.reason)
    facts = _facts(asked, today)
    insist(policy.PROPOSE_RULES, facts)
    wanted = _wanted(asked, by)
    if standing := _standing(wanted, asked.records, today):
        return standing
    expires_on = today + timedelta(days=value(policy.EXPIRY_DAYS, today))
    proposal = Proposal(**wanted, proposed_at=now, expires_on=expires_on)
    db.session.add(proposal)
    db.session.flush()
    db.session.add_all(
        OpenedTo(proposal_id=proposal.id, record_id=each, person_id=asked.reader.id) for each in sorted(asked.records)
    )
    db.session.flush()
    directors = queries.apart(proposal.id, today)
    insist(policy.PROPOSE_RULES, replace(facts, apart=len(directors)))
    _noted("proposed", proposal, by, now)
    telling.asked(proposal, asked.subject, directors, now)
    return proposal


def _wanted(asked: Asked, by: Actor) -> dict[str, Any]:
    """What a proposal says from its beginning on, but for its days."""
    return {
        "subject_id": asked.subject.id, "reader_id": asked.reader.id, "process": asked.process,
        "reference": asked.reference.strip(), "reason": asked.reason.strip(), "is_told": asked.is_told,
        "untold_reason": "" if asked.is_told else asked.untold_reason.strip(), "proposed_by": by.account_id,
    }  # fmt: skip


def _standing(wanted: dict[str, Any], records: Collection[int], today: date) -> Proposal | None:
    """The proposal that says the same, names the same records and still waits."""
    same = select(Proposal).filter_by(**wanted, decided_how=None).where(Proposal.expires_on >= today)
    for each in db.session.scalars(same):
        if {row.record_id for row, _ in queries.named(each.id)} == set(records):
            return each
    return None


def _facts(asked: Asked, today: date) -> policy.Proposing:
    """What the rules of a proposal ask, but for the directors."""
    offered = {record.id: record for record in queries.nameable(asked.subject.id)}
    chosen = [offered[each] for each in asked.records if each in offered]
    return policy.Proposing(
        is_on=is_on(today),
        named=len(asked.records),
        others=len(asked.records) - len(chosen),
        reader_is_here=posting_on(asked.reader.id, today) is not None,
        reader_is_subject=asked.reader.id == asked.subject.id,
        reader_leads=any(record.lead_id == asked.reader.id for record in chosen),
        is_told=asked.is_told,
        says_why_not=bool(asked.untold_reason.strip()),
    )


def approve(found: Found, person_id: int, by: Actor, now: datetime, today: date) -> bool:
    """A director agrees; with the second one the records open. True when they do. Hold the proposal before."""
    found.insist("approve")
    proposal = found.proposal
    # Asked afresh: what was found before the proposal was held may have waited for another approval.
    before = set(db.session.scalars(select(Approval.person_id).where(Approval.proposal_id == proposal.id)))
    if person_id in before:
        raise NotAllowed
    stand_apart = before <= set(queries.apart(proposal.id, today))
    insist(policy.APPROVE_RULES, replace(_deciding(proposal, today), stand_apart=stand_apart))
    place = len(before) + 1
    db.session.add(Approval(proposal_id=proposal.id, person_id=person_id, place=place, approved_at=now))
    _noted("approved", proposal, by, now)
    if place == policy.APPROVERS:
        _open(found, by, now, today)
    return place == policy.APPROVERS


def _open(found: Found, by: Actor, now: datetime, today: date) -> None:
    """Let the reader in for the hours that the setting says, and tell everybody who is to know."""
    proposal = found.proposal
    _end(proposal, policy.OPENED, None, by, now)
    ends_at = now + timedelta(hours=value(policy.HOURS, today))
    rows = queries.named(proposal.id)
    for row, _ in rows:
        row.opened_at, row.ends_at, row.last_day = now, ends_at, ends_at.astimezone(LONDON).date()
        row.told_at = now if proposal.is_told else None
    db.session.flush()
    _for_review(ends_at.astimezone(LONDON).date())
    telling.opened(proposal, found.subject, moment(ends_at), now)
    if proposal.is_told:
        telling.known(found.subject, found.reader, rows, now)


def decline(found: Found, reason: str, by: Actor, now: datetime, today: date) -> None:
    """A director says no, with a reason: that ends it, whatever another one said."""
    _finish(found, "decline", policy.DECLINED, reason, by, now, today)


def withdraw(found: Found, reason: str, by: Actor, now: datetime, today: date) -> None:
    """The proposer takes it back, with a reason."""
    _finish(found, "withdraw", policy.WITHDRAWN, reason, by, now, today)


def _finish(found: Found, verb: str, how: str, reason: str, by: Actor, now: datetime, today: date) -> None:
    found.insist(verb)
    insist(policy.END_RULES, _deciding(found.proposal, today))
    insist_reason(policy.SOURCE, reason)
    _end(found.proposal, how, reason.strip(), by, now)


def tell(found: Found, by: Actor, now: datetime) -> None:
    """Tell the person and the leads of records that were opened without it; their readings show from then on."""
    found.insist("tell")
    rows = queries.named(found.proposal.id)
    is_told = any(row.told_at for row, _ in rows)
    insist(policy.TELL_RULES, policy.Telling(found.proposal.decided_how == policy.OPENED, is_told))
    for row, _ in rows:
        row.told_at = now
    _noted("told the person", found.proposal, by, now)
    telling.known(found.subject, found.reader, rows, now)


def confirm(review: Review, text: str, by: Actor, now: datetime, today: date) -> None:
    """Confirm what a month held, with a note. Whoever is not told yet is asked about again in the next month.

    Whether the viewer may, who must have proposed none of it, is asked before.
    """
    insist(policy.REVIEW_RULES, policy.Reviewing(today > review.up_to, review.reviewed_at is not None))
    insist_reason(policy.SOURCE, text)
    review.reviewed_by, review.reviewed_at, review.note = by.account_id, now, text.strip()
    if any(each.is_untold for each in queries.month(review.up_to)):
        turns.take()
        _for_review(review.up_to + timedelta(days=1))
    note("reviewed", REVIEW, review.id, by, now)  # after what reads history: nobody waits for a turn who appends


def _deciding(proposal: Proposal, today: date) -> policy.Deciding:
    return policy.Deciding(is_on(today), proposal.decided_how or "", today > proposal.expires_on)


def _end(proposal: Proposal, how: str, reason: str | None, by: Actor, now: datetime) -> None:
    proposal.decided_how, proposal.decided_by, proposal.decided_at = how, by.account_id, now
    proposal.decided_reason = reason
    _noted(how, proposal, by, now)


def _noted(verb: str, proposal: Proposal, by: Actor, now: datetime) -> None:
    """Note it about the person, and see to it that its month is looked back on."""
    note(verb, THING, proposal.id, by, now, subject_id=proposal.subject_id)
    turns.take()
    _for_review(now.astimezone(LONDON).date())


def _for_review(day: date) -> None:
    """The review of a day's month, once."""
    up_to = policy.month_end(day)
    if db.session.scalar(select(Review.id).where(Review.up_to == up_to)) is None:
        due_on = up_to + timedelta(days=value(policy.REVIEW_DAYS, day))
        db.session.add(Review(up_to=up_to, since=queries.bounds(up_to)[1], due_on=due_on))
        db.session.flush()
