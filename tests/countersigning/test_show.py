"""The page of an item as each of them sees it, one's own list, and taking back, withdrawing and reading."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from app.countersigning import actions, queries, recalls
from app.countersigning.models import Item, Typed
from app.database import db
from app.history.models import Event
from app.people import cover
from app.people.models import Posting
from app.people.queries import manager_of
from app.policy.countersigning import COUNTERSIGNED, DRAFT, OASYS, PAROLE, RECALL, STATE_WORDS, WITHDRAWN
from app.web.clock import now, today
from tests.countersigning import items
from tests.countersigning.items import at
from tests.counting import count_queries

pytestmark = pytest.mark.any_engine  # who may see what on a page: their queries run on both engines elsewhere

SECRET = items.TEXTS[OASYS]["situation"]
PARKED = "I am in court until then"
MISSING = 999_999


@pytest.fixture
def learner(unit):
    """Lowri, whose assessments are countersigned: a learner on the qualification."""
    items.countersigned_author(unit.lowri)
    return unit.lowri


def plain(answer) -> str:
    """The words of a page as they are read, on one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).replace("&#39;", "'").split())


def page(browser, item, **kwargs):
    """The page to read, without being led to the draft."""
    return browser.get(f"/countersigning/{item.id}?view=all", **kwargs)


def in_state(author, state: str, kind: str = OASYS):
    """An item of the author's that Isla decides on, taken as far as `state` says."""
    manager = manager_of(author.id, date(2026, 11, 9))
    item = items.started(author, kind, at("2026-11-09 09:00"), situation=SECRET)
    if state == "draft":
        return item
    items.sign(item, author, at("2026-11-09 09:07"))
    if state in ("sent back", "signed again"):
        items.decide(item, manager, at("2026-11-11 11:20"), items.BACK)
    if state == "signed again":
        items.sign(item, author, at("2026-11-13 16:51"), answer_1="Called the family", changed="rmp_victims")
    if state == "countersigned":
        items.decide(item, manager, at("2026-11-11 11:20"), {**items.ALL, "comment": "Well argued"})
    if state == "taken back":
        actions.take_back(items.seen(item, author, at("2026-11-10 09:00")), items.by(author), at("2026-11-10 09:00"))
    if state == "withdrawn":
        actions.take_back(items.seen(item, author, at("2026-11-10 09:00")), items.by(author), at("2026-11-10 09:00"))
        found = items.seen(item, author, at("2026-11-10 09:05"))
        actions.withdraw(found, "Transferred to another region", items.by(author), at("2026-11-10 09:05"))
    return item


STATES = ("draft", "requested", "sent back", "signed again", "countersigned", "taken back", "withdrawn")
# What the page shows: "all" with its text, "exists" without it, "" where it does not exist.
SEES = {
    "lowri": dict.fromkeys(STATES, "all"),
    "isla": {**dict.fromkeys(STATES, "all"), "draft": ""},
    "fergus": dict.fromkeys(STATES, "exists"),
    "nerys": dict.fromkeys(STATES, "exists"),
    **{name: dict.fromkeys(STATES, "") for name in ("rhys", "magda", "efua", "cosmo", "gwenllian", "pius", "aaliyah")},
}


@pytest.mark.parametrize("kind", [OASYS, PAROLE])
@pytest.mark.parametrize("state", STATES)
def test_who_sees_an_item_and_its_text(unit, learner, sign_in, another_client, state, kind):
    item = in_state(learner, state, kind)
    for name, said in SEES.items():
        browser = sign_in(getattr(unit, name), another_client())
        answer = page(browser, item)
        assert answer.status_code == (200 if said[state] else 404), name
        if said[state]:
            assert items.CASE in answer.text, name
            assert "Lowri Throckmorton" in answer.text, name
            assert (SECRET in answer.text) is (said[state] == "all" and state != "draft"), name
        else:
            missing = browser.get(f"/countersigning/{MISSING}?view=all")
            assert missing.status_code == 404, name


