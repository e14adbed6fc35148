"""Asking for packs, making them, and what has them made again."""

import hashlib
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.database import db
from app.evidence import actions, building, printing
from app.evidence.contents.pack import check_code
from app.evidence.models import BUILDING, FAILED, READY, REQUESTED, PackFile, PackMade
from app.jobs import JobFailed
from app.policy.rules import Refused
from app.records import actions as records
from app.registration.years import evidence_year
from tests import make, papers
from tests.evidence import build

NOW = datetime(2026, 11, 19, 9, 32, tzinfo=UTC)
YEAR = (date(2026, 9, 1), date(2027, 8, 31))


@pytest.fixture
def unit(app: Flask) -> make.SmallUnit:
    return make.unit()


def files(**given: Any) -> list[PackFile]:
    """Every file there is, in the order it was asked for."""
    return list(db.session.scalars(select(PackFile).filter_by(**given).order_by(PackFile.id)))


def made() -> None:
    """Do what the worker would."""
    for file in files(state=REQUESTED):
        building.build(file.id)


@pytest.mark.parametrize(
    ("day", "starts_on", "ends_on"),
    [
        (date(2026, 8, 31), date(2025, 9, 1), date(2026, 8, 31)),
        (date(2026, 9, 1), date(2026, 9, 1), date(2027, 8, 31)),
        (date(2028, 2, 29), date(2027, 9, 1), date(2028, 8, 31)),
    ],
)
def test_the_registration_year_starts_in_september(app: Flask, day: date, starts_on: date, ends_on: date):
    assert evidence_year(day) == (starts_on, ends_on)


def test_the_last_signature_has_the_pack_of_the_year_made(unit: make.SmallUnit):
    papers.session(unit.isla, unit.lowri, "agreed")
    assert files() == []
    papers.session(unit.isla, unit.lowri, "locked")
    (file,) = files()
    assert (file.owner_id, file.starts_on, file.ends_on) == (unit.lowri.id, *YEAR)
    assert (file.is_standing, file.state) == (True, REQUESTED)


def test_two_records_signed_before_the_worker_comes_make_one_pack(unit: make.SmallUnit):
    papers.session(unit.isla, unit.lowri, "locked")
    papers.observation(unit.isla, unit.lowri, "locked")
    assert len(files()) == 1
    made()
    (file,) = files()
    assert (file.state, file.records) == (READY, 2)


def test_a_record_signed_while_a_pack_is_made_has_it_made_again(unit: make.SmallUnit):
    papers.session(unit.isla, unit.lowri, "locked")
    files()[0].state = BUILDING
    papers.session(unit.isla, unit.lowri, "locked")
    assert [file.state for file in files()] == [BUILDING, REQUESTED]


def test_a_pack_holds_what_was_signed_and_nothing_private(unit: make.SmallUnit):
    papers.session(unit.isla, unit.lowri, "locked")
    papers.session(unit.isla, unit.lowri, "draft")
    papers.session(unit.isla, unit.lowri, "sent")
    papers.session(unit.isla, unit.pius, "locked")
    made()
    (file,) = files(owner_id=unit.lowri.id)
    assert file.content is not None
    assert file.records == 1
    assert file.sha256 == hashlib.sha256(file.content).hexdigest()
    assert file.check_code == check_code(file.digest)
    assert build.failures(file.content) == []
    for attachment in build.attached(file.content).values():
        assert papers.WELLBEING.encode() not in attachment
        assert unit.pius.name.encode() not in attachment


def test_a_record_opened_in_error_leaves_the_pack(unit: make.SmallUnit):
    record = papers.session(unit.isla, unit.lowri, "locked")
    made()
    records.void(papers.paper(record), "It was opened twice.", papers.by(unit.isla), NOW)
    made()
    assert [file.records for file in files()] == [1, 0]


def test_an_addendum_has_the_pack_made_again(unit: make.SmallUnit):
    record = papers.session(unit.isla, unit.lowri, "locked")
    made()
    records.add(papers.paper(record), "subject", "It was confirmed.", papers.by(unit.lowri), NOW)
    made()
    first, second = files()
    assert first.digest != second.digest


def test_the_same_content_gives_the_same_file_and_one_entry_for_ever(unit: make.SmallUnit):
    papers.session(unit.isla, unit.lowri, "locked")
    made()
    actions.request(unit.lowri.id, *YEAR, NOW, standing=True)
    made()
    first, second = files()
    assert first.id != second.id
    assert (first.digest, first.sha256, first.check_code) == (second.digest, second.sha256, second.check_code)
    assert db.session.scalars(select(PackMade.check_code)).all() == [first.check_code]


def test_only_the_latest_two_files_are_kept_but_every_making_is_remembered(unit: make.SmallUnit):
    for _ in range(3):
        papers.session(unit.isla, unit.lowri, "locked")
        made()
    assert [file.records for file in files()] == [2, 3]
    assert len(db.session.scalars(select(PackMade)).all()) == 3


def test_a_job_taken_up_again_after_a_crash_makes_the_file_once(unit: make.SmallUnit):
    papers.session(unit.isla, unit.lowri, "locked")
    (file,) = files()
    file.state = BUILDING
    db.session.commit()
    building.build(file.id)
    building.build(file.id)
    assert file.state == READY
    assert len(db.session.scalars(select(PackMade)).all()) == 1


def test_a_pack_that_cannot_be_printed_fails_with_its_reason(unit: make.SmallUnit, monkeypatch: pytest.MonkeyPatch):
    papers.session(unit.isla, unit.lowri, "locked")
    (file,) = files()
    monkeypatch.setattr("app.evidence.printing.SECONDS", 0.01)
    with pytest.raises(JobFailed, match="took longer") as problem:
        building.build(file.id)
    building.given_up(str(problem.value), file.id)
    assert file.state == FAILED
    assert "Choose a shorter period" in file.problem


def test_the_same_period_is_not_asked_for_twice_at_once(unit: make.SmallUnit):
    period = (date(2026, 1, 1), date(2026, 6, 30))
    first = actions.request(unit.lowri.id, *period, NOW)
    assert actions.request(unit.lowri.id, *period, NOW) is first
    assert actions.request(unit.pius.id, *period, NOW) is not first


@pytest.mark.parametrize("period", [(date(2026, 1, 2), date(2026, 1, 1)), (date(2000, 1, 1), date(2026, 1, 1))])
def test_a_period_that_makes_no_sense_is_refused(unit: make.SmallUnit, period: tuple[date, date]):
    with pytest.raises(Refused):
        actions.request(unit.lowri.id, *period, NOW)


@pytest.mark.parametrize("of_one", [False, True], ids=["a pack", "a print"])
def test_while_it_is_printed_nothing_holds_up_those_who_write(unit: make.SmallUnit, monkeypatch, of_one: bool):
    record = papers.session(unit.isla, unit.lowri, "locked")
    file = actions.request(unit.lowri.id, *YEAR, NOW, record_id=record.id) if of_one else files()[0]
    db.session.commit()
    free = []
    name = "print_record" if of_one else "print_pack"
    printed = getattr(printing, name)

    def watched(*given: Any) -> Any:
        free.append(not db.session().in_transaction())
        return printed(*given)

    monkeypatch.setattr(printing, name, watched)
    building.build(file.id)
    assert free == [True]
    assert db.session.get(PackFile, file.id).state == READY


pytestmark = pytest.mark.any_engine
