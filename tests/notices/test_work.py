"""What waits is asked for by SELECTs that are made once: they must hold nobody's id and nobody's moment."""

import re
from datetime import datetime, timedelta

import pytest

from app.notices import work
from app.people.models import PQIP
from app.policy.access import ADMIN
from app.records import actions as records
from app.settings.models import DatedSetting
from app.settings.queries import forget, in_short
from app.web.clock import now, today
from tests import make, papers


@pytest.mark.parametrize("dialect", ["postgresql", "sqlite"])
def test_a_kept_select_asks_for_the_person_and_the_moment_it_runs_for(dialect: str, app):
    for offers, is_staff in ((work.OFFERS, True), (work.OFFERS_TO_ROLES[ADMIN], False)):
        for ask in (work._listed, work._counted, work._tallied):
            made, names = work._made(ask, tuple(offers), is_staff, today(), in_short(), dialect)
            assert set(names) == ({"person", "moment"} if is_staff else set())
            assert set(made.compile().params) == set(names)
            assert "@@" not in str(made)
            assert "-1" not in re.findall(r"(?:= |, )(-?[0-9]+)", str(made))  # the stand-in for a person's id


def test_each_sees_what_waits_for_them_and_when(app, unit):
    papers.session(unit.isla, unit.lowri, "sent")
    papers.session(unit.rhys, unit.magda, "agreed")
    ahead = now() + timedelta(hours=2)
    records.open_draft("rps", unit.pius, unit.isla, "line manager", {}, papers.by(unit.isla), now(), planned_at=ahead,
                       happened_on=ahead.date())  # fmt: skip

    def codes(who: object, moment: datetime) -> list[str]:
        found, listed = work.waiting(who.id, moment, today())
        counted = work.count(who.id, moment, today())
        assert (counted.total, counted.clocks) == (listed.total, listed.clocks) == (len(found), 0)
        return [row.code for row in found]

    for moment, isla, pius in ((now(), ["rps.hold"], ["rps.prepare"]), (ahead, ["rps.draft"], [])):
        assert codes(unit.lowri, moment) == ["rps.subject"]
        assert codes(unit.isla, moment) == isla
        assert codes(unit.rhys, moment) == ["rps.lead"]
        assert codes(unit.pius, moment) == pius
        assert codes(unit.magda, moment) == []


def test_a_setting_counts_from_the_next_page_on(app, unit):
    learner = make.member("Ines Carruthers", "PQiP Learner", unit.team, unit.isla)
    make.fact(learner, PQIP, today() - timedelta(days=300), ends_on=today() + timedelta(days=20))
    assert work.count(unit.isla.id, now(), today()).total == 0
    make.add(DatedSetting(key="assessor.prompt_days", value="30", starts_on=today(), reason="Too late", set_by="x",
                          set_at=now()))  # fmt: skip
    forget()
    assert work.count(unit.isla.id, now(), today()).total == 1
