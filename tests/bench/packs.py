"""Packs: taking away one that is ready, making one, and gathering what is in it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from threading import Thread
from time import perf_counter
from unittest.mock import patch

from app.database import db
from app.evidence import certificates, printing, signing
from app.evidence.contents import gather, masking
from app.evidence.models import PackFile
from app.people.models import Person
from app.web.clock import now
from tests import make
from tests.bench.rounds import ROUNDS, Row, in_turn, spoken
from tests.bench.server import browser, serving
from tests.bench.wire import Wire, always, ask_all, get, wires
from tests.bench.world import PERIOD, World, more
from tests.evidence import build
from tests.evidence.test_hostile import BOMBS, record

MANY, ASKED = 60, 300


def measured(it: World) -> Iterator[Row]:
    """Every figure of packs, one after another."""
    yield download(it)
    yield cold(it)
    yield from meanwhile(it)
    yield from gathering(it)


def download(it: World) -> Row:
    """A pack that is ready: the session, the right to it, the note in history, and the bytes. Each person takes away
    fewer than an hour's most.
    """
    times, rounds, each = 30, 3 * ROUNDS, 8
    with it.app.app_context():
        (file,) = db.session.query(PackFile).filter_by(owner_id=it.owner, is_standing=True)
        name = f"a ready pack taken away ({file.pages} pages, {file.size // 1000} kB) / one UPDATE"
        doors = [door(it, file) for _ in range(1 + times * (rounds + 1) // each)]
        db.session.commit()
    taken = count()

    def next_door(_before: bytes) -> bytes:
        cookie, address = doors[next(taken) // each]
        return get(address, cookie)

    touch = always(get("/bench/touch", doors[0][0]))
    with (
        serving(it.folder) as server,
        wires(server.port, next_door) as packs,
        wires(server.port, touch, status=204) as touches,
    ):
        return in_turn(name, lambda: ask_all(packs, times), lambda: ask_all(touches, times), 1.6, rounds=rounds,
                       each=times)  # fmt: skip


def door(it: World, file: PackFile) -> tuple[str, str]:
    """The cookie of somebody signed in who has a pack like this one, and the address of theirs."""
    who = make.person()
    theirs = {column.key: getattr(file, column.key) for column in PackFile.__table__.columns if column.key != "id"}
    copy = make.add(PackFile(**theirs | {"owner_id": who.id}))
    account = make.account_of(who)
    db.session.commit()
    return browser(it.app, account)[0], f"/evidence/packs/{copy.id}.pdf"


def cold(it: World) -> Row:
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
        name = f"cold build of a pack of {pages[0]} pages, sealed / bare WeasyPrint"
        return in_turn(name, made, printed_only, 1.1)


def meanwhile(it: World) -> Iterator[Row]:
    """The slowest pack there may be, and how long others wait for a page while a worker makes it."""
    cookie, _ = it.browser(it.manager)
    took: list[float] = []

    def make_it() -> None:
        began = perf_counter()
        with it.app.app_context():
            printing.print_pack(build.pack(*(record(number, text) for number, text in enumerate(BOMBS.values(), 1))))
        took.append(perf_counter() - began)

    home = always(get(it.of_manager["For you"], cookie))
    with serving(it.folder) as server, wires(server.port, home) as page:
        _p95(page, lambda done: done < ASKED)
        idle = _p95(page, lambda done: done < ASKED)
        maker = Thread(target=make_it)
        maker.start()
        busy = _p95(page, lambda _: maker.is_alive())
    yield Row("the slowest pack there may be", tuple(took), 120, "s")
    yield Row("p95 of others’ For you meanwhile / idle", (busy / idle,), 1.5,
              note=f"{spoken(busy)} against {spoken(idle)}")  # fmt: skip


def _p95(page: list[Wire], goes_on: Callable[[int], bool]) -> float:
    """Seconds that 95 of 100 pages take at most, one asked after another for as long as it goes on."""
    times: list[float] = []
    while goes_on(len(times)):
        began = perf_counter()
        ask_all(page, 1)
        times.append(perf_counter() - began)
    return sorted(times)[int(len(times) * 0.95)]


def gathering(it: World) -> Iterator[Row]:
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

        yield in_turn(f"gathering {MANY} records / {len(few)} records", gathered,
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

        shares = []
        for _ in range(ROUNDS):
            looked = 0.0
            began = perf_counter()
            with patch.object(masking, "passages", watched):
                gathered()
            shares.append(looked / (perf_counter() - began))
        yield Row(f"looking for identities, as a part of gathering {MANY} records", tuple(shares))
