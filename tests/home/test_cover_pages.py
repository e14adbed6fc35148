"""The pages of cover as managers and administrators use them, and the line on For you."""

import re

import pytest

from app.database import db
from app.people.models import Cover
from app.web.clock import now, today
from tests import make
from tests.counting import count_queries, statements

pytestmark = pytest.mark.any_engine  # who may see what on a page: their queries run on both engines elsewhere

DAYS = {"starts_on": "19/11/2026", "ends_on": "27/11/2026"}
ALL = ["oasys", "parole", "recall", "assessor roles", "sessions"]


@pytest.fixture
def u(unit) -> make.SmallUnit:
    return unit


def plain(answer) -> str:
    """What is read on a page."""
    text = re.sub(r"<[^>]+>", " ", answer.text.replace("\u00a0", " "))
    return " ".join(text.split())


def ask(browser, person, **typed):
    return browser.post(f"/cover/for/{person.id}", data={**DAYS, "kinds": ALL, **typed})


def one() -> Cover:
    db.session.expire_all()
    return db.session.query(Cover).one()


def test_a_manager_records_cover_for_themselves_and_both_see_it(u, isla, sign_in, another_client):
    assert 'href="/cover/"' in isla.get("/team").text
    assert f'href="/cover/for/{u.isla.id}"' in isla.get("/cover/").text
    form = isla.get(f"/cover/for/{u.isla.id}")
    order = [plain(form).index(name) for name in ("Cosmo Iqbal", u.efua.name, "Rhys Sidebottom", "Somebody else")]
    assert order == sorted(order)
    assert "Aaliyah Yaxley" not in form.text
    assert form.text.count('name="kinds"') == form.text.count(" checked") == len(ALL)
    assert 'value="19/11/2026"' in form.text
    done = ask(isla, u.isla, who=u.rhys.id)
    assert (done.status_code, done.headers["Location"]) == (303, "/cover/")
    shown = plain(isla.get("/cover/"))
    assert "Rhys Sidebottom covers until 27 November 2026." in shown
    assert "You Rhys Sidebottom 19 November 2026 to 27 November 2026" in shown
    rhys = sign_in(u.rhys, another_client())
    theirs = rhys.get("/cover/")
    assert "Isla Mbeki You 19 November 2026 to 27 November 2026" in plain(theirs)
    assert "End now" not in theirs.text
    assert (one().entered_by, one().kinds.split("\n")) == ("Isla Mbeki", ALL)


def test_for_you_says_whom_one_covers_for_and_until_when(u, isla, sign_in, another_client, at):
    ask(isla, u.isla, who=u.rhys.id)
    rhys = sign_in(u.rhys, another_client())
    assert "You cover for Isla Mbeki until 27 November 2026." in plain(rhys.get("/"))
    assert "You cover" not in isla.get("/").text
    aaliyah = sign_in(u.aaliyah, another_client())
    ask(aaliyah, u.aaliyah, who="other", other=u.rhys.email, ends_on="20/11/2026", kinds=["recall"])
    both = "You cover for Aaliyah Yaxley until 20 November 2026 and for Isla Mbeki until 27 November 2026."
    assert both in plain(rhys.get("/"))
    isla.post(f"/cover/{db.session.query(Cover).filter_by(person_id=u.isla.id).one().id}/end")
    assert "You cover for Aaliyah Yaxley until 20 November 2026." in plain(rhys.get("/"))
    at("2026-11-21 09:00")
    assert "You cover" not in sign_in(u.rhys, another_client()).get("/").text


def test_the_line_on_for_you_takes_one_question_of_managers_and_none_of_others(u, isla, lowri, sign_in, another_client):
    before = count_queries(isla, "/")
    for who in (u.rhys, u.efua, u.aaliyah):
        ask(sign_in(who, another_client()), who, who="other", other=u.isla.email)
    assert "and for" in isla.get("/").text
    assert count_queries(isla, "/") == before
    with statements() as asked:
        lowri.get("/")
    assert [each for each in asked if each.startswith("SELECT cover.")] == []


@pytest.mark.parametrize("known_as", ["email", "staff_number"])
def test_a_manager_of_another_unit_is_named_by_address_or_number(u, isla, known_as):
    assert ask(isla, u.isla, who="other", other=f" {getattr(u.aaliyah, known_as).upper()} ").status_code == 303
    assert one().cover_id == u.aaliyah.id


@pytest.mark.parametrize(("typed", "status", "words"), [
    ({}, 422, "Choose who covers"),
    ({"who": "999"}, 422, "There is a problem"),
    ({"who": "other", "other": " "}, 422, "Enter their e-mail address or staff number"),
    ({"who": "other", "other": "nobody@staff.example"}, 422, "No manager in post has this"),
    ({"who": "rhys", "ends_on": "31/11/2026"}, 422, "Enter a real date"),
    ({"who": "rhys", "ends_on": ""}, 422, "Enter the last day"),
    ({"who": "rhys", "kinds": []}, 422, "Choose at least one kind of work"),
    ({"who": "rhys", "kinds": ["wellbeing"]}, 422, "There is a problem"),
    ({"who": "rhys", "starts_on": "18/11/2026"}, 409, "Cover starts today or later"),
    ({"who": "rhys", "ends_on": "1/6/2027"}, 409, "Cover is recorded for a limited time"),
    ({"who": "rhys", "starts_on": "20/11/2026", "ends_on": "19/11/2026"}, 409, "Cover ends on the day it starts"),
    ({"who": "other", "other": "isla"}, 409, "Nobody covers for themselves"),
])  # fmt: skip
def test_bad_input_is_refused_with_the_rule_and_kept(u, isla, typed, status, words):
    people = {"rhys": u.rhys.id, "isla": u.isla.email}
    sent = {key: people.get(value, value) if isinstance(value, str) else value for key, value in typed.items()}
    answer = ask(isla, u.isla, **sent)
    assert answer.status_code == status
    assert words in answer.text
    assert "<title>Error: " in answer.text
    for value in (sent.get("starts_on", "19/11/2026"), sent.get("ends_on", "27/11/2026")):
        assert f'value="{value}"' in answer.text
    if sent.get("who") == u.rhys.id:
        assert re.search(rf'value="{u.rhys.id}" checked', answer.text)
    if sent.get("other", "").strip():
        assert f'value="{sent["other"]}"' in answer.text
    assert db.session.query(Cover).count() == 0


