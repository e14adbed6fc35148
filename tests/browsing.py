"""A browser of the tests: requests as in life, and the fragments that htmx asks for."""

import contextvars
from typing import Any, Self

from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.database import db


class Client(FlaskClient):
    """A browser: each request runs in a context of its own, as in life, and sees what the test has committed."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.commit()
        response = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.rollback()
            db.session.expire_all()
        return response

    def fragment(self, address: str, target: str, **kwargs: Any) -> TestResponse:
        """Ask as htmx 4 does for the element with the id `target`."""
        headers = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": f"div#{target}"}
        return self.open(address, headers=headers, **kwargs)

    def twin(self) -> Self:
        """Another browser with the same cookies."""
        other: Self = self.application.test_client()  # type: ignore[assignment]
        assert other._cookies is not None
        other._cookies.update(self._cookies or {})
        return other