def test_a_self_signed_assessment_is_its_authors_alone(unit, lowri, isla):
    item = items.requested(unit.lowri)
    words = plain(page(lowri, item))
    assert "Self-signed" in words
    assert "Why it needs no countersignature" in words
    assert "Non-countersigned at the moment of signing" in words
    assert isla.get(f"/countersigning/{item.id}").status_code == 404


def test_whose_turn_it_is_goes_straight_to_it(unit, learner, lowri, isla):
    item = in_state(learner, "requested")
    assert isla.get(f"/countersigning/{item.id}").headers["Location"] == f"/countersigning/{item.id}/decide"
    assert lowri.get(f"/countersigning/{item.id}").status_code == 200
    items.decide(item, unit.isla, at("2026-11-11 11:20"), items.BACK)
    assert lowri.get(f"/countersigning/{item.id}").headers["Location"] == f"/countersigning/{item.id}/draft"
    assert isla.get(f"/countersigning/{item.id}").status_code == 200


def test_the_author_reads_how_it_stands_who_has_it_and_how_long(learner, lowri):
    words = plain(page(lowri, in_state(learner, "requested")))
    assert "Countersignature requested Waiting for Isla Mbeki." in words
    assert "3 days late, due 16 November 2026." in words
    assert "8 working days since the first signature, 9 November 2026, 9:07am." in words
    assert "PQiP learner, since 1 September 2026 (Framework 5.2)." in words
    assert "Assessor role at signing: Countersigned." in words


def test_who_covers_and_to_whom_it_was_given_are_named(unit, learner, lowri):
    item = in_state(learner, "requested")
    cover.record(unit.isla, unit.rhys, [OASYS], today(), today(), items.by(unit.isla), now(), today())
    assert "Waiting for Isla Mbeki, or Rhys Sidebottom, who covers." in plain(page(lowri, item))
    item.assigned_id = unit.efua.id
    assert "Waiting for Efua Featherstonehaugh-Cholmondeley." in plain(page(lowri, item))


def test_every_round_shows_its_decision_the_points_and_the_answers(learner, lowri, isla):
    item = in_state(learner, "signed again")
    for browser, by in ((lowri, "Isla Mbeki"), (isla, "you")):
        words = plain(page(browser, item))
        parts = (
            "What you signed in the second round" if by != "you" else "What Lowri Throckmorton signed in the second",
            "First round, signed 9 November 2026, 9:07am", f"Sent back by {by}, 11 November 2026, 11:20am",
            items.BACK["strength"], "Risk management plan: victim safety: what to change", items.BACK["change_1"],
            "Victims: identify, then plan", "Signed again, 13 November 2026, 4:51pm", "Called the family",
            "Signatures", "I send this back for rework.",
        )  # fmt: skip
        places = [words.index(part) for part in parts]
        assert places == sorted(places)


def test_a_decision_with_a_gap_shows_the_gap_and_why(unit, learner, lowri):
    item = in_state(learner, "requested")
    marks = {
        f"mark_{heading.code}": "met" for heading in __import__("app.policy.checklist", fromlist=[""]).HEADINGS[OASYS]
    }
    texts = {"verdict": "as marked", **marks, "mark_victims": "not met", "reason": "No victim is known"}
    items.decide(item, unit.isla, at("2026-11-11 11:20"), texts)
    words = plain(page(lowri, item))
    assert "Countersigned by Isla Mbeki, 11 November 2026, 11:20am" in words
    assert "Victims Not met The other headings: met or not relevant." in words
    assert "Why No victim is known" in words
    assert "2 working days from the first signature, 9 November 2026, 9:07am, to the end." in words


def test_a_round_taken_back_says_so(learner, lowri):
    item = in_state(learner, "taken back")
    items.sign(item, learner, at("2026-11-12 09:07"))
    words = plain(page(lowri, item))
    assert "Taken back by you before anybody decided." in words
    assert [part in words for part in ("Taken back by the author", "Started")] == [True, True]


