"""The named list of experienced probation officers through the administrator's pages."""

import re
from datetime import date

import pytest

from app.assessors.models import ImprovementPlan
from app.database import db
from app.history import queries as told
from app.people import experienced
from app.people.models import Fact, Posting
from app.web.clock import now, today
from tests import make

pytestmark = pytest.mark.any_engine
LIST = "/admin/experienced/"
TYPED = {"starts_on": "19/11/2026", "ends_on": "", "reason": "Suggested by Rhys Sidebottom"}


@pytest.fixture
def fergus(unit, sign_in, another_client):
    return sign_in(unit.fergus, another_client())


def plain(answer) -> str:
    """What is read on a page."""
    text = re.sub(r"<[^>]+>", " ", answer.text.replace("\u00a0", " "))
    return " ".join(text.split())


def test_an_administrator_names_somebody_sees_the_test_and_ends_it_and_history_keeps_all(unit, fergus, sign_in, at):
    assert f'href="{LIST}"' in fergus.get("/admin/").text
    assert "Nobody is on the list." in fergus.get(LIST).text
    assert f'href="{LIST}{unit.magda.id}"' in fergus.get(LIST, query_string={"q": "magda"}).text
    shown = plain(fergus.get(f"{LIST}{unit.magda.id}"))
    assert "A qualified probation officer Met Probation Officer" in shown
    assert "In the role for 2 years or more Met 2 whole years" in shown
    assert "Assessments are not countersigned Met Non-countersigned" in shown
    assert "No open formal improvement plan Met None is open" in shown
    assert fergus.post(f"{LIST}{unit.magda.id}", data=TYPED).status_code == 303
    listed = plain(fergus.get(LIST))
    assert "Magda D&#39;Arcy Probation Officer From 19 November 2026, without an end" in listed
    assert "Fergus MacGillivray: Suggested by Rhys Sidebottom" in listed
    at("2026-11-23 09:30")
    sign_in(unit.fergus, fergus)
    entry = db.session.query(Fact).one()
    assert fergus.post(f"{LIST}{entry.id}/end").status_code == 303
    assert "From 19 November 2026 to 22 November 2026 Over" in plain(fergus.get(LIST))
    twice = fergus.post(f"{LIST}{entry.id}/end", follow_redirects=True)
    assert (twice.request.path, "not on the list any more" in twice.text) == (LIST, True)
    verbs = [event.verb for event in told.events_of("person", unit.magda.id)]
    assert verbs == ["no longer named as experienced probation officer", "named as experienced probation officer"]
    assert list(told.breaks()) == []


def test_what_the_test_asks_and_is_not_met_is_shown_and_keeps_nobody_off_the_list(unit, fergus):
    since = Posting.person_id == unit.pius.id
    db.session.query(Posting).filter(since).update({"role_since": date(2024, 11, 20)})
    make.add(ImprovementPlan(person_id=unit.pius.id, is_formal=True, opened_at=now(), opened_by="Isla Mbeki",
                             opened_by_id=unit.isla.id, reason="Quality"))  # fmt: skip
    shown = plain(fergus.get(f"{LIST}{unit.pius.id}"))
    assert "A qualified probation officer Not met Probation Services Officer" in shown
    assert "In the role for 2 years or more Not met Not in that role" in shown
    assert "Assessments are not countersigned Not met Countersigned" in shown
    assert "No open formal improvement plan Not met A formal plan is open" in shown
    assert fergus.post(f"{LIST}{unit.pius.id}", data=TYPED).status_code == 303
    found = experienced.named(today())
    assert [(each.name, each.ends_on) for each in found] == [("Pius Okonkwo", None)]


@pytest.mark.parametrize(("typed", "status", "words"), [
    ({"reason": " "}, 422, "Give a reason"),
    ({"starts_on": "31/11/2026"}, 422, "Enter a real date"),
    ({"ends_on": "soon"}, 422, "Enter a real date"),
    ({"starts_on": "18/11/2026"}, 409, "Being named starts today or later"),
    ({"ends_on": "18/11/2026"}, 409, "Being named ends on the day it starts"),
])  # fmt: skip
def test_bad_input_is_refused_with_the_rule_and_kept(unit, fergus, typed, status, words):
    answer = fergus.post(f"{LIST}{unit.magda.id}", data={**TYPED, **typed})
    assert (answer.status_code, "<title>Error: " in answer.text, words in answer.text) == (status, True, True)
    assert f'value="{typed.get("starts_on", TYPED["starts_on"])}"' in answer.text
    assert db.session.query(Fact).count() == 0


def test_nobody_is_named_twice_for_one_day_nor_when_out_of_post(unit, fergus):
    fergus.post(f"{LIST}{unit.magda.id}", data={**TYPED, "ends_on": "27/11/2026"})
    again = fergus.post(f"{LIST}{unit.magda.id}", data=TYPED)
    assert again.status_code == 409
    assert "is named from 19 November 2026 to 27 November 2026 already" in plain(again)
    assert fergus.post(f"{LIST}{unit.magda.id}", data={**TYPED, "starts_on": "28/11/2026"}).status_code == 303
    assert fergus.post(f"{LIST}{db.session.query(Fact).first().id}/end").status_code == 303
    assert db.session.query(Fact).count() == 1  # what began today is taken off, and history keeps it
    gone = make.member("Ottoline Brambleby", "Probation Officer", unit.team, unit.isla, ends_on=date(2026, 11, 18))
    assert fergus.get(f"{LIST}{gone.id}").status_code == 404
    db.session.query(Posting).filter_by(person_id=unit.lowri.id).update({"ends_on": date(2026, 11, 30)})
    late = fergus.post(f"{LIST}{unit.lowri.id}", data={**TYPED, "starts_on": "1/12/2026"})
    assert (late.status_code, "Only somebody in post on the first day is named" in late.text) == (409, True)


def test_only_administrators_see_the_list(unit, isla, efua, lowri, sign_in):
    for browser in (isla, efua, lowri, sign_in(unit.nerys)):
        assert browser.get(LIST).status_code == browser.get(f"{LIST}{unit.magda.id}").status_code == 403
        assert browser.post(f"{LIST}{unit.magda.id}", data=TYPED).status_code == 403
