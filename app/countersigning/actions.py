"""What authors, managers and administrators do with an item, one verb a function. The caller commits."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.assessors.facts import Rows, facts_from, rows_of
from app.countersigning import telling
from app.countersigning.form import ANSWER_KEYS
from app.countersigning.models import Decision, Item, Point, Recall, Round, Typed
from app.countersigning.queries import Found, course_of, rounds_of
from app.countersigning.seals import seal_of
from app.countersigning.sheet import Sheet, decision_lines, said
from app.database import db
from app.history.actions import Actor, note
from app.language import day, moment
from app.people.models import Person
from app.policy import countersigning as policy
from app.policy import recall as recall_policy
from app.policy.assessor_roles import standing
from app.policy.checklist import SEND_BACK, problems
from app.policy.countersigning import COUNTERSIGNS, FIRST, OASYS, RECALL, SENDS_BACK, insist_state
from app.policy.rules import Breach, Refused, insist, insist_reason
from app.records import snapshot
from app.records.answers import Saved, Stale, Writer, store
from app.settings.queries import holidays, value

SOURCE = "Domain guide C6"


def open_item(kind: str, author: Person, case_reference: str, by: Actor, now: datetime) -> Item:
    """Start an item of a kind. A recall starts as considered (see recalls.consider)."""
    state = policy.CONSIDERED if kind == RECALL else policy.DRAFT
    item = Item(kind=kind, author_id=author.id, case_reference=case_reference.strip(), state=state, opened_at=now,
                since=now)  # fmt: skip
    db.session.add(item)
    db.session.flush()
    happened(item, "started", by, now)
    return item


def happened(item: Item, verb: str, by: Actor, now: datetime, reason: str = "") -> None:
    """Note in history what happened to an item."""
    note(verb, "countersign item", item.id, by, now, subject_id=item.author_id, reason=reason)


def save(item_id: int, states: frozenset[str], round: int, key: str, text: str, revision: int, by: Writer,
         now: datetime, *, author_of: str = "") -> Saved | Stale | None:  # fmt: skip
    """Store one answer of a round in writing. None when the item is past it, or in none of these states.

    With `author_of` also when it is not an item of that kind whose author writes.
    """
    guard = select(Item.id).where(Item.id == item_id, Item.round == round, Item.state.in_(states))
    if author_of:
        guard = guard.where(Item.author_id == by.person_id, Item.kind == author_of)
    guard = guard.with_for_update(key_share=True)
    which = {"item_id": item_id, "person_id": by.person_id, "round": round, "key": key}
    return store(Typed, which, guard, text, revision, by, now)


def needed_now(author_id: int, kind: str, texts: Mapping[str, str], now: datetime) -> tuple[policy.Need, str]:
    """Whether what the author signs now needs a countersignature, and the author's role at this instant."""
    rows = rows_of([author_id]).get(author_id, Rows())
    role = standing(facts_from(rows), now)
    return policy.need(kind, role, is_forced=texts.get("forced") == "yes"), role.role


def sign(found: Found, sheet: Sheet, by: Actor, now: datetime, today: date) -> Round:
    """The author signs the round. It waits for a countersignature, or stands as self-signed. Raises Refused."""
    item = found.item
    insist_state("sign", item.state)
    if bad := sheet.problems(today):
        raise Refused(*(Breach(SOURCE, words) for _, words in bad))
    need, role = needed_now(item.author_id, item.kind, sheet.texts, now)
    facts = _facts(found, role, need, now)
    body, fingerprint = snapshot.freeze(facts, sheet.lines())
    signed = Round(
        item_id=item.id, number=item.round, author_id=item.author_id, author=found.author.name,
        job_role=found.posting.job_role if found.posting else "", role=role, is_required=need.is_required,
        why=json.dumps([[each.source, each.words] for each in need.reasons]), body=body, fingerprint=fingerprint,
        signed_at=now,
    )  # fmt: skip
    db.session.add(signed)
    db.session.flush()
    note("signed", "countersign round", signed.id, by, now, subject_id=item.author_id, seal=seal_of(signed))
    item.first_signed_at = item.first_signed_at or now
    item.since, item.parked_until, item.parked_reason = now, None, ""
    item.why = _why(need, item.round)
    if need.is_required:
        item.state, item.due_on = policy.REQUESTED, due(item.kind, sheet.day("dossier_on"), today)
        happened(item, "signed and asked for a countersignature", by, now)
        telling.requested(found, now)
    else:
        item.state, item.due_on, item.closed_at = policy.SELF_SIGNED, None, now
        happened(item, "self-signed: no countersignature needed", by, now)
    return signed


def _why(need: policy.Need, round: int) -> str:
    """In a line, for a row of a list: the reasons, and that it is not the first round."""
    words = "; ".join(f"{each.words.removesuffix('.')} ({each.source})" for each in need.reasons)
    return f"{words}.{f' Round {round}.' if round > 1 else ''}"[:400]


