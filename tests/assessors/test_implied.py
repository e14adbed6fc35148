"""Endings that only a job implies wait for whoever confirms them, as those of the staff extract's own facts do."""

from datetime import date

import pytest

from app.assessors.models import LearningRequired, RoleDecision
from app.assessors.register import entries
from app.notices import work
from app.people.models import NSD_POSTING, PQIP, PROBATION_PASSED, ROLE_LEARNING, Team
from app.policy.people import NATIONAL_SECURITY
from app.web.clock import now, today
from tests import make

LEARNER, OFFICER = "PQiP Learner", "Probation Officer"
REASON = {"reason": "As we agreed on Tuesday", "from_on": "19/11/2026", "sure": "yes"}


@pytest.fixture
def u(app):
    unit = make.unit()
    for pom in (unit.kwame, unit.keziah):
        make.fact(pom, ROLE_LEARNING, date(2024, 6, 3))
    return unit


def career(name, u, *jobs, manager=None, team=None):
    """Someone with one posting after another: (job role, first day, last day or None, and what else it says)."""
    who = make.person(name)
    for job_role, starts_on, ends_on, *more in jobs:
        make.posting(who, job_role=job_role, starts_on=starts_on, ends_on=ends_on, team_id=(team or u.team).id,
                     line_manager_id=(manager or u.isla).id, **(more[0] if more else {}))  # fmt: skip
    return who


def asked_of(app, who) -> list[tuple[str, date]]:
    with app.test_request_context():
        found, _ = work.waiting(who.id, now(), today())
    return sorted((row.whose.split(",")[0], row.due_on) for row in found if row.code == "assessors.confirm")


def test_a_learner_by_job_alone_waits_once_the_job_is_another(u, app):
    career("Thaddeus Finch", u, (LEARNER, date(2024, 9, 2), date(2026, 11, 16)), (OFFICER, date(2026, 11, 17), None))
    assert asked_of(app, u.isla) == [("Thaddeus Finch", date(2026, 11, 16))]
    assert asked_of(app, u.rhys) == []
    assert [entry.name for entry in entries(make.viewer(u.isla), now()) if entry.standing.is_interim_hold] == [
        "Thaddeus Finch"]  # fmt: skip


def test_it_is_asked_ahead_when_the_extract_says_when_the_job_ends(u, app, at):
    career("Thaddeus Finch", u, (LEARNER, date(2024, 9, 2), date(2026, 11, 30)), (OFFICER, date(2026, 12, 1), None))
    assert asked_of(app, u.isla) == [("Thaddeus Finch", date(2026, 11, 30))]
    at("2026-11-02 09:00")
    assert asked_of(app, u.isla) == []


def test_confirming_settles_it_for_good(u, app, sign_in):
    finch = career("Thaddeus Finch", u, (LEARNER, date(2024, 9, 2), date(2026, 11, 16)),
                   (OFFICER, date(2026, 11, 17), None))  # fmt: skip
    isla = sign_in(u.isla)
    assert "Confirm the ending: PQiP learner" in isla.get(f"/assessors/{finch.id}").text
    assert isla.post(f"/assessors/{finch.id}/confirms/2", data=REASON).status_code == 303
    assert asked_of(app, u.isla) == []
    assert not any(entry.standing.is_countersigned for entry in entries(make.viewer(u.isla), now()))


def test_a_change_of_team_in_the_job_does_not_end_it(u, app):
    career("Thaddeus Finch", u, (LEARNER, date(2024, 9, 2), date(2026, 3, 31)),
           (LEARNER, date(2026, 4, 1), None, {"role_since": date(2024, 9, 2)}))  # fmt: skip
    assert asked_of(app, u.isla) == []


def test_where_the_extract_has_a_fact_of_that_time_the_fact_alone_is_asked_about(u, app):
    finch = career("Thaddeus Finch", u, (LEARNER, date(2024, 9, 2), date(2026, 11, 16)),
                   (OFFICER, date(2026, 11, 17), None))  # fmt: skip
    make.fact(finch, PQIP, date(2024, 9, 2), ends_on=date(2026, 6, 30))
    assert asked_of(app, u.isla) == [("Thaddeus Finch", date(2026, 6, 30))]


