"""What a pack becomes by what its owner chose, by standards and by the register: its order, its words, its digest."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from app.database import db
from app.evidence import printing
from app.evidence.contents import gather
from app.evidence.contents.attached import manifest
from app.evidence.contents.pack import BY_DAY, LATEST_FIRST, LEFT_OUT, SECTIONS, Choice, Pack
from app.evidence.models import KEEP, PassageDecision
from app.policy.registration import REGISTERED
from app.registration.register import entries
from app.registration.standards import tags
from tests import make, papers
from tests.evidence import build
from tests.stores import Store

pytestmark = pytest.mark.any_engine

AT = datetime(2026, 11, 19, 9, 32, tzinfo=UTC)
PERIOD = (date(2026, 9, 1), date(2027, 8, 31))


@pytest.fixture
def unit(store: Store) -> make.SmallUnit:
    def build_it() -> make.SmallUnit:
        of = make.unit()
        for held_on in (date(2026, 11, 5), date(2026, 10, 12)):
            record = papers.session(of.isla, of.lowri, held_on=f"{held_on:%d/%m/%Y}")
            record.happened_on = held_on
            papers.bring(record, "locked")
        papers.observation(of.isla, of.lowri, "locked")
        return of

    return store.once("unit with three records", build_it)


@pytest.fixture
def pack(unit: make.SmallUnit) -> Callable[..., Pack]:
    """Lowri's pack, with or without a choice."""

    def make_it(choice: Choice | None = None) -> Pack:
        db.session.flush()
        return gather.pack_of(unit.lowri, *PERIOD, AT, unit.lowri.name, choice)

    return make_it


def words(pack: Pack, label: str) -> str:
    """A line of the cover."""
    return dict(pack.facts)[label].replace("\N{NO-BREAK SPACE}", " ")


def test_the_order_decides_how_records_follow_and_into_what_they_are_divided(pack):
    def told(one: Pack) -> list[tuple[str, list[date]]]:
        return [(title, [entry.happened_on for _, entry in found]) for _, title, found in one.sections]

    first, second, third = date(2026, 10, 12), date(2026, 11, 5), papers.HELD_ON
    assert told(pack()) == [(SECTIONS["rps"], [first, second]), (SECTIONS["observation"], [third])]
    assert told(pack(Choice(order=BY_DAY))) == [("October 2026", [first]), ("November 2026", [second, third])]
    latest = pack(Choice(order=LATEST_FIRST))
    assert told(latest) == [("November 2026", [third, second]), ("October 2026", [first])]
    years = replace(latest, starts_on=date(2023, 9, 1))
    assert [title for title, _ in told(years)] == ["2026"]
    assert "Records" not in pack().absent
    assert set(pack().absent) == set(SECTIONS.values()) - {SECTIONS["rps"], SECTIONS["observation"]}


def test_what_is_left_out_is_nowhere_and_the_cover_says_that_records_were_chosen(pack, unit):
    one = pack()
    less = pack(Choice(left_out=frozenset({one.entries[0].record_id})))
    assert [entry.record_id for entry in less.entries] == [entry.record_id for entry in one.entries[1:]]
    assert words(one, "In this pack").startswith("3 signed records. Records last changed")
    assert words(less, "In this pack").startswith(f"2 signed records, chosen by {unit.lowri.name}.")
    assert less.digest != one.digest


def test_a_statement_is_masked_as_any_text_is_and_leads_nowhere(pack, unit):
    said = f"{unit.isla.name} held them all. X264410 was the hardest. <b>Ring 07700 900142</b>"
    one = pack(Choice(statement=said))
    page = printing.pack_html(one)
    assert f"{unit.isla.name} held them all." in page
    assert "&lt;b&gt;Ring" in page
    for hidden in ("X264410", "900142"):
        assert hidden not in page
        assert hidden not in str(manifest(one))
    assert one.digest != pack().digest != pack(Choice(order=BY_DAY)).digest


def test_standards_and_the_register_are_in_the_pack_and_change_its_digest(pack, unit):
    before = pack()
    assert before.gaps == tuple(standard.label for standard in before.standards)
    entry = before.entries[0]
    record = db.session.get_one(gather.Record, entry.record_id)
    tags.put_on(record, ["reflection"], papers.by(unit.lowri), AT)
    tagged = pack()
    (met,) = [standard for standard in tagged.standards if standard.numbers]
    assert (met.code, met.numbers, met.label in before.gaps) == ("reflection", (1,), True)
    assert tagged.entries[0].standards == (("reflection", met.label),)
    assert tagged.standards[-1].code == "reflection" or met.is_gap
    told = {one["code"]: one["records"] for one in manifest(tagged)["standards"]}
    assert told["reflection"] == [1]
    says = entries.Says(REGISTERED, "PR-10258", date(2027, 8, 31), authority=True)
    entries.enter(unit.lowri, says, date(2026, 9, 1), papers.by(unit.isla), AT, reason="A private reason")
    registered = pack()
    assert "A private reason" not in str(registered)
    assert len({one.digest for one in (before, tagged, registered)}) == 3
    assert any("PR-10258" in words for _, words in registered.facts)


def test_a_passage_that_is_kept_is_printed_counted_and_told_of_on_the_cover(pack, unit):
    record = papers.session(unit.isla, unit.lowri)
    papers.answer(record, "lead", papers.stage(record), "Ring 07700 900142 first")
    papers.bring(record, "locked")
    before = pack()
    place = f"answer:{papers.stage(record)}:lead"
    make.add(PassageDecision(owner_id=unit.lowri.id, record_id=record.id, place=place, starts=5, ends=17, verdict=KEEP,
                             reason="It is the office", decided_at=AT))  # fmt: skip
    after = pack()
    assert ("900142" in str(before), "900142" in str(after)) == (False, True)
    assert words(before, "Left out") == LEFT_OUT
    assert words(after, "Left out") == f"{LEFT_OUT}, apart from 1 passage that {unit.lowri.name} looked at and keeps"
    assert manifest(after)["kept_passages"] == 1
    assert "It is the office" not in str(after) + str(manifest(after))


@pytest.mark.parametrize("order", [BY_DAY, LATEST_FIRST])
def test_in_order_of_days_short_records_stand_among_the_others(shape: Flask, order: str):
    one = build.everything(sessions=1, sentences=1, learning=1)
    by_day = tuple(sorted(one.entries, key=lambda entry: entry.happened_on, reverse=order == LATEST_FIRST))
    with shape.app_context():
        page = printing.pack_html(replace(one, entries=by_day, order=order, standards=()))
    assert page.count('<h2 class="title" id="record-') == len(by_day)
    assert '<h3 class="title' not in page
