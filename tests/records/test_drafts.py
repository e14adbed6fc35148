"""Saving a draft, answer by answer and as a whole: what is stored, what is refused, and who sees what."""

import re

import pytest
from sqlalchemy import select

from app.database import db
from app.records.models import Action, Answer, Record
from tests import make, papers
from tests.counting import count_queries, statements

OWN_PAGE = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "document"}
SCRIPT = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "empty"}
SECRET = "The canary sang in Welshpool"


@pytest.fixture
def session(unit):
    record = papers.session(unit.isla, unit.lowri)
    db.session.commit()
    return record


def save(browser, record, who, key, text, revision=0, *, part="lead", **given):
    """Post one answer as the script of the page does."""
    data = {"account": make.account_of(who).id, "kind": record.kind, "part": part, "key": key, "text": text,
            "revision": revision, **given}  # fmt: skip
    return browser.post(f"/records/{record.id}/answers", data=data, headers=SCRIPT)


def stored(record, key, part="lead"):
    found = db.session.scalar(
        select(Answer).where(Answer.record_id == record.id, Answer.key == key, Answer.part == part)
    )
    return found and found.text


def revision_of(record, key, part="lead"):
    return db.session.scalar(
        select(Answer.revision).where(Answer.record_id == record.id, Answer.key == key, Answer.part == part)
    )


def test_an_answer_is_saved_with_its_revision_and_time(unit, isla, session):
    first = save(isla, session, unit.isla, "develop", "Pace.")
    assert (first.status_code, first.json) == (200, {"revision": 1, "at": "9:32am"})
    assert save(isla, session, unit.isla, "develop", "Pace and pause.", 1).json["revision"] == 2
    assert stored(session, "develop") == "Pace and pause."


def test_saving_again_is_one_guarded_update(unit, isla, session):
    save(isla, session, unit.isla, "develop", "Pace.")
    data = {"account": make.account_of(unit.isla).id, "kind": "rps", "part": "lead", "key": "develop",
            "text": "Pace and pause.", "revision": 1}  # fmt: skip
    path = f"/records/{session.id}/answers"
    db.session.commit()
    with statements() as asked:
        assert isla.post(path, data=data, headers=SCRIPT).status_code == 200
    writes = [one for one in asked if one.lstrip().upper().startswith(("UPDATE", "INSERT", "DELETE"))]
    assert len(writes) == 1
    assert "answer" in writes[0]
    asked = [one for one in asked if not one.startswith(("BEGIN", "PRAGMA", "COMMIT"))]
    assert len(asked) == 2  # the look-up of the sign-in, and the update


def test_a_stale_answer_is_refused_with_both_texts(unit, isla, session):
    save(isla, session, unit.isla, "develop", "From the first window.")
    answer = save(isla, session, unit.isla, "develop", "From the second.")
    assert answer.status_code == 409
    assert answer.json == {
        "theirs": "From the first window.", "revision": 1, "at": "9:32am", "name": "",
        "who": "You changed this answer in another window",
    }  # fmt: skip
    assert stored(session, "develop") == "From the first window."


def test_the_same_text_twice_is_no_conflict(unit, isla, session):
    for _ in range(2):
        answer = save(isla, session, unit.isla, "develop", "Pace.")
        assert answer.json["revision"] == 1


@pytest.mark.parametrize("part", ["subject", "nobody", ""])
def test_the_lead_cannot_write_another_part(unit, isla, session, part):
    before = stored(session, "kolb_1", "subject")
    answer = save(isla, session, unit.isla, "kolb_1", "In her name.", 1, part=part)
    assert answer.status_code in (409, 422)
    assert stored(session, "kolb_1", "subject") == before


def test_the_practitioner_cannot_write_the_leads_part(unit, lowri, session):
    before = stored(session, "strengths")
    assert save(lowri, session, unit.lowri, "strengths", "All of them.", 1, part="lead").status_code == 409
    assert save(lowri, session, unit.lowri, "strengths", "All of them.", 1, part="subject").status_code == 422
    assert stored(session, "strengths") == before


def test_both_write_under_the_same_question_without_meeting(unit, isla, lowri, session):
    assert save(isla, session, unit.isla, "kolb_2", "Hers.").status_code == 200
    assert save(lowri, session, unit.lowri, "kolb_2", "Mine.", part="subject").status_code == 200
    assert (stored(session, "kolb_2"), stored(session, "kolb_2", "subject")) == ("Hers.", "Mine.")


def test_another_team_finds_nothing_to_save_to(unit, session, sign_in):
    rhys = sign_in(unit.rhys)
    assert save(rhys, session, unit.rhys, "develop", "Mine now.").status_code == 404
    assert stored(session, "develop") is None


def test_a_sent_record_takes_no_answers_and_says_where_it_is(unit, isla):
    record = papers.session(unit.isla, unit.lowri, "sent")
    answer = save(isla, record, unit.isla, "strengths", "After the fact.", 1)
    assert (answer.status_code, answer.json["closed"]) == (409, f"/records/{record.id}")
    assert stored(record, "strengths") != "After the fact."


