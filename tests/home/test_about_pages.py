"""The pages about the service: open to everyone, and true to the rules they tell."""

import html
import re
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient

from app.history.actions import Actor
from app.home import about_countersigning as countersigning_book
from app.home.about import OBSERVATION_STANDINGS, SESSION_STANDINGS, access_rows
from app.policy import checklist, countersign_access, countersigning, cover, delegation, passing, recall, rps_year
from app.policy.accounts import CHANGE_RULES, GRANT_RULES
from app.policy.assessor_decisions import DECIDING, PLANNING
from app.policy.assessor_roles import CRITERIA
from app.policy.observations import ORDER, STARTING
from app.policy.people import JOB_ROLES
from app.policy.record_access import TABLE
from app.policy.rps import BOOKING
from app.policy.rps_rows import ROWS
from app.policy.settings import SETTINGS, Setting, shown
from app.records.kinds import KINDS
from app.settings.actions import set_value
from app.web.clock import now, today
from tests import make

pytestmark = pytest.mark.any_engine

PAGES = ("/help", "/rules", "/accessibility", "/keeping")


def words(client: FlaskClient, address: str) -> str:
    """The page as it is read: no tags, single spaces."""
    answer = client.get(address)
    assert answer.status_code == 200
    text = html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).replace("\N{NO-BREAK SPACE}", " ")
    return " ".join(text.split())


def table_rows(client: FlaskClient, address: str) -> list[str]:
    """Each line of the page's tables, as it is read."""
    found = re.findall(r"<tr>(.*?)</tr>", client.get(address).text, flags=re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in found]


def row_of(client: FlaskClient, meaning: str) -> str:
    """The one line of the table of values that starts with this meaning."""
    found = [row for row in table_rows(client, "/rules") if row.startswith(meaning)]
    assert len(found) == 1
    return found[0]


def change(key: str, number: str) -> None:
    """An administrator's change, in force from 1 December 2026."""
    nerys = make.account("Nerys Vaughan", role="admin")
    set_value(key, number, date(2026, 12, 1), "Agreed with the region", Actor(nerys.id, nerys.name), now(), today())


@pytest.mark.parametrize("address", PAGES)
def test_everyone_reads_the_pages_about_the_service_without_signing_in(client: FlaskClient, address: str):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_people_who_are_signed_in_read_them_too(sign_in: Callable[..., FlaskClient], address: str):
    browser = sign_in(make.unit().isla)
    assert "Sign out" in words(browser, address)


@pytest.mark.parametrize("address", PAGES)
def test_links_within_a_page_lead_to_a_place_on_it(client: FlaskClient, address: str):
    text = client.get(address).text
    places = re.findall(r'\sid="([^"]+)"', text)
    assert len(places) == len(set(places))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(places)


def test_links_between_the_pages_lead_to_a_place(client: FlaskClient):
    texts = {address: client.get(address).text for address in PAGES}
    links = {link for text in texts.values() for link in re.findall(r'href="(/[a-z]+)#([^"]+)"', text)}
    assert links
    assert [(page, place) for page, place in links if f'id="{place}"' not in texts[page]] == []


def test_every_rule_is_told_with_its_paragraph(client: FlaskClient):
    told = table_rows(client, "/rules")
    signing = {rule for rules in countersigning.RULES.values() for rule in rules}
    standing = (*cover.RULES, *delegation.RULES, *DECIDING, *PLANNING, *ORDER, *passing.ASSIGNING,
                *passing.TAKING_BACK, *passing.BEGINNING, *passing.NAMING)  # fmt: skip
    for rule in (*BOOKING, *STARTING, *GRANT_RULES, *CHANGE_RULES, *signing, *standing):
        assert any(row.startswith(rule.words) and row.endswith(rule.source) for row in told), rule.words


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_what_a_year_asks_is_told_of_each_row_with_who_set_it(client: FlaskClient, row):
    observed = SETTINGS[row.observed].default if row.observed else 0
    setter = "The framework. It can be raised, not lowered." if SETTINGS[row.sessions].floor_source else ""
    start = f"{row.who} {SETTINGS[row.sessions].default} {observed} {setter or 'A default of this service'}"
    assert [told for told in table_rows(client, "/rules") if told.startswith(start) and told.endswith(row.source)]


