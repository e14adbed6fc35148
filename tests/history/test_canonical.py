"""The quick ways to canonical JSON write what RFC 8785 says, byte for byte."""

import hashlib
from datetime import UTC, datetime

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.database import db
from app.history import verifying
from app.history.actions import Actor, note
from app.history.chain import canonical
from app.history.models import Event

words = st.text(st.characters(exclude_categories=["Cs"])) | st.text(
    '\x00\x1f\x7f\b\f\n\r\t"\\/\u2028😀\ue000é', max_size=9
)
plain = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | words
anything = st.recursive(
    plain | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)
TRICKY = ("", 'He said "no"\\', "a\nb\tc\x00\x1f\x7f", "é😀\u2028\ue000", "[1,2]", "null")


@settings(max_examples=300)
@given(anything)
def test_every_value_is_written_as_the_standard_says(value):
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value", [2**53, -(2**53), float("nan"), float("inf"), "\ud800", {1: "a"}, {"a": b"b"}, {"\ud800": 1}]
)
def test_what_the_standard_cannot_write_is_refused(value):
    with pytest.raises((ValueError, UnicodeEncodeError)):
        canonical(value)


def test_an_event_is_written_down_while_verifying_as_when_it_was_noted(app):
    at = datetime(2026, 3, 29, 1, 30, 0, 120, tzinfo=UTC)
    for number, odd in enumerate(word for word in TRICKY if app and "\x00" not in word):
        by = Actor(number or None, odd, capacity=odd, for_name=odd, origin=odd, session_id=number or None)
        note(odd, odd, number, by, at, subject_id=number or None, reason=odd)
    db.session.commit()
    with verifying.still(db.engine) as connection:
        for row in connection.execute(verifying._events(connection)).all():
            assert verifying._is_whole(row), tuple(row)
            assert hashlib.sha256(verifying._written(row).encode()).hexdigest() == row.hash
    assert db.session.scalars(select(Event.reason).order_by(Event.id)).all() == [w for w in TRICKY if "\x00" not in w]
