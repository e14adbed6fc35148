"""The pages of a recall: what each shows beside its form, and what it says when the step is taken."""

from datetime import datetime
from typing import Any

from flask import Response
from flask_wtf import FlaskForm

from app.auth import proof, tokens
from app.auth.queries import actor
from app.countersigning import clocks, form, queries, recall_queries, recalls, showing
from app.countersigning.models import Decision
from app.countersigning.queries import Found
from app.countersigning.recall_forms import StartForm
from app.database import writing
from app.history.actions import Actor
from app.history.queries import events_of
from app.language import instant, left_words, weekday
from app.policy.access import NotThere, Viewer
from app.policy.assessor_facts import day_of
from app.policy.countersigning import AGREEMENT, ENDORSEMENT, MEANINGS, RATIONALE, RECALL
from app.policy.recall import EMERGENCY, RECALLS, stands
from app.policy.recall import clocks as clocks_of
from app.policy.rules import Refused
from app.records import snapshot
from app.records.snapshot import Line
from app.web.page import page

MOST_EARLIER = 5
Decided = tuple[Decision, list[Line]]


def start_page(form: StartForm, deciders: list[recall_queries.Decider], viewer: Viewer) -> Response:
    """The form that starts a recall."""
    return page("countersigning/recall_start.html", status=422 if form.errors else 200, form=form, deciders=deciders,
                expected=tokens.signed(viewer.account_id))  # fmt: skip


def _answer(template: str, found: Found, form: FlaskForm, viewer: Viewer, now: datetime, refused: Refused | None,
            **more: Any) -> Response:  # fmt: skip
    """One page about a recall: its clocks and facts, the form, and what stands against it."""
    before = queries.before_report(found.item.id)
    rounds = queries.rounds_of(found.item.id) if found.item.first_signed_at else []
    return page(
        f"countersigning/{template}.html", status=409 if refused else 422 if form.errors else 200, found=found,
        item=found.item, form=form, refused=refused, at=now, course=clocks.shown(found, rounds, before, now),
        decided=[(each, snapshot.lines(each.body)) for each in before], expected=tokens.signed(viewer.account_id),
        ask_password=proof.needed(viewer, now), **more,
    )  # fmt: skip


def agree_page(found: Found, form: FlaskForm, viewer: Viewer, now: datetime, refused: Refused | None) -> Response:
    """The manager's decision."""
    assert found.recall
    due = recalls.rationale_due_on(now)
    earlier = recall_queries.not_recalled_before(found.item, found.recall.licence_from)
    return _answer(
        "recall_agree", found, form, viewer, now, refused, earlier=len(earlier), meaning=MEANINGS[RECALL, AGREEMENT],
        for_name=found.stands_in_for(AGREEMENT), due=f"{weekday(due)} {due.year}" if due else "",
    )  # fmt: skip


def rationale_page(found: Found, form: FlaskForm, viewer: Viewer, now: datetime, refused: Refused | None) -> Response:
    """The rationale that was put off."""
    assert found.recall
    due = clocks.rationale_words(found.recall, now)
    return _answer("recall_rationale", found, form, viewer, now, refused, due=due, meaning=MEANINGS[RECALL, RATIONALE])


def endorse_page(found: Found, form: FlaskForm, viewer: Viewer, now: datetime, refused: Refused | None) -> Response:
    """The decision not to recall with those before it on the licence, to be endorsed. Notes that they were read."""
    for_name = found.stands_in_for(ENDORSEMENT)
    by = actor(viewer, for_name=for_name)
    earlier, hidden = _earlier(found, viewer, by, now)
    showing.note_reading(found, events_of(showing.THING, found.item.id), by, now)
    return _answer("recall_endorse", found, form, viewer, now, refused, earlier=earlier, hidden=hidden,
                   for_name=for_name, meaning=MEANINGS[RECALL, ENDORSEMENT])  # fmt: skip


def _earlier(found: Found, viewer: Viewer, by: Actor, now: datetime) -> tuple[list[Decided], int]:
    """The decisions before this one that the viewer may read, and how many there are that they may not."""
    assert found.recall
    ids = recall_queries.not_recalled_before(found.item, found.recall.licence_from)
    others = [other for item_id in ids[:MOST_EARLIER] if (other := _readable(viewer, item_id, now))]
    decided = list[Decided]()
    for other in others:
        showing.note_reading(other, events_of(showing.THING, other.item.id), by, now)
        decided += [(each, snapshot.lines(each.body)) for each in queries.before_report(other.item.id)]
    return decided, len(ids) - len({each.item_id for each, _ in decided})


def _readable(viewer: Viewer, item_id: int, now: datetime) -> Found | None:
    """Another item, if the viewer may read it; not held, as whoever holds it may wait for history."""
    promised = writing.set(False)
    try:
        found = queries.find(viewer, item_id, day_of(now))
    except NotThere:
        return None
    finally:
        writing.reset(promised)
    return found if "read" in found.verbs else None


def raise_page(found: Found, form: FlaskForm, viewer: Viewer, now: datetime, refused: Refused | None) -> Response:
    """Why it has become an emergency, and the limit that would follow."""
    assert found.course
    running = stands(found.course)
    limit = now + EMERGENCY
    earlier = running.limit if running and running.limit < limit else None
    return _answer("recall_raise", found, form, viewer, now, refused, limit=limit, earlier=earlier)


def send_page(found: Found, form: FlaskForm, viewer: Viewer, now: datetime, refused: Refused | None) -> Response:
    """When the report went."""
    return _answer("recall_send", found, form, viewer, now, refused)


def started_words(found: Found, now: datetime) -> str:
    """What the author hears once a recall is started."""
    assert found.course
    first = stands(found.course)
    limit = f" The limit is {instant(first.limit)}: {left_words(first.left(now))}." if first else ""
    goes = showing.goes_to(found.item.author_id, RECALL, found.item.assigned_id, day_of(now))
    told = f"{goes.name} is told" if goes else "An administrator finds somebody who decides"
    words = f"The recall is started. {told}.{limit} You can write the report meanwhile."
    return " ".join([words, *(each.words for each in form.warnings(RECALL, found.item.case_reference, {}))])


def agreed_words(found: Found) -> str:
    """What the manager hears once the decision stands."""
    name, item = found.author.name, found.item
    if found.recall and found.recall.decision == RECALLS:
        return f"Recorded: recall. {name} is told, and sends you the report to sign."
    if item.closed_at is None:
        second = "It is the second on this licence, so a senior manager endorses it."
        return f"Recorded: do not recall. {second} {name} is told."
    return f"Recorded: do not recall. {name} is told."


def raised_words(found: Found, now: datetime) -> str:
    """What one hears once a recall is an emergency."""
    assert found.course
    first = stands(found.course)
    limit = f" The limit is {instant(first.limit)}: {left_words(first.left(now))}." if first else ""
    return f"It is an emergency from now on, and whoever is next knows.{limit}"


def sent_words(found: Found) -> str:
    """What the author hears once the sending is recorded."""
    assert found.recall
    assert found.course
    at = found.recall.sent_at or found.item.since
    left = min(each.left(at) for each in clocks_of(found.course))
    due = clocks.plan_review_on(found.recall, queries.rounds_of(found.item.id))
    review = f" Review the risk management plan by {weekday(due)} {due.year} (National Standards 10.2)." if due else ""
    return f"Recorded: sent {instant(at)}, {left_words(left)}.{review}"
