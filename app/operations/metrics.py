"""Figures for a monitoring system, in the text format of Prometheus: counts and times, nothing about anybody."""

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from hmac import compare_digest
from time import perf_counter

from flask import Blueprint, Response, abort, current_app, g, request
from flask.blueprints import BlueprintSetupState
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from app import jobs
from app.config import ROOT
from app.database import db
from app.evidence.models import SigningCertificate
from app.history.models import Event
from app.operations import counting
from app.operations.health import head
from app.web.clock import now
from app.web.guards import probe

bp = Blueprint("metrics", __name__)
DAY = 24 * 60 * 60

# Each of these walks an index of the queue's own tables; jobs that are done are never looked at.
WAITING = """SELECT queue_name, count(*), min(created_at) FROM {status}
              WHERE status IN ('ENQUEUED', 'PENDING') GROUP BY queue_name"""
GIVEN_UP = """SELECT j.queue_name, count(*) FROM {outputs} o JOIN {status} j ON j.workflow_uuid = o.workflow_uuid
               WHERE o.completed_at_epoch_ms > :since AND o.function_name = :step GROUP BY j.queue_name"""
CONNECTIONS = """SELECT COALESCE(state, 'none'), count(*) FROM pg_stat_activity
                  WHERE datname = current_database() AND application_name LIKE 'oversight%' GROUP BY 1"""


class Stored(Collector):
    """What the database says when it is asked. At most five SELECTs."""

    def collect(self) -> Iterable[Metric]:
        """The figures; without a database, only that it is away."""
        try:
            found = [*_of_jobs(), *_of_history(), *_of_connections()]
        except SQLAlchemyError:
            db.session.rollback()
            found = []
        yield _one("oversight_database_up", "Whether the database answers.", int(bool(found)))
        yield from found
        build = GaugeMetricFamily("oversight_build", "What runs here.", labels=("version", "migration"))
        build.add_metric((version(), head()), 1)
        yield build


@cache
def version() -> str:
    """The version of this code."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


@bp.record_once
def _start(state: BlueprintSetupState) -> None:
    counting.init_app(state.app)  # type: ignore[arg-type]


@bp.after_app_request
def _count(response: Response) -> Response:
    rule = request.url_rule.rule if request.url_rule else ""
    counting.answered(rule, request.method, response.status_code, perf_counter() - g.get("started", perf_counter()))
    return response


@bp.get("/metrics")
@probe
def show() -> Response:
    """Every figure, for whoever shows METRICS_TOKEN; without that setting there is no such page."""
    token = current_app.config["METRICS_TOKEN"] or abort(404)
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not compare_digest(shown.encode(), token.encode()):
        return Response("A token is needed.\n", 401, {"WWW-Authenticate": "Bearer"}, mimetype="text/plain")
    stored = CollectorRegistry()
    stored.register(Stored())
    return Response(counting.text() + generate_latest(stored), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _one(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)


def _of_jobs() -> Iterator[Metric]:
    at = now().timestamp()
    tables = {"status": jobs.table("workflow_status"), "outputs": jobs.table("operation_outputs")}
    waiting = GaugeMetricFamily("oversight_jobs_waiting", "Jobs queued or under way.", labels=("queue",))
    oldest = GaugeMetricFamily("oversight_jobs_oldest_seconds", "Age of the oldest of them.", labels=("queue",))
    given_up = GaugeMetricFamily("oversight_jobs_given_up_a_day", "Jobs given up in 24 hours.", labels=("queue",))
    found = {row.queue_name: row for row in db.session.execute(text(WAITING.format(**tables)))}
    since = {"since": int((at - DAY) * 1000), "step": jobs.GIVING_UP}
    failed = dict(map(tuple, db.session.execute(text(GIVEN_UP.format(**tables)), since)))
    for queue in jobs.QUEUES:
        _, count, first = found.get(queue, (queue, 0, None))
        waiting.add_metric((queue,), count)
        oldest.add_metric((queue,), max(0.0, at - first / 1000) if first else 0)
        given_up.add_metric((queue,), failed.get(queue, 0))
    yield from (waiting, oldest, given_up)


def _of_history() -> Iterator[Metric]:
    yield _one("oversight_history_events", "Events in history.", db.session.scalar(select(func.max(Event.id))) or 0)
    ends = db.session.scalar(select(SigningCertificate.not_after).order_by(SigningCertificate.id.desc()).limit(1))
    if ends is not None:
        days = (ends - now()).total_seconds() / DAY
        yield _one("oversight_certificate_days", "Days until the certificate of packs ends.", round(days, 1))


def _of_connections() -> Iterator[Metric]:
    """On PostgreSQL, what all processes on all machines have open."""
    if db.engine.dialect.name != "postgresql":
        return
    states = GaugeMetricFamily("oversight_database_connections", "Connections of the service.", labels=("state",))
    for state, count in db.session.execute(text(CONNECTIONS)):
        states.add_metric((state,), count)
    yield states
