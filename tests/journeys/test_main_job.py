"""The main job: from a booked session to the record that both signed, logged, and in the practitioner's pack."""

import re
import subprocess
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

import pytest
from sqlalchemy import select

from app.database import db
from app.records.models import Action, Record, Signature
from app.rps.actions import Booked, plan
from tests import make, papers
from tests.conftest import NOW
from tests.journeys.conftest import Site
from tests.journeys.hands import Keys, Mouse

MOST_CLICKS = 8
PREPARED = "I keep leaving the appointment feeling I have been managed"
SEEN = "At the observation the tone was warm and the structure clear"
PRIVATE = "The weekend was hard to put down"
COMMENT = "I would put the second point more gently"


# Speaks up when the page is, or grows, wider than the window.
WATCH = """() => {
  const look = () => {
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) window.tooWide(location.pathname);
  };
  look();
  new ResizeObserver(look).observe(document.body);
}"""


@dataclass
class Arranged:
    """What stands before the session: addresses to sign in with, the record, an earlier action."""

    isla: str
    lowri: str
    record_id: int
    action_id: int


def arrange(site: Site) -> Arranged:
    """Lowri has an acknowledged observation and an action to do; Isla has booked the session that follows."""
    with site.database():
        u = make.unit()
        papers.session(u.isla, u.lowri, "locked", action_1_text="Ask who else lives at the address",
                       action_1_owner="subject", action_1_due="27/11/2026")  # fmt: skip
        observed = papers.observation(u.isla, u.lowri, "locked")
        booked = Booked(date(2026, 11, 19), time(10), 70, "in person", observed)
        record = plan(u.lowri, u.isla, booked, papers.by(u.isla), NOW)
        action = db.session.scalars(select(Action)).one()
        return Arranged(make.account_of(u.isla).email, make.account_of(u.lowri).email, record.id, action.id)


def prepare(hands: Mouse, email: str) -> None:
    """The practitioner prepares and shares."""
    hands.visitor.sign_in(email)
    hands.press("Prepare for your session on", "link")
    hands.write("kolb_1", PREPARED)
    hands.write("wellbeing", PRIVATE)
    hands.press("Share with Isla Mbeki", "button")
    hands.page.get_by_text("can now see your preparation").wait_for()


def write_and_send(hands: Mouse, given: Arranged) -> None:
    """The manager's first visit, from home to sent."""
    page = hands.page
    hands.press("Finish the session record", "link")
    page.get_by_text(PREPARED).wait_for()
    assert page.get_by_label("Type of session").count() == 0
    assert page.get_by_label("Outcome").count() == 0
    held = page.locator("#about").inner_text().replace("\N{NO-BREAK SPACE}", " ")
    for words in ("19 November 2026", "10am", "70 minutes", "in person", "after an observation", "Kept"):
        assert words in held
    hands.answer(f"earlier_{given.action_id}", "done")
    hands.write("case_1_reference", "X264410")
    hands.answer("case_1_rosh", "high")
    hands.write("case_1_why", "Three visits cancelled.")
    hands.write("kolb_1", SEEN)
    hands.write("strengths", "Honest reflection.")
    hands.write("application", "Three other cases with cancelled visits.")
    hands.answer("live_risk", "no")
    hands.write("wellbeing", PRIVATE + ", I heard")
    hands.wait_until_saved()
    hands.press("Continue to check and send", "button")
    page.wait_for_url(re.compile(r"/check$"))
    hands.press("Send to Lowri Throckmorton", "button")
    page.get_by_text("reads and signs it next").wait_for()


def read_and_sign(hands: Mouse, email: str) -> None:
    """The practitioner reads, comments and signs."""
    hands.visitor.sign_in(email)
    hands.press("Read and sign the session record", "link")
    for words in (PREPARED, SEEN, PRIVATE + ", I heard"):
        hands.page.get_by_text(words).first.wait_for()
    hands.write("comment", COMMENT)
    hands.press("Sign as practitioner", "button")
    hands.page.get_by_text("You have signed").wait_for()


