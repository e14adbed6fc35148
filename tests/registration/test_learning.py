"""Learning records: written and signed by one person, read by nobody else, and what signing one sets off."""

from datetime import date

import pytest
from sqlalchemy import select

from app.assessors.models import MODULE, LearningRequired, LearningTold
from app.assessors.queries import find as role_of
from app.database import db
from app.history.models import Event
from app.home.rows import rows
from app.notices import work
from app.people.models import PROBATION_PASSED, ROLE_LEARNING
from app.policy.assessor_facts import COUNTERSIGNED
from app.records import actions, queries
from app.records.models import SUBJECT, Record
from app.registration.models import EvidenceTag, LearningAsked, LearningDone
from app.web.clock import now, today
from tests import make, papers
from tests.counting import count_queries
from tests.registration import learned

pytestmark = pytest.mark.any_engine
SECRET = "I had been talking over people when they hesitate"
DRAFT = {"course": "seeds2", "done_on": "12/11/2026", "hours": "6.5", "learned": SECRET, "effect": "I wait now",
         "expires_on": ""}  # fmt: skip


def write(browser, address: str, follow: bool = True, **given: object):
    """Fill in a draft as a browser without scripts does, and go on to check it."""
    data = {"go": "check"}
    for key, text in {**DRAFT, **given}.items():
        shown = browser.get(address).text
        revision = shown.split(f'name="r-{key}" value="', 1)[1].split('"')[0] if f'name="r-{key}"' in shown else "0"
        data |= {f"r-{key}": revision, f"a-{key}": text}
    return browser.post(address, data=data, follow_redirects=follow)


def record(browser, **given: object) -> Record:
    """Start a record, write it, and sign it."""
    started = browser.post("/learning/start", data={key: given.pop(key) for key in ("asked", "module") if key in given})
    assert started.status_code == 303, started.text
    address = started.headers["Location"]
    checked = write(browser, address, **given)
    assert "Before it can be sent" not in checked.text, checked.text
    signed = browser.post(address.replace("/draft", "/send"))
    assert signed.status_code == 303, signed.text
    db.session.expire_all()
    found = db.session.get_one(Record, int(address.split("/")[2]))
    assert found.is_locked
    return found


def listed(app, who) -> list[str]:
    with app.test_request_context():
        found, _ = work.waiting(who.id, now(), today())
        return [row.title for row in rows(found, now()) if "session" not in row.title]


def test_one_press_begins_a_record_one_signature_locks_it_and_it_is_on_record(unit, lowri, app):
    mine = lowri.get("/learning").text
    assert "SEEDS2" in mine
    assert "Not on record" in mine
    first = lowri.post("/learning/start", data={"course": "seeds2"})
    again = lowri.post("/learning/start", data={"course": "seeds2"})
    assert first.headers["Location"] == again.headers["Location"]
    assert listed(app, unit.lowri) == ["Finish a learning record"]
    assert "Finish the record" in lowri.get("/learning").text

    checked = write(lowri, first.headers["Location"], standards="reflection")
    assert "6.5 hours" in checked.text
    assert lowri.post(first.headers["Location"].replace("/draft", "/send")).status_code == 303
    row = db.session.scalars(select(LearningDone)).one()
    assert (row.course, row.type, row.done_on, row.minutes) == ("seeds2", "mandatory", date(2026, 11, 12), 390)
    shown = lowri.get(f"/records/{row.record_id}").text
    assert SECRET in shown
    assert "Signed by both" not in shown
    mine = lowri.get("/learning").text.replace("\u00a0", " ")
    assert "1 piece of learning, 6.5 hours" in mine
    assert "Nothing mandatory is missing" in mine
    assert db.session.scalars(select(EvidenceTag.code)).all() == ["reflection"]


def test_nobody_else_opens_it_and_the_manager_sees_that_it_was_done(unit, lowri, isla, efua):
    started = lowri.post("/learning/start").headers["Location"]
    write(lowri, started)
    address = started.removesuffix("/draft")
    for browser in (isla, efua):
        assert browser.get(address).status_code == 404  # nobody knows of a draft
        assert "learning of" not in browser.get(f"/people/{unit.lowri.id}").text.lower()
    lowri.post(f"{address}/send")
    assert efua.get(address).status_code == 404
    assert address not in efua.get(f"/people/{unit.lowri.id}").text
    known = isla.get(address)
    assert known.status_code == 200
    assert SECRET not in known.text
    page = isla.get(f"/people/{unit.lowri.id}/learning").text
    assert SECRET not in page
    assert "SEEDS2" in page
    assert "6.5 hours" in page
    lowri.post(f"{address}/release")
    assert SECRET in isla.get(address).text


