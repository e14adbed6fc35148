"""The people of these tests, each at a browser, and what they do there."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.database import db
from app.records.models import Record
from tests.notices.conftest import mailing, sink  # noqa: F401


@pytest.fixture
def plan() -> Callable[..., Any]:
    """`plan(browser, person, day="24/11/2026", at="10am")` posts the form; the answer and the latest record."""

    def book(browser: Any, person: Any, day: str = "24/11/2026", at: str = "10am", **given: str) -> tuple[Any, Any]:
        data = {"on": day, "at": at, "minutes": "70", "place": "video", "observation": "", **given}
        answer = browser.post(f"/sessions/plan/{person.id}", data=data)
        return answer, db.session.scalars(select(Record).order_by(Record.id.desc())).first()

    return book
