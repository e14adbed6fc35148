"""The national estate on both engines: how long it takes to make, and what its size costs a page."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from flask import Flask, url_for
from sqlalchemy import event

from app.auth.models import Account
from app.config import ROOT
from app.database import db
from app.web.clock import today
from tests import postgresql
from tests.bench.rounds import ROUNDS, Row, in_turn
from tests.bench.server import application, browser, serving, visit
from tests.bench.wire import always, ask_all, get, wires

MOST_SECONDS = {"SQLite": 60, "PostgreSQL": 90}
MOST_MS = 20
SEED, TIMES, MANAGERS = "7", 12, 2
# Managers of one size of team, their people, and what is signed about them: the same questions on both estates.
OF_A_SIZE = """SELECT t.person_id FROM posting t JOIN posting r ON r.line_manager_id = t.person_id AND r.ends_on IS NULL
                WHERE t.ends_on IS NULL AND t.job_role = 'Senior Probation Officer' GROUP BY t.person_id
               HAVING count(*) BETWEEN 6 AND 9 ORDER BY t.person_id LIMIT 2"""
REPORT = """SELECT t.person_id FROM posting t
             WHERE t.line_manager_id = :manager AND t.ends_on IS NULL AND t.starts_on <= :today
               AND t.job_role = 'Probation Officer'
             ORDER BY (SELECT count(*) FROM record r WHERE r.subject_id = t.person_id) DESC, t.person_id LIMIT 1"""
SIGNED = """SELECT id FROM record WHERE subject_id = :person AND lead_id = :manager AND kind = 'rps'
             AND state = 'locked' AND removed_on IS NULL ORDER BY id DESC LIMIT 1"""
HEAD = "SELECT person_id FROM posting WHERE job_role = 'PDU Head' AND ends_on IS NULL ORDER BY person_id LIMIT 1"
# Pages that look over a delivery unit, a region or everybody, and whose eyes they are seen through.
TABLES = (
    ("My team, of a delivery unit's head", "head", "team.index", {}),
    ("countersigning of everybody", "admin", "overseeing.index", {}),
    ("register of assessor roles", "head", "role_register.index", {}),
    ("registration", "head", "register.people", {}),
    ("register of assessor roles", "admin", "role_register.index", {}),
    ("search for people", "admin", "home.find", {"q": "an"}),
    ("history", "auditor", "home.history", {}),
)  # fmt: skip


@dataclass
class Estate:
    """A database of an estate, its files, and the app on it."""

    address: str
    folder: Path
    app: Flask


def measured(folder: Path) -> Iterator[Row | str]:
    """Each engine in turn. An estate named by OVERSIGHT_NATIONAL_SQLITE or _POSTGRESQL is used as it is, not made."""
    for engine in MOST_SECONDS:
        home = folder / engine
        home.mkdir()
        with _databases(engine, home) as (national, team):
            yield f"  {engine}"
            if kept := os.environ.get(f"OVERSIGHT_NATIONAL_{engine.upper()}"):
                national = kept
                yield "  the estate was there already: its making was not measured"
            else:
                yield _made(engine, national, "national", home)
            make(team, "team", home)
            large, small = (Estate(each, home, application(home, each)) for each in (national, team))
            yield from _own_pages(engine, large, small)
            yield from _tables(engine, large)


@contextmanager
def _databases(engine: str, folder: Path) -> Iterator[tuple[str, str]]:
    """The addresses of two new databases, for the national estate and for a team."""
    if engine == "SQLite":
        yield f"sqlite:///{folder}/national.db", f"sqlite:///{folder}/team.db"
        return
    with postgresql.server(as_in_life=True) as server:
        for name in ("national", "team"):
            postgresql.remake(server, name)
        yield f"{server}national", f"{server}team"


def make(address: str, size: str, folder: Path) -> float:
    """Make the estate by the commands an operator would use; the seconds that the second of them took."""
    environment = {**os.environ, "DATABASE_URL": address, "INSTANCE_DIR": str(folder)}
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    subprocess.run([*flask, "db", "upgrade"], env=environment, cwd=ROOT, check=True, capture_output=True)
    began = perf_counter()
    subprocess.run([*flask, "estate", size, "--seed", SEED], env=environment, cwd=ROOT, check=True, capture_output=True)
    return perf_counter() - began


def _made(engine: str, address: str, size: str, folder: Path) -> Row:
    took = make(address, size, folder)
    return Row(
        f"flask estate national, {engine}", (took,), MOST_SECONDS[engine], "s", "one run, process start included"
    )


def _own_pages(engine: str, large: Estate, small: Estate) -> Iterator[Row]:
    """Pages about oneself and one's team: the same page on the national estate and on one team's."""
    ours, theirs = _pages(large), _pages(small)
    with serving(large.folder, large.address) as here, serving(small.folder, small.address) as there:
        for name in ours:
            many, few = ([always(each) for each in pages[name]] for pages in (ours, theirs))
            with wires(here.port, *many) as national, wires(there.port, *few) as team:
                yield in_turn(f"{name}, national / one team, {engine}", lambda n=national: ask_all(n, TIMES),
                              lambda t=team: ask_all(t, TIMES), 1.3, rounds=2 * ROUNDS + 1, each=TIMES)  # fmt: skip


def _pages(it: Estate) -> dict[str, list[bytes]]:
    """By page, a question of each of two managers."""
    found: dict[str, list[bytes]] = {}
    with it.app.app_context():
        for manager in db.session.scalars(db.text(OF_A_SIZE)).all()[:MANAGERS]:
            person = db.session.scalar(db.text(REPORT), {"manager": manager, "today": today()})
            record = db.session.scalar(db.text(SIGNED), {"manager": manager, "person": person})
            cookie, _ = _signed_in(it.app, Account.person_id == manager)
            with it.app.test_request_context():
                for name, address in _addresses(person, record).items():
                    found.setdefault(name, []).append(get(address, cookie))
    return found


def _addresses(person: int, record: int) -> dict[str, str]:
    return {
        "For you": url_for("home.index"),
        "My team": url_for("team.index"),
        "a person’s year": url_for("year.show", person_id=person),
        "a signed record": url_for("records.show", record_id=record),
        "countersigning queue": url_for("deciding.queue"),
    }


def _signed_in(app: Flask, who: Any) -> tuple[str, str]:
    account = db.session.scalars(
        db.select(Account).where(who, Account.closed_at.is_(None)).order_by(Account.id)
    ).first()
    assert account is not None
    return browser(app, account)


def _tables(engine: str, it: Estate) -> Iterator[Row | str]:
    """The time of the database alone for pages over many people, leaving out what every page asks."""
    with it.app.app_context():
        head = db.session.scalar(db.text(HEAD))
        eyes = {
            "head": Account.person_id == head,
            "admin": Account.role == "admin",
            "auditor": Account.role == "auditor",
        }
        cookies = {name: _signed_in(it.app, who)[0] for name, who in eyes.items()}
        for name, who, endpoint, values in TABLES:
            with it.app.test_request_context():
                address = url_for(endpoint, **values)
            usual = {statement for statement, _ in _asked(it.app, "/keeping", cookies[who])}
            asked = [each for each in _asked(it.app, address, cookies[who]) if each[0] not in usual]
            taken = tuple(sum(times) * 1000 for times in zip(*(_timed(*each) for each in asked), strict=True))
            yield Row(f"{name}, seen by {who}: the database’s time, {engine}", taken, MOST_MS, "ms",
                      f"{len(asked)} questions")  # fmt: skip


def _asked(app: Flask, address: str, cookie: str) -> list[tuple[str, Any]]:
    """What a page asks the database: statements and their parameters."""
    found: list[tuple[str, Any]] = []

    def heard(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            found.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", heard)
    try:
        visit(app, address, cookie)
    finally:
        event.remove(db.engine, "before_cursor_execute", heard)
    return found


def _timed(statement: str, parameters: Any) -> list[float]:
    """Seconds until every row is here, in each round, after one go to warm up."""
    times = []
    cursor = db.session.connection().connection.cursor()
    for _ in range(ROUNDS + 1):
        began = perf_counter()
        cursor.execute(statement, parameters)
        cursor.fetchall()
        times.append(perf_counter() - began)
    return times[1:]
