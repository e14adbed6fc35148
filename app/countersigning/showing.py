"""What the pages of an item say: who is asked and by when, how long it has taken, what was signed, what happened."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.countersigning import actions, clocks, queries
from app.countersigning.form import SBAR, Sent
from app.countersigning.models import Decision, Item, Round
from app.countersigning.queries import Found
from app.countersigning.sheet import Sheet, Told, open_points, sent_points, told
from app.history.actions import Actor, note
from app.history.chain import digest
from app.history.models import Event
from app.history.queries import events_of, openings, timeline
from app.notices.waiting import when
from app.people.cover import who_covers
from app.people.models import Person
from app.people.queries import manager_of, person
from app.policy import countersigning as policy
from app.policy.assessor_facts import day_of
from app.policy.countersign_access import AUTHOR
from app.policy.countersigning import OASYS, PAROLE, RECALL, Need, Reason
from app.policy.working_days import UnknownYear, between
from app.records import snapshot
from app.records.pages import only_reading
from app.settings.queries import holidays, value

THING = "countersign item"
ROUNDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
# States by whose turn it is, for the author's own list.
WITH_AUTHOR = frozenset({policy.DRAFT, policy.REWORK, policy.READY})
WAITING = frozenset({policy.CONSIDERED, policy.REQUESTED, policy.SECOND, policy.ENDORSE})
FINISHED = frozenset(policy.STATE_WORDS) - WITH_AUTHOR - WAITING
# Words of a form that have a place of their own on the page to read.
APART = frozenset({key for key, _, _ in SBAR} | {"answer_1", "answer_2", "answer_3", "changed"})


@dataclass(frozen=True)
class Goes:
    """Who is asked first: the line manager of the day or whoever it was given to, and who covers for them ("")."""

    name: str
    cover: str
    is_given: bool


@dataclass(frozen=True)
class Asked:
    """What signing now asks for: whether and why, the author's role at this instant, of whom, and by when."""

    need: Need
    role: str
    goes: Goes | None
    due_on: date | None
    days: int


def goes_to(author_id: int, kind: str, assigned_id: int | None, today: date) -> Goes | None:
    """Who is asked to sign first; None where nobody is recorded. Two queries."""
    found: Person | None = person(assigned_id) if assigned_id else manager_of(author_id, today)
    if found is None:
        return None
    cover = who_covers(found.id, kind, today)
    return Goes(found.name, cover.name if cover and cover.id != author_id else "", assigned_id is not None)


def asked(author_id: int, kind: str, now: datetime, today: date, sheet: Sheet | None = None) -> Asked:
    """What the author would be told on signing this instant. Parole and recall need no look at the role."""
    texts = sheet.texts if sheet else {}
    need, role = actions.needed_now(author_id, kind, texts, now)
    days = value("countersign.parole_days" if kind == PAROLE else "countersign.due_days", today)
    if not need.is_required:
        return Asked(need, role, None, None, days)
    dossier_on = sheet.day("dossier_on") if sheet else None
    due = actions.due(kind, dossier_on, today) if kind == OASYS or dossier_on else None
    return Asked(need, role, goes_to(author_id, kind, sheet.item.assigned_id if sheet else None, today), due, days)


def sheet_of(found: Found, rounds: list[tuple[Round, list[Decision]]]) -> Sheet:
    """What the author is typing in this round, with the points it answers. One query."""
    item = found.item
    typed = queries.typed(item.id, item.author_id, item.round)
    return Sheet(item, found.author.name, typed, open_points(rounds))


def seen(sheet: Sheet, need: Need) -> str:
    """A mark of what a check page shows: it changes with every answer, with the round and with what is needed."""
    texts = {question.key: sheet.text(question.key) for question in sheet.questions}
    return digest([sheet.item.round, need.is_required, texts])


def first_round(number: int) -> str:
    """first round, second round"""
    return f"{ROUNDS[number - 1]} round" if number <= len(ROUNDS) else f"round {number}"


def kicker(item: Item) -> str:
    """OASys assessment; from the second time on with the round."""
    return policy.KINDS[item.kind].name + (f", {first_round(item.round)}" if item.round > 1 else "")


def days_taken(item: Item, today: date) -> int | None:
    """Working days since the author first signed, until it was closed or today; None where it can't be said."""
    if item.first_signed_at is None:
        return None
    try:
        end = day_of(item.closed_at) if item.closed_at else today
        return max(between(day_of(item.first_signed_at), end, holidays(today)), 0)
    except UnknownYear:
        return None


