"""Events join the chain when their transaction is committed, and nobody notices that they waited."""

from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from sqlalchemy import exists, func, literal, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from app.auth.models import Account
from app.database import db
from app.history import appending
from app.history.actions import SERVICE, note
from app.history.models import Event
from app.history.queries import breaks, events_of
from app.history.search import search
from app.people.models import Person
from app.rps.year import coverage
from tests import make

AT = datetime(2026, 6, 4, 9, 0, tzinfo=UTC)
Other = aliased(Event)
RECENT = select(Event.verb.label("verb")).where(Event.thing == "tea").subquery()
ASKED = {
    "rows": select(Event.verb).where(Event.thing == "tea"),
    "a number": select(func.count()).select_from(Event).where(Event.thing == "tea"),
    "another name for the table": select(Other.verb).where(Other.thing == "tea"),
    "in a condition": select(literal(1)).where(exists().where(Event.thing == "tea")),
    "in a column": select(select(Event.verb).where(Event.thing == "tea").scalar_subquery()),
    "in a subquery": select(RECENT.c.verb),
    "in a CTE": select(select(Event.verb).where(Event.thing == "tea").cte().c.verb),
    "joined": select(Person.name).join(Event, Event.subject_id == Person.id).where(Event.thing == "tea"),
    "joined outside": select(Event.verb).select_from(Person).outerjoin(Event, Event.subject_id == Person.id),
    "a union": select(Event.verb).where(Event.thing == "tea").union_all(select(Event.verb).where(Event.id < 0)),
}


def happened(verb: str = "poured", subject_id: int | None = None) -> Event:
    return note(verb, "tea", 1, SERVICE, AT, subject_id=subject_id)


def waiting() -> int:
    return len(db.session.info.get(appending._WAITING, ()))


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_whoever_reads_events_in_a_transaction_finds_those_it_noted(app, asked):
    somebody = make.person("Isla Meredith")
    db.session.commit()
    happened(subject_id=somebody.id)
    assert db.session.scalar(asked) in ("poured", 1, somebody.name)
    assert not waiting()


def test_the_services_own_questions_find_them_too(app):
    happened()
    assert [event.verb for event in events_of("tea", 1)] == ["poured"]
    happened("stirred")
    assert [event.verb for event in search("stirred", limit=5)] == ["stirred"]


def test_whoever_reads_something_else_does_not_end_the_wait(app):
    happened()
    db.session.scalars(select(Person)).all()
    db.session.scalars(select(Account).where(Account.name == "event")).all()
    assert waiting() == 1
    db.session.commit()
    assert not waiting()
    assert list(breaks()) == []


def test_an_event_that_could_not_be_appended_is_not_forgotten_by_who_commits_again(app):
    happened()
    with patch.object(appending, "link", side_effect=ValueError("no form")), pytest.raises(ValueError, match="no form"):
        db.session.commit()
    db.session.commit()
    assert [event.verb for event in events_of("tea", 1)] == ["poured"]
    assert list(breaks()) == []


def test_what_a_savepoint_takes_back_takes_its_events_along_and_no_others(app):
    happened("filled")
    point = db.session.begin_nested()
    happened("spilled")
    assert len(events_of("tea", 1)) == 2  # both are in the chain now
    point.rollback()
    happened("poured")
    db.session.commit()
    assert [event.verb for event in events_of("tea", 1)] == ["poured", "filled"]
    assert list(breaks()) == []


def test_a_commit_inside_a_savepoint_appends(app):
    happened("filled")
    db.session.begin_nested()
    happened("poured")
    db.session.commit()
    assert [event.id for event in events_of("tea", 1)] == [2, 1]


@pytest.mark.parametrize("end", ["rollback", "close", "remove"])
def test_what_is_taken_back_leaves_no_event_for_the_next_transaction(app, end):
    happened("spilled")
    getattr(db.session, end)()
    happened("poured")
    db.session.commit()
    assert [event.verb for event in events_of("tea", 1)] == ["poured"]


def test_what_another_hook_of_the_commit_notes_is_appended(app):
    coverage.stale(1)
    with patch.object(coverage, "refresh", side_effect=lambda *_: happened("worked out")):
        db.session.commit()
    assert [event.verb for event in events_of("tea", 1)] == ["worked out"]


def test_a_savepoint_that_fails_while_appending_takes_back_only_its_own(app):
    happened("bought")
    db.session.commit()
    taken = events_of("tea", 1)[0].hash
    happened("filled")
    point = db.session.begin_nested()
    happened("spilled")
    with patch.object(appending, "link", return_value=taken), pytest.raises(IntegrityError):
        events_of("tea", 1)
    point.rollback()
    db.session.commit()
    assert [event.verb for event in events_of("tea", 1)] == ["filled", "bought"]
    assert list(breaks()) == []