def test_what_is_missing_or_wrong_is_said_and_nothing_typed_is_lost(lowri):
    started = lowri.post("/learning/start").headers["Location"]
    wrong = {"course": "other", "title": "", "hours": "1.3", "done_on": "20/11/2026", "expires_on": "1/11/2026",
             "learned": ""}  # fmt: skip
    said = write(lowri, started, **wrong).text
    for words in ("Enter its title", "Choose the kind of learning", "hours in halves", "record it once it is done",
                  "enter a day after", "Say what you learned"):  # fmt: skip
        assert words in said
    assert 'value="1.3"' in lowri.get(started).text
    assert lowri.post(started.replace("/draft", "/send")).status_code == 422


def test_a_manager_asks_by_a_day_a_record_answers_it_and_one_in_error_reopens_it(unit, lowri, isla, app, at, sign_in):
    page = f"/people/{unit.lowri.id}/learning"
    assert isla.post(page, data={"course": "other", "due_on": "31/2/2027"}).status_code == 422
    assert isla.post(page, data={"course": "seeds2", "due_on": "1/11/2026"}).status_code == 409
    asked = {"course": "seeds2", "due_on": "30/11/2026"}
    assert isla.post(page, data=asked).status_code == 303
    assert isla.post(page, data=asked).status_code == 409
    title = "Do learning and record it: SEEDS2: Skills for Effective Engagement, Development and Supervision"
    assert listed(app, unit.lowri) == [title]
    assert listed(app, unit.isla) == []
    at("2026-12-01 09:00")
    assert listed(app, unit.isla) == ["Learning that you asked for is late: 1 of Lowri Throckmorton"]
    row = db.session.scalars(select(LearningAsked)).one()

    sign_in(unit.lowri, lowri)
    sign_in(unit.isla, isla)
    done = record(lowri, asked=row.id)
    assert db.session.scalars(select(LearningAsked.record_id)).one() == done.id
    assert listed(app, unit.lowri) == listed(app, unit.isla) == []
    lowri.post(f"/records/{done.id}/error", data={"reason": "The wrong day"})
    assert db.session.scalars(select(LearningAsked.record_id)).one() is None
    assert listed(app, unit.lowri) == [title]
    assert "Not on record" in lowri.get("/learning").text or "Was due" in lowri.get("/learning").text

    assert isla.post(f"/people/learning/{row.id}/drop", data={"reason": " "}).status_code == 422
    assert isla.post(f"/people/learning/{row.id}/drop", data={"reason": "Booked for spring"}).status_code == 303
    assert isla.post(f"/people/learning/{row.id}/drop", data={"reason": "Again"}).status_code == 409
    assert listed(app, unit.lowri) == []
    db.session.expire_all()
    assert (row.dropped_by, row.drop_reason) == ("Isla Mbeki", "Booked for spring")
    assert lowri.post("/learning/start", data={"asked": row.id}).status_code == 404


def test_several_of_a_team_are_asked_at_once_and_nobody_twice(unit, isla):
    learned.asked(unit.lowri, unit.isla, "SEEDS2", course="seeds2")
    db.session.commit()
    both = {"course": "seeds2", "person": [unit.lowri.id, unit.pius.id, unit.magda.id], "due_on": "30/11/2026"}
    for wrong, status in (({"person": []}, 422), ({"course": ""}, 422), ({"due_on": "1/11/2026"}, 409)):
        assert isla.post("/team/learning", data={**both, **wrong}).status_code == status
    assert isla.post("/team/learning", data=both).status_code == 303
    asked = db.session.scalars(select(LearningAsked.person_id).order_by(LearningAsked.id)).all()
    assert asked == [unit.lowri.id, unit.pius.id]  # Magda is not of the team


def test_only_the_line_manager_asks(unit, lowri, isla, efua, sign_in, another_client):
    page, asked = f"/people/{unit.lowri.id}/learning", {"course": "seeds2"}
    assert isla.post(page, data=asked).status_code == 303
    row = db.session.scalars(select(LearningAsked)).one()
    rhys = sign_in(unit.rhys, another_client())
    for browser, status in ((efua, 403), (lowri, 403), (rhys, 404)):
        assert browser.post(page, data=asked).status_code == status
        assert browser.get(page).status_code == status
        assert browser.post(f"/people/learning/{row.id}/drop", data={"reason": "x"}).status_code == 404
    assert rhys.post("/learning/start", data={"asked": row.id}).status_code == 404


