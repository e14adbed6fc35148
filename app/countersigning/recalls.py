"""The steps of a recall that are its own: considered, decided, explained, endorsed, raised to an emergency, sent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from app.countersigning import telling
from app.countersigning.actions import happened, open_item, put, set_clock
from app.countersigning.models import Decision, Item, Recall
from app.countersigning.queries import Found, course_of, earlier_decisions
from app.database import db
from app.history.actions import Actor
from app.language import LONDON, instant
from app.people.models import Person
from app.policy import countersigning as policy
from app.policy.countersigning import AGREEMENT, ENDORSEMENT, RATIONALE, RECALL, insist_state
from app.policy.recall import (
    ALTERNATIVES,
    DOES_NOT_RECALL,
    RECALLS,
    beginning_problems,
    decision_problems,
    needs_endorsement,
    rationale_due,
    sending_problems,
)
from app.policy.rules import Breach, Refused, insist, insist_reason
from app.policy.working_days import UnknownYear
from app.records.snapshot import Line
from app.settings.queries import holidays, value

SOURCE = "National Standards 9.3.2"
DECIDER = "decider"


def consider(
    author: Person, case_reference: str, licence_from: date, considered_at: datetime, assigned_id: int | None,
    by: Actor, now: datetime, *, is_emergency: bool,
) -> Item:  # fmt: skip
    """Start a recall from the moment it became a potential action: its clock runs from there. Raises Refused."""
    if bad := beginning_problems(licence_from, considered_at, now):
        raise Refused(*(Breach(SOURCE, words, "Change the day or time.") for _, words in bad))
    item = open_item(RECALL, author, case_reference, by, now)
    item.assigned_id, item.since = assigned_id, considered_at
    item.why = "Recall is considered: the line manager decides (National Standards 9.3.2)."
    recall = Recall(item_id=item.id, licence_from=licence_from, considered_at=considered_at,
                    emergency_at=considered_at if is_emergency else None)  # fmt: skip
    db.session.add(recall)
    db.session.flush()
    set_clock(item, recall)
    return item


def told_considered(found: Found, now: datetime) -> None:
    """Tell whoever decides that a recall was started."""
    telling.recall_step("recall.considered", found, now)


def agree(
    found: Found, decision: str, at: datetime | None, alternatives: Sequence[str], detail: str, rationale: str,
    by: Actor, now: datetime, *, sensitive: bool, later: bool,
) -> Decision:  # fmt: skip
    """Record and sign the manager's decision: recall, or do not recall, with what was tried. Raises Refused.

    `at` is when it was decided, which may lie before now; `later` puts the rationale off by a working day.
    """
    item, recall = found.item, _recall(found)
    insist_state("agree", item.state)
    insist(policy.RULES[AGREEMENT], found.signing(AGREEMENT))
    bad = decision_problems(course_of(recall), decision, at, alternatives, detail, rationale, now, later=later)
    if bad or at is None:
        raise Refused(*(Breach(SOURCE, words) for _, words in bad))
    lines = decision_lines(decision, at, alternatives, detail, rationale, by.name, sensitive=sensitive)
    signed = put(found, AGREEMENT, decision, lines, by, now, facts={"decided_at": at.isoformat()})
    second = needs_endorsement(decision, earlier_decisions(item, recall.licence_from))
    recall.decision, recall.decided_at = decision, at
    recall.agreed_at = at if decision == RECALLS else None
    if rationale.strip():
        recall.rationale_at = now
    else:
        recall.rationale_due_on = rationale_due_on(now)
    happened(item, f"decided: {decision}", by, now)
    item.since = now
    if decision == RECALLS:
        item.state = policy.DRAFT
    else:
        item.state, item.closed_at = (policy.ENDORSE, None) if second else (policy.NOT_RECALLED, now)
    set_clock(item, recall)
    telling.recall_step("recall.decided", found, now, to_author=True)
    if item.state == policy.ENDORSE:
        item.why = (
            "A second decision not to recall on this licence needs senior endorsement (published recall service)."
        )
        telling.recall_step("recall.endorse", found, now)
    return signed


def rationale_due_on(now: datetime) -> date | None:
    """The day by which a rationale put off now is due; None where the bank holidays are not known."""
    today = now.astimezone(LONDON).date()
    try:
        return rationale_due(now, value("recall.rationale_days", today), holidays(today))
    except UnknownYear:
        return None


def decision_lines(
    decision: str, at: datetime, alternatives: Sequence[str], detail: str, rationale: str, by: str, *, sensitive: bool
) -> list[Line]:
    """A decision about a recall as it is frozen."""
    words = dict(ALTERNATIVES)
    told = (
        ("decision", "Decision", {RECALLS: "Recall", DOES_NOT_RECALL: "Do not recall"}[decision]),
        ("decided_at", "Decided at", instant(at).replace("\N{NO-BREAK SPACE}", " ")),
        ("alternatives", "Alternatives tried", "; ".join(words.get(each, each) for each in alternatives)),
        ("alternatives_detail", "What else was tried", detail),
        ("rationale", "Rationale", rationale),
        ("sensitive", "Sensitive", "Yes" if sensitive else "No"),
    )
    return [Line(key, DECIDER, by, "Decision", label, text.strip()) for key, label, text in told if text.strip()]


def explain(found: Found, rationale: str, by: Actor, now: datetime) -> Decision:
    """Write the rationale that was put off, signed by whoever decided. Late or not, it is recorded."""
    recall = _recall(found)
    if not recall.decision or recall.rationale_at is not None:
        raise Refused(Breach(SOURCE, "There is no rationale to be written.", "Open the item to read it."))
    insist_reason(SOURCE, rationale)
    line = Line("rationale", DECIDER, by.name, "Decision", "Rationale", rationale.strip())
    signed = put(found, RATIONALE, "rationale", [line], by, now)
    recall.rationale_at = now
    happened(found.item, "wrote the rationale", by, now)
    return signed


def endorse(found: Found, comment: str, by: Actor, now: datetime) -> Decision:
    """A senior manager endorses a second decision not to recall on one licence. Raises Refused."""
    item = found.item
    insist_state("endorse", item.state)
    facts = found.signing(ENDORSEMENT)
    decided = any(part == AGREEMENT for _, part in found.decided)
    insist(policy.RULES[ENDORSEMENT], replace(facts, signed_first=decided))
    insist_reason(SOURCE, comment)
    line = Line("comment", DECIDER, by.name, "Endorsement", "Why I endorse it", comment.strip())
    signed = put(found, ENDORSEMENT, "endorsed", [line], by, now)
    item.state, item.closed_at, item.since = policy.NOT_RECALLED, now, now
    happened(item, "endorsed the decision not to recall", by, now)
    telling.recall_step("recall.decided", found, now, to_author=True)
    return signed


def raise_emergency(found: Found, reason: str, by: Actor, now: datetime) -> None:
    """Make a recall an emergency from now on: a clock of 2 hours starts, and an earlier limit stands."""
    item, recall = found.item, _recall(found)
    insist_state("raise", item.state)
    if recall.emergency_at is not None:
        raise Refused(Breach(SOURCE, f"It is an emergency since {instant(recall.emergency_at)}.", "Open the item."))
    insist_reason(SOURCE, reason)
    recall.emergency_at = now
    set_clock(item, recall)
    happened(item, "raised to an emergency", by, now, reason)
    telling.recall_step("recall.emergency", found, now)


def send(found: Found, at: datetime, by: Actor, now: datetime) -> None:
    """Record that the report went to the Public Protection Casework Section (PPCS), after both signatures."""
    item, recall = found.item, _recall(found)
    insist_state("send", item.state)
    if bad := sending_problems(at, item.since, now):
        raise Refused(*(Breach("Domain guide C8", words, "Change the day or time.") for _, words in bad))
    recall.sent_at, item.state, item.closed_at = max(at, item.since), policy.SENT, now
    set_clock(item, recall)
    happened(item, "sent to PPCS", by, now)


def _recall(found: Found) -> Recall:
    if found.recall is None:
        raise Refused(Breach("Domain guide C8", "This is no recall."))
    return found.recall
