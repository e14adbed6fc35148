"""Who works where, under whom, and who may see that."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.database import db
from app.people import queries
from app.people.models import Person
from tests import make

TODAY = date(2026, 11, 19)


def seen_by(who: Any, day: date = TODAY) -> list[str]:
    return [person.name.split()[0] for person in db.session.scalars(queries.visible_to(make.viewer(who), day))]


@contextmanager
def asking() -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(db.engine, "before_cursor_execute", note)


def test_people_see_themselves_and_everyone_below_them(app: Flask):
    of = make.unit()
    assert seen_by(of.lowri) == ["Lowri"]
    assert seen_by(of.isla) == ["Isla", "Lowri", "Pius"]
    assert seen_by(of.gwenllian) == ["Gwenllian"]
    assert len(seen_by(of.bronwen)) == 10  # her whole line: the governor of the prison answers to nobody here


def test_heads_see_their_unit_and_no_other(app: Flask):
    of = make.unit()
    unit = ["Arwen", "Cosmo", "Efua", "Gwenllian", "Isla", "Lowri", "Magda", "Pius", "Rhys"]
    assert seen_by(of.efua) == unit
    assert seen_by(of.cosmo) == unit
    assert seen_by(of.saoirse) == seen_by(of.aaliyah) == ["Aaliyah", "Keziah", "Kwame", "Saoirse"]


def test_administrators_and_assurance_readers_see_everyone_and_strangers_nobody(app: Flask):
    of = make.unit()
    assert len(seen_by(of.fergus)) == len(seen_by(of.nerys)) == db.session.query(Person).count()
    assert seen_by(make.account("Nobody's own")) == []


def test_what_is_seen_follows_the_day(app: Flask):
    of = make.unit()
    held = queries.posting_on(of.lowri.id, TODAY)
    assert held
    held.ends_on = TODAY
    make.posting(of.lowri, starts_on=TODAY + timedelta(days=1), team_id=of.other_team.id, line_manager_id=of.rhys.id)
    tomorrow = TODAY + timedelta(days=1)
    assert seen_by(of.isla) == ["Isla", "Lowri", "Pius"]
    assert seen_by(of.isla, tomorrow) == ["Isla", "Pius"]
    assert seen_by(of.rhys, tomorrow) == ["Lowri", "Magda", "Rhys"]
    assert queries.manager_of(of.lowri.id, TODAY) == of.isla
    assert queries.manager_of(of.lowri.id, tomorrow) == of.rhys
    assert queries.reports_of(of.rhys.id, tomorrow) == [of.lowri, of.magda]
    assert queries.reports_of(of.rhys.id, TODAY) == [of.magda]


def test_who_stands_above_whom_is_told_at_any_distance(app: Flask):
    of = make.unit()
    assert queries.is_above(of.isla.id, of.lowri.id, TODAY)
    assert queries.is_above(of.bronwen.id, of.lowri.id, TODAY)
    assert not queries.is_above(of.rhys.id, of.lowri.id, TODAY)
    assert not queries.is_above(of.lowri.id, of.lowri.id, TODAY)


def test_a_circle_in_the_data_does_not_hang_the_walk(app: Flask):
    of = make.unit()
    held = queries.posting_on(of.bronwen.id, TODAY)
    assert held
    held.line_manager_id = of.lowri.id
    db.session.flush()
    assert len(seen_by(of.lowri)) == 10
    assert queries.is_above(of.lowri.id, of.lowri.id, TODAY)


@pytest.mark.parametrize("depth", [1, 12])
def test_a_longer_line_asks_no_more_questions(app: Flask, depth: int):
    top = below = make.member("Head", "PDU Head", make.team())
    for level in range(depth):
        below = make.member(f"Level {level}", "Senior Probation Officer", make.team(), below)
    viewer = make.viewer(top)
    with asking() as asked:
        found = db.session.scalars(queries.visible_to(viewer, TODAY)).all()
    assert (len(found), len(asked)) == (depth + 1, 1)


def test_search_finds_by_name_address_and_number_within_what_is_seen(app: Flask):
    of = make.unit()

    def found(who: Any, text: str) -> list[str]:
        return [person.name for person, _posting in queries.search(make.viewer(who), text, TODAY)]

    assert found(of.efua, "THROCK lowri") == ["Lowri Throckmorton"]
    assert found(of.efua, of.magda.email) == ["Magda D'Arcy"]
    assert found(of.efua, of.magda.staff_number.lower()) == ["Magda D'Arcy"]
    assert found(of.isla, "magda") == []
    assert found(of.efua, "  ") == []
    for text in ("D'Arcy", "%", "_", "\\", "o' OR 1=1 --", "x" * 5000, "\N{LATIN SMALL LETTER SHARP S}"):
        assert found(of.efua, text) == (["Magda D'Arcy"] if text == "D'Arcy" else [])
    (_, posting), *_ = queries.search(make.viewer(of.efua), "lowri", TODAY)
    assert posting
    assert posting.job_role == "Probation Officer"


def test_someone_out_of_sight_is_not_there(app: Flask):
    of = make.unit()
    assert queries.visible(make.viewer(of.isla), of.lowri.id, TODAY) == of.lowri
    assert queries.visible(make.viewer(of.isla), of.magda.id, TODAY) is None
    assert queries.visible(make.viewer(of.isla), 10**9, TODAY) is None


def test_the_team_comes_with_its_postings_in_one_question(app: Flask):
    of = make.unit()
    with asking() as asked:
        team = queries.team_of(of.isla.id, TODAY)
    assert [(person.name, posting.job_role) for person, posting in team] == [
        ("Lowri Throckmorton", "Probation Officer"), ("Pius Okonkwo", "Probation Services Officer"),
    ]  # fmt: skip
    assert len(asked) == 1
    unit = queries.unit_on(of.isla.id, TODAY)
    assert unit
    assert unit.name == "North Westshire"
