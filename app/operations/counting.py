"""What each process counts as it works, added up over all the processes of one `serve`.

A process counts in files of its own, in a place that `serve` makes. The files belong to a number it holds a lock on and
not to its id: whoever comes after it goes on counting in the same files, so there are no more of them than processes.
"""

import fcntl
import os
from pathlib import Path
from typing import IO, Any

from flask import Flask
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, object_session

from app.database import db
from app.history.models import Event
from app.web.serving import PLACE

SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST"})
# What is counted of history: only these phrases, so that no word of anybody's can become a label.
SIGN_INS = {"signed in": "right", "failed to sign in": "wrong"}
SEALED = frozenset({"signature", "record", "addendum"})
_NOTED = "noted for counting"
_held: list[IO[str]] = []  # keeps the lock on our number for as long as the process lives


def _take_number(place: Path) -> str:
    """The lowest number that no living process holds."""
    number = 0
    while True:
        file = (place / f"number-{number}").open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            number += 1
        else:
            _held.append(file)
            return str(number)


def _forget_the_dead(place: Path) -> None:
    """Take away what dead processes said of their present state. What they counted stays."""
    for path in place.glob("number-*"):
        with path.open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            mark_process_dead(path.name.partition("-")[2], str(place))  # type: ignore[no-untyped-call]


place = os.environ.get(PLACE, "")
if place:
    _number = _take_number(Path(place))
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = place
    values.ValueClass = values.MultiProcessValue(lambda: _number)  # type: ignore[no-untyped-call]

COUNTED = CollectorRegistry()
answers = Counter("oversight_requests", "Requests answered.", ("rule", "method", "status"), registry=COUNTED)
took = Histogram("oversight_request_seconds", "Time to an answer.", ("rule",), buckets=SECONDS, registry=COUNTED)
sign_ins = Counter("oversight_sign_ins", "Sign-ins, right and wrong.", ("outcome",), registry=COUNTED)
sealed = Counter("oversight_sealed", "What was signed or locked, and what it is.", ("thing",), registry=COUNTED)
in_use = Gauge("oversight_pool_in_use", "Database connections that are at work for requests.",
               registry=COUNTED, multiprocess_mode="livesum")  # fmt: skip
at_most = Gauge("oversight_pool_size", "Database connections that these processes may open.",
                registry=COUNTED, multiprocess_mode="livesum")  # fmt: skip


def text() -> bytes:
    """All that was counted, by every process that shares our place."""
    if not place:
        return generate_latest(COUNTED)
    _forget_the_dead(Path(place))
    together = CollectorRegistry()
    MultiProcessCollector(together, place)  # type: ignore[no-untyped-call]
    return generate_latest(together)


def answered(rule: str, method: str, status: int, seconds: float) -> None:
    """Count one request by the rule of its address, never by the address itself."""
    answers.labels(rule or "none", method if method in METHODS else "other", str(status)).inc()
    took.labels(rule or "none").observe(seconds)


def init_app(app: Flask) -> None:
    """Count connections of this app's engine."""
    with app.app_context():
        _watch(db.engine, app.config["SQLALCHEMY_ENGINE_OPTIONS"])


def _watch(engine: Engine, options: dict[str, Any]) -> None:
    in_use.set(0)
    at_most.set(options["pool_size"] + options["max_overflow"])
    event.listen(engine, "checkout", lambda *_: in_use.inc())
    event.listen(engine, "checkin", lambda *_: in_use.dec())


@event.listens_for(Event, "after_insert")
def _happened(_mapper: Any, _connection: Any, target: Event) -> None:
    """Remember what is to be counted if it is committed."""
    session = object_session(target)
    if session is not None and (target.verb in SIGN_INS or target.seal):
        session.info.setdefault(_NOTED, []).append((target.verb, target.thing))


@event.listens_for(Session, "after_commit")
def _committed(session: Session) -> None:
    for verb, thing in session.info.pop(_NOTED, ()):
        if verb in SIGN_INS:
            sign_ins.labels(SIGN_INS[verb]).inc()
        else:
            sealed.labels(thing if thing in SEALED else "other").inc()


@event.listens_for(Session, "after_rollback")
def _rolled_back(session: Session) -> None:
    session.info.pop(_NOTED, None)