def test_an_ending_before_the_framework_is_nobodys_to_confirm(u, app):
    career("Thaddeus Finch", u, (LEARNER, date(2023, 9, 1), date(2025, 10, 12)), (OFFICER, date(2025, 10, 13), None))
    career("Gideon Sparrow", u, (LEARNER, date(2023, 9, 1), date(2025, 10, 13)), (OFFICER, date(2025, 10, 14), None))
    assert asked_of(app, u.isla) == [("Gideon Sparrow", date(2025, 10, 13))]


def test_a_former_learner_who_became_a_prison_offender_manager_waits_for_the_head_of_delivery(u, app):
    prison = make.db.session.get(Team, _team_of(u.kwame))
    moth = career("Lysander Moth", u, (LEARNER, date(2024, 9, 2), date(2026, 6, 7)),
                  ("Prison Offender Manager (prison)", date(2026, 6, 8), None), manager=u.aaliyah,
                  team=prison)  # fmt: skip
    make.fact(moth, ROLE_LEARNING, date(2026, 6, 8))
    assert asked_of(app, u.aaliyah) == [("Lysander Moth", date(2026, 6, 7))]
    assert asked_of(app, u.saoirse) == []


def _team_of(who) -> int:
    return make.db.session.scalar(make.select(make.Posting.team_id).where(make.Posting.person_id == who.id))


def division(starts_on, ends_on, **more):
    return (OFFICER, starts_on, ends_on, {"function": NATIONAL_SECURITY, "role_since": date(2020, 1, 6), **more})


def since(starts_on):
    return (OFFICER, starts_on, None, {"role_since": date(2020, 1, 6)})


def test_the_division_by_function_alone_waits_once_left(u, app, sign_in):
    isolde = career("Isolde Marchbanks", u, division(date(2024, 5, 1), date(2025, 4, 30)),
                    division(date(2025, 5, 1), date(2026, 11, 13)), since(date(2026, 11, 14)))  # fmt: skip
    assert asked_of(app, u.isla) == [("Isolde Marchbanks", date(2026, 11, 13))]
    assert sign_in(u.isla).post(f"/assessors/{isolde.id}/confirms/5", data=REASON).status_code == 303
    assert asked_of(app, u.isla) == []


def test_a_fact_of_any_part_of_an_unbroken_time_speaks_for_all_of_it(u, app):
    isolde = career("Isolde Marchbanks", u, division(date(2024, 5, 1), date(2025, 11, 30)),
                    division(date(2025, 12, 1), date(2026, 11, 13)), since(date(2026, 11, 14)))  # fmt: skip
    make.fact(isolde, NSD_POSTING, date(2024, 5, 1), ends_on=date(2025, 10, 31))
    assert asked_of(app, u.isla) == [("Isolde Marchbanks", date(2025, 10, 31))]


def test_two_times_in_the_division_with_a_gap_are_two(u, app):
    career("Isolde Marchbanks", u, division(date(2024, 5, 1), date(2025, 11, 30)), (OFFICER, date(2025, 12, 1),
           date(2026, 1, 31), {"role_since": date(2020, 1, 6)}), division(date(2026, 2, 1), date(2026, 11, 13)),
           since(date(2026, 11, 14)))  # fmt: skip
    assert asked_of(app, u.isla) == [("Isolde Marchbanks", date(2025, 11, 30)),
                                     ("Isolde Marchbanks", date(2026, 11, 13))]  # fmt: skip


def test_what_the_senior_operational_lead_determined_is_not_asked_again(u, app, sign_in, at):
    at("2026-09-01 09:00")
    sol = make.member("Evander Croft", "Senior Operational Lead", u.other_team, u.bronwen, function=NATIONAL_SECURITY)
    spo = make.member("Nasreen Mbeki", "Senior Probation Officer", u.other_team, sol, function=NATIONAL_SECURITY)
    isolde = career("Isolde Marchbanks", u, division(date(2026, 5, 1), date(2026, 11, 13)), since(date(2026, 11, 14)),
                    manager=spo)  # fmt: skip
    determined = sign_in(sol).post(f"/assessors/{isolde.id}/determines/5", data={**REASON, "from_on": "1/9/2026"})
    assert determined.status_code == 303
    at("2026-11-19 09:00")
    assert asked_of(app, spo) == []


