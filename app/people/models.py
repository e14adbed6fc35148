"""People, the organisation they work in, and what holds about them from one day to another."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ColumnElement,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    String,
    TypeDecorator,
    UniqueConstraint,
    and_,
    or_,
    text,
)
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Table
from app.policy import delegation


class Hours(TypeDecorator[Decimal]):
    """Hours a week with two decimals, kept as whole hundredths because SQLite has no decimals."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Store hundredths."""
        return None if value is None else int(Decimal(value) * 100)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Give back hours, without trailing noughts."""
        return None if value is None else Decimal(f"{Decimal(value) / 100:f}")


class Period:
    """Something that holds from `starts_on` to `ends_on`, both included; no end means still."""

    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    def holds_on(self, day: date) -> bool:
        """Whether it holds on that day."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


def during(period: Any, day: date | BindParameter[date]) -> ColumnElement[bool]:
    """The condition that a period (its table, or an alias of it) holds on that day."""
    return and_(period.starts_on <= day, or_(period.ends_on.is_(None), period.ends_on >= day))


class Region(Table):
    """A probation region."""

    __tablename__ = "region"

    name: Mapped[str] = mapped_column(String(200), unique=True)


class Unit(Table):
    """A probation delivery unit, a prison, or a unit of the National Security Division."""

    __tablename__ = "unit"

    name: Mapped[str] = mapped_column(String(200))
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))

    __table_args__ = (UniqueConstraint("region_id", "name"),)


class Team(Table):
    """A team of a unit."""

    __tablename__ = "team"

    name: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))

    __table_args__ = (UniqueConstraint("unit_id", "name"),)


class Person(Table):
    """A member of staff. `email` is in lower case.

    `left_on` is the last day of someone who leaves, and `has_left` is true once that day came and was announced.
    """

    __tablename__ = "person"

    staff_number: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    left_on: Mapped[date | None]
    has_left: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (Index("ix_person_name", "name", "id"),)


def _own_start(context: DefaultExecutionContext) -> date:
    start: date = context.get_current_parameters()["starts_on"]  # type: ignore[no-untyped-call]
    return start


class Posting(Period, Table):
    """What someone is, for how many hours, in which team and under whom. A person never has two on one day.

    A change of any of it ends this posting and starts the next; `role_since` is the start of the job role itself.
    """

    __tablename__ = "posting"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    job_role: Mapped[str] = mapped_column(String(60))
    function: Mapped[str] = mapped_column(String(60))
    weekly_hours: Mapped[Decimal] = mapped_column(Hours)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    line_manager_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    role_since: Mapped[date] = mapped_column(default=_own_start)

    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", "ends_after_start"),
        CheckConstraint("line_manager_id IS NULL OR line_manager_id <> person_id", "not_own_manager"),
        UniqueConstraint("person_id", "starts_on"),
        Index("ix_posting_line_manager", "line_manager_id", "person_id"),
        Index("ix_posting_team", "team_id", "person_id"),
        Index("ix_posting_open", "person_id", unique=True,
              sqlite_where=text("ends_on IS NULL"), postgresql_where=text("ends_on IS NULL")),
    )  # fmt: skip


class Absence(Period, Table):
    """Days away from work. The type is health data or close to it: never shown outside the person's own line."""

    __tablename__ = "absence"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    type: Mapped[str] = mapped_column(String(60))

    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", "ends_after_start"),
        UniqueConstraint("person_id", "starts_on"),
    )


PQIP, NSD_POSTING = "pqip", "nsd posting"
CORE_CURRICULUM, PROBATION_PASSED, ROLE_LEARNING = "core curriculum", "probation passed", "role learning"
LEGACY_OASYS_ROLE = "legacy oasys role"


class Fact(Period, Table):
    """A dated fact that a rule asks about: training as a PQiP learner, core curriculum done, and so on.

    Something done starts on the day it was done. `text` says more where there is more to say.
    """

    __tablename__ = "fact"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(30))
    text: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", "ends_after_start"),
        UniqueConstraint("person_id", "kind", "starts_on"),
    )


RPS_DELEGATION, RECALL_DELEGATION = delegation.RPS, delegation.RECALL


class Cover(Period, Table):
    """One manager stands in for another on the days from `starts_on` to `ends_on`, for the kinds of work named.

    `kinds` are codes of `policy.cover.KINDS`, one a line. Ended early, it stops at `ended_at`; nothing is deleted.
    """

    __tablename__ = "cover"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    cover_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kinds: Mapped[str] = mapped_column(String(200))
    entered_by: Mapped[str] = mapped_column(String(200))
    entered_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", "ends_after_start"),
        CheckConstraint("cover_id <> person_id", "not_own_cover"),
        Index("ix_cover_person", "person_id", "ends_on"),
        Index("ix_cover_cover", "cover_id", "ends_on"),
    )
