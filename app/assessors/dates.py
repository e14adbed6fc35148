"""Days and instants in SQL, on both engines: the same day months later, days between two, and where a day begins."""

from datetime import date
from typing import Any

from sqlalchemy import Date, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app.database import UtcDateTime
from app.policy.assessor_facts import WINDOW_MONTHS


class window_after(FunctionElement[date]):
    """The day on which the months of criterion 1 are over, counted from a column of days."""

    type = Date()
    inherit_cache = True


@compiles(window_after)
def _window_postgresql(element: Any, compiler: Any, **given: Any) -> str:
    return f"CAST(({compiler.process(element.clauses, **given)}) + INTERVAL '{WINDOW_MONTHS} months' AS DATE)"


@compiles(window_after, "sqlite")
def _window_sqlite(element: Any, compiler: Any, **given: Any) -> str:
    day = compiler.process(element.clauses, **given)
    last = f"date({day}, 'start of month', '+{WINDOW_MONTHS + 1} months', '-1 day')"
    return f"min(date({day}, '+{WINDOW_MONTHS} months'), {last})"


class beginning_of(FunctionElement[Any]):
    """The instant at which a day begins, in UTC: near enough to say how long something has waited."""

    type = UtcDateTime()
    inherit_cache = True


@compiles(beginning_of)
def _beginning_postgresql(element: Any, compiler: Any, **given: Any) -> str:
    return f"(CAST(({compiler.process(element.clauses, **given)}) AS TIMESTAMP) AT TIME ZONE 'UTC')"


@compiles(beginning_of, "sqlite")
def _beginning_sqlite(element: Any, compiler: Any, **given: Any) -> str:
    return f"({compiler.process(element.clauses, **given)} || ' 00:00:00.000000')"


class next_day(FunctionElement[date]):
    """The day after a column of days."""

    type = Date()
    inherit_cache = True


@compiles(next_day)
def _next_postgresql(element: Any, compiler: Any, **given: Any) -> str:
    return f"(({compiler.process(element.clauses, **given)}) + 1)"


@compiles(next_day, "sqlite")
def _next_sqlite(element: Any, compiler: Any, **given: Any) -> str:
    return f"date({compiler.process(element.clauses, **given)}, '+1 day')"


class days_from(FunctionElement[int]):
    """How many days lie between two columns of days."""

    type = Integer()
    inherit_cache = True


@compiles(days_from)
def _days_postgresql(element: Any, compiler: Any, **given: Any) -> str:
    first, last = (compiler.process(each, **given) for each in element.clauses)
    return f"(({last}) - ({first}))"


@compiles(days_from, "sqlite")
def _days_sqlite(element: Any, compiler: Any, **given: Any) -> str:
    first, last = (compiler.process(each, **given) for each in element.clauses)
    return f"CAST(julianday({last}) - julianday({first}) AS INTEGER)"


class days_before(FunctionElement[date]):
    """The day so many days (the second value) before a column of days."""

    type = Date()
    inherit_cache = True


@compiles(days_before)
def _before_postgresql(element: Any, compiler: Any, **given: Any) -> str:
    day, days = (compiler.process(each, **given) for each in element.clauses)
    return f"(({day}) - CAST({days} AS INTEGER))"


@compiles(days_before, "sqlite")
def _before_sqlite(element: Any, compiler: Any, **given: Any) -> str:
    day, days = (compiler.process(each, **given) for each in element.clauses)
    return f"date({day}, '-' || ({days}) || ' days')"


class later_of(FunctionElement[date]):
    """The later of two days that are both known."""

    type = Date()
    inherit_cache = True


@compiles(later_of)
def _later_postgresql(element: Any, compiler: Any, **given: Any) -> str:
    return f"GREATEST({compiler.process(element.clauses, **given)})"


@compiles(later_of, "sqlite")
def _later_sqlite(element: Any, compiler: Any, **given: Any) -> str:
    return f"max({compiler.process(element.clauses, **given)})"


class earlier_of(FunctionElement[date]):
    """The earlier of two days, either of which may not be known. Each is written once: they may be long."""

    type = Date()
    inherit_cache = True


@compiles(earlier_of)
def _earlier_postgresql(element: Any, compiler: Any, **given: Any) -> str:
    return f"LEAST({compiler.process(element.clauses, **given)})"


@compiles(earlier_of, "sqlite")
def _earlier_sqlite(element: Any, compiler: Any, **given: Any) -> str:
    one, other = (compiler.process(each, **given) for each in element.clauses)
    return f"(SELECT min(day) FROM (SELECT {one} AS day UNION ALL SELECT {other}))"  # noqa: S608 (compiled, not typed)