def test_an_answer_of_somebody_else_signed_in_meanwhile_is_not_saved(unit, isla, session):
    answer = save(isla, session, unit.lowri, "develop", "Whose is this?")
    assert (answer.status_code, answer.json) == (401, {"other_account": True})
    assert stored(session, "develop") is None


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"kind": "observation"}, 422), ({"kind": "made up"}, 422), ({"key": "status"}, 422), ({"key": "x" * 64}, 422),
        ({"key": "earlier_" + "9" * 60}, 422), ({"key": ""}, 422), ({"text": "nul \0 here"}, 422),
    ],
)  # fmt: skip
def test_what_the_form_does_not_ask_is_not_stored(unit, isla, session, given, status):
    count = len(db.session.scalars(select(Answer.id)).all())
    data = {"account": make.account_of(unit.isla).id, "kind": "rps", "part": "lead", "key": "develop", "text": "x",
            "revision": 0, **given}  # fmt: skip
    assert isla.post(f"/records/{session.id}/answers", data=data, headers=SCRIPT).status_code == status
    assert len(db.session.scalars(select(Answer.id)).all()) == count


def test_someone_signed_out_gets_an_answer_for_the_script(unit, client, session):
    answer = save(client, session, unit.isla, "develop", "Nobody.")
    assert (answer.status_code, answer.json) == (401, {"signed_out": True})


AWKWARD = ("Ŵythnos dda, ŷ gath", "مرحبا بالعالم", "🐎 and 👩‍👧", "one\ntwo\n\nthree", "x" * 25_000)


@pytest.mark.parametrize("text", AWKWARD)
def test_whatever_is_typed_is_stored_as_typed(unit, isla, session, text):
    assert save(isla, session, unit.isla, "develop", text).status_code == 200
    assert stored(session, "develop") == text


def test_a_draft_of_thirty_long_answers_is_saved_as_a_whole(unit, isla, session):
    long = "ŵ" * 20_000
    keys = [f"{model}_{number}" for model, last in (("kolb", 4), ("gibbs", 6)) for number in range(1, last + 1)]
    data = {f"a-{key}": long for key in keys}
    data |= {f"r-{key}": str(revision_of(session, key) or 0) for key in keys}
    answer = isla.post(f"/records/{session.id}/draft", data=data)
    assert answer.status_code == 303
    assert {stored(session, key) for key in keys} == {long}


def test_too_long_an_answer_is_kept_whole_and_keeps_the_record_from_being_sent(unit, isla, session):
    save(isla, session, unit.isla, "kolb_2", "x" * 25_000)
    answer = isla.post(f"/records/{session.id}/send")
    assert answer.status_code == 422
    assert "5,000 characters over 20,000" in answer.text
    assert len(stored(session, "kolb_2")) == 25_000


def test_an_unshared_preparation_is_nowhere_the_lead_looks(unit, isla, lowri, session):
    papers.answer(session, "subject", "kolb_1", SECRET)
    papers.answer(session, "subject", "wellbeing", SECRET)
    db.session.commit()
    places = [f"/records/{session.id}", f"/records/{session.id}/draft", f"/records/{session.id}/check", "/", "/team",
              f"/people/{unit.lowri.id}", "/records", "/records?show=led"]  # fmt: skip
    for place in places:
        shown = isla.get(place, follow_redirects=True)
        assert (shown.status_code, SECRET in shown.text) == (200, False), place
        assert SECRET not in isla.fragment(place, "content").text, place
    assert SECRET not in isla.post(f"/records/{session.id}/draft", data={"a-develop": "x", "r-develop": "7"}).text
    assert SECRET in lowri.get(f"/records/{session.id}/draft").text


def test_a_shared_preparation_is_read_by_the_lead(unit, isla, lowri, session):
    papers.answer(session, "subject", "kolb_1", SECRET)
    assert lowri.post(f"/records/{session.id}/draft", data={"go": "share"}).status_code == 303
    assert SECRET in isla.get(f"/records/{session.id}/draft").text
    assert SECRET in isla.get(f"/records/{session.id}/check").text


def test_what_was_never_shared_is_not_sent(unit, isla, lowri, session):
    papers.answer(session, "subject", "kolb_1", SECRET)
    papers.answer(session, "subject", "wellbeing", SECRET)
    assert isla.post(f"/records/{session.id}/send").status_code == 303
    assert SECRET not in isla.get(f"/records/{session.id}").text
    assert stored(session, "kolb_1", "subject") == SECRET


def test_wellbeing_is_read_by_the_two_people_only(unit, isla, lowri, sign_in, another_client):
    record = papers.session(unit.isla, unit.lowri, "locked")
    db.session.commit()
    for browser in (isla, lowri):
        assert papers.WELLBEING in browser.get(f"/records/{record.id}").text
    head = sign_in(unit.efua, another_client())
    assert papers.WELLBEING not in head.get(f"/records/{record.id}").text


