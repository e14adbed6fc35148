"""The same pages by Express, nunjucks and govuk-frontend: a process each, neither session nor database on any side."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.bench.rounds import ROUNDS, Row, in_turn
from tests.bench.samples import SAMPLES
from tests.bench.server import free_port, running, serving
from tests.bench.wire import always, ask_all, get, wires
from tests.bench.world import World

PEER = Path(__file__).with_name("peer")
AT_ONCE = 8
# What is compared: our page, theirs, the least we do while they do one, how many a round.
PAGES = (
    ("form of 15 fields with errors", "form", "form", 3.0, 24),
    ("list of 25, their rows by hand", "list", "list-by-hand", 0.75, 48),
    ("list of 25, their govukTable", "list", "list", 0.75, 48),
    ("check answers, 25", "check", "check", 0.75, 48),
)


def measured(it: World) -> Iterator[Row | str]:
    """Requests a second against theirs; or why there is nothing to compare with."""
    modules = _installed(it.folder)
    if modules is None:
        yield "  not measured: it needs node, npm and the packages that tests/bench/peer/package.json names"
        return
    theirs = free_port()
    command = ["node", str(PEER / "server.js"), str(theirs), str(modules)]
    environment = {"SAMPLES": json.dumps(SAMPLES), "NODE_ENV": "production"}
    with serving(it.folder) as ours, running(command, theirs, **environment) as peer_server:
        for name, page, peer, least, times in PAGES:
            with (
                wires(ours.port, *_asking(f"/bench/open/{page}")) as here,
                wires(theirs, *_asking(f"/{peer}")) as there,
            ):
                yield in_turn(f"requests/s, ours / Express: {name}", lambda h=here, n=times: ask_all(h, n),
                              lambda t=there, n=times: ask_all(t, n), least, each=times, rounds=2 * ROUNDS + 1,
                              is_speed=True, worked=(ours.worked, peer_server.worked))  # fmt: skip


def _asking(address: str) -> list:
    return [always(get(address))] * AT_ONCE


def _installed(folder: Path) -> Path | None:
    """The folder of the comparator's packages, put in a folder that is thrown away; None where that cannot be."""
    if not (shutil.which("node") and shutil.which("npm")):
        return None
    shutil.copy(PEER / "package.json", folder)
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=300)
    return folder / "node_modules" if done.returncode == 0 else None