def test_every_signature_shows_its_meaning_and_fingerprint(learner, lowri):
    item = in_state(learner, "countersigned")
    shown = page(lowri, item).text
    for each, decisions in queries.rounds_of(item.id):
        for fingerprint in (each.fingerprint, decisions[0].fingerprint):
            assert " ".join(fingerprint[start : start + 4] for start in range(0, 16, 4)) in shown
    assert "I have signed this assessment in OASys, and I stand by it." in shown
    assert "I endorse this assessment, its risk management plan" in shown


def test_parked_with_a_reason_is_shown_to_the_author_until_that_day(unit, learner, lowri, isla, at):
    item = in_state(learner, "requested")
    found = items.seen(item, unit.isla, now())
    actions.park(found, date(2026, 11, 25), PARKED, items.by(unit.isla), now(), today())
    words = plain(page(lowri, item))
    assert f"Parked until 25 November 2026 {PARKED}" in words
    at("2026-11-25 09:00")
    assert "Parked until 25 November 2026 I am" not in plain(page(lowri, item))


def test_reading_is_noted_once_a_sign_in_and_only_the_author_sees_who_read(unit, learner, lowri, isla, sign_in):
    item = in_state(learner, "countersigned")
    for _ in range(2):
        assert "Who has opened this" not in page(isla, item).text
    read = select(func.count()).select_from(Event).where(Event.thing == "countersign item", Event.verb == "read")
    assert db.session.scalar(read) == 1
    words = plain(page(lowri, item))
    assert "Who has opened this Isla Mbeki once, 19 November 2026, 9:32am" in words
    page(sign_in(unit.nerys), item)
    assert db.session.scalar(read) == 2  # whoever sees no text reads none


def test_a_reading_under_cover_names_both(unit, learner, sign_in, lowri, another_client):
    item = in_state(learner, "requested")
    cover.record(unit.isla, unit.rhys, [OASYS], today(), today(), items.by(unit.isla), now(), today())
    assert page(sign_in(unit.rhys, another_client()), item).status_code == 200
    assert "Rhys Sidebottom, for Isla Mbeki once" in plain(page(lowri, item))


def test_administrators_and_assurance_readers_see_no_reasons(unit, learner, lowri, sign_in, another_client):
    item = in_state(learner, "withdrawn")
    assert "Transferred to another region" in page(lowri, item).text
    for who in (unit.fergus, unit.nerys):
        shown = page(sign_in(who, another_client()), item)
        assert "Withdrawn" in shown.text
        assert "Transferred to another region" not in shown.text
        assert "Its text is for its author and whoever signs it" in shown.text


def test_who_decided_before_still_reads_it_after_a_change_of_manager(unit, learner, isla, sign_in, another_client):
    item = in_state(learner, "sent back")
    posting = db.session.scalars(select(Posting).where(Posting.person_id == learner.id)).one()
    posting.line_manager_id = unit.rhys.id
    assert SECRET in page(isla, item).text
    assert SECRET in page(sign_in(unit.rhys, another_client()), item).text


def test_a_deputy_without_delegation_sees_that_a_recall_exists_and_what_is_missing(unit, sign_in, another_client):
    item = recalls.consider(unit.lowri, "X381204", date(2026, 5, 4), at("2026-11-19 09:00"), None,
                            items.by(unit.lowri), at("2026-11-19 09:05"), is_emergency=False)  # fmt: skip
    words = plain(page(sign_in(unit.cosmo, another_client()), item))
    assert "you need delegated authority on file" in words
    assert "23 hours 28 minutes left" in words
    assert page(sign_in(unit.efua, another_client()), item).status_code == 200
    assert page(sign_in(unit.rhys, another_client()), item).status_code == 404


