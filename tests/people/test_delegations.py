"""Delegations on file: what counts on which day, what is refused, and what history keeps."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.database import db
from app.history.actions import Actor
from app.history.models import Event
from app.people import cover, delegations
from app.people.models import RECALL_DELEGATION, RPS_DELEGATION, Fact
from app.policy.access import NotThere
from app.policy.rules import Refused
from app.web.clock import now, today
from tests import make

FIRST, LAST = date(2026, 11, 19), date(2026, 11, 27)
FERGUS = Actor(1, "Fergus MacGillivray")


@pytest.fixture
def u(app) -> make.SmallUnit:
    return make.unit()


def delegate(u, kind=RECALL_DELEGATION, starts_on=FIRST, ends_on=LAST, giver=None) -> Fact:
    return delegations.delegate(u.cosmo, kind, giver or u.efua, starts_on, ends_on, FERGUS, now(), today())


@pytest.mark.parametrize(("day", "holds"), [(date(2026, 11, 18), False), (FIRST, True), (LAST, True),
                                            (date(2026, 11, 28), False)])  # fmt: skip
def test_a_delegation_counts_from_its_first_day_to_its_last(u, day, holds):
    delegate(u)
    assert cover.has_delegation(u.cosmo.id, RECALL_DELEGATION, day) is holds
    assert not cover.has_delegation(u.cosmo.id, RPS_DELEGATION, day)
    assert not cover.has_delegation(u.efua.id, RECALL_DELEGATION, day)
    words = f"Delegated by {u.efua.name}, PDU Head" if holds else ""
    assert cover.delegation_words(u.cosmo.id, RECALL_DELEGATION, day) == words


def test_both_kinds_are_held_side_by_side_but_each_once(u):
    delegate(u, RPS_DELEGATION)
    delegate(u, RECALL_DELEGATION)
    with pytest.raises(Refused) as refused:
        delegate(u, RPS_DELEGATION, LAST, LAST)
    words = str(refused.value).replace("\u00a0", " ")
    assert "Cosmo Iqbal holds this from 19 November 2026 to 27 November 2026 already" in words
    delegate(u, RPS_DELEGATION, LAST + timedelta(days=1), date(2026, 12, 31))
    assert db.session.query(Fact).count() == 3


def test_only_a_deputy_of_the_same_unit_on_that_day_and_from_today_on(u):
    other = make.member("Araminta Vole", "PDU Head", make.team(), u.bronwen)
    for changed, words in (({"giver": other}, "The PDU head of the same unit"),
                           ({"giver": u.isla}, "The PDU head of the same unit"),
                           ({"starts_on": date(2026, 11, 18)}, "starts today or later"),
                           ({"ends_on": date(2026, 11, 18)}, "ends on the day it starts"),
                           ({"kind": "pqip"}, "sessions of line managers or for recall")):  # fmt: skip
        with pytest.raises(Refused, match=words):
            delegate(u, **changed)
    with pytest.raises(Refused, match="a deputy PDU head"):
        delegations.delegate(u.isla, RPS_DELEGATION, u.efua, FIRST, LAST, FERGUS, now(), today())
    assert db.session.query(Fact).count() == 0


def test_ending_one_keeps_the_days_before_and_counts_no_more_today(u, at):
    held = delegate(u)
    at("2026-11-23 10:00")
    delegations.withdraw(delegations.find(held.id, today()), FERGUS, now(), today())
    assert held.ends_on == date(2026, 11, 22)
    assert cover.has_delegation(u.cosmo.id, RECALL_DELEGATION, date(2026, 11, 22))
    assert not cover.has_delegation(u.cosmo.id, RECALL_DELEGATION, today())
    with pytest.raises(NotThere):
        delegations.find(held.id, today())
    assert delegate(u, starts_on=today()).id != held.id


@pytest.mark.parametrize("starts_on", [FIRST, date(2026, 11, 23)])
def test_one_that_begins_today_or_later_is_taken_off_the_file_and_history_keeps_it(u, starts_on):
    held = delegate(u, starts_on=starts_on)
    delegations.withdraw(held, FERGUS, now(), today())
    db.session.flush()
    assert db.session.query(Fact).count() == 0
    told = db.session.scalars(select(Event).where(Event.subject_id == u.cosmo.id).order_by(Event.id)).all()
    assert [event.verb for event in told] == ["delegation recorded", "delegation ended"]
    assert all(f"Delegated by {u.efua.name}, PDU Head" in event.reason for event in told)


def test_no_other_fact_is_found_as_a_delegation(u):
    other = make.fact(u.cosmo, "pqip")
    with pytest.raises(NotThere):
        delegations.find(other.id, today())
    assert delegations.delegations(today()) == []


def test_deputies_and_heads_are_those_in_post(u):
    make.member("Araminta Vole", "Deputy PDU Head", make.team(), u.bronwen, ends_on=date(2026, 11, 18))
    assert [(who.name, unit) for who, unit in delegations.deputies(today())] == [("Cosmo Iqbal", "North Westshire")]
    assert delegations.deputies(today(), "efua") == []
    assert [who.name for who, _ in delegations.deputies(today(), "cosmo westshire")] == ["Cosmo Iqbal"]
    assert [who.name for who in delegations.heads(u.cosmo.id, today())] == [u.efua.name]
    with pytest.raises(NotThere):
        delegations.deputy(u.efua.id, today())
