"""A notice as the app shows it: its words, the page of its thing, and when it was told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from app.notices.models import Notice
from app.notices.telling import TOLD


@dataclass(frozen=True)
class Row:
    """One notice in words."""

    id: int
    title: str
    url: str
    told_at: datetime
    is_read: bool


def row(notice: Notice) -> Row:
    """The notice as it is shown. KeyError for a code nobody declares; the queries give none of those."""
    told = TOLD[notice.code]
    values: dict[str, Any] = {told.argument: notice.thing_id} if told.argument else {}
    return Row(
        id=notice.id,
        title=told.title.format(whose=notice.whose, words=notice.words),
        url=url_for(told.endpoint, **values),
        told_at=notice.told_at,
        is_read=notice.read_at is not None,
    )
