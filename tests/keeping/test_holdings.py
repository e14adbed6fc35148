"""The map of what is held names every table, every column of words, and every way a person is named in a row."""

from typing import Any

import pytest
from sqlalchemy import LargeBinary, String, Text

from app.database import db
from app.keeping.holdings import ACCOUNT, HOLDINGS, PERSON
from app.keeping.reasons import REASONS

LONG = 400  # characters from which a column may hold what somebody wrote

pytestmark = pytest.mark.usefixtures("shape")  # the tables are known once the app is


def columns() -> list[Any]:
    return [column for table in db.metadata.sorted_tables for column in table.columns]


def test_every_table_is_in_the_map_and_no_other():
    assert {table.name for table in db.metadata.sorted_tables} == set(HOLDINGS)


def test_every_column_of_words_is_named():
    for column in columns():
        holding, kind = HOLDINGS[column.table.name], column.type
        if isinstance(kind, Text) or (isinstance(kind, String) and (kind.length or LONG) >= LONG):
            assert column.name in holding.texts, column
        if isinstance(kind, LargeBinary):
            assert column.name in holding.left_out, column


def test_every_way_a_person_is_named_is_in_the_map():
    for column in columns():
        for key in column.foreign_keys:
            holding = HOLDINGS[column.table.name]
            if key.column.table.name in (PERSON, ACCOUNT) and not holding.laid_out:
                named = column.name in (*holding.acts, *holding.left_out, holding.about)
                assert named or holding.table == "hold" or str(column) == "account.person_id", column


def test_what_the_map_names_exists():
    for holding in HOLDINGS.values():
        known = set(db.metadata.tables[holding.table].columns.keys())
        named = {*holding.acts, *holding.texts, *holding.left_out, *filter(None, [holding.about])}
        assert named <= known, holding.table
        assert holding.of in (PERSON, ACCOUNT)
        assert bool(holding.why) == bool(holding.left_out), holding.table


def test_words_that_go_are_those_the_map_says():
    for each in REASONS:
        assert set(HOLDINGS[each.model.__tablename__].texts) <= set(each.texts)
