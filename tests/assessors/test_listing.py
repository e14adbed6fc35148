"""A page of the register holds what the whole register would show there, whoever is left out of the working out."""

from datetime import date

import pytest

from app.assessors.listing import Asked, listing
from app.assessors.models import RoleDecision
from app.assessors.register import entries, narrow
from app.people.models import LEGACY_OASYS_ROLE, NSD_POSTING, PQIP
from app.policy.assessor_facts import COUNTERSIGNED, NON_COUNTERSIGNED, REVIEW
from app.web.clock import now
from tests import make


@pytest.fixture
def u(app):
    unit = make.unit()
    for number in range(5):
        start = date(2026, 6 + number, 3)
        make.member(f"Barnaby Quince {number}", "Probation Services Officer", unit.team, unit.isla, starts_on=start)
    finch = make.member("Thaddeus Finch", "PQiP Learner", unit.team, unit.isla, starts_on=date(2024, 9, 1))
    make.fact(finch, PQIP, date(2024, 9, 1), ends_on=date(2026, 6, 30))
    make.fact(unit.magda, NSD_POSTING, date(2020, 1, 6), ends_on=date(2021, 1, 6))
    make.fact(unit.lowri, LEGACY_OASYS_ROLE, text="Approved PO")
    make.fact(unit.pius, LEGACY_OASYS_ROLE, text="Unapproved PSO/PQiP")
    make.fact(finch, LEGACY_OASYS_ROLE, text="Unapproved PSO/PQiP")
    make.add(RoleDecision(person_id=unit.kwame.id, verb="opens", criterion=7, decided_at=now(), effective_at=now(),
                          review_on=date(2026, 12, 1), reason="x", decided_by="Aaliyah Yaxley"))  # fmt: skip
    return unit


@pytest.mark.parametrize("show", [COUNTERSIGNED, NON_COUNTERSIGNED, REVIEW, ""])
@pytest.mark.parametrize(("text", "team"), [("", ""), ("quince", ""), ("", "Sentence management A"), ("nobody", "")])
def test_pages_laid_end_to_end_are_the_whole_register(u, show, text, team):
    for who in (u.fergus, u.isla, u.aaliyah):
        viewer = make.viewer(who)
        everyone = entries(viewer, now())
        whole = narrow(everyone, text, show, team)
        pages = [listing(viewer, now(), Asked(text, show, team), first, 3) for first in range(0, len(whole) + 3, 3)]
        assert [entry for page in pages for entry in page.entries] == whole
        by_name = listing(viewer, now(), Asked(text, show, team), 0, 200, by_name=True)
        assert by_name.entries == sorted(whole, key=lambda entry: (entry.name, entry.person_id))
        for page in (by_name, *pages):
            assert page.total == len(whole)
            assert page.teams == sorted({entry.team for entry in everyone})
            bound = sum(entry.standing.role == COUNTERSIGNED for entry in everyone)
            assert page.counts == {
                "all": len(everyone), "countersigned": bound, "non-countersigned": len(everyone) - bound,
                "review": sum(entry.is_legacy_to_review for entry in everyone),
            }  # fmt: skip


def test_the_small_register_has_people_of_every_kind(u):
    found = entries(make.viewer(u.fergus), now())
    assert {entry.standing.role for entry in found} == {COUNTERSIGNED, NON_COUNTERSIGNED}
    assert sum(entry.is_legacy_to_review for entry in found) == 2
    assert sum(entry.clock is not None for entry in found) >= 5


def test_nobody_to_show_is_an_empty_page(u):
    found = listing(make.viewer(u.bronwen), now(), Asked(show=COUNTERSIGNED), 0, 25)
    assert (found.entries, found.total, found.teams, found.counts["all"]) == ([], 0, [], 0)
