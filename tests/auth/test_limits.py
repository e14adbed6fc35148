"""Searches are counted by account over every page and process; too many are turned away in words and logged."""

import logging

import pytest

from app.auth import limits
from app.auth.models import LimitedUse
from app.database import db
from app.settings.models import DatedSetting
from app.web.clock import now
from tests import make
from tests.attacks.test_races import at_once
from tests.auth import practitioner


@pytest.fixture
def ada(app, client, sign_in):
    account = make.account_of(practitioner("Ada Bell"))
    sign_in(account)
    return account


def searched(account, times):
    db.session.add_all(LimitedUse(account_id=account.id, what=limits.SEARCH, at=now()) for _ in range(times))
    db.session.commit()


def test_the_sixty_first_search_of_a_minute_is_put_off_and_logged(client, ada, caplog, at):
    logging.getLogger("oversight").propagate = True
    searched(ada, 59)
    assert client.get("/people?q=ada").status_code == 200
    answer = client.get("/people?q=ada")
    assert answer.status_code == 429
    assert "Wait a minute" in answer.text
    assert "'what': 'search'" in caplog.text
    assert "'q'" not in caplog.text
    part = client.fragment("/people?q=ada", "people_rows")
    assert (part.status_code, part.text.count("<html"), 'id="people_rows"' in part.text) == (429, 0, True)
    assert client.get("/people").status_code == 200, "only a search is counted"
    assert client.get("/people?q=+").status_code == 200
    at("2026-11-19 09:33:01")
    assert client.get("/people?q=ada").status_code == 200
    assert db.session.query(LimitedUse).count() == 1, "what no longer counts is not kept"


@pytest.mark.any_engine
def test_the_limit_is_everyones_own_and_over_all_pages(client, another_client, ada, sign_in):
    bo = sign_in(practitioner("Bo Quiet"), another_client())
    searched(ada, 60)
    assert [client.get(page).status_code for page in ("/people?q=a", "/records?q=a")] == [429, 429]
    assert bo.get("/people?q=a").status_code == 200


@pytest.mark.any_engine
def test_administrators_choose_how_often(client, ada):
    row = {"key": "search.minute_most", "value": "10", "starts_on": now().date(), "reason": "Too slow"}
    make.add(DatedSetting(**row, set_at=now(), set_by="Fergus"))
    searched(ada, 10)
    assert client.get("/people?q=a").status_code == 429


@pytest.mark.any_engine
def test_of_many_searches_at_once_no_more_get_through_than_may(client, another_client, ada, sign_in):
    searched(ada, 57)
    browsers = [client.twin() for _ in range(6)]
    statuses = at_once(*[lambda b=b: b.get("/people?q=a") for b in browsers])
    assert sorted(statuses) == [200, 200, 200, 429, 429, 429]
