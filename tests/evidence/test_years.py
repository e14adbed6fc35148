"""The years of supervision in a pack: what was complete when it was made, drawn and in words, and nothing else."""

import io
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pikepdf
import pytest

from app.database import db
from app.evidence import printing
from app.evidence.contents import gather
from app.evidence.contents.attached import manifest
from app.evidence.contents.pack import Pack
from app.evidence.contents.years import practice_years
from app.evidence.models import REQUESTED, PackFile
from app.records.models import Record
from app.rps.models import SESSION, HeldBefore
from tests import make, papers
from tests.evidence import build
from tests.evidence.test_building import files, made
from tests.stores import Store

pytestmark = pytest.mark.any_engine

AT = datetime(2026, 11, 19, 9, 32, tzinfo=UTC)
REGISTRATION = (date(2026, 9, 1), date(2027, 8, 31))


@pytest.fixture
def unit(store: Store) -> make.SmallUnit:
    return store.once("unit", make.unit)


def held(u: make.SmallUnit, on: date, state: str = "logged") -> Record:
    """A session of Lowri's on that day: a draft, locked, or logged too."""
    record = papers.session(u.isla, u.lowri, held_on=f"{on:%d/%m/%Y}")
    record.happened_on = on
    papers.bring(record, "draft" if state == "draft" else "locked")
    if state == "logged":
        papers.actions.log(record, on + timedelta(days=1), "", papers.by(u.isla), record.since)
    return record


def before(u: make.SmallUnit, on: date) -> None:
    """A session of Lowri's held and logged before this service was used."""
    make.add(HeldBefore(person_id=u.lowri.id, kind=SESSION, held_on=on, by_id=u.isla.id, capacity="line manager",
                        logged_on=on, entered_by="Fergus MacGillivray", entered_at=AT))  # fmt: skip


def pack(u: make.SmallUnit, at: datetime = AT, period: tuple[date, date] = REGISTRATION) -> Pack:
    """Lowri's pack, as it would be made at that time."""
    db.session.commit()
    return gather.pack_of(u.lowri, *period, at, u.lowri.name)


def figures(content: bytes) -> list[str]:
    """The words of every drawing in a file, in reading order."""
    found = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for each in node:
                walk(each)
        elif isinstance(node, pikepdf.Dictionary):
            if node.get("/S") == "/Figure":
                found.append(str(node["/Alt"]))
            walk(node.get("/K", pikepdf.Array()))

    with pikepdf.open(io.BytesIO(content)) as pdf:
        walk(pdf.Root["/StructTreeRoot"]["/K"])
    return found


def test_a_pack_draws_the_year_with_its_words_and_passes_both_profiles(unit):
    held(unit, date(2026, 5, 12))
    held(unit, date(2026, 10, 8))
    held(unit, date(2026, 11, 5), "locked")
    one = pack(unit)
    printed = printing.print_pack(one)
    words = (
        "2 of 6 sessions complete, 0 of 2 after observation. 1 session held, not yet logged on the Single Operating"
        " Platform."
    )
    assert build.failures(printed.content) == []
    assert [each.replace("\N{NO-BREAK SPACE}", " ") for each in figures(printed.content)] == [
        words, "Filled circle", "Filled diamond", "Half filled circle", "Empty circle",
    ]  # fmt: skip
    page = printing.pack_html(one).replace("\N{NO-BREAK SPACE}", " ")
    assert f"<p>{words}</p>" in page
    assert "12 May 2026" in page
    assert json.loads(build.attached(printed.content)["manifest.json"])["years"] == [{
        "year": ["2026-04-01", "2027-03-31"], "sessions": {"complete": 2, "asked": 6},
        "after_observation": {"complete": 0, "asked": 2},
    }]  # fmt: skip


def test_what_changes_by_the_day_alone_or_is_not_finished_leaves_the_digest_as_it_is(unit):
    held(unit, date(2026, 10, 8))
    one = pack(unit)
    booked = held(unit, date(2026, 11, 30), "draft")
    booked.planned_at = AT + timedelta(days=11)
    make.absence(unit.lowri, date(2026, 11, 16))
    assert {pack(unit, AT + timedelta(days=days)).digest for days in (0, 1, 20)} == {one.digest}
    held(unit, date(2026, 11, 12))
    assert pack(unit).digest != one.digest


def test_fewer_are_asked_for_and_no_word_says_why(unit):
    make.absence(unit.lowri, date(2026, 5, 1), date(2026, 6, 30))
    one = pack(unit)
    (year,) = one.years
    assert (year.asked, len(year.marks)) == (5, 5)
    shown = printing.pack_html(one).split('id="years"')[1] + json.dumps(manifest(one))
    assert "0 of 5 sessions complete, 0 of 2 after observation." in shown
    for word in ("absen", "away", "part of the year", "because"):
        assert word not in shown.casefold()


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "sessions", "expected"),
    [
        (date(2026, 9, 1), date(2027, 8, 31), [date(2026, 10, 8)], [2026]),
        (date(2025, 9, 1), date(2026, 8, 31), [date(2025, 10, 8)], [2025]),
        (date(2025, 9, 1), date(2026, 8, 31), [date(2025, 10, 8), date(2026, 5, 12)], [2025, 2026]),
        (date(2024, 9, 1), date(2026, 12, 31), [date(2025, 10, 8), date(2026, 5, 12)], [2025, 2026]),
        (date(2025, 4, 1), date(2027, 3, 31), [date(2025, 10, 8)], [2025, 2026]),
        (date(2025, 9, 1), date(2029, 8, 31), [date(2025, 10, 8), date(2026, 5, 12)], [2025, 2026]),
        (date(2026, 9, 1), date(2027, 8, 31), [], [2026]),
        (date(2030, 1, 1), date(2030, 6, 30), [], []),
    ],
)
def test_the_years_are_those_the_days_touch_that_have_begun_and_in_which_something_is_known(
    unit, starts_on, ends_on, sessions, expected
):
    for on in sessions:
        before(unit, on)
    found = practice_years(unit.lowri.id, starts_on, ends_on, AT)
    assert [year.first.year for year in found] == expected
    assert sum(year.complete for year in found) == len(sessions)


def test_a_pack_kept_ready_follows_a_session_of_the_year_that_lies_before_its_days(unit):
    held(unit, date(2026, 10, 8))
    made()
    record = held(unit, date(2026, 5, 12), "locked")
    made()
    papers.actions.log(record, date(2026, 11, 18), "", papers.by(unit.isla), record.since)
    made()
    digests = [file.digest for file in files(owner_id=unit.lowri.id)]
    assert len(set(digests)) == len(digests)
    before(unit, date(2026, 4, 9))
    db.session.commit()
    assert [file.state for file in files(owner_id=unit.lowri.id)][-1] == REQUESTED
    assert db.session.query(PackFile).filter_by(owner_id=unit.pius.id).count() == 0
