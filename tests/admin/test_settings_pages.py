"""Settings and reference lists on the administrator's pages."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.database import db
from app.policy.lists import LISTS
from app.policy.settings import SETTINGS
from app.settings import queries
from app.settings.models import DatedSetting, ListItem
from tests import make

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