def test_someone_who_is_no_practitioner_any_more_waits_on_no_list(u, app):
    career("Isolde Marchbanks", u, division(date(2024, 5, 1), date(2026, 11, 13)),
           ("Senior Probation Officer", date(2026, 11, 14), None))  # fmt: skip
    quince = career("Barnaby Quince", u, ("Probation Services Officer", date(2026, 4, 1), date(2026, 10, 31)),
                    ("Business Manager", date(2026, 11, 1), None))  # fmt: skip
    make.fact(quince, PROBATION_PASSED, date(2026, 10, 1))
    assert asked_of(app, u.isla) == []


def offender_manager(starts_on, ends_on):
    return ("Prison Offender Manager (prison)", starts_on, ends_on)


def test_learning_not_done_when_the_job_ended_is_for_the_line_manager_of_the_day(u, app, sign_in):
    moth = career("Lysander Moth", u, offender_manager(date(2026, 6, 8), date(2026, 11, 6)),
                  (OFFICER, date(2026, 11, 7), None))  # fmt: skip
    make.add(LearningRequired(person_id=moth.id, title="Key work", required_on=date(2026, 6, 8), entered_by="Aaliyah"))
    assert asked_of(app, u.isla) == [("Lysander Moth", date(2026, 11, 6))]
    assert asked_of(app, u.aaliyah) == []
    isla = sign_in(u.isla)
    assert "Confirm the ending: learning for the role" in isla.get(f"/assessors/{moth.id}").text
    assert isla.post(f"/assessors/{moth.id}/confirms/6", data=REASON).status_code == 303
    assert asked_of(app, u.isla) == []
    assert not any(entry.standing.is_countersigned for entry in entries(make.viewer(u.isla), now()))


@pytest.mark.parametrize(("done_on", "waits"), [
    (date(2026, 9, 1), date(2026, 9, 1)), (date(2026, 11, 9), date(2026, 11, 6)), (date(2026, 6, 8), None),
])  # fmt: skip
def test_learning_done_in_the_job_or_after_it_waits_just_as_the_rule_book_holds(u, app, done_on, waits):
    moth = career("Lysander Moth", u, offender_manager(date(2026, 6, 8), date(2026, 11, 6)),
                  (OFFICER, date(2026, 11, 7), None))  # fmt: skip
    make.fact(moth, ROLE_LEARNING, done_on)
    assert asked_of(app, u.isla) == ([("Lysander Moth", waits)] if waits else [])
    held = [entry.name for entry in entries(make.viewer(u.isla), now()) if entry.standing.is_interim_hold]
    assert held == (["Lysander Moth"] if waits else [])


def test_what_the_head_of_delivery_required_is_for_the_line_manager_after_a_move(u, app, sign_in):
    moth = career("Lysander Moth", u, offender_manager(date(2026, 1, 5), date(2026, 11, 6)),
                  (OFFICER, date(2026, 11, 7), None))  # fmt: skip
    make.fact(moth, ROLE_LEARNING, date(2026, 1, 5))
    make.add(RoleDecision(person_id=moth.id, verb="opens", criterion=7, decided_at=now(), effective_at=now(),
                          review_on=date(2026, 11, 20), reason="x", decided_by="Aaliyah Yaxley"))  # fmt: skip
    with app.test_request_context():
        found, _ = work.waiting(u.isla.id, now(), today())
    assert [row.code for row in found] == ["assessors.review"]
    isla = sign_in(u.isla)
    assert "End countersigning" in isla.get(f"/assessors/{moth.id}").text
    assert isla.post(f"/assessors/{moth.id}/ends/7", data={**REASON, "from_on": "19/11/2026"}).status_code == 303
    assert not any(entry.standing.is_countersigned for entry in entries(make.viewer(u.isla), now()))