def due(kind: str, dossier_on: date | None, today: date) -> date | None:
    """The day by which what is signed today is countersigned (see policy.due_on)."""
    if kind == policy.PAROLE:
        days = value("countersign.parole_days", today)
        return policy.due_on(kind, today, days, dossier_on=dossier_on, extra=holidays(today))
    return policy.due_on(kind, today, value("countersign.due_days", today), extra=holidays(today))


def _facts(found: Found, role: str, need: policy.Need, now: datetime) -> dict[str, Any]:
    item, posting = found.item, found.posting
    return {
        "item": item.id,
        "kind": item.kind,
        "kind_name": policy.KINDS[item.kind].name,
        "case_reference": item.case_reference,
        "round": item.round,
        "author": {"id": item.author_id, "name": found.author.name, "staff_number": found.author.staff_number,
                   "job_role": posting.job_role if posting else ""},
        "role": role,
        "why": [[each.source, each.words] for each in need.reasons],
        "meaning": policy.AUTHOR_MEANINGS[item.kind],
        "made_at": now.isoformat(timespec="seconds"),
    }  # fmt: skip


def decide(
    found: Found, texts: Mapping[str, str], fingerprint: str, learning: Mapping[str, str], by: Actor, now: datetime
) -> Decision:
    """Countersign the round or send it back for rework. `fingerprint` is that of the round that was shown.

    `learning` are the coded learning points and their words. Raises Refused: not their turn, no capacity, their own
    work, decided meanwhile, or something missing.
    """
    item, part = found.item, found.part
    rounds = rounds_of(item.id)
    _insist_undecided(item, rounds)
    insist(policy.RULES[part], found.signing(part))
    current, decisions = rounds[-1]
    if current.fingerprint != fingerprint:
        raise Refused(Breach("Domain guide C9", "The author signed again since you opened it.", "Read it again."))
    if bad := problems(item.kind, said(item.kind, texts)):
        raise Refused(*(Breach(SOURCE, words) for _, words in bad))
    sends_back = texts["verdict"] == SEND_BACK
    decision = put(found, part, SENDS_BACK if sends_back else COUNTERSIGNS, decision_lines(
        item.kind, texts, learning, by.name), by, now, of=current)  # fmt: skip
    item.parked_until, item.parked_reason, item.since = None, "", now
    if sends_back:
        _points(item, decision, texts, now)
        happened(item, "sent back for rework", by, now)
        _again(item, policy.REWORK, now)
        telling.sent_back(found, decisions, now)
    else:
        happened(item, "countersigned" if part == FIRST else "countersigned as the second", by, now)
        _after(found, part, now)
    return decision


def _insist_undecided(item: Item, rounds: list[tuple[Round, list[Decision]]]) -> None:
    if item.state not in policy.ACTS["decide"]:
        last = next((each[1][-1] for each in reversed(rounds) if each[1]), None)
        if last:
            words = f"{last.name} decided this on {moment(last.signed_at)}: {last.verdict}."
            raise Refused(Breach("Domain guide C9", words, "Nothing of yours was stored as signed."))
    insist_state("decide", item.state)


def put(
    found: Found, part: str, verdict: str, lines: list[snapshot.Line], by: Actor, now: datetime,
    *, of: Round | None = None, facts: Mapping[str, Any] | None = None,
) -> Decision:  # fmt: skip
    """Freeze and sign what a manager decided, in the part that they may sign."""
    item, me = found.item, found.me
    assert me is not None
    meaning = policy.SENT_BACK_MEANING if verdict == SENDS_BACK else policy.MEANINGS.get((item.kind, part), verdict)
    told = {"item": item.id, "kind": item.kind, "case_reference": item.case_reference, "round": of.number if of else 0,
            "part": part, "verdict": verdict, "meaning": meaning, "of": of.fingerprint if of else "",
            "by": {"id": me.person_id, "name": by.name, "for": by.for_name, "capacity": by.capacity},
            "made_at": now.isoformat(timespec="seconds"), **(facts or {})}  # fmt: skip
    body, fingerprint = snapshot.freeze(told, lines)
    decision = Decision(
        item_id=item.id, round=of.number if of else 0, part=part, verdict=verdict, person_id=me.person_id, name=by.name,
        for_name=by.for_name, capacity=by.capacity, meaning=meaning, body=body, fingerprint=fingerprint,
        authority=found.delegation if me.job_role == policy.DEPUTY and part in ("second", "endorsement") else "",
        of_fingerprint=of.fingerprint if of else "", signed_at=now,
    )  # fmt: skip
    db.session.add(decision)
    db.session.flush()
    note("signed", "countersign decision", decision.id, by, now, subject_id=item.author_id, seal=seal_of(decision))
    return decision


