"""What learning is mandatory for whom, what of it is lacking, what expires, and what a year adds up to."""

from datetime import date

import pytest

from app.policy import learning
from app.policy.learning import COURSES, Done, Staff, Total, is_asked, needs, read_hours
from app.policy.people import COURT, CUSTODY, JOB_ROLES, SENTENCE_MANAGEMENT

TODAY, SOON = date(2026, 11, 19), 60
PSO, PO, SPO = "Probation Services Officer", "Probation Officer", "Senior Probation Officer"
POM = "Prison Offender Manager (prison)"


def staff(role, since=date(2024, 4, 1), function=SENTENCE_MANAGEMENT, eligible=True) -> Staff:
    return Staff(role, function, since, eligible)


@pytest.mark.parametrize(("who", "asked"), [
    (staff(PO), {"seeds2"}),
    (staff(PO, eligible=False), set()),
    (staff("Business Manager", eligible=False), set()),
    (staff(PSO, date(2026, 9, 1)), {"seeds2", "core_curriculum"}),
    (staff(PSO, date(2026, 5, 20)), {"seeds2", "core_curriculum"}),
    (staff(PSO, date(2026, 5, 19)), {"seeds2"}),  # six months over
    (staff(POM, function=CUSTODY), {"seeds2", "pom_role"}),
    (staff(SPO), {"seeds2", "spo_leading"}),
    (staff(SPO, function=COURT), {"seeds2", "spo_leading"}),  # webinars are offered, not asked
])  # fmt: skip
def test_what_is_mandatory_follows_from_the_role(who, asked):
    assert {course.code for course in COURSES if is_asked(course, who, TODAY)} == asked


def done(course: str, on: date, until: date | None = None, title: str = "", minutes: int = 60) -> Done:
    return Done(course, title, on, until, minutes, record_id=1)


@pytest.mark.parametrize(("record", "state", "due_on"), [
    ([], "missing", None),
    ([done("seeds2", date(2024, 1, 8))], "held", None),
    ([done("seeds2", date(2024, 1, 8), date(2026, 11, 18))], "expired", date(2026, 11, 18)),
    ([done("seeds2", date(2024, 1, 8), date(2026, 11, 19))], "expiring", date(2026, 11, 19)),
    ([done("seeds2", date(2024, 1, 8), date(2027, 1, 18))], "expiring", date(2027, 1, 18)),
    ([done("seeds2", date(2024, 1, 8), date(2027, 1, 19))], "held", date(2027, 1, 19)),
    ([done("seeds2", date(2024, 1, 8), date(2026, 1, 1)), done("seeds2", date(2023, 1, 8))], "held", None),
    ([done("", date(2024, 1, 8), title="SEEDS2")], "missing", None),  # only the course itself counts
])  # fmt: skip
def test_a_course_is_missing_expired_expiring_or_held_by_what_holds_longest(record, state, due_on):
    (need,) = needs(staff(PO), record, TODAY, SOON)
    assert (need.state, need.due_on, need.is_lacking) == (state, due_on, state in ("missing", "expired"))


def test_what_is_lacking_comes_first_and_the_curriculum_is_due_with_the_six_months():
    found = needs(staff(PSO, date(2026, 9, 1)), [done("seeds2", date(2026, 9, 8))], TODAY, SOON)
    assert [(need.course.code, need.state, need.due_on) for need in found] == [
        ("core_curriculum", "missing", date(2027, 2, 28)), ("seeds2", "held", None)]  # fmt: skip


def test_other_learning_is_to_be_renewed_for_good_if_mandatory_and_else_for_four_weeks():
    def one(title: str, until: date, type: str = "cpd") -> Done:
        return Done("", title, date(2026, 1, 5), until, 60, type, record_id=1)

    record = [one("Late", date(2026, 10, 21)), one("Just", date(2026, 10, 22)), one("Soon", date(2027, 1, 18)),
              one("Later", date(2027, 1, 19)), one("Security", date(2025, 1, 5), "mandatory"),
              one("First aid", date(2026, 11, 1)), one("first  AID", date(2029, 11, 1))]  # fmt: skip
    assert [each.title for each in learning.to_renew(record, TODAY, SOON, 28)] == ["Security", "Just", "Soon"]


def test_a_year_counts_pieces_and_hours_of_its_own_records_and_asks_for_none_unless_set():
    record = [done("", date(2026, 9, 1), title="A"), done("", date(2027, 8, 31), title="B", minutes=90),
              done("", date(2026, 8, 31), title="C"), Done("seeds2", "", date(2026, 10, 1))]  # fmt: skip
    year = (date(2026, 9, 1), date(2027, 8, 31))
    assert learning.total(record, *year) == Total(2, 150)
    assert learning.total(record, *year).is_met
    assert not learning.total(record, *year, 3, 0).is_met
    assert not learning.total(record, *year, 0, 3).is_met
    assert learning.total(record, *year, 2, 2).is_met


@pytest.mark.parametrize(("typed", "minutes"), [
    ("1", 60), (" 1.5 ", 90), ("1,5", 90), ("1½", 90), ("½", 30), (".5", 30), ("2000", 120_000), ("2000.5", None),
    ("0", None), ("0.25", None), ("", None), ("two", None), ("-1", None), ("1.", None), ("１", None),
    ("9" * 5000, None),
])  # fmt: skip
def test_hours_are_read_in_halves(typed, minutes):
    assert read_hours(typed) == minutes


def test_every_course_names_its_paragraph_and_known_roles():
    assert {role for course in COURSES for role in course.roles} <= JOB_ROLES.keys()
    assert all(course.source and course.asked for course in COURSES)
    assert {course.feeds for course in COURSES} == {0, 1, 6}
    assert [learning.hours(minutes) for minutes in (30, 60, 90)] == ["0.5 hours", "1 hour", "1.5 hours"]
