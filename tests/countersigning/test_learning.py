"""What send-backs teach over time: for the author and the line manager of the day, and nobody else."""

from datetime import date

import pytest

from app.countersigning import points
from app.countersigning.models import Point
from app.database import db
from app.people.models import Posting
from app.settings.actions import set_value
from app.web.clock import now, today
from tests import make, papers
from tests.countersigning import items
from tests.countersigning.desk import covers, learner, waiting, words
from tests.counting import count_queries

pytestmark = pytest.mark.any_engine  # who may see what on a page: their queries run on both engines elsewhere

PAGE = "/countersigning/learning"


def sent_back(author, manager, on: str, **given: str):
    """An assessment sent back for rework on that day."""
    found = waiting(author, signed=f"{on} 09:00", case=given.pop("case", items.CASE))
    items.decide(found, manager, items.at(f"{on} 15:00"), {**items.BACK, **given})
    return found


@pytest.fixture
def taught(unit):
    """Lowri, sent back three times over the year: victims twice, analysis once."""
    learner(unit.lowri)
    items.countersigned_author(unit.lowri, "2025-10-20")
    sent_back(unit.lowri, unit.isla, "2025-11-03", section_1="analysis", learning_1="analyse", case="X000001")
    sent_back(unit.lowri, unit.isla, "2026-08-03", case="X000002")
    sent_back(unit.lowri, unit.isla, "2026-11-03", strength="The chronology is clear", case="X000003",
              section_2="analysis", learning_2="curiosity", change_2="Ask what else")  # fmt: skip
    return unit


def test_the_author_reads_counts_by_point_and_section_over_time_and_what_was_good(taught, lowri):
    answer = lowri.get(PAGE)
    said = words(answer)
    for text in (
        "Learning points from countersigning", "Earlier January to March 2026 April to June 2026 July to September 2026"
        " October to December 2026 In all Analysis: say why, not only what 1 0 0 0 0 1",
        "Professional curiosity: challenge optimism 0 0 0 0 1 1", "Victims: identify, then plan 0 0 0 1 1 2",
        "Risk management plan: victim safety 0 0 0 1 1 2", "Analysis 1 0 0 0 1 2", "The chronology is clear",
        "Ask what else", "Raised at least twice in the last 12 months: Victims: identify, then plan (2).",
        "it is no score, and nobody is compared",
    ):  # fmt: skip
        assert text in said, text
    found = db.session.query(Point).order_by(Point.id.desc()).first()
    assert f'href="/countersigning/{found.item_id}"' in answer.text
    assert said.index("X000003") < said.index("X000002") < said.index("X000001")


def test_the_line_manager_of_today_reads_it_too(taught, isla):
    assert "Lowri Throckmorton" in words(isla.get(f"{PAGE}/{taught.lowri.id}"))


@pytest.mark.parametrize("name", ["rhys", "efua", "gwenllian", "pius", "bronwen", "fergus", "nerys"])
def test_nobody_else_learns_that_there_is_such_a_page(name, taught, sign_in):
    browser = sign_in(getattr(taught, name))
    there, nowhere = (browser.get(f"{PAGE}/{number}") for number in (taught.lowri.id, 999_999))
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert "Victims" not in there.text


def test_who_covers_for_the_manager_does_not_read_it(taught, sign_in):
    covers(taught.isla, taught.rhys)
    assert sign_in(taught.rhys).get(f"{PAGE}/{taught.lowri.id}").status_code == 404


def test_a_former_line_manager_no_longer_reads_it(taught, isla, another_client, sign_in):
    old = db.session.query(Posting).filter_by(person_id=taught.lowri.id).one()
    old.ends_on = date(2026, 11, 18)
    make.posting(taught.lowri, starts_on=date(2026, 11, 19), line_manager_id=taught.rhys.id, team_id=old.team_id)
    assert isla.get(f"{PAGE}/{taught.lowri.id}").status_code == 404
    assert sign_in(taught.rhys, another_client()).get(f"{PAGE}/{taught.lowri.id}").status_code == 200


def test_accounts_that_are_no_member_of_staff_have_no_page_of_their_own(unit, another_client, sign_in):
    for who in (unit.fergus, unit.nerys):
        assert sign_in(who, another_client()).get(PAGE).status_code == 404


def test_without_a_send_back_the_page_says_so(unit, lowri):
    assert "Nothing was sent back for rework." in words(lowri.get(PAGE))


def test_a_session_is_offered_a_focus_that_both_people_see(taught, isla, lowri):
    record = papers.session(taught.isla, taught.lowri)
    for browser in (isla, lowri):
        said = words(browser.get(f"/records/{record.id}/draft"))
        assert "From countersigning" in said
        assert "Victims: identify, then plan (2 times)" in said
        assert "Professional curiosity" not in said


def test_a_facilitator_who_is_not_the_line_manager_sees_no_focus(taught, sign_in):
    record = papers.session(taught.arwen, taught.lowri, capacity="QDO")
    shown = sign_in(taught.arwen).get(f"/records/{record.id}/draft")
    assert shown.status_code == 200
    assert "From countersigning" not in shown.text


def test_the_focus_reaches_back_as_far_as_the_setting_says(taught, isla):
    def focus():
        found = db.session.execute(points.focus_query(taught.lowri.id, taught.isla.id, today()))
        return points.in_words([(code, times) for code, times in found])

    assert focus() == [("Victims: identify, then plan", 2)]
    reason = "A shorter view"
    set_value("countersign.focus_months", "2", today(), reason, items.by(taught.isla), now(), today())
    assert focus() == []


def test_the_page_asks_the_same_number_of_questions_however_much_was_taught(taught, isla):
    path = f"{PAGE}/{taught.lowri.id}"
    few = count_queries(isla, path)
    for number in range(6):
        sent_back(taught.lowri, taught.isla, f"2026-10-0{number + 1}", case=f"X10000{number}")
    assert count_queries(isla, path) == few
    assert few <= 8


def test_the_line_manager_finds_it_from_the_person_and_the_head_of_the_unit_does_not(
    taught, isla, another_client, sign_in
):
    link = f'href="{PAGE}/{taught.lowri.id}"'
    assert link in isla.get(f"/people/{taught.lowri.id}").text
    assert link not in sign_in(taught.efua, another_client()).get(f"/people/{taught.lowri.id}").text