def _points(item: Item, decision: Decision, texts: Mapping[str, str], now: datetime) -> None:
    for number, point in enumerate(said(item.kind, texts).points, 1):
        if point.is_begun:
            db.session.add(Point(decision_id=decision.id, item_id=item.id, author_id=item.author_id, number=number,
                                 section=point.section, learning=point.learning, raised_at=now))  # fmt: skip


def _after(found: Found, part: str, now: datetime) -> None:
    item = found.item
    if item.kind == RECALL:
        item.state = policy.SECOND if part == FIRST else policy.READY
        telling.first_signed(found, now) if part == FIRST else telling.countersigned(found, now)
        return
    item.state, item.due_on, item.closed_at = policy.COUNTERSIGNED, None, now
    telling.countersigned(found, now)


def _again(item: Item, state: str, now: datetime, *, is_undecided: bool = False) -> None:
    """Open the next round for its author, beginning with what was typed in this one.

    The answers to an earlier send-back go along only while nobody has decided on them (`is_undecided`).
    """
    rows = db.session.scalars(
        select(Typed).where(Typed.item_id == item.id, Typed.person_id == item.author_id, Typed.round == item.round)
    ).all()
    item.state, item.round, item.since, item.due_on, item.closed_at = state, item.round + 1, now, None, None
    for row in rows:
        if is_undecided or row.key not in ANSWER_KEYS:
            db.session.add(
                Typed(item_id=item.id, person_id=item.author_id, round=item.round, key=row.key, text=row.text,
                      saved_at=row.saved_at, saved_by=row.saved_by, saved_in=row.saved_in)
            )  # fmt: skip


def take_back(found: Found, by: Actor, now: datetime) -> None:
    """The author takes a submission back before the last signature, to write it afresh and sign again."""
    insist_state("take back", found.item.state)
    happened(found.item, "taken back by the author", by, now)
    telling.taken_back(found, now)
    _again(found.item, policy.DRAFT, now, is_undecided=found.item.state == policy.REQUESTED)


def withdraw(found: Found, reason: str, by: Actor, now: datetime) -> None:
    """The author ends an item that will not be signed (again). What was signed before stays readable."""
    insist_state("withdraw", found.item.state)
    insist_reason("Domain guide C9", reason)
    telling.withdrawn(found, now)
    found.item.state, found.item.closed_at, found.item.clock = policy.WITHDRAWN, now, None
    happened(found.item, "withdrawn", by, now, reason)


def park(found: Found, until: date, reason: str, by: Actor, now: datetime, today: date) -> None:
    """Keep an item off one's list until a day, with a reason the author sees. Its due day stays. Raises Refused."""
    item = found.item
    insist_state("park", item.state)
    insist(policy.RULES[FIRST], found.signing(FIRST))
    insist_reason(SOURCE, reason)
    days = value("countersign.park_days", today)
    if not today < until <= today + timedelta(days=days):
        raise Refused(Breach(SOURCE, f"Park it until a day from tomorrow to {days} days ahead.", "Change the day."))
    item.parked_until, item.parked_reason = until, reason
    happened(item, f"parked until {day(until)}", by, now, reason)


def unpark(found: Found, by: Actor, now: datetime) -> None:
    """Take a parked item up again before its day."""
    if found.item.parked_until is not None:
        found.item.parked_until, found.item.parked_reason = None, ""
        happened(found.item, "taken up again", by, now)


def give(found: Found, to: Person, signing: policy.Signing, reason: str, by: Actor, now: datetime) -> None:
    """An administrator gives an item to someone who may sign it. `signing` are the facts about them. Raises Refused."""
    insist_state("give", found.item.state)
    insist_reason("Domain guide C5", reason)
    insist(policy.FIRST_RULES, signing)
    found.item.assigned_id, found.item.parked_until = to.id, None
    happened(found.item, "given to another manager", by, now, f"{to.name}: {reason}")
    telling.given(found, to.id, now)


def roll_back(found: Found, comment: str, by: Actor, now: datetime, today: date) -> None:
    """An administrator opens a finished item again: its author signs afresh, in the role of that moment."""
    item = found.item
    insist_state("roll back", item.state)
    insist_reason(SOURCE, comment)
    days = value("countersign.rollback_days", today)
    if item.kind != OASYS or item.closed_at is None or now - item.closed_at > timedelta(days=days):
        words = f"Only an OASys assessment that was finished at most {days} days ago can be rolled back."
        raise Refused(Breach(SOURCE, words, "Start a new assessment."))
    happened(item, "rolled back", by, now, comment)
    _again(item, policy.DRAFT, now)
    telling.rolled_back(found, now)


def set_clock(item: Item, recall: Recall) -> None:
    """Keep the earliest limit still to be met where lists find it."""
    item.clock = recall_policy.limit(course_of(recall))