def test_a_recall_shows_its_clocks_the_decision_and_both_signatures(unit, lowri, isla, efua):
    item = recalls.consider(unit.lowri, "X381204", date(2026, 5, 4), at("2026-11-19 08:00"), None,
                            items.by(unit.lowri), at("2026-11-19 08:05"), is_emergency=False)  # fmt: skip
    found, then = items.seen(item, unit.isla, at("2026-11-19 08:30")), at("2026-11-19 08:20")
    by = items.by(unit.isla, "line manager")
    recalls.agree(found, "recall", then, ["warnings"], "", "A known adult is at risk", by, at("2026-11-19 08:30"),
                  sensitive=False, later=False)  # fmt: skip
    items.write(item, unit.lowri, at("2026-11-19 08:40"), **items.TEXTS[RECALL])
    items.sign(item, unit.lowri, at("2026-11-19 08:45"))
    for browser in (lowri, isla, efua):
        words = plain(page(browser, item))
        for part in ("Standard clock", "Sending clock", "The manager’s decision", "A known adult is at risk",
                     "Arrested on Friday", "All recall reports are countersigned, for all staff"):  # fmt: skip
            assert part in words
    assert "Make it an emergency" in page(lowri, item).text


# Taking back and withdrawing


def test_an_author_takes_back_what_waits_and_loses_nothing(learner, lowri, isla):
    item = in_state(learner, "requested")
    assert "It no longer waits for Isla Mbeki" in lowri.get(f"/countersigning/{item.id}/take-back").text
    before = db.session.query(Typed).count()
    answer = lowri.post(f"/countersigning/{item.id}/take-back")
    assert answer.headers["Location"] == f"/countersigning/{item.id}/draft"
    assert SECRET in lowri.get(answer.headers["Location"]).text
    item = db.session.get(Item, item.id)
    assert (item.state, item.round, item.due_on) == (DRAFT, 2, None)
    assert db.session.query(Typed).count() == 2 * before
    assert isla.get(f"/countersigning/{item.id}/decide").status_code in (303, 409)


def test_what_was_decided_meanwhile_can_not_be_taken_back(unit, learner, lowri):
    item = in_state(learner, "requested")
    assert lowri.get(f"/countersigning/{item.id}/take-back").status_code == 200
    items.decide(item, unit.isla, at("2026-11-11 11:20"))
    answer = lowri.post(f"/countersigning/{item.id}/take-back")
    assert answer.status_code == 409
    assert "the item is now “countersigned”" in answer.text
    assert db.session.get(Item, item.id).state == COUNTERSIGNED
    assert lowri.get(f"/countersigning/{item.id}/take-back").headers["Location"] == f"/countersigning/{item.id}"


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_withdrawing_needs_a_reason(learner, lowri, reason):
    item = in_state(learner, "draft")
    answer = lowri.post(f"/countersigning/{item.id}/withdraw", data={"reason": reason})
    assert answer.status_code == 422
    assert "Give a reason" in answer.text
    assert db.session.get(Item, item.id).state == DRAFT


def test_a_reason_too_long_is_refused_and_stays_in_the_box(learner, lowri):
    item, long = in_state(learner, "draft"), "x" * 2001
    answer = lowri.post(f"/countersigning/{item.id}/withdraw", data={"reason": long})
    assert answer.status_code == 422
    assert long in answer.text


def test_a_withdrawn_item_can_be_read_and_nothing_more_be_done(learner, lowri, isla):
    item = in_state(learner, "sent back")
    done = lowri.post(f"/countersigning/{item.id}/withdraw", data={"reason": "Case closed"}, follow_redirects=True)
    assert "Withdrawn" in done.text
    assert db.session.get(Item, item.id).state == WITHDRAWN
    for path in ("withdraw", "take-back", "draft", "check"):
        assert lowri.get(f"/countersigning/{item.id}/{path}").headers["Location"] == f"/countersigning/{item.id}"
    assert lowri.post(f"/countersigning/{item.id}/take-back").status_code == 409
    again = lowri.post(f"/countersigning/{item.id}/withdraw", data={"reason": "Twice"})
    assert again.status_code == 409
    assert "Case closed" in page(isla, item).text