def sign_last(hands: Mouse) -> None:
    """The manager's second visit, from home to signed and locked."""
    hands.press("Sign the session record", "link")
    hands.page.get_by_text(COMMENT).wait_for()
    hands.press("Sign as line manager", "button")
    hands.page.get_by_text("The record is now locked").wait_for()


def go_through(site: Site, at, isla: Mouse, lowri: Mouse) -> tuple[Arranged, int]:
    """Everything up to both signatures; how often the manager pressed anything over both visits."""
    given = arrange(site)
    prepare(lowri, given.lowri)
    at("2026-11-19 11:15")
    isla.visitor.sign_in(given.isla)
    isla.forget()
    write_and_send(isla, given)
    presses = isla.presses
    at("2026-11-19 12:30")
    read_and_sign(lowri, given.lowri)
    at("2026-11-19 14:02")
    isla.visitor.sign_in(given.isla)
    isla.forget()
    sign_last(isla)
    return given, presses + isla.presses


def text_of(path: Path) -> str:
    """What a PDF says, on one line."""
    shown = subprocess.run(["pdftotext", str(path), "-"], check=True, capture_output=True, text=True)
    return " ".join(shown.stdout.split())


def assert_locked_by_both(site: Site, record_id: int) -> None:
    """The record is locked, with one signature of each."""
    with site.database():
        assert db.session.get(Record, record_id).state == "locked"
        signed = db.session.scalars(select(Signature).where(Signature.record_id == record_id)).all()
        assert [each.part for each in signed] == ["subject", "lead"]


@pytest.mark.usefixtures("worker")
def test_a_session_from_home_to_signed_logged_and_downloaded(site, at, tmp_path):
    isla, lowri = Mouse(site.visitor()), Mouse(site.visitor())
    given, presses = go_through(site, at, isla, lowri)
    print(f"clicks of the manager over both visits: {presses}")
    assert presses <= MOST_CLICKS
    assert_locked_by_both(site, given.record_id)
    assert isla.page.locator("#draft, #sign").count() == 0
    assert "X264410" in isla.page.locator("main").inner_text()

    isla.write("on", "19/11/2026")
    isla.write("reference", "SOP-4471")
    isla.press("Mark as logged", "button")
    isla.page.get_by_text("Complete", exact=True).wait_for()

    at("2026-11-19 14:10")
    lowri.visitor.sign_in(given.lowri)
    lowri.press("My evidence", "link")
    for _ in range(60):
        if lowri.page.get_by_role("link", name="Download your pack").count() and not (
            lowri.page.get_by_text("is being made").count()
        ):
            break
        lowri.page.wait_for_timeout(1000)
        lowri.page.reload()
    with lowri.page.expect_download() as download:
        lowri.press("Download your pack", "link")
    download.value.save_as(tmp_path / "pack.pdf")
    said = text_of(tmp_path / "pack.pdf")
    for words in (PREPARED, SEEN, COMMENT, "Observation of practice", papers.REFLECTION):
        assert words in said, words
    assert PRIVATE not in said
    assert papers.WELLBEING not in said
    assert "X264410" not in said


def test_the_same_without_scripts(site, at):
    isla = Mouse(site.visitor("without scripts"), scripts=False)
    lowri = Mouse(site.visitor("without scripts"), scripts=False)
    given, _ = go_through(site, at, isla, lowri)
    assert_locked_by_both(site, given.record_id)


def test_the_same_with_the_keys_alone(site, at):
    isla, lowri = Keys(site.visitor()), Keys(site.visitor())
    given, presses = go_through(site, at, isla, lowri)
    assert presses <= 1  # the list, changed with keys
    assert_locked_by_both(site, given.record_id)


@pytest.mark.parametrize("way", ["zoomed to 200%", "phone"])
def test_the_same_on_a_small_window_never_scrolls_sideways(site, at, way):
    wide = []

    def watched() -> Mouse:
        hands = Mouse(site.visitor(way))
        hands.page.on("domcontentloaded", lambda page: page.evaluate(WATCH))
        hands.page.expose_function("tooWide", lambda path: wide.append(path))
        return hands

    given, _ = go_through(site, at, watched(), watched())
    assert_locked_by_both(site, given.record_id)
    assert wide == []