def test_the_year_is_told_with_the_values_of_the_day(client: FlaskClient, at: Callable[..., None]):
    before = words(client, "/rules")
    assert "Preset A: the same number whatever the hours. An administrator chooses" in before
    for told in ("30 or more As in the table As in the table", "From 18.5 to under 30 4 at most 2 at most",
                 "Under 18.5 3 at most 1 at most"):  # fmt: skip
        assert told in table_rows(client, "/rules"), told
    for told in ("without absences of 28 days or more in a row", "divided by the days of the year, rounded up, so",
                 "None where fewer than 60 days count", "2 behind, or fewer than 14 days left for each"):  # fmt: skip
        assert told in before, told
    for key, text in (("rps.hours_preset", "B"), ("rps.absence_days", "42"), ("rps.part_sessions", "5"),
                      ("rps.rounding", "nearest"), ("rps.pom_sessions", "7")):  # fmt: skip
        change(key, text)
    at("2026-12-01 09:00")
    after = words(client, "/rules")
    for told in ("Preset B: fewer for shorter hours. An administrator chooses between the presets. Preset B: how",
                 "42 days or more in a row", "to the nearest whole number, halves up."):  # fmt: skip
        assert told in after, told
    assert "From 18.5 to under 30 5 at most 2 at most" in table_rows(client, "/rules")
    assert "Prison offender manager, probation or prison 7 2" in after


def test_what_counts_is_told_with_its_paragraph(client: FlaskClient):
    told = table_rows(client, "/rules")
    reasons = (rps_year.UNSIGNED, rps_year.PASSED_ON, rps_year.NO_OBSERVATION, rps_year.ONLY_ONE_ASKED,
               rps_year.ALREADY_PASSED_ON)  # fmt: skip
    for each in reasons:
        assert f"{each.words} {each.source}" in told


def test_every_criterion_that_makes_someone_countersigned_is_told_with_its_paragraph(client: FlaskClient):
    told = table_rows(client, "/rules")
    for each in CRITERIA:
        assert any(row.startswith(each.label) and row.endswith(each.source) for row in told), each.label


def test_what_needs_a_countersignature_is_told_with_why_and_its_paragraph(client: FlaskClient):
    told = table_rows(client, "/rules")
    for kind in countersigning.KINDS.values():
        reasons = [reason for name, _, reason in countersigning_book.needs() if name == kind.name]
        assert reasons
        for reason in reasons:
            assert any(row.startswith(kind.name) and reason.words in row and row.endswith(reason.source)
                       for row in told), reason  # fmt: skip
    for reason in countersigning.ALWAYS.values():
        assert any(row.endswith(f"Always {reason.words} {reason.source}") for row in told), reason


def test_whose_signature_counts_is_told_for_each_kind(client: FlaskClient):
    told = table_rows(client, "/rules")
    for kind in countersigning.KINDS.values():
        row = next(row for row in told if row.startswith(kind.name) and "Senior Probation Officer" in row)
        for code in countersigning.FIRST_SIGNERS[kind.code] | (countersigning.SECOND_SIGNERS if kind.second else set()):
            assert JOB_ROLES[code].label in row, (kind.name, code)


def test_what_each_signature_on_a_countersigned_item_says_is_told(client: FlaskClient):
    text = words(client, "/rules")
    said = (*countersigning.MEANINGS.values(), *countersigning.AUTHOR_MEANINGS.values())
    for sentence in (*said, countersigning.SENT_BACK_MEANING):
        assert f"“{sentence}”" in text, sentence


@pytest.mark.parametrize("kind", countersigning.KINDS)
def test_every_heading_of_the_checklist_is_told_with_its_source(client: FlaskClient, kind: str):
    told = table_rows(client, "/rules")
    for heading in checklist.HEADINGS[kind]:
        assert f"{heading.title} {heading.prompts} {heading.source}" in told


def test_each_answer_of_a_decision_is_told_with_what_it_asks(client: FlaskClient):
    text = words(client, "/rules")
    for verdict, label in checklist.VERDICTS:
        assert label in text
        for kind in countersigning.KINDS:
            for _, problem in checklist.problems(kind, checklist.Said(verdict)):
                told = problem.replace(checklist.HEADINGS[kind][0].title, checklist.HEADINGS["oasys"][0].title)
                assert told in text, problem


def test_every_clock_of_a_recall_is_told_with_its_source(client: FlaskClient):
    told = table_rows(client, "/rules")
    found = countersigning_book.clocks()
    assert [clock.limit - clock.starts_at for clock in found] == [recall.OTHER, recall.EMERGENCY, recall.TO_SENDING]
    for clock in found:
        assert f"{clock.name} {clock.words} {clock.source}" in told


def test_what_a_decision_on_a_recall_must_say_is_told(client: FlaskClient):
    text = words(client, "/rules")
    for _, missing in countersigning_book.recall_problems():
        assert missing
        for one in missing:
            assert f"{one}." in text
    for decision in (recall.RECALLS, recall.DOES_NOT_RECALL, ""):
        course = recall.Course(countersigning_book.EARLIER)
        judged = recall.decision_problems(course, decision, None, (), "", "", countersigning_book.NOON, later=False)
        for _, problem in judged:
            assert problem in text
    assert ", ".join(label for _, label in recall.ALTERNATIVES).lower() in text


