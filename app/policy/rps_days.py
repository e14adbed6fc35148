"""Spans of days, first and last included: joined where they touch, and with others taken out. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)

Span = tuple[date, date]


def length(span: Span) -> int:
    """How many days it has."""
    return (span[1] - span[0]).days + 1


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same days in as few spans as can be, in order. date.max as a last day means no end."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and (found[-1][1] == date.max or first <= found[-1][1] + ONE_DAY):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def without(span: Span, others: Sequence[Span]) -> list[Span]:
    """The days of a span that are in none of the others, which are in order and do not touch."""
    first, last = span
    found: list[Span] = []
    for start, end in others:
        if end < first or start > last:
            continue
        if start > first:
            found.append((first, start - ONE_DAY))
        if end >= last:
            return found
        first = end + ONE_DAY
    return [*found, (first, last)]


def long_ones(spans: Iterable[Span], within: Span, today: date, least: int) -> list[Span]:
    """Those of at least so many consecutive days, as far as they are within a span of days. Those that touch are one.

    One without an end lasts: up to `today` when asking whether it is long, to the end once it is.
    """
    given = list(spans)
    known = joined((first, last if last != date.max else max(first, today)) for first, last in given)
    endless = [first for first, last in given if last == date.max]
    long = [
        (first, date.max if any(first <= each <= last for each in endless) else last)
        for first, last in known
        if length((first, last)) >= least
    ]
    return [
        (max(first, within[0]), min(last, within[1]))
        for first, last in joined(long)
        if first <= within[1] and last >= within[0]
    ]


def in_words(first: date, last: date | None = None) -> str:
    """A day such as "4 June 2026", or a span: "from 4 June 2026 to 31 March 2027"."""
    words = f"{first.day} {first:%B %Y}"
    if last is None:
        return words
    return f"from {words} to {in_words(last)}" if first != last else f"on {words}"