def test_a_live_risk_makes_one_action_due_today_for_both(unit, isla, lowri, session):
    start = revision_of(session, "live_risk")
    for text in ("yes", "no", "yes"):
        answer = save(isla, session, unit.isla, "live_risk", text, start)
        start = answer.json["revision"]
    actions = db.session.scalars(select(Action).where(Action.is_live_risk)).all()
    assert [(each.subject_id, each.owner_id, str(each.due_on)) for each in actions] == [
        (unit.lowri.id, unit.isla.id, "2026-11-19")
    ]
    for browser in (isla, lowri):
        home = browser.get("/").text
        assert f"/actions/{actions[0].id}" in home
        assert "Today" in home


def test_the_day_of_the_session_follows_what_is_written(unit, isla, session):
    start = revision_of(session, "held_on")
    moved = save(isla, session, unit.isla, "held_on", "10 November 2026", start)
    assert str(db.session.get(Record, session.id).happened_on) == "2026-11-10"
    save(isla, session, unit.isla, "held_on", "not a day", moved.json["revision"])
    assert str(db.session.get(Record, session.id).happened_on) == "2026-11-10"


def test_another_model_asks_other_stages_and_keeps_what_was_written(unit, isla, session):
    answer = isla.post(f"/records/{session.id}/draft", data={"a-model": "gibbs", "r-model": "0", "go": "again"})
    assert answer.status_code == 303
    page = isla.get(f"/records/{session.id}/draft").text
    assert 'name="a-gibbs_1"' in page
    assert papers.REFLECTION in page


def test_without_scripts_a_stale_answer_comes_back_with_both_texts(unit, isla, session):
    save(isla, session, unit.isla, "develop", "From the first window.")
    data = {"a-develop": "From the second.", "r-develop": "0", "a-values": "Kept.", "r-values": "0"}
    answer = isla.post(f"/records/{session.id}/draft", data=data)
    assert answer.status_code == 409
    assert "From the first window." in answer.text
    assert "From the second." in answer.text
    assert (stored(session, "develop"), stored(session, "values")) == ("From the first window.", "Kept.")
    fresh = re.search(r'name="r-develop" value="(\d+)"', answer.text)[1]
    again = isla.post(f"/records/{session.id}/draft", data={"a-develop": "From both.", "r-develop": fresh})
    assert again.status_code == 303
    assert stored(session, "develop") == "From both."


def test_without_scripts_an_untouched_empty_answer_is_no_conflict(unit, isla, session):
    save(isla, session, unit.isla, "develop", "From the first window.")
    data = {"a-develop": "", "r-develop": "0", "a-values": "From the second.", "r-values": "0"}
    assert isla.post(f"/records/{session.id}/draft", data=data).status_code == 303
    assert stored(session, "develop") == "From the first window."


def test_without_scripts_what_came_too_late_is_shown_to_be_copied(unit, lowri):
    record = papers.session(unit.isla, unit.lowri, "sent")
    data = {"a-kolb_2": "Half a sentence", "r-kolb_2": "0"}
    answer = lowri.post(f"/records/{record.id}/draft", data=data)
    assert answer.status_code == 409
    assert "Half a sentence" in answer.text
    assert stored(record, "kolb_2", "subject") is None


def test_a_form_from_before_a_new_sign_in_shows_what_was_typed(unit, isla, session, app, sign_in):
    app.config["WTF_CSRF_ENABLED"] = True
    proof = re.search(r'data-proof="([^"]+)"', isla.get(f"/records/{session.id}/draft").text)[1]
    data = {"csrf_token": "of another sign-in", "account": proof, "a-develop": "Half a sentence", "r-develop": "0"}
    answer = isla.post(f"/records/{session.id}/draft", data=data, headers=OWN_PAGE)
    assert answer.status_code == 409
    assert "Half a sentence" in answer.text
    assert stored(session, "develop") is None
    for forged in ({**data, "account": ""}, {**data, "account": "made up"}):
        answer = isla.post(f"/records/{session.id}/draft", data=forged, headers=OWN_PAGE)
        assert (answer.status_code, "Half a sentence" in answer.text) == (400, False)
    abroad = isla.post(f"/records/{session.id}/draft", data=data, headers={"Sec-Fetch-Site": "cross-site"})
    assert (abroad.status_code, "Half a sentence" in abroad.text) == (400, False)


@pytest.mark.parametrize("state", ["draft", "agreed", "locked"])
def test_a_page_of_a_record_asks_the_database_no_more_than_eight_times(unit, isla, state):
    record = papers.session(unit.isla, unit.lowri, state)
    earlier = papers.session(unit.isla, unit.lowri, "locked", action_1_text="Ring", action_1_owner="lead",
                             action_1_due="27/11/2026")  # fmt: skip
    db.session.commit()
    path = f"/records/{record.id}/draft" if state == "draft" else f"/records/{record.id}"
    few = count_queries(isla, path)
    for number in range(6):
        make.add(
            Action(record_id=earlier.id, subject_id=unit.lowri.id, owner_id=unit.isla.id, text=f"Action {number}",
                   due_on=earlier.happened_on, agreed_at=earlier.since)
        )  # fmt: skip
    db.session.commit()
    print(f"queries of a {state} page: {few}")
    assert count_queries(isla, path) == few
    assert few <= 8