def test_s2_the_officers_record_of_the_core_curriculum_closes_criterion_1_until_it_is_in_error(unit, sign_in, at, app):
    quince = make.member("Barnaby Quince", "Probation Services Officer", unit.team, unit.isla,
                         starts_on=date(2026, 9, 1))  # fmt: skip
    make.fact(quince, PROBATION_PASSED, date(2026, 11, 16))
    browser = sign_in(quince)
    assert "Core curriculum" in browser.get("/learning").text

    def role() -> tuple[str, bool]:
        db.session.expire_all()
        found = role_of(make.viewer(unit.fergus), quince.id, now()).standing
        return found.role, found.is_interim_hold

    assert role() == (COUNTERSIGNED, False)
    done = record(browser, course="core_curriculum", done_on="18/11/2026")
    assert role() == (COUNTERSIGNED, True)  # the officer's word alone: the manager confirms
    assert listed(app, unit.isla) == ["Confirm the end of countersigning"]
    assert "Core curriculum, done on" in browser.get("/assessors/mine").text
    assert "Core curriculum" not in browser.get("/learning").text.split('id="done"')[0].split("On record")[0]
    browser.post(f"/records/{done.id}/error", data={"reason": "It was another course"})
    assert role() == (COUNTERSIGNED, False)
    assert listed(app, unit.isla) == []
    assert db.session.scalars(select(LearningTold)).one().withdrawn_at is not None
    told = select(Event.verb).where(Event.thing == "person", Event.verb.contains("learning"))
    assert len(db.session.scalars(told).all()) == 2


def test_s7_the_form_offers_the_modules_still_to_be_done_and_the_last_prompts_the_head(unit, sign_in, app):
    for title, done_on in (("Key work", date(2026, 9, 1)), ("Parole in practice", None)):
        make.add(LearningRequired(person_id=unit.kwame.id, title=title, required_on=date(2026, 6, 8), done_on=done_on,
                                  entered_by="Aaliyah Yaxley"))  # fmt: skip
    make.fact(unit.kwame, ROLE_LEARNING, date(2024, 4, 1))
    make.fact(unit.keziah, ROLE_LEARNING, date(2024, 4, 1))
    browser = sign_in(unit.kwame)
    shown = browser.get("/learning").text
    assert "Parole in practice" in shown.split("On record")[0]
    (module,) = db.session.scalars(select(LearningRequired.id).where(LearningRequired.done_on.is_(None)))
    form = browser.get(browser.post("/learning/start", data={"module": module}).headers["Location"]).text
    assert "Parole in practice" in form
    assert "Key work" not in form
    record(browser, module=module, course="pom_role")
    assert listed(app, unit.aaliyah) == ["Confirm the end of countersigning"]
    assert db.session.scalars(select(LearningDone.title)).one() == "Parole in practice"
    assert browser.post("/learning/start", data={"module": module}).status_code == 404


def test_s7_a_second_record_of_a_module_tells_of_that_module_alone_and_is_refused_once_it_is_on_record(unit, sign_in):
    module = make.add(LearningRequired(person_id=unit.kwame.id, title="Parole in practice",
                                       required_on=date(2026, 6, 8), entered_by="Aaliyah Yaxley"))  # fmt: skip
    browser = sign_in(unit.kwame)
    browser.post("/learning/start", data={"module": module.id})
    second = browser.post("/learning/start").headers["Location"]
    write(browser, second, course="pom_role")
    assert "Before it can be sent" not in write(browser, second, course="pom_role", module=str(module.id)).text
    third = learned.record(unit.kwame, "draft", "pom_role", module=str(module.id))
    laid = papers.paper(third)
    actions.send(laid, papers.by(unit.kwame), now(), today())  # sent while it is open, signed when it is not
    first = record(browser, module=module.id, course="pom_role")

    checked = browser.post(second, data={"go": "check"}, follow_redirects=True).text
    assert "This module is on record already; choose again" in checked
    assert "Which module" in browser.get(second).text
    assert browser.post(second.replace("/draft", "/send")).status_code == 422
    assert "Choose the module" in write(browser, second, course="pom_role", module="").text
    assert browser.post(second.replace("/draft", "/send")).status_code == 422
    laid = papers.paper(third)
    fingerprint = queries.signed(third)[0].fingerprint
    assert actions.sign(laid, SUBJECT, fingerprint, papers.by(unit.kwame), now(), today())
    told = db.session.execute(select(LearningTold.record_id, LearningTold.what, LearningTold.module_id))
    assert {tuple(row) for row in told} == {(each, MODULE, module.id) for each in (first.id, third.id)}
    assert set(db.session.scalars(select(LearningDone.title))) == {"Parole in practice"}


