"""People are told in the app what others did, see it under For you, and mark it as read."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, text

from app.database import db
from app.notices.models import Notice
from app.notices.telling import TOLD, Told, declare, tell
from app.web.clock import now
from tests import make
from tests.counting import count_queries
from tests.notices.sink import COUNTERSIGNED, LISTED, RECALL


def told(who, words: str = "X123456", code: str = COUNTERSIGNED, at: datetime | None = None, **given) -> Notice:
    """Isla did something that a person is told of."""
    return tell(who.id, code, who.id, at or now(), whose="Isla Mbeki", words=words, **given)


def notices() -> list[Notice]:
    return list(db.session.scalars(select(Notice).order_by(Notice.id).execution_options(populate_existing=True)))


def test_a_notice_stands_under_for_you_with_its_words_and_its_time(unit, lowri):
    told(unit.lowri)
    page = lowri.get("/").text
    assert "What happened" in page
    assert "Isla Mbeki countersigned your assessment X123456" in page
    assert "19\N{NO-BREAK SPACE}November 2026, 9:32am" in page


def test_a_notice_leads_to_its_thing(unit, isla):
    told(unit.isla, code=RECALL)
    assert f'href="/people/{unit.isla.id}"' in isla.get("/").text


def test_nobody_is_told_of_their_own_act(unit):
    assert told(unit.lowri, by=unit.lowri.id) is None
    assert told(unit.lowri, by=unit.isla.id) is not None
    assert [notice.person_id for notice in notices()] == [unit.lowri.id]


def test_nobody_who_left_is_told(unit):
    unit.pius.left_on = date(2026, 11, 18)
    unit.magda.has_left, unit.magda.left_on = True, date(2026, 11, 1)
    unit.lowri.left_on = date(2026, 11, 19)  # her last day
    assert [told(who) is None for who in (unit.pius, unit.magda, unit.lowri)] == [True, True, False]


def test_what_is_rolled_back_was_never_told(unit):
    db.session.commit()
    told(unit.lowri)
    db.session.rollback()
    assert notices() == []


def test_words_too_long_for_the_column_are_cut(unit):
    notice = tell(unit.lowri.id, COUNTERSIGNED, 1, now(), whose="W" * 400, words="V" * 400)
    assert (len(notice.whose), len(notice.words)) == (200, 200)


def test_a_code_nobody_declared_is_refused(unit):
    with pytest.raises(KeyError):
        tell(unit.lowri.id, "unheard of", 1, now())


@pytest.mark.parametrize(
    "wrong",
    [
        Told("It happened", "It happened to {whose}.", "{count} happened.", "home.index", ""),
        Told("It happened", "It happened.", "{count} happened to {words}.", "home.index", ""),
        Told("It happened", "It happened.", "Some happened.", "home.index", ""),
        Told("It happened to {name}", "It happened.", "{count} happened.", "home.index", ""),
    ],
)
def test_a_line_of_an_email_that_could_carry_words_is_refused(wrong: Told):
    with pytest.raises(AssertionError):
        declare({"test.wrong": wrong})
    assert "test.wrong" not in TOLD


def test_the_latest_ten_show_and_all_can_be_read(unit, lowri):
    for number in range(30):
        told(unit.lowri, f"Z{number:02}", at=now() + timedelta(minutes=number))
    home = lowri.get("/").text
    assert home.count("Mark as read<") == 10
    assert "Z29" in home
    assert "Z19" not in home
    assert "Mark all 30 as read" in home
    first, second = lowri.get("/notices").text, lowri.get("/notices?page=2").text
    assert all(f"Z{number:02}" in first for number in range(5, 30))
    assert all(f"Z{number:02}" in second for number in range(5))
    assert "Z05" not in second


def test_one_is_marked_as_read_and_leaves_home_but_not_the_list(unit, lowri):
    first, second = told(unit.lowri, "Z01"), told(unit.lowri, "Z02")
    answer = lowri.post(f"/notices/{first.id}/read", data={"on": "home"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "Z01" not in lowri.get("/").text
    assert "Z02" in lowri.get("/").text
    assert "Z01" in lowri.get("/notices").text
    db.session.refresh(first)
    assert (first.read_at, second.read_at) == (now(), None)
    lowri.post(f"/notices/{first.id}/read")
    assert notices()[0].read_at == first.read_at


def test_all_are_marked_as_read_but_not_one_that_came_since_the_page_was_made(unit, lowri):
    seen = [told(unit.lowri, f"Z{number}") for number in range(3)]
    later = told(unit.lowri, "Z9")
    answer = lowri.post("/notices/read", data={"last": seen[-1].id}, follow_redirects=True)
    assert "3\N{NO-BREAK SPACE}notices marked as read." in answer.text
    assert [notice.read_at is None for notice in notices()] == [False, False, False, True]
    assert later.id == notices()[-1].id


def test_what_for_you_lists_as_waiting_it_does_not_tell_a_second_time(unit, lowri):
    told(unit.lowri, "Z01", LISTED)
    assert "Z01" not in lowri.get("/").text
    page = lowri.get("/notices").text
    assert "Isla Mbeki asks for a countersignature: Z01" in page
    assert ">Mark as read</button>" in page
    lowri.post("/notices/read", data={"last": notices()[-1].id})
    assert ">Mark as read</button>" not in lowri.get("/notices").text


@pytest.mark.parametrize("last", ["", "-1", "many", "9" * 40])
def test_odd_input_marks_nothing_or_everything_and_breaks_nothing(unit, lowri, last: str):
    told(unit.lowri)
    assert lowri.post("/notices/read", data={"last": last}).status_code == 303


def test_somebody_elses_notice_is_not_there(unit, lowri, isla):
    mine = told(unit.lowri)
    refused, missing = isla.post(f"/notices/{mine.id}/read"), isla.post("/notices/999999/read")
    assert (refused.status_code, missing.status_code) == (404, 404)
    isla.post("/notices/read", data={"last": mine.id})
    assert "X123456" not in isla.get("/").text + isla.get("/notices").text
    assert notices()[0].read_at is None


def test_those_without_a_place_among_the_staff_have_no_notices(unit, sign_in, another_client):
    for account in (unit.fergus, unit.nerys):
        browser = sign_in(account, another_client())
        assert "/notices" not in browser.get("/").text.replace("/notices/e-mail", "")
        assert browser.get("/notices").status_code == 403
        assert browser.post("/notices/read").status_code == 403


def test_a_code_that_is_no_longer_declared_breaks_no_page(unit, lowri, monkeypatch):
    told(unit.lowri)
    monkeypatch.delitem(TOLD, COUNTERSIGNED)
    assert "X123456" not in lowri.get("/").text
    assert lowri.get("/notices").status_code == 200


def test_the_rows_refresh_by_themselves_as_a_fragment(unit, lowri):
    told(unit.lowri)
    fragment = lowri.fragment("/", "notice_rows").text.strip()
    assert fragment.startswith('<div id="notice_rows"')
    assert "X123456" in fragment
    assert "<html" not in fragment


def test_home_and_the_list_ask_no_more_however_many_there_are(unit, lowri):
    told(unit.lowri)
    few = [count_queries(lowri, address) for address in ("/", "/notices")]
    for number in range(40):
        told(unit.lowri, f"Z{number}")
    assert [count_queries(lowri, address) for address in ("/", "/notices")] == few
    assert few[0] <= 6


def test_the_unread_are_found_by_their_index(unit):
    if db.engine.dialect.name == "sqlite":
        asked = "SELECT * FROM notice WHERE person_id = 1 AND read_at IS NULL ORDER BY told_at DESC"
        assert "ix_notice_unread" in str(db.session.execute(text(f"EXPLAIN QUERY PLAN {asked}")).all())


def test_the_names_on_the_page_cannot_be_markup(unit, lowri):
    tell(unit.lowri.id, COUNTERSIGNED, 1, now(), whose="<b>Isla</b>", words="{whose} & co")
    page = lowri.get("/").text
    assert "&lt;b&gt;Isla&lt;/b&gt; countersigned your assessment {whose} &amp; co" in page


def test_without_a_mail_server_nothing_is_queued(unit):
    from tests.jobs.test_jobs import queued

    make.account_of(unit.lowri)
    told(unit.lowri, code=RECALL, urgent=True)
    db.session.commit()
    assert queued() == []