def test_a_second_cover_of_a_kind_is_refused_and_named(u, isla):
    ask(isla, u.isla, who=u.rhys.id, kinds=["oasys", "recall"])
    answer = ask(isla, u.isla, who=u.efua.id, kinds=["recall"], starts_on="27/11/2026", ends_on="4/12/2026")
    assert answer.status_code == 409
    assert "Rhys Sidebottom covers for Isla Mbeki from 19 November 2026 to 27 November 2026 already" in plain(answer)
    assert 'value="4/12/2026"' in answer.text
    assert one().cover_id == u.rhys.id


def test_a_cover_is_ended_early_by_the_person_covered_alone(u, isla, efua, lowri, sign_in, another_client):
    ask(isla, u.isla, who=u.rhys.id)
    address = f"/cover/{one().id}/end"
    assert sign_in(u.rhys, another_client()).post(address).status_code == 403
    assert efua.post(address).status_code == lowri.post(address).status_code == 404
    assert one().ended_at is None
    assert isla.post(address).status_code == 303
    assert (one().ended_at, one().ended_by) == (now(), "Isla Mbeki")
    assert isla.post(address).status_code == 409
    shown = isla.get("/cover/")
    assert "Ended early, 19 November 2026, 9:32am" in plain(shown)
    assert "End now" not in shown.text


def test_an_administrator_records_and_ends_cover_for_any_manager(u, sign_in):
    fergus = sign_in(u.fergus)
    assert 'href="/cover/"' in fergus.get("/admin/").text
    assert "Isla" not in fergus.get("/cover/choose").text
    found = fergus.get("/cover/choose?q=isla mbeki")
    assert f'href="/cover/for/{u.isla.id}"' in found.text
    assert "Senior Probation Officer, North Westshire" in plain(found)
    assert "No manager in post matches lowri" in plain(fergus.get("/cover/choose?q=lowri"))
    assert "Record cover for Isla Mbeki" in fergus.get(f"/cover/for/{u.isla.id}").text
    assert ask(fergus, u.isla, who=u.rhys.id).status_code == 303
    listed = fergus.get("/cover/?q=sidebottom")
    assert "Isla Mbeki Rhys Sidebottom" in plain(listed)
    assert "Nothing found for yaxley" in plain(fergus.get("/cover/?q=yaxley"))
    assert fergus.post(f"/cover/{one().id}/end").status_code == 303
    assert (one().entered_by, one().ended_by) == ("Fergus MacGillivray", "Fergus MacGillivray")


def test_cover_is_for_managers_in_post_and_for_nobody_elses_work(u, isla, lowri, sign_in, another_client):
    assert lowri.get("/cover/").status_code == 404
    assert lowri.get(f"/cover/for/{u.lowri.id}").status_code == 404
    assert isla.get(f"/cover/for/{u.rhys.id}").status_code == 404
    assert ask(isla, u.rhys, who=u.efua.id).status_code == 404
    assert isla.get("/cover/choose").status_code == 403
    bronwen = sign_in(u.bronwen, another_client())
    assert bronwen.get("/cover/").status_code == 404
    assert "/cover/" not in bronwen.get("/team").text
    fergus = sign_in(u.fergus, another_client())
    assert fergus.get(f"/cover/for/{u.lowri.id}").status_code == 404
    assert sign_in(u.nerys, another_client()).get("/cover/").status_code == 403
    assert db.session.query(Cover).count() == 0


def test_a_manager_alone_in_their_unit_names_somebody_else(u, sign_in):
    alone = make.member("Delphine Inchbald", "Senior Probation Officer", make.team(), u.bronwen)
    form = sign_in(alone).get(f"/cover/for/{alone.id}")
    assert re.search(r'value="other" checked', form.text)


def test_the_list_of_covers_asks_no_more_when_there_are_more(u, sign_in):
    fergus = sign_in(u.fergus)
    make.add(Cover(person_id=u.isla.id, cover_id=u.rhys.id, kinds="oasys", starts_on=today(), ends_on=today(),
                   entered_by="Isla Mbeki", entered_at=now()))  # fmt: skip
    few = count_queries(fergus, "/cover/")
    for number in range(60):
        who = make.member(f"Manager {number}", "Senior Probation Officer", u.team, u.efua)
        make.add(Cover(person_id=who.id, cover_id=u.rhys.id, kinds="oasys", starts_on=today(), ends_on=today(),
                       entered_by="Isla Mbeki", entered_at=now()))  # fmt: skip
    assert count_queries(fergus, "/cover/") == few <= 6
    assert "These are the first 50." in fergus.get("/cover/").text
