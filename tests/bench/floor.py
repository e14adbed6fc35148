"""Whole pages against a page with nothing on it: same server, same sign-in, same headers."""

from collections.abc import Iterator

from tests.bench.rounds import ROUNDS, Row, in_turn
from tests.bench.server import Server, serving
from tests.bench.wire import always, ask_all, get, wires
from tests.bench.world import World

AT_ONCE, TIMES = 4, 24
FLOOR = "/bench/floor"


def measured(it: World) -> Iterator[Row]:
    """The bars of For you and of a long form, and the other main pages for comparison."""
    cookie, _ = it.browser(it.manager)
    with serving(it.folder) as server:
        yield _against_floor(server, cookie, "For you (home)", it.of_manager["For you"], 2.5)
        yield _against_floor(server, cookie, "a form of 15 fields with an error summary", "/bench/form", 2.5)
        for name in ("My team", "a record in draft", "a signed record", "countersigning queue"):
            yield _against_floor(server, cookie, name, it.of_manager[name])
        yield _against_floor(server, cookie, "a page of words with the navigation", "/keeping")


def _against_floor(server: Server, cookie: str, name: str, address: str, bar: float | None = None) -> Row:
    page, floor = ([always(get(each, cookie))] * AT_ONCE for each in (address, FLOOR))
    with wires(server.port, *page) as pages, wires(server.port, *floor) as floors:
        return in_turn(f"{name} / empty view", lambda: ask_all(pages, TIMES), lambda: ask_all(floors, TIMES), bar,
                       rounds=2 * ROUNDS + 1, each=TIMES, worked=(server.worked, server.worked))  # fmt: skip