def test_what_cover_and_delegations_are_for_is_told(client: FlaskClient):
    text = words(client, "/rules")
    for kind in (*cover.KINDS.values(), *delegation.KINDS.values()):
        assert kind in text


def test_every_act_on_a_countersigned_item_is_told_to_somebody():
    told = " ".join(words for _, rows in countersigning_book.tables()["item_access"] for row in rows
                    for _, words in row.cells).lower()  # fmt: skip
    acts = {act for may in countersign_access.MAY.values() for act in may}
    assert acts <= countersigning_book.VERBS.keys()
    for act in acts:
        assert countersigning_book.VERBS[act] in told, act
    assert {relation for relation, _ in countersigning_book.RELATIONS} == countersign_access.MAY.keys()


def test_administrators_and_assurance_readers_never_read_what_is_countersigned():
    for _, rows in countersigning_book.tables()["item_access"]:
        overseers = [row for row in rows if row.who in ("Administrators", "Assurance readers")]
        assert len(overseers) == 2
        for row in overseers:
            assert all(words.startswith("See that it exists but not its text") for _, words in row.cells)


def test_a_draft_to_countersign_is_its_authors_alone():
    _, rows = countersigning_book.tables()["item_access"][0]
    reads = [row.who for row in rows if dict(row.cells)["First draft"].lower().startswith("read it")]
    assert reads == ["Its author"]


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=lambda setting: setting.key)
def test_every_setting_is_told_with_its_value_and_its_source(client: FlaskClient, setting: Setting):
    row = row_of(client, setting.meaning)
    assert shown(setting, setting.default) in row
    assert row.endswith(setting.source)


def test_what_the_framework_demands_is_told_apart_from_what_this_service_assumes(client: FlaskClient):
    assert "6 a year The framework. It can be raised, not lowered." in row_of(client, SETTINGS["rps.sessions"].meaning)
    assert "60 minutes A default of this service" in row_of(client, SETTINGS["rps.minutes"].meaning)


def test_a_changed_value_is_told_from_its_day_with_the_one_before(client: FlaskClient, at: Callable[..., None]):
    change("rps.finish_days", "4")
    meaning = SETTINGS["rps.finish_days"].meaning
    assert "3 working days" in row_of(client, meaning)
    at("2026-12-01 09:00")
    assert "4 working days Changed by an administrator. Before: 3 working days" in row_of(client, meaning)


def test_the_years_things_are_kept_follow_the_settings(client: FlaskClient, at: Callable[..., None]):
    assert "6 years" in words(client, "/keeping")
    change("retention.record_years", "9")
    at("2026-12-01 09:00")
    text = words(client, "/keeping")
    assert "9 years" in text
    assert "7 years" in text
    assert "6 years" not in text


def test_who_signs_with_which_words_is_told(client: FlaskClient):
    text = words(client, "/rules")
    for kind in KINDS.values():
        for step in kind.order:
            assert f"“{step.meaning}”" in text


def test_whoever_has_a_say_over_a_session_is_told():
    rows = {row.who: dict(row.cells) for row in access_rows(SESSION_STANDINGS)}
    assert rows["A new line manager"]["Signed"] == "See that it exists, not its text."
    assert rows["A new line manager, once the practitioner lets them read it"]["Signed"] == "Read it."
    nobody = rows["Everybody else, administrators and assurance readers too"]
    assert set(nobody.values()) == {"Nothing. For them it does not exist."}
    left = rows["A new line manager, where whoever leads it has left or may not hold it on its day"]
    assert "cancel" in left["Draft"].lower()
    (reader,) = (cells for who, cells in rows.items() if who.startswith("A named reader for a formal process"))
    assert (reader["Draft"], reader["Signed"]) == ("Nothing. For them it does not exist.", "Read it.")
    assert {relation for _, relation in TABLE} == {"lead", "subject", "manager", "unit head", "inherits", "opened"}


def test_an_observation_that_is_a_draft_is_the_observers_alone():
    rows = {row.who: dict(row.cells) for row in access_rows(OBSERVATION_STANDINGS, is_observation=True)}
    heir = "A new line manager, where the observer has left or may not observe on its day"
    assert [who for who, cells in rows.items() if "does not exist" not in cells["Draft"]] == ["The observer", heir]
    assert "read" not in rows[heir]["Draft"].lower(), "it can be cancelled, unread"
