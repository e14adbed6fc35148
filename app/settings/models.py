"""Values and lists that an administrator may change from a day on."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Table


class DatedSetting(Table):
    """The value of a setting (JSON) from `starts_on` until the next row's. Of two on one day the later row stands.

    Rows are only ever added: what was in force on a past day stays answerable.
    """

    __tablename__ = "dated_setting"

    key: Mapped[str] = mapped_column(String(60))
    value: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(2000))
    set_by: Mapped[str] = mapped_column(String(200))
    set_at: Mapped[datetime]

    __table_args__ = (Index("ix_dated_setting_key", "key", "starts_on", "id"),)


class ListItem(Table):
    """One entry of a reference list, from `starts_on` to `ends_on` (included; None: still).

    Records keep the code, so a reworded entry is a new row with the same code. `least_records` and `least_kinds` are
    how much evidence a registration standard asks for; None: as the settings say.
    """

    __tablename__ = "list_item"

    list_key: Mapped[str] = mapped_column(String(60))
    code: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(String(300))
    source: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    least_records: Mapped[int | None]
    least_kinds: Mapped[int | None]

    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", "ends_after_start"),
        Index("ix_list_item_key", "list_key", "position", "id"),
    )
