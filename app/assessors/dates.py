"""Days and instants in SQL, on both engines: the same day months later, days between two, and where a day begins."""

from datetime import date
from typing import Any, ClassVar, TypeVar

from sqlalchemy import Date, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app.database import UtcDateTime
from app.policy.assessor_facts import WINDOW_MONTHS

T = TypeVar("T")


class Spelt(FunctionElement[T]):
    """A function of SQL that each engine spells in its own way: {0} and {1} are its values, as they are written."""

    postgresql: ClassVar[str]
    sqlite: ClassVar[str]


@compiles(Spelt)
def _postgresql(element: Spelt[Any], compiler: Any, **given: Any) -> str:
    return element.postgresql.format(*(compiler.process(each, **given) for each in element.clauses))


@compiles(Spelt, "sqlite")
def _sqlite(element: Spelt[Any], compiler: Any, **given: Any) -> str:
    return element.sqlite.format(*(compiler.process(each, **given) for each in element.clauses))


class window_after(Spelt[date]):
    """The day on which the months of criterion 1 are over, counted from a column of days."""

    type = Date()
    inherit_cache = True
    postgresql = f"CAST(({{0}}) + INTERVAL '{WINDOW_MONTHS} months' AS DATE)"
    sqlite = (
        f"min(date({{0}}, '+{WINDOW_MONTHS} months'),"
        f" date({{0}}, 'start of month', '+{WINDOW_MONTHS + 1} months', '-1 day'))"
    )


class beginning_of(Spelt[Any]):
    """The instant at which a day begins, in UTC: near enough to say how long something has waited."""

    type = UtcDateTime()
    inherit_cache = True
    postgresql = "(CAST(({0}) AS TIMESTAMP) AT TIME ZONE 'UTC')"
    sqlite = "({0} || ' 00:00:00.000000')"


class next_day(Spelt[date]):
    """The day after a column of days."""

    type = Date()
    inherit_cache = True
    postgresql = "(({0}) + 1)"
    sqlite = "date({0}, '+1 day')"


class days_from(Spelt[int]):
    """How many days lie between two columns of days."""

    type = Integer()
    inherit_cache = True
    postgresql = "(({1}) - ({0}))"
    sqlite = "CAST(julianday({1}) - julianday({0}) AS INTEGER)"


class days_before(Spelt[date]):
    """The day so many days (the second value) before a column of days."""

    type = Date()
    inherit_cache = True
    postgresql = "(({0}) - CAST({1} AS INTEGER))"
    sqlite = "date({0}, '-' || ({1}) || ' days')"


class later_of(Spelt[date]):
    """The later of two days that are both known."""

    type = Date()
    inherit_cache = True
    postgresql = "GREATEST({0}, {1})"
    sqlite = "max({0}, {1})"


class earlier_of(Spelt[date]):
    """The earlier of two days, either of which may not be known. Each is written once: they may be long."""

    type = Date()
    inherit_cache = True
    postgresql = "LEAST({0}, {1})"
    sqlite = "(SELECT min(day) FROM (SELECT {0} AS day UNION ALL SELECT {1}))"