def note_reading(found: Found, events: Sequence[Event], by: Actor, now: datetime) -> None:
    """Note, once a sign-in, that this person opened the text."""
    if not any(event.verb == "read" and event.session_id == by.session_id for event in events):
        note("read", THING, found.item.id, by, now, subject_id=found.item.author_id)


def reading(found: Found, by: Actor, now: datetime, today: date) -> dict[str, Any]:
    """Everything the page of an item shows this viewer, and the note that its text was opened."""
    item, events = found.item, events_of(THING, found.item.id)
    shown: dict[str, Any] = {
        "found": found, "item": item, "kind": policy.KINDS[item.kind], "kicker": kicker(item),
        "state": policy.STATE_WORDS[item.state], "taken": days_taken(item, today), "due": _due(item, today),
        "timeline_events": timeline(events), "is_author": by_author(found), "reads": "read" in found.verbs,
        "goes": waits_for(found, today), "today": today, "at": now,
    }  # fmt: skip
    if not shown["reads"]:
        return {**shown, "course": clocks.shown(found, [], (), now)}
    note_reading(found, events, by, now)
    only_reading()
    rounds = queries.rounds_of(item.id)
    before = queries.before_report(item.id) if item.kind == RECALL else ()
    return {
        **shown, "course": clocks.shown(found, rounds, before, now),
        "rounds": exchanges(rounds), "why": why(rounds), "signatures": _signatures(rounds, before),
        "before": [(each, snapshot.lines(each.body)) for each in before], "sbar": SBAR, "apart": APART,
        "openings": openings(events) if by_author(found) else [], "first_round": first_round,
    }  # fmt: skip


def by_author(found: Found) -> bool:
    """Whether the viewer wrote it."""
    return AUTHOR in found.relations


def waits_for(found: Found, today: date) -> Goes | None:
    """Who is asked now for a first signature or a decision; None where it waits for nobody, or for a senior manager."""
    item = found.item
    if item.state not in (policy.REQUESTED, policy.CONSIDERED):
        return None
    return goes_to(item.author_id, item.kind, item.assigned_id, today)


def _due(item: Item, today: date) -> tuple[str, str, bool] | None:
    """How soon or late, the day, and whether it is late; None where nothing is due."""
    if item.due_on is None:
        return None
    words, day = when(item.due_on, today, holidays(today))
    return words, day, item.due_on < today


def why(rounds: Sequence[tuple[Round, list[Decision]]]) -> list[Reason]:
    """Why the last signed round needs a countersignature, or needs none."""
    return [Reason(*each) for each in json.loads(rounds[-1][0].why)] if rounds else []


def course(found: Found, rounds: clocks.Rounds, now: datetime) -> clocks.Shown | None:
    """The clocks, milestones and facts of a recall; None of anything else. One query."""
    return clocks.shown(found, rounds, queries.before_report(found.item.id), now) if found.recall else None


@dataclass(frozen=True)
class Exchange:
    """One round, the points it was sent back with, and the round that answers them."""

    told: Told
    points: tuple[Sent, ...]
    answer: Told | None


def exchanges(rounds: Sequence[tuple[Round, list[Decision]]]) -> list[Exchange]:
    """The rounds in order. A round taken back undecided leaves its answers to the one after it."""
    shown, found = told(list(rounds)), list[Exchange]()
    for index, each in enumerate(shown):
        points = sent_points([decision for decision, _ in each.decisions])
        answer = None
        for later in shown[index + 1 :] if points else ():
            answer = later
            if later.decisions:
                break
        found.append(Exchange(each, points, answer))
    return found


def _signatures(rounds: list[tuple[Round, list[Decision]]], before: Sequence[Decision]) -> list[dict[str, Any]]:
    """Every signature in the order it was given, as the table of signatures shows it."""
    found: list[dict[str, Any]] = [_decided(each) for each in before]
    for each, decisions in rounds:
        meaning = snapshot.facts(each.body)["meaning"]
        found.append({"name": each.author, "capacity": f"author, {each.role}", "meaning": meaning,
                      "at": each.signed_at, "fingerprint": each.fingerprint, "round": each.number})  # fmt: skip
        found += [_decided(decision) for decision in decisions]
    return sorted(found, key=lambda each: each["at"])


def _decided(decision: Decision) -> dict[str, Any]:
    name = decision.name + (f", for {decision.for_name}" if decision.for_name else "")
    capacity = decision.capacity + (f"; {decision.authority}" if decision.authority else "")
    return {"name": name, "capacity": capacity, "meaning": decision.meaning, "at": decision.signed_at,
            "fingerprint": decision.fingerprint, "round": decision.round}  # fmt: skip
