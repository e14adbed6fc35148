"""Join keeping to the app."""

from flask import Flask

from app.keeping import models


def init_app(app: Flask) -> None:
    """Make its tables known."""
    app.extensions["keeping"] = models.Hold
