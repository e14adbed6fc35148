"""Settings and reference lists on the administrator's pages."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.database import db
from app.people.models import Posting
from app.policy.lists import LISTS
from app.policy.settings import SETTINGS
from app.policy.settings_groups import grouped
from app.rps.year import coverage
from app.settings import queries
from app.settings.models import DatedSetting, ListItem
from app.web.clock import now
from tests import make
from tests.counting import statements

pytestmark = pytest.mark.any_engine  # who may see what on a page: their queries run on both engines elsewhere

SignIn = Callable[..., Any]
LATER = date(2026, 12, 1)
LIST = "/admin/settings/lists/observation.headings"


@pytest.fixture
def browser(app: Flask, sign_in: SignIn) -> Any:
    return sign_in(make.account("Fergus MacGillivray", role="admin"))


def test_the_first_page_leads_to_the_others(browser: Any):
    text = browser.get("/admin/").text
    assert all(f'href="/admin/{page}/"' in text for page in ("imports", "accounts", "settings"))


def test_every_setting_and_list_has_a_page(browser: Any):
    text = browser.get("/admin/settings/").text
    for key, setting in SETTINGS.items():
        assert setting.meaning in text
        assert browser.get(f"/admin/settings/{key}").status_code == 200
    for key, of in LISTS.items():
        assert of.name in text
        page = browser.get(f"/admin/settings/lists/{key}")
        assert all(f">{item.label}<" in page.text.replace("&#39;", "'") for item in of.items)


def test_a_second_press_changes_a_setting_once(browser: Any):
    form = {"value": "7", "starts_on": "1/12/2026", "reason": "Agreed with the region"}
    for value, changes in (("7", 1), ("7", 1), ("8", 2), ("7", 3)):
        assert browser.post("/admin/settings/rps.sop_days", data={**form, "value": value}).status_code == 303
        assert len(queries.changes("rps.sop_days")) == changes, "and back again is a change"


def test_a_setting_changes_from_a_day_with_a_reason(browser: Any):
    answer = browser.post(
        "/admin/settings/rps.sop_days",
        data={"value": "7", "starts_on": "1/12/2026", "reason": "Agreed with the region"},
    )
    assert answer.status_code == 303
    assert "7 working days from 1 December 2026" in browser.get("/admin/settings/").text
    page = browser.get("/admin/settings/rps.sop_days").text
    assert "Agreed with the region" in page
    assert "Fergus MacGillivray" in page
    assert queries.value("rps.sop_days", LATER) == 7


@pytest.mark.parametrize(
    ("key", "form", "words"),
    [
        ("rps.sessions", {"value": "5"}, "The minimum is 6 (Framework 6.3). It can be raised, not lowered."),
        ("rps.sop_days", {"value": "many"}, "Enter a whole number of working days."),
        ("rps.sop_days", {"reason": ""}, "Say why"),
        ("rps.sop_days", {"starts_on": "1/11/2026"}, "A change cannot take effect in the past."),
        ("rps.sop_days", {"starts_on": "soon"}, "Enter a real date"),
        ("rps.sop_days", {"reason": "\x00"}, "can&#39;t be stored"),
    ],
)
def test_a_change_that_cannot_be_is_shown_at_its_field(browser: Any, key: str, form: dict[str, str], words: str):
    sound = {"value": "7", "starts_on": "1/12/2026", "reason": "Agreed with the region"}
    answer = browser.post(f"/admin/settings/{key}", data={**sound, **form})
    assert answer.status_code == 422
    assert words in answer.text
    assert db.session.query(DatedSetting).count() == 0


def test_settings_stand_under_headings_each_once_and_in_order(browser: Any):
    text = browser.get("/admin/settings/").text
    links = re.findall(r'href="/admin/settings/([a-z0-9_.]+)"', text)
    assert sorted(links) == sorted(SETTINGS)
    groups = grouped(SETTINGS.values())
    assert links == [setting.key for _, listed in groups for setting in listed]
    assert all(f'href="#{group.code}"' in text and f'id="{group.code}"' in text for group, _ in groups)
    assert [each.key for each in {group.code: listed for group, listed in groups}["attention"]] == [
        "rps.amber_behind", "rps.red_behind", "rps.days_each",
    ]  # fmt: skip
    assert 'href="/admin/settings/#attention"' in browser.get("/admin/settings/rps.red_behind").text


PRESET = "/admin/settings/rps.hours_preset"
TO_B = {"value": "B", "starts_on": "1/12/2026", "reason": "Agreed with the region"}


def test_a_preset_is_chosen_from_its_words_and_saved_once_its_effect_was_shown(browser: Any):
    unit = make.unit()
    for hours in (22.2, 16):
        make.member("Philippa Wren", "Probation Services Officer", unit.team, unit.isla, weekly_hours=hours)
    make.member("Hester Larkspur", "Senior Probation Officer", unit.team, unit.efua, weekly_hours=16)
    db.session.commit()
    page = browser.get(PRESET).text
    assert re.search(r'type="radio" value="A" checked', page)
    assert "Preset B: fewer for shorter hours" in page
    assert "says what this changes" in page
    answer = browser.post(PRESET, data={**TO_B, "go": "check"})
    text = answer.text.replace("\N{NO-BREAK SPACE}", " ")
    assert answer.status_code == 200
    assert "2 people would be asked for fewer sessions." in text
    assert "1 person would be asked for fewer sessions after an observation." in text
    assert "Counted for a whole year in the role and at the hours of 1 December 2026." in text
    assert db.session.query(DatedSetting).count() == 0
    back = browser.post(PRESET, data={**TO_B, "go": "change"})
    assert (back.status_code, re.search(r'value="B" checked', back.text) is not None) == (200, True)
    assert browser.post(PRESET, data={**TO_B, "go": "save"}).status_code == 303
    assert (queries.value("rps.hours_preset", LATER), queries.value("rps.hours_preset", date(2026, 11, 30))) == (
        "B", "A")  # fmt: skip
    part = {"value": "3", "starts_on": "1/12/2026", "reason": "Agreed with the region"}
    text = browser.post("/admin/settings/rps.part_sessions", data=part).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "1 person would be asked for fewer sessions." in text


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("rps.other_sessions", "3", "Nobody in post on 1 December 2026 would be asked for more or fewer."),
        ("rps.sessions", "7", "3 people would be asked for more sessions."),
        ("rps.pom_observed", "1", "2 people would be asked for fewer sessions after an observation."),
        ("rps.manager_sessions", "4", "2 people would be asked for more sessions."),
        ("rps.amber_behind", "2", "3 people are 2 or more behind today."),
        ("rps.red_behind", "4", "Nobody is 4 or more behind today."),
        ("rps.rounding", "nearest", "People who are asked for part of a year may be asked for one session more"),
    ],
)
def test_what_a_value_would_change_is_said_before_it_is_saved(browser: Any, key: str, value: str, words: str):
    unit = make.unit()
    db.session.commit()
    gone = make.member("Ottilie Gone", "Probation Officer", unit.team, unit.isla)
    coverage.refresh([unit.lowri.id, unit.pius.id, unit.magda.id, unit.isla.id, gone.id], now())
    db.session.scalars(select(Posting).where(Posting.person_id == gone.id)).one().ends_on = date(2026, 11, 18)
    db.session.commit()  # their kept year stays as it was
    answer = browser.post(f"/admin/settings/{key}", data={**TO_B, "value": value})
    assert (answer.status_code, "Check the change" in answer.text) == (200, True)
    assert words in answer.text.replace("\N{NO-BREAK SPACE}", " ")
    assert db.session.query(DatedSetting).count() == 0


def test_what_a_value_would_change_takes_no_longer_when_there_are_more_people(browser: Any):
    def asked() -> int:
        db.session.commit()
        with statements() as found:
            assert browser.post(PRESET, data=TO_B).status_code == 200
        return len(found)

    unit = make.unit()
    few = asked()
    for number in range(20):
        make.member(f"Practitioner {number}", "Probation Officer", unit.team, unit.isla, weekly_hours=10 + number)
    assert asked() == few


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("rps.hours_part", "30", "“Preset B: the full number from these hours” is 30 hours a week on 1 December 2026."),
        ("rps.hours_full", "18.5", "The part-time number is for fewer hours than the full number."),
        ("rps.red_behind", "0", "Enter a number from 1 to 6."),
        ("rps.amber_behind", "3", "A year is amber before it is red, or at the same time."),
        ("rps.learner_observed", "7", "Sessions after an observation are among the sessions"),
        ("rps.other_sessions", "0", "Sessions after an observation are among the sessions"),
        ("rps.low_sessions", "5", "Fewer hours don’t ask for more."),
        ("rps.minutes", "181", "Enter a number from 15 to 180."),
        ("rps.hours_preset", "C", "Choose one of the values."),
        ("rps.hours_preset", "", "Choose one of the values."),
        ("rps.manager_sessions", "2", "The minimum is 3 (Framework 6.4). It can be raised, not lowered."),
    ],
)
@pytest.mark.parametrize("go", ["check", "save"])
def test_a_value_out_of_order_with_another_is_refused_at_its_field(browser: Any, key, value, words, go):
    answer = browser.post(f"/admin/settings/{key}", data={**TO_B, "value": value, "go": go})
    assert answer.status_code == 422
    assert words in answer.text.replace("\N{NO-BREAK SPACE}", " ")
    assert db.session.query(DatedSetting).count() == 0


def test_entries_are_added_reworded_and_ended(browser: Any):
    assert browser.post(LIST, data={"label": "Use of silence", "starts_on": "19/11/2026"}).status_code == 303
    assert "Use of silence" in browser.get(LIST).text
    reworded = {"label": "Spoken words", "starts_on": "1/12/2026", "reason": "Plainer"}
    assert browser.post(f"{LIST}/verbal/reword", data=reworded).status_code == 303
    ended = {"starts_on": "30/11/2026", "reason": "Folded into another"}
    assert browser.post(f"{LIST}/setup/end", data=ended).status_code == 303
    then = [item.label for item in queries.items("observation.headings", LATER)]
    assert {"Use of silence", "Spoken words"} <= set(then)
    assert not {"Set-up of interview", "Verbal communication"} & set(then)
    text = browser.get(LIST).text
    assert "From 1\N{NO-BREAK SPACE}December 2026" in text
    assert "Until 30\N{NO-BREAK SPACE}November 2026" in text


def test_an_entry_that_cannot_be_is_shown_at_its_field(browser: Any):
    twice = browser.post(LIST, data={"label": "verbal communication", "starts_on": "19/11/2026"})
    assert (twice.status_code, "The list has an entry with these words already." in twice.text) == (422, True)
    same = browser.post(
        f"{LIST}/verbal/reword", data={"label": "Overall structure", "starts_on": "1/12/2026", "reason": "x"}
    )
    assert (same.status_code, "already" in same.text) == (422, True)
    late = browser.post(f"{LIST}/verbal/end", data={"starts_on": "1/1/2026", "reason": "x"})
    assert (late.status_code, "in the past" in late.text) == (422, True)
    assert db.session.query(ListItem).count() == 0


@pytest.mark.parametrize("address", ["/admin/settings/moons", "/admin/settings/lists/moons", f"{LIST}/moons"])
def test_what_there_is_not_is_not_found(browser: Any, address: str):
    assert browser.get(address).status_code == 404
    assert browser.post(address).status_code in (404, 405)


def test_nobody_but_an_administrator_changes_them(app: Flask, sign_in: SignIn, another_client: Callable[[], Any]):
    of = make.unit()
    for who in (of.isla, of.efua, of.nerys):
        browser = sign_in(who, another_client())
        for address in ("/admin/", "/admin/settings/", "/admin/settings/rps.sop_days", LIST, f"{LIST}/verbal"):
            assert browser.get(address).status_code == 403
        assert browser.post("/admin/settings/rps.sop_days", data={"value": "7"}).status_code == 403