@pytest.mark.parametrize("path", ["draft", "check", "withdraw", "take-back"])
@pytest.mark.parametrize("way", ["get", "post"])
def test_the_authors_steps_are_nobody_elses(unit, learner, isla, sign_in, another_client, path, way):
    item = in_state(learner, "sent back")
    data = {"reason": "Mine now"} if way == "post" else None
    address = f"/countersigning/{item.id}/{'sign' if way == 'post' and path == 'check' else path}"
    assert getattr(isla, way)(address, data=data).status_code == 403
    assert getattr(sign_in(unit.rhys, another_client()), way)(address, data=data).status_code == 404
    assert getattr(sign_in(unit.fergus, another_client()), way)(address, data=data).status_code == 403
    assert db.session.get(Item, item.id).state == "rework"


# One's own list


def test_ones_own_list_shows_the_newest_first_and_nobody_elses(unit, learner, lowri, sign_in, another_client):
    old = items.requested(learner, now=at("2026-11-02 09:00"), case="X100001")
    new = items.started(learner, PAROLE, at("2026-11-18 09:00"), case="X100002")
    items.started(unit.magda, PAROLE, at("2026-11-18 09:00"), case="X100003")
    words = plain(lowri.get("/countersigning/mine"))
    assert words.index("Parole report, X100002") < words.index("OASys assessment, X100001")
    assert STATE_WORDS[old.state] in words
    assert STATE_WORDS[new.state] in words
    assert "X100003" not in words
    assert sign_in(unit.fergus, another_client()).get("/countersigning/mine").status_code == 403


@pytest.mark.parametrize(
    ("show", "shown"),
    [("", {"draft", "requested", "sent back", "countersigned", "withdrawn"}), ("with-you", {"draft", "sent back"}),
     ("waiting", {"requested"}), ("finished", {"countersigned", "withdrawn"}), ("made up", None)],
)  # fmt: skip
def test_ones_own_list_is_filtered_by_whose_turn_it_is(learner, lowri, show, shown):
    made = {
        state: in_state(learner, state) for state in ("draft", "requested", "sent back", "countersigned", "withdrawn")
    }
    text = lowri.get(f"/countersigning/mine?show={show}").text
    linked = {state for state, item in made.items() if f'href="/countersigning/{item.id}"' in text}
    assert linked == (shown if shown is not None else set(made))


def test_an_empty_list_says_so_and_where_to_start(lowri):
    text = lowri.get("/countersigning/mine?show=waiting").text
    assert "Nothing of yours waits for anybody." in text
    for path in ("new/oasys", "new/parole", "recalls/new"):
        assert f"/countersigning/{path}" in text


def test_a_long_list_comes_in_pages(unit, lowri):
    for number in range(26):
        items.started(unit.lowri, PAROLE, at("2026-11-18 09:00"), case=f"X{200_000 + number}")
    first, second = (lowri.get(f"/countersigning/mine?page={number}").text for number in (1, 2))
    assert (first.count("Parole report, X"), second.count("Parole report, X")) == (25, 1)
    assert "Next page" in first
    assert "Previous page" in second
    assert lowri.get("/countersigning/mine?page=9999999999999999999999").status_code == 200


# How much a page asks

BUDGETS = {"mine": 4, "show": 8, "draft": 14, "check": 13}


@pytest.mark.parametrize("what", BUDGETS)
def test_a_page_asks_no_more_when_there_is_more(unit, learner, sign_in, what):
    item = in_state(learner, "sent back")
    if what == "show":
        items.sign(item, learner, at("2026-11-13 16:51"))
    path = {"mine": "/countersigning/mine"}.get(what, f"/countersigning/{item.id}/{what}".removesuffix("/show"))
    browser = sign_in(learner)
    few = count_queries(browser, path)
    for _ in range(4):
        in_state(learner, "signed again")
        in_state(unit.magda, "draft")
    assert count_queries(browser, path) == few
    assert few <= BUDGETS[what]