def test_what_another_record_answers_is_not_asked_again_when_one_is_in_error(unit, lowri, app, at):
    learned.record(unit.lowri)  # from before it was asked for
    at("2026-11-19 09:33")
    asked = learned.asked(unit.lowri, unit.isla, "SEEDS2", course="seeds2")
    db.session.commit()
    one, other = record(lowri, course="seeds2"), record(lowri, course="seeds2")
    assert asked.record_id == one.id
    for wrong, answered in ((one, other.id), (other, None)):
        lowri.post(f"/records/{wrong.id}/error", data={"reason": "The wrong day"})
        db.session.expire_all()
        assert asked.record_id == answered
    assert listed(app, unit.lowri)[0].startswith("Do learning and record it")


def test_who_is_not_in_post_has_no_way_to_a_page_that_is_not_there(unit, lowri, isla, app, sign_in):
    assert 'href="/learning"' in lowri.get("/").text
    learned.asked(unit.lowri, unit.isla)
    (posting,) = db.session.scalars(select(make.Posting).where(make.Posting.person_id == unit.lowri.id))
    posting.ends_on = date(2026, 11, 18)
    db.session.commit()
    browser = sign_in(unit.lowri, lowri)
    assert browser.get("/learning").status_code == 404
    assert 'href="/learning"' not in browser.get("/").text
    assert listed(app, unit.lowri) == []


def test_what_expires_is_listed_ahead_until_it_is_done_again(unit, lowri, app, at, sign_in):
    record(lowri, expires_on="20/1/2027")
    assert listed(app, unit.lowri) == []
    at("2026-11-21 09:00")
    assert listed(app, unit.lowri)[0].startswith("Do learning again: SEEDS2")
    sign_in(unit.lowri, lowri)
    record(lowri, expires_on="20/1/2029", done_on="21/11/2026")
    assert listed(app, unit.lowri) == []

    aid = record(lowri, course="other", title="First aid", type="cpd", expires_on="30/11/2026", done_on="20/11/2026")
    assert listed(app, unit.lowri) == ["Do learning again: First aid"]
    assert "Done before, and to be done again" in lowri.get("/learning").text
    again = [lowri.post("/learning/start", data={"again": aid.id}).headers["Location"] for _ in range(2)]
    assert again[0] == again[1]
    assert 'value="First aid"' in lowri.get(again[0]).text
    assert lowri.post("/learning/start", data={"again": aid.id + 1}).status_code == 404


def test_the_pages_ask_no_more_when_there_are_more_people_and_records(unit, lowri, isla):
    paths = ((lowri, "/learning"), (isla, "/team/learning"), (isla, f"/people/{unit.lowri.id}/learning"))
    record(lowri)
    few = [count_queries(browser, path) for browser, path in paths]
    for number in range(4):
        who = make.member(f"Ada {number}", "Probation Officer", unit.team, unit.isla)
        make.add(LearningAsked(person_id=who.id, title="Report writing", asked_by_id=unit.isla.id,
                               asked_by="Isla Mbeki", asked_at=now()))  # fmt: skip
        record(lowri, course="other", title=f"Talk {number}", type="cpd")
    assert [count_queries(browser, path) for browser, path in paths] == few
    assert max(few) <= 8


def test_whoever_holds_a_session_without_seeds2_is_told_so_and_kept_from_nothing(unit, isla, lowri):
    draft = papers.session(unit.isla, unit.lowri)
    db.session.commit()
    words = "no record of your training in Skills for Effective Engagement"
    assert words in isla.get(f"/records/{draft.id}/draft").text
    assert words not in lowri.get(f"/records/{draft.id}/draft").text
    assert isla.get(f"/records/{draft.id}/check").status_code == 200
    record(isla, course="seeds2")
    assert words not in isla.get(f"/records/{draft.id}/draft").text
