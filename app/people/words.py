"""Searching by words: each of them must be somewhere in what is searched."""

from typing import Any

from sqlalchemy import ColumnElement, or_

MOST = 10  # words that are looked at


def each_word(text: str, *columns: Any) -> list[ColumnElement[bool]]:
    """A condition for each word of `text`: that one of the columns holds it, in any case of letters."""
    return [or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in text.split()[:MOST]]
