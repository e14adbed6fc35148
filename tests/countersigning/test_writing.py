"""The author's way: starting, writing, checking and signing; what is said at once, and what is never lost."""

import re

import pytest
from sqlalchemy import select

from app.countersigning import actions, queries, recalls
from app.countersigning.models import Item, Round, Typed
from app.database import db
from app.history.models import Event
from app.notices import work
from app.notices.models import Notice
from app.people import cover
from app.people.models import Person
from app.policy.countersigning import DRAFT, OASYS, PAROLE, RECALL, REQUESTED, REWORK, SELF_SIGNED
from app.web.clock import now, today
from tests import make
from tests.countersigning import items
from tests.countersigning.items import at
from tests.counting import statements

pytestmark = pytest.mark.any_engine  # who may see what on a page: their queries run on both engines elsewhere

SCRIPT = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "empty"}
GAP = "\N{NO-BREAK SPACE}"
DUE = f"26{GAP}November 2026"
SECRET = "The canary sang in Welshpool"


@pytest.fixture
def learner(unit):
    """Lowri, whose assessments are countersigned: a learner on the qualification."""
    items.countersigned_author(unit.lowri)
    return unit.lowri


def plain(answer) -> str:
    """The words of a page as they are read, on one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).replace("&#39;", "'").split())


def save(browser, item, who, key, text, revision=0, **given):
    """Post one answer as the script of the page does; its address carries the round that the page shows."""
    number = given.pop("round", item.round)
    data = {"account": make.account_of(who).id, "kind": item.kind, "part": "author", "key": key, "text": text,
            "revision": revision, **given}  # fmt: skip
    return browser.post(f"/countersigning/{item.id}/answers?round={number}", data=data, headers=SCRIPT)


def stored(item, key, round=None):
    return db.session.scalar(
        select(Typed.text).where(Typed.item_id == item.id, Typed.key == key, Typed.round == (round or item.round))
    )


def form_of(item, **typed):
    """The whole form as a browser without scripts posts it."""
    known = queries.typed(item.id, item.author_id, item.round)
    texts = {key: row.text for key, row in known.items()} | typed
    data: dict[str, object] = {"round": item.round}
    for key, text in texts.items():
        data[f"r-{key}"] = known[key].revision if key in known else 0
        data[f"a-{key}"] = text.split("\n") if "\n" in text else text
    return data


def check(browser, item):
    return browser.get(f"/countersigning/{item.id}/check")


def press_sign(browser, item, **given):
    """Press the button of the check page: what it showed goes along."""
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', check(browser, item).text)
    data = {"seen": seen.group(1) if seen else "", **given}
    return browser.post(f"/countersigning/{item.id}/sign", data=data)


def on_lists() -> dict[str, list[str]]:
    """What waits for whom, of everybody."""
    found = {}
    for person in db.session.scalars(select(Person)):
        rows, _ = work.waiting(person.id, now(), today())
        if rows:
            found[person.name] = [row.code for row in rows]
    return found


# Starting


def test_a_countersigned_author_is_told_at_once_that_and_why_and_who_and_when(learner, lowri):
    words = plain(lowri.get("/countersigning/new/oasys"))
    assert "A countersignature is needed" in words
    assert f"PQiP learner, since 1 September 2026 (Framework{GAP}5.2)." in words.replace(
        "Framework ", f"Framework{GAP}"
    )
    assert f"It goes to Isla Mbeki, your line manager. Due {DUE}".replace(GAP, " ") in words
    assert "Your assessor role now: Countersigned" in words


def test_a_non_countersigned_author_is_told_that_none_is_needed_unless_oasys_asks(lowri):
    words = plain(lowri.get("/countersigning/new/oasys"))
    assert "No countersignature is needed" in words
    assert "OASys itself may still ask for one" in words
    assert "Isla Mbeki" not in words


def test_a_parole_report_always_needs_one(lowri):
    words = plain(lowri.get("/countersigning/new/parole"))
    assert "All parole reports are countersigned, whatever the assessor role" in words
    assert "5 working days before the date of the dossier" in words


def test_who_covers_is_named_and_so_is_that_nobody_is_recorded(unit, learner, lowri, sign_in):
    cover.record(unit.isla, unit.rhys, [OASYS], today(), today(), items.by(unit.isla), now(), today())
    assert "Rhys Sidebottom covers for Isla Mbeki and may sign too" in plain(lowri.get("/countersigning/new/oasys"))
    alone = make.member("Nia Prosser", "Probation Officer", unit.team)
    words = plain(sign_in(alone).get("/countersigning/new/parole"))
    assert "Nobody is recorded as your line manager today" in words


IMPOSSIBLE = ["", "   ", "John Smith", "X" * 41, "---", "X26_4410", "<b>1</b>", "X264\n410", "№ 5", "-12"]


@pytest.mark.parametrize("reference", IMPOSSIBLE)
@pytest.mark.parametrize("kind", [OASYS, PAROLE])
def test_an_impossible_case_reference_is_refused_and_stays_in_the_box(lowri, kind, reference):
    answer = lowri.post(f"/countersigning/new/{kind}", data={"case_reference": reference})
    assert answer.status_code == 422
    assert "Enter a case reference, such as X264410" in answer.text or "Enter the case reference" in answer.text
    assert "Error: " in answer.text.partition("</title>")[0]
    if reference.strip() and "<" not in reference and "\n" not in reference:
        assert f'value="{reference}"' in answer.text
    assert db.session.query(Item).count() == 0


def test_a_character_no_database_keeps_is_refused(lowri):
    assert lowri.post("/countersigning/new/oasys", data={"case_reference": "X26\0"}).status_code == 422


@pytest.mark.parametrize("reference", ["weird-9", "12", "a/1 b2", "X2644100", "9"])
def test_an_unusual_case_reference_is_accepted_with_a_warning_on_the_check_page(unit, lowri, reference):
    answer = lowri.post("/countersigning/new/oasys", data={"case_reference": f" {reference} "})
    assert answer.status_code == 303
    item = db.session.scalars(select(Item)).one()
    assert (item.case_reference, item.state, item.author_id) == (reference, DRAFT, unit.lowri.id)
    warned = f"“{reference}” is not the usual form of a case reference" in check(lowri, item).text
    assert warned


@pytest.mark.parametrize("reference", ["X264410", "x264410"])
def test_a_usual_case_reference_brings_no_warning(unit, lowri, reference):
    assert "not the usual form" not in check(lowri, items.started(unit.lowri, case=reference)).text


@pytest.mark.parametrize(("reference", "status"), [("4471902, version 2", 422), ("abc", 422), ("OA/12-9", 200)])
def test_an_oasys_reference_is_refused_when_impossible_and_warned_of_when_unusual(unit, lowri, reference, status):
    item = items.started(unit.lowri, reference=reference)
    shown = check(lowri, item)
    assert ("OASys reference: use letters, digits" in shown.text) is (status == 422)
    assert ("is not the usual form of an OASys reference" in shown.text) is (status == 200 or reference != "4471902")
    assert press_sign(lowri, item).status_code == (422 if status == 422 else 303)


def test_starting_the_same_twice_opens_the_draft_there_is(lowri):
    for text in ("X264410", "x264410"):
        assert lowri.post("/countersigning/new/oasys", data={"case_reference": text}).status_code == 303
    item = db.session.scalars(select(Item)).one()
    assert "You have started this already" in lowri.get(f"/countersigning/{item.id}/draft").text
    lowri.post("/countersigning/new/parole", data={"case_reference": "X264410"})
    assert db.session.query(Item).count() == 2


@pytest.mark.parametrize("kind", ["recall", "sbar", "1"])
def test_only_assessments_and_parole_reports_start_here(lowri, kind):
    assert lowri.get(f"/countersigning/new/{kind}").status_code == 404
    assert lowri.post(f"/countersigning/new/{kind}", data={"case_reference": "X264410"}).status_code == 404


# Writing


def test_an_answer_is_saved_as_it_is_typed(unit, lowri):
    item = items.started(unit.lowri)
    first = save(lowri, item, unit.lowri, "comment", SECRET)
    assert (first.status_code, first.json) == (200, {"revision": 1, "at": "9:32am"})
    assert save(lowri, item, unit.lowri, "comment", "Less", 1).json["revision"] == 2
    assert stored(item, "comment") == "Less"


def test_saving_again_is_one_guarded_update(unit, lowri):
    item = items.started(unit.lowri)
    save(lowri, item, unit.lowri, "comment", "First")
    data = {"account": make.account_of(unit.lowri).id, "kind": OASYS, "part": "author", "key": "comment",
            "text": "Second", "revision": 1}  # fmt: skip
    path = f"/countersigning/{item.id}/answers?round=1"
    db.session.commit()
    with statements() as asked:
        assert lowri.post(path, data=data, headers=SCRIPT).status_code == 200
    asked = [one for one in asked if not one.startswith(("BEGIN", "PRAGMA", "COMMIT"))]
    written = [one for one in asked if one.lstrip().upper().startswith(("UPDATE", "INSERT"))]
    assert ["countersign_typed" in one for one in written] == [True]
    assert len(asked) == 2  # the look-up of the sign-in, and the update


def test_a_stale_answer_is_refused_with_both_texts(unit, lowri):
    item = items.started(unit.lowri)
    save(lowri, item, unit.lowri, "comment", "From the first window")
    answer = save(lowri, item, unit.lowri, "comment", "From the second")
    assert answer.status_code == 409
    assert answer.json["theirs"] == "From the first window"
    assert stored(item, "comment") == "From the first window"


def test_a_page_left_open_never_writes_into_the_next_round(unit, learner, lowri):
    item = items.requested(learner)
    items.decide(item, unit.isla, at("2026-11-18 11:20"), items.BACK)
    answer = save(lowri, item, learner, "situation", "From round 1", 1, round=1)
    assert (answer.status_code, answer.json["closed"]) == (409, f"/countersigning/{item.id}")
    assert stored(item, "situation") == items.TEXTS[OASYS]["situation"]


@pytest.mark.parametrize(
    ("given", "status"),
    [({"kind": PAROLE}, 422), ({"kind": "made up"}, 422), ({"key": "state"}, 422), ({"key": "x" * 64}, 422),
     ({"key": ""}, 422), ({"text": "nul \0 here"}, 422), ({"part": "decider"}, 422), ({"part": "nobody"}, 422),
     ({"part": "decider", "key": "comment"}, 409), ({"round": 2}, 409), ({"round": "x"}, 409)],
)  # fmt: skip
def test_what_the_form_does_not_ask_is_not_stored(unit, lowri, given, status):
    item = items.started(unit.lowri)
    count = db.session.query(Typed).count()
    said = {"key": "purpose", "text": "other", **given}
    assert save(lowri, item, unit.lowri, said.pop("key"), said.pop("text"), 1, **said).status_code == status
    assert (db.session.query(Typed).count(), stored(item, "purpose")) == (count, "start of order")


def test_nobody_else_writes_in_it(unit, isla, client, sign_in):
    item = items.started(unit.lowri, PAROLE)
    assert save(isla, item, unit.isla, "recommendation", "Hers", 1).status_code == 404
    items.sign(item, unit.lowri, at("2026-11-17 09:07"))
    for part, status in (("author", 409), ("decider", 422)):
        assert save(isla, item, unit.isla, "recommendation", "Hers", 1, part=part).status_code == status
    assert save(client, item, unit.lowri, "recommendation", "Whose?", 1).json == {"signed_out": True}
    other = save(isla, item, unit.lowri, "recommendation", "Whose?", 1)
    assert (other.status_code, other.json) == (401, {"other_account": True})
    assert stored(item, "recommendation") == items.TEXTS[PAROLE]["recommendation"]


def test_the_manager_writes_the_decision_in_the_same_way(unit, isla):
    item = items.requested(unit.lowri, PAROLE)
    assert save(isla, item, unit.isla, "strength", SECRET, part="decider").json["revision"] == 1
    assert save(isla, item, unit.isla, "strength", "Other", part="decider").status_code == 409


def test_the_whole_form_saves_without_scripts(unit, lowri):
    item = items.started(unit.lowri, PAROLE)
    data = form_of(item, recommendation=SECRET, pillars="supervision\nvictims")
    answer = lowri.post(f"/countersigning/{item.id}/draft", data={**data, "go": "check"})
    assert answer.headers["Location"] == f"/countersigning/{item.id}/check"
    assert (stored(item, "recommendation"), stored(item, "pillars")) == (SECRET, "supervision\nvictims")
    later = lowri.post(f"/countersigning/{item.id}/draft", data=form_of(item), follow_redirects=True)
    assert "Saved. You can come back to it later." in later.text


def test_a_form_posted_from_an_older_page_shows_both_texts(unit, lowri):
    item = items.started(unit.lowri)
    older = form_of(item, situation="From the older page")
    items.write(item, unit.lowri, now(), situation="Newer")
    answer = lowri.post(f"/countersigning/{item.id}/draft", data=older)
    assert answer.status_code == 409
    assert "From the older page" in answer.text
    assert "Newer" in answer.text
    assert stored(item, "situation") == "Newer"


def test_what_was_typed_after_signing_is_shown_to_be_copied(unit, learner, lowri):
    item = items.started(learner)
    late = form_of(item, situation=SECRET)
    items.sign(item, learner, at("2026-11-17 09:07"))
    answer = lowri.post(f"/countersigning/{item.id}/draft", data=late)
    assert answer.status_code == 409
    assert SECRET in answer.text
    assert "Start of order" not in answer.text  # stored already
    items.decide(item, unit.isla, at("2026-11-18 11:20"), items.BACK)
    assert SECRET in lowri.post(f"/countersigning/{item.id}/draft", data=late).text


def test_the_draft_says_at_once_that_oasys_asking_changes_it(unit, lowri):
    item = items.started(unit.lowri)
    shown = lowri.get(f"/countersigning/{item.id}/draft").text
    assert "No countersignature is needed" in shown
    assert 'data-again="about" data-when="yes"' in shown
    items.write(item, unit.lowri, now(), forced="yes")
    shown = lowri.get(f"/countersigning/{item.id}/draft").text
    assert "OASys itself asks for a countersignature, by a registration" in shown
    assert 'data-again="about" data-when="no"' in shown


# Checking


def test_the_check_page_shows_everything_and_what_follows(learner, lowri):
    item = items.started(learner)
    words = plain(check(lowri, item))
    for shown in ("4471902", "Start of order", "High", "First assessment in this supervision",
                  items.TEXTS[OASYS]["situation"], "A countersignature is needed", "It goes to Isla Mbeki",
                  "“I have signed this assessment in OASys, and I stand by it.”", "Sign and send to Isla"):  # fmt: skip
        assert shown in words


@pytest.mark.parametrize("kind", [OASYS, PAROLE])
def test_everything_missing_is_listed_with_where_it_is(unit, lowri, kind):
    item = actions.open_item(kind, unit.lowri, "X264410", items.by(unit.lowri), now())
    shown = check(lowri, item).text
    needed = [key for key, text in items.TEXTS[kind].items() if key not in ("context", "situation", "recommendation")]
    for key in needed:
        assert f"/countersigning/{item.id}/draft#a-{key}" in shown
    assert "Sign and send" not in shown
    assert press_sign(lowri, item).status_code == 422
    assert db.session.query(Round).count() == 0


def test_a_past_dossier_date_is_refused_with_the_rule_named_and_the_text_kept(unit, lowri):
    item = items.started(unit.lowri, PAROLE, dossier_on="18/11/2026", recommendation=SECRET)
    answer = press_sign(lowri, item)
    assert answer.status_code == 422
    assert "it has passed, so a countersignature can’t come in time for it (domain guide C7)" in answer.text
    assert SECRET in answer.text
    assert (stored(item, "dossier_on"), stored(item, "recommendation"), item.state) == ("18/11/2026", SECRET, DRAFT)


def test_a_dossier_date_too_near_is_flagged_and_never_blocks(unit, lowri):
    item = items.started(unit.lowri, PAROLE, dossier_on="20/11/2026")
    assert "The day it is due has passed already" in check(lowri, item).text
    assert press_sign(lowri, item).status_code == 303
    db.session.refresh(item)
    assert (item.state, f"{item.due_on}") == (REQUESTED, "2026-11-13")


@pytest.mark.parametrize(
    ("given", "words"),
    [({"dossier_on": "31/2/2027"}, "enter a real date"), ({"vlo": "maybe"}, "choose from the list"),
     ({"recommendation": "x" * 20_001}, "1 characters over 20,000"), ({"pillars": "roof"}, "from the list")],
)  # fmt: skip
def test_what_can_not_be_read_is_refused_and_kept(unit, lowri, given, words):
    item = items.started(unit.lowri, PAROLE, **given)
    answer = press_sign(lowri, item)
    assert answer.status_code == 422
    assert words in answer.text
    assert {key: stored(item, key) for key in given} == given


@pytest.mark.parametrize(
    ("given", "words"),
    [({"vlo": "no"}, "The victim liaison officer has not been asked yet"),
     ({"current": "no"}, "The OASys assessment is not up to date")],
)  # fmt: skip
def test_a_warning_is_shown_and_signing_goes_on(unit, lowri, given, words):
    item = items.started(unit.lowri, PAROLE, **given)
    assert words in check(lowri, item).text
    assert press_sign(lowri, item).status_code == 303


# Signing


def test_a_countersigned_author_signs_and_the_manager_is_asked(unit, learner, lowri):
    item = items.started(learner)
    done = lowri.get(press_sign(lowri, item).headers["Location"])
    assert f"Signed. Isla Mbeki is asked to countersign it by {DUE}." in done.text
    db.session.refresh(item)
    assert (item.state, f"{item.due_on}") == (REQUESTED, "2026-11-26")
    assert on_lists() == {"Isla Mbeki": ["countersign.oasys"]}


def test_a_non_countersigned_assessment_is_self_signed_and_on_nobodys_list(unit, lowri, isla):
    item = items.started(unit.lowri)
    assert "Sign: recorded as self-signed" in check(lowri, item).text
    done = lowri.get(press_sign(lowri, item).headers["Location"])
    assert "it is recorded as self-signed, and nobody is asked" in done.text
    db.session.refresh(item)
    assert (item.state, item.due_on) == (SELF_SIGNED, None)
    assert on_lists() == {}
    assert db.session.query(Notice).count() == 0
    assert isla.get(f"/countersigning/{item.id}").status_code == 404


def test_pressing_twice_signs_once(learner, lowri):
    item = items.started(learner)
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', check(lowri, item).text).group(1)
    for _ in range(2):
        answer = lowri.post(f"/countersigning/{item.id}/sign", data={"seen": seen})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/countersigning/{item.id}")
    assert db.session.query(Round).count() == 1
    assert db.session.query(Notice).count() == 1


def test_what_changed_after_the_check_page_was_shown_is_read_again_before_it_is_signed(learner, lowri):
    item = items.started(learner)
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', check(lowri, item).text).group(1)
    items.write(item, learner, now(), situation=SECRET)
    answer = lowri.post(f"/countersigning/{item.id}/sign", data={"seen": seen})
    assert answer.status_code == 409
    assert "What you see changed since you opened this page" in answer.text
    assert SECRET in answer.text
    assert db.session.query(Round).count() == 0
    assert press_sign(lowri, item).status_code == 303


def test_the_role_at_the_moment_of_signing_decides_and_the_author_sees_it_first(unit, lowri):
    item = items.started(unit.lowri)
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', check(lowri, item).text).group(1)
    items.countersigned_author(unit.lowri)
    answer = lowri.post(f"/countersigning/{item.id}/sign", data={"seen": seen})
    assert answer.status_code == 409
    assert "A countersignature is needed" in answer.text
    assert press_sign(lowri, item).status_code == 303
    assert db.session.get(Item, item.id).state == REQUESTED


def test_a_signature_asks_for_proof_after_fifteen_minutes_and_a_failed_one_loses_nothing(learner, lowri, at):
    item = items.started(learner, situation=SECRET)
    at("2026-11-19 09:48")
    assert 'type="password"' in check(lowri, item).text
    for password, words in (("", "Enter your password"), ("wrong", "The password is not right")):
        answer = press_sign(lowri, item, password=password)
        assert answer.status_code == 422
        assert words in answer.text
        assert SECRET in answer.text
    assert (db.session.query(Round).count(), stored(item, "situation"), item.state) == (0, SECRET, DRAFT)
    assert press_sign(lowri, item, password=make.PASSWORD).status_code == 303
    assert db.session.query(Round).count() == 1


def test_what_was_signed_is_what_was_written_and_history_seals_it(learner, lowri):
    item = items.started(learner)
    press_sign(lowri, item)
    signed = queries.rounds_of(item.id)[0][0]
    assert (signed.author, signed.role, signed.number, signed.is_required) == (
        "Lowri Throckmorton", "Countersigned", 1, True,
    )  # fmt: skip
    noted = db.session.scalar(select(Event).where(Event.thing == "countersign round"))
    assert (noted.thing_id, noted.actor, bool(noted.seal)) == (signed.id, "Lowri Throckmorton", True)


# Rework

ANSWERS = {"answer_1": SECRET, "answer_2": "Trigger named", "changed": "contingency"}


@pytest.fixture
def sent_back(unit, learner):
    item = items.requested(learner, now=at("2026-11-10 09:05"))
    two = {"section_2": "contingency", "learning_2": "contingency", "change_2": "Name a trigger and an owner"}
    items.decide(item, unit.isla, at("2026-11-12 11:20"), {**items.BACK, **two, "comment": "Nearly there"})
    return item


def test_after_a_send_back_the_draft_opens_with_what_to_keep_and_each_point(sent_back, lowri):
    opened = lowri.get(f"/countersigning/{sent_back.id}", follow_redirects=True)
    assert opened.request.path.endswith("/draft")
    words = plain(opened)
    places = [words.index(part) for part in (
        "What was sent back", items.BACK["strength"], "Risk management plan: victim safety",
        "Victims: identify, then plan", "Victim safety pillar empty", "Name a trigger and an owner", "OASys reference",
        "Earlier rounds",
    )]  # fmt: skip
    assert places == sorted(places)
    assert "Nearly there" in words
    assert 'name="a-answer_1"' in opened.text
    assert 'name="a-answer_2"' in opened.text
    assert 'name="a-answer_3"' not in opened.text
    assert items.TEXTS[OASYS]["situation"] in opened.text


def test_each_point_needs_an_answer_before_it_is_signed_again(sent_back, learner, lowri):
    refused = press_sign(lowri, sent_back)
    assert refused.status_code == 422
    assert "Say what you changed about risk management plan: victim safety" in refused.text
    assert "Say what you changed about contingency plan" in refused.text
    items.write(
        sent_back, learner, now(), answer_1=SECRET, answer_2="Trigger named", changed="contingency\nrmp_victims"
    )
    assert press_sign(lowri, sent_back).status_code == 303
    item = db.session.get(Item, sent_back.id)
    assert (item.state, item.round, f"{item.due_on}") == (REQUESTED, 2, "2026-11-26")
    shown = plain(lowri.get(f"/countersigning/{item.id}"))
    assert SECRET in shown
    assert "7 working days since the first signature" in shown


def test_answers_taken_back_before_a_decision_are_still_asked_for_and_still_there(sent_back, learner, lowri):
    items.sign(
        sent_back, learner, at("2026-11-18 16:51"), answer_1=SECRET, answer_2="Trigger named", changed="contingency"
    )
    assert lowri.post(f"/countersigning/{sent_back.id}/take-back").status_code == 303
    item = db.session.get(Item, sent_back.id)
    assert (item.state, item.round) == (DRAFT, 3)
    words = lowri.get(f"/countersigning/{item.id}/draft").text
    assert "Victim safety pillar empty" in words
    assert f">\n{SECRET}</textarea>" in words
    assert press_sign(lowri, item).status_code == 303


def test_a_new_send_back_asks_for_new_answers(unit, sent_back, learner, lowri):
    items.sign(
        sent_back, learner, at("2026-11-16 16:51"), answer_1=SECRET, answer_2="Trigger named", changed="contingency"
    )
    items.decide(sent_back, unit.isla, at("2026-11-17 11:20"), {**items.BACK, "change_1": "Name the person"})
    assert sent_back.state == REWORK
    words = lowri.get(f"/countersigning/{sent_back.id}/draft").text
    assert "Name the person" in words
    assert f">\n{SECRET}</textarea>" not in words
    assert SECRET in words  # among the earlier rounds


def test_a_recall_can_be_written_before_the_decision_but_not_signed(unit, lowri):
    item = recalls.consider(unit.lowri, "X381204", today(), now(), None, items.by(unit.lowri), now(), is_emergency=True)
    shown = lowri.get(f"/countersigning/{item.id}/draft").text
    assert "Your line manager decides first whether to recall" in shown
    assert "Continue to check and sign" not in shown
    assert "Then a senior manager signs" in plain(lowri.get(f"/countersigning/{item.id}/draft"))
    assert save(lowri, item, unit.lowri, "what_led", "Arrested on Friday").status_code == 200
    assert lowri.get(f"/countersigning/{item.id}/check").headers["Location"] == f"/countersigning/{item.id}"
    assert lowri.post(f"/countersigning/{item.id}/sign").headers["Location"] == f"/countersigning/{item.id}"
    assert item.kind == RECALL
    assert db.session.query(Round).count() == 0
