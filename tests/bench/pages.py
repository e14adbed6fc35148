"""What a page asks of the database, and what a browser fetches for it."""

import gzip
import re
from collections.abc import Iterator

from tests.bench.rounds import Row
from tests.bench.server import visit
from tests.bench.world import World
from tests.counting import statements

HOME, PAGE = 6, 8
COLD, WARM = 150, 20  # kB
FETCHED = re.compile(rb'<(?:link rel="(?:stylesheet|icon)" href|script src|img[^>]* src)="([^"]+)"')
FONTS = re.compile(rb'url\("?(/static/[^")]+)"?\)')


def queries(it: World) -> Iterator[Row]:
    """How many statements each main page takes, the look-up of the sign-in and the note of a reading included."""
    for who, pages in ((it.manager, it.of_manager), (it.owner, it.of_owner)):
        cookie, _ = it.browser(who)
        for name, address in pages.items():
            with it.app.app_context(), statements() as found:
                visit(it.app, address, cookie)
            asked = [each for each in found if not each.startswith(("BEGIN", "PRAGMA", "COMMIT"))]
            yield Row(f"queries of {name}", (float(len(asked)),), HOME if "For you" in name else PAGE, is_exact=True)


def weight(it: World) -> Iterator[Row]:
    """The kilobytes of the heaviest main page as a browser fetches them first, and once it keeps what may be kept."""
    found = []
    for who, pages in ((it.manager, it.of_manager), (it.owner, it.of_owner)):
        cookie, _ = it.browser(who)
        for name, address in pages.items():
            page = visit(it.app, address, cookie).data
            once = sum(len(gzip.compress(visit(it.app, each.decode(), cookie).data)) for each in FETCHED.findall(page))
            found.append((len(gzip.compress(page)) / 1000, once / 1000, name))
    heavy, once, name = max(found)
    cold, at = max((page + kept, where) for page, kept, where in found)
    yield Row("weight of a page, cold", (cold,), COLD, "kB", f"gzip; the heaviest is {at}", is_exact=True)
    yield Row("weight of a page, warm", (heavy,), WARM, "kB", f"gzip; the heaviest is {name}", is_exact=True)
