"""What the tests of PostgreSQL share: the app on PostgreSQL, whichever engine the other tests run on."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.database import db
from tests.stores import Engines, Store


@pytest.fixture
def on_postgresql(at: Callable[..., None], _engines: Engines) -> Iterator[Store]:
    """The app and its database, which is empty, on PostgreSQL. A module that only knows PostgreSQL calls it `store`."""
    found = _engines.store("postgresql")
    settings: dict[str, Any] = dict(found.app.config)
    with found.app.app_context():
        found.renew()
        yield found
        db.session.rollback()
        found.let_go()
    found.app.config.clear()
    found.app.config.update(settings)
