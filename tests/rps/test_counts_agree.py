"""One year, told in many places: whatever stands in it, home, team, person, year, file, pack and list agree."""

import csv
import io
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.database import db
from app.evidence.contents.years import practice_years
from app.people.models import Person
from app.policy.people import QDO
from app.policy.rps_year import COMPLETE, NOT_COUNTED
from app.rps.models import HeldBefore
from app.rps.year import coverage, years
from app.web.clock import now, today
from tests import make
from tests.rps import held
from tests.rps.test_coverage import insist_right

pytestmark = pytest.mark.any_engine
GAP = "\N{NO-BREAK SPACE}"


def before(lead: Person, subject: Person, on: date, **given: Any) -> HeldBefore:
    """What was held before this service was used: a logged session, unless said."""
    return make.add(HeldBefore(**{
        "person_id": subject.id, "kind": "session", "held_on": on, "by_id": lead.id, "capacity": "line manager",
        "logged_on": on, "entered_by": "Fergus MacGillivray", "entered_at": now(), **given,
    }))  # fmt: skip


def mixture(u: make.SmallUnit) -> None:
    """Everything that can stand in a year, and what looks like it and does not count."""
    isla, lowri, gwenllian = u.isla, u.lowri, u.gwenllian
    held.session(isla, lowri, date(2026, 4, 1))  # the first day
    held.session(isla, lowri, date(2026, 3, 31))  # the day before it
    held.pair(isla, lowri, date(2026, 5, 4), date(2026, 5, 12))
    delegated = held.observation(gwenllian, lowri, date(2026, 6, 1), lead_capacity=QDO)
    held.session(gwenllian, lowri, date(2026, 6, 8), lead_capacity=QDO, follows_id=delegated.id)
    further = held.observation(gwenllian, lowri, date(2026, 7, 1), lead_capacity=QDO)
    held.session(isla, lowri, date(2026, 7, 8), follows_id=further.id)
    held.session(gwenllian, lowri, date(2026, 7, 20), lead_capacity=QDO)  # without an observation
    held.session(isla, lowri, date(2026, 8, 3), void_at=now())
    in_error = held.observation(isla, lowri, date(2026, 8, 10), void_at=now())
    held.unlogged(isla, lowri, date(2026, 8, 17), follows_id=in_error.id)
    unsigned = held.observation(isla, lowri, date(2026, 9, 1), state="sent", turn="subject")
    held.session(isla, lowri, date(2026, 9, 8), follows_id=unsigned.id)
    held.sent(isla, lowri, date(2026, 10, 1), "lead")
    held.draft(isla, lowri, date(2026, 10, 15))
    held.session(isla, lowri, date(2026, 10, 20), state="missed", logged_on=None)
    held.session(isla, lowri, date(2026, 10, 21), state="cancelled", logged_on=None)
    # Booked for this morning and for today at noon, and one booked for later that was written up as held on Monday.
    for hour in (9, 12):
        held.draft(isla, lowri, date(2026, 11, 19), planned_at=datetime(2026, 11, 19, hour, tzinfo=UTC))
    held.draft(isla, lowri, date(2026, 11, 16), planned_at=datetime(2026, 11, 25, 10, tzinfo=UTC))
    ahead = held.booked(isla, lowri, date(2026, 12, 1), kind="observation")
    held.booked(isla, lowri, date(2026, 12, 8), follows_id=ahead.id)
    held.booked(isla, lowri, date(2027, 3, 31))  # the last day
    held.booked(isla, lowri, date(2027, 4, 1))  # the day after it
    seen = before(isla, lowri, date(2026, 4, 13), kind="observation", logged_on=None)
    before(isla, lowri, date(2026, 4, 20), follows_id=seen.id)
    before(isla, lowri, date(2026, 4, 27), logged_on=None)
    before(isla, lowri, date(2026, 4, 28), withdrawn_at=now(), withdrawn_by="Fergus MacGillivray")
    make.absence(lowri, date(2026, 9, 10), date(2026, 9, 29))  # short
    db.session.commit()


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace(GAP, " ").split())


def test_every_place_tells_the_same_year(unit, isla, lowri):
    mixture(unit)
    coverage.run("2026-11-19")
    row = insist_right(unit.lowri)
    it = years.of_person(unit.lowri.id, today(), now()).standing
    assert (it.complete, it.observed, it.incomplete, it.booked) == (6, 3, 6, 3)
    assert (row.complete, row.observed, row.incomplete, row.booked) == (6, 3, 6, 3)
    for browser in (isla, lowri):
        for address in ("/", f"/people/{unit.lowri.id}", f"/people/{unit.lowri.id}/year"):
            assert it.words in browser.get(address).text.replace(GAP, " "), address
    assert it.words in isla.get("/team?show=all").text.replace(GAP, " ")
    insist_file_and_rows(isla, unit.lowri, it)
    insist_beside(isla, it)
    (pack,) = practice_years(unit.lowri.id, it.asked.year.first, it.asked.year.last, now())
    unlogged = sum(each.missing == "not logged on SOP" for each in it.held)
    assert (pack.complete, pack.observed, pack.unlogged) == (it.complete, it.observed, unlogged)


def insist_file_and_rows(browser, who: Person, it: Any) -> None:
    """The line of the team's file, and the rows of the person's year."""
    (line,) = [each for each in csv.DictReader(io.StringIO(browser.get("/team/year.csv?show=all").get_data(True)
                                                           .lstrip("\N{BYTE ORDER MARK}")))
               if each["Name"] == who.name]  # fmt: skip
    numbers = ("Asked for", "Complete", "Complete after an observation", "Held, not finished", "Booked", "Behind")
    said = (it.asked.sessions, it.complete, it.observed, it.incomplete, it.booked, it.behind)
    assert [int(line[name]) for name in numbers] == list(said)
    page = plain(browser.get(f"/people/{who.id}/year").text)
    assert page.count("Counts as a session") == it.complete
    assert page.count("Counts as a session after an observation") == it.observed
    assert page.count("once it is signed and logged") - page.count("to the year in which it was held") == it.incomplete
    assert page.count("Will count as a session") == it.incomplete + it.booked


def insist_beside(browser, it: Any) -> None:
    """Which session of the year it is, beside each record."""
    counts = [each for each in it.counted if each.counts_as != NOT_COUNTED]
    for number, each in enumerate(counts, 1):
        if each.session.state != COMPLETE and each.session.missing == "record in draft":
            page = plain(browser.get(f"/records/{each.session.id}/draft").text)
            assert f"This is the {WORDS[number]}" in page, number


WORDS = {9: "ninth", 10: "tenth", 11: "eleventh", 12: "twelfth", 13: "number 13", 14: "number 14", 15: "number 15"}
