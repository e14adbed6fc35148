"""Management oversight for the Probation Service: joins the parts, nothing else."""

from importlib import import_module
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect

from app import config, database
from app.config import ROOT
from app.database import db

# The web and signing in come before the CSRF check: an ended session must be told apart from a forged form.
GROUND = ("web.setup", "auth.setup")
# What each slice hangs on the ones below it: kinds of record, rows of the work list, seals, subscriptions, commands.
PARTS = ("history.anchors", "notices.setup", "records.seals", "records.work", "rps.kind", "rps.work",
         "rps.year.coverage", "rps.planning.inviting", "rps.planning.following", "rps.passing.actions",
         "rps.passing.notices", "observations.kind", "supervision.kind", "supervision.review", "supervision.work",
         "assessors.work", "countersigning.work", "registration.setup", "registration.register.work",
         "registration.learning.kind", "registration.learning.work", "evidence.setup", "keeping.setup",
         "break_glass.work", "home.navigation", "cli", "history.appending")  # fmt: skip
PAGES = ("auth.views", "auth.work_account.views", "auth.second_factor.views", "notices.views",
         "records.views", "records.drafts", "records.agreed", "rps.views", "rps.year.team", "rps.planning.views",
         "rps.year.views", "rps.passing.views",
         "observations.views", "supervision.views", "assessors.views", "assessors.many", "assessors.office",
         "countersigning.views", "countersigning.writing", "countersigning.deciding", "countersigning.learning",
         "countersigning.recall_views", "countersigning.overseeing", "registration.register.views",
         "registration.learning.views", "registration.standards.views", "evidence.views", "evidence.choosing.views",
         "evidence.checking.views", "home.views", "home.cover", "admin.views", "keeping.views", "keeping.own",
         "break_glass.views", "operations.health", "operations.metrics")  # fmt: skip

csrf = CSRFProtect()
migrate = Migrate(directory=str(ROOT / "app" / "migrations"), render_as_batch=True)


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """Make the application. `overrides` replaces settings, for tests."""
    templates, instance = str(ROOT / "templates"), str(ROOT / "instance")
    app = Flask(__name__, static_folder=None, template_folder=templates, instance_path=instance)
    app.config.update(config.from_environment())
    app.config.update(overrides or {})
    database.init_app(app)
    migrate.init_app(app, db)
    for part in GROUND:
        import_module(f"app.{part}").init_app(app)
    csrf.init_app(app)
    for part in PARTS:
        import_module(f"app.{part}").init_app(app)
    for name in PAGES:
        app.register_blueprint(import_module(f"app.{name}").bp)
    return app
