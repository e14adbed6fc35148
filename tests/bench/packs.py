"""Packs: taking away one that is ready, making one, and gathering what is in it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from unittest.mock import patch

import flask_migrate
from flask import Flask

from app import jobs
from app.database import db
from app.evidence import building, certificates, printing, signing
from app.evidence.contents import gather, masking
from app.evidence.models import PackFile
from app.people.models import Person
from app.web.clock import now
from tests import make, papers
from tests.bench.rounds import ROUNDS, Ratio, in_turn
from tests.bench.server import application

PERIOD = (date(2026, 9, 1), date(2027, 8, 31))
WORDS = "The move was raised in the last five minutes and there was no time left to ask who else lives there. "
RECORDS, SENTENCES = 12, 24  # a pack of about 35 pages
MANY = 60


@dataclass
class World:
    """A service with a database on disk, as it comes, and somebody with a pack."""

    app: Flask
    owner: int
    folder: Path


def measured(folder: Path) -> Iterator[Ratio]:
    """Every figure of packs, one after another."""
    it = world(folder)
    yield download(it)
    yield cold(it)
    yield from gathering(it)


def world(folder: Path) -> World:
    """A new database with the pack of one person, made and ready."""
    app = application(folder)
    with app.app_context():
        flask_migrate.upgrade()
        if not jobs.is_prepared():
            jobs.prepare()
        unit = make.unit()
        more(unit.isla, unit.lowri, RECORDS)
        db.session.commit()
        for file in db.session.query(PackFile).all():
            building.build(file.id)
        return World(app, unit.lowri.id, folder)


def more(lead: Person, subject: Person, records: int) -> None:
    """Sessions and observations with long answers."""
    for number in range(records):
        if number % 6 == 5:
            papers.observation(lead, subject, "locked")
            continue
        record = papers.session(lead, subject)
        for part in ("lead", "subject"):
            papers.answer(record, part, papers.stage(record), WORDS * SENTENCES)
        papers.bring(record, "locked")


def download(it: World) -> Ratio:
    """A pack that is ready: the session, the right to it, the note in history, and the bytes. Each person takes away
    fewer than an hour's most.
    """
    times, rounds, each = 50, 2 * ROUNDS + 1, 8
    with it.app.app_context():
        (file,) = db.session.query(PackFile).filter_by(owner_id=it.owner, is_standing=True)
        size, name = (
            file.size,
            f"Download of a ready pack ({file.pages} pages, {file.size // 1000} kB) against one UPDATE",
        )
        doors = [door(it, file) for _ in range(1 + times * rounds // each)]
    taken = count()

    with serving(it.folder) as server:

        def ask(cookie: str, address: str) -> bytes:
            server.request("GET", address, headers={"Cookie": cookie})
            answer = server.getresponse()
            assert answer.status in (200, 204), answer.status
            return answer.read()

        def take() -> None:
            assert len(ask(*doors[next(taken) // each])) == size

        return in_turn(name, take, lambda: ask(doors[0][0], "/touch"), 1.6, times=times, rounds=rounds)


def door(it: World, file: PackFile) -> tuple[str, str]:
    """The cookie of somebody signed in who has a pack like this one, and the address of theirs."""
    who = make.person()
    theirs = {column.key: getattr(file, column.key) for column in PackFile.__table__.columns if column.key != "id"}
    copy = make.add(PackFile(**theirs | {"owner_id": who.id}))
    email = make.account_of(who).email
    db.session.commit()
    # Each from a place of their own: so many from one would be taken for an attack.
    place = {"REMOTE_ADDR": f"10.0.{who.id // 250}.{who.id % 250}"}
    password = {"email": email, "password": make.PASSWORD}
    answer = it.app.test_client().post("/sign-in", data=password, environ_base=place)
    cookies = [cookie.partition(";")[0] for cookie in answer.headers.getlist("Set-Cookie")]
    return "; ".join(cookies), f"/evidence/packs/{copy.id}.pdf"


@contextmanager
def serving(folder: Path) -> Iterator[HTTPConnection]:
    """A connection to the service, run as in life."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    gunicorn = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "4", "--keep-alive", "60",
                "--bind", f"127.0.0.1:{port}", "--log-level", "critical", "tests.bench.server:served()"]  # fmt: skip
    environment = {**os.environ, "OVERSIGHT_BENCH": str(folder)}
    process = subprocess.Popen(gunicorn, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        for _ in range(300):
            try:
                connection.connect()
                break
            except OSError:
                sleep(0.1)
        yield connection
        connection.close()
    finally:
        process.terminate()
        process.wait()


def cold(it: World) -> Ratio:
    """A pack made from nothing: gathered, printed with its data, sealed. Against WeasyPrint on the same page."""
    with it.app.app_context():
        owner = db.session.get_one(Person, it.owner)
        pack = gather.pack_of(owner, *PERIOD, now(), owner.name)
        html, css, pdf = (it.folder / name for name in ("pack.html", "pack.css", "pack.pdf"))
        html.write_text(printing.pack_html(pack))
        css.write_text(printing.stylesheet())
        pages = []

        def made() -> None:
            found = gather.pack_of(owner, *PERIOD, now(), owner.name)
            printed = signing.signed(printing.print_pack(found), certificates.current(now()), now())
            pages[:] = [printed.pages]

        def printed_only() -> None:
            command = [sys.executable, str(Path(__file__).with_name("bare.py")), str(html), str(css), str(pdf)]
            subprocess.run(command, check=True, capture_output=True)

        made()
        name = f"Cold build of {pages[0]} pages, sealed, against WeasyPrint alone"
        return in_turn(name, made, printed_only, 1.1)


def gathering(it: World) -> Iterator[Ratio]:
    """Gathering 60 records against a pack's usual dozen, and how much of it goes into looking for identities."""
    with it.app.app_context():
        owner = db.session.get_one(Person, it.owner)
        lead = db.session.query(Person).filter_by(name="Isla Mbeki").one()
        few = [each.id for each in gather.choosable(owner.id, *PERIOD)]
        more(lead, owner, MANY - len(few))
        db.session.commit()
        left_out = frozenset(each.id for each in gather.choosable(owner.id, *PERIOD)) - set(few)

        def gathered(choice: gather.Choice | None = None) -> None:
            db.session.expire_all()
            gather.pack_of(owner, *PERIOD, now(), owner.name, choice)

        yield in_turn(f"Gathering {MANY} records against {len(few)}", gathered,
                      lambda: gathered(gather.Choice(left_out)))  # fmt: skip
        looked = 0.0
        look = masking.passages

        def watched(*given: object) -> object:
            nonlocal looked
            began = perf_counter()
            try:
                return look(*given)
            finally:
                looked += perf_counter() - began

        shares, whole = [], []
        for _ in range(ROUNDS):
            looked = 0.0
            began = perf_counter()
            with patch.object(masking, "passages", watched):
                gathered()
            whole.append(perf_counter() - began)
            shares.append(looked)
        share = tuple(one / all_ for one, all_ in zip(shares, whole, strict=True))
        yield Ratio(f"Looking for identities, of gathering {MANY} records", median(shares), median(whole), share)
