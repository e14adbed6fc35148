"""The service as gunicorn runs it, on the database that OVERSIGHT_BENCH names, with one page more: the floor."""

import os
from pathlib import Path

from flask import Flask
from flask.typing import ResponseReturnValue
from sqlalchemy import update

from app import create_app
from app.database import db
from app.people.models import Region
from app.web.guards import may
from tests.stores import SETTINGS


@may("download own evidence", writes=True)
def touch() -> ResponseReturnValue:
    """One UPDATE of one row, behind the same sign-in, right and headers as every page."""
    db.session.execute(update(Region).values(name=Region.name).where(Region.id == 1))
    db.session.commit()
    return "", 204


def application(folder: Path) -> Flask:
    """The service with its database and files in this folder."""
    address = f"sqlite:///{folder}/bench.db"
    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": address, "INSTANCE_DIR": folder})
    app.add_url_rule("/touch", view_func=touch)
    return app


def served() -> Flask:
    """What gunicorn asks for."""
    return application(Path(os.environ["OVERSIGHT_BENCH"]))
