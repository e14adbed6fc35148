"""Whatever happens while people write: nothing typed is lost, nothing signed twice, and the page says how it stands."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select, update

from app.auth.models import UserSession
from app.database import db
from app.records import actions
from app.records.models import Answer, Record, Signature
from tests import make, papers
from tests.conftest import NOW
from tests.journeys.conftest import Site
from tests.journeys.hands import Mouse
from tests.journeys.visitor import Visitor

CUT = "ERR_INTERNET_DISCONNECTED|net::ERR|Failed to load resource"
BUSY = "status of 50[03]|50[03] from"


class Desk:
    """Isla's open draft about Lowri, and what is stored of it."""

    def __init__(self, site: Site) -> None:
        self.site = site
        with site.database():
            u = make.unit()
            record = papers.session(u.isla, u.lowri)
            self.record_id = record.id
            self.isla, self.lowri, self.rhys = (make.account_of(who).email for who in (u.isla, u.lowri, u.rhys))

    @property
    def path(self) -> str:
        return f"/records/{self.record_id}/draft"

    def open(self, email: str = "", way: str = "laptop") -> Visitor:
        """Someone at their draft."""
        visitor = self.site.visitor(way)
        visitor.sign_in(email or self.isla)
        visitor.go(self.path)
        return visitor

    def stored(self, key: str, part: str = "lead") -> str:
        """What the service holds of an answer."""
        where = (Answer.record_id == self.record_id, Answer.key == key, Answer.part == part)
        with self.site.database():
            return db.session.scalar(select(Answer.text).where(*where)) or ""

    def comes_to_hold(self, key: str, text: str, part: str = "lead") -> None:
        """Wait until the service holds this: the bar says Saved of what was saved before as well."""
        deadline = time.monotonic() + 20
        while self.stored(key, part) != text and time.monotonic() < deadline:
            time.sleep(0.1)
        assert self.stored(key, part) == text

    def end_sign_ins(self) -> None:
        """Everybody's sign-in is over."""
        with self.site.database():
            db.session.execute(update(UserSession).values(ended_at=NOW, ended_why="signed out"))


@pytest.fixture
def desk(site) -> Desk:
    return Desk(site)


def write(page: Page, key: str, text: str) -> None:
    """Type at the end of an answer, as with a keyboard."""
    field = page.locator(f"#a-{key}")
    field.focus()
    field.press("Control+End")
    page.keyboard.type(text)


def says(page: Page, words: str, state: str) -> None:
    """The bar at the foot says this, in its live region, and shows the state."""
    expect(page.locator('.foot-bar__state[role="status"]')).to_have_text(re.compile(words))
    expect(page.locator(".foot-bar")).to_have_attribute("data-state", state)


def leave_field(page: Page) -> None:
    page.evaluate("document.activeElement.blur()")


def test_without_a_network_typing_goes_on_and_saves_itself_later(desk):
    isla = desk.open()
    isla.expect(CUT)
    write(isla.page, "kolb_2", "Before the tunnel")
    says(isla.page, "Saved 9:32am", "saved")
    isla.context.set_offline(True)
    write(isla.page, "kolb_2", ", in the tunnel")
    says(isla.page, "Not saved: you are offline", "offline")
    expect(isla.page.locator(".foot-bar__note")).to_have_text("Keep this page open. Last saved 9:32am.")
    write(isla.page, "kolb_2", ", still in it")
    isla.page.get_by_role("link", name="My team").first.click()
    assert isla.page.url.endswith(desk.path)
    isla.picture("saving", "offline")
    assert isla.violations() == []
    assert desk.stored("kolb_2") == "Before the tunnel"
    isla.context.set_offline(False)
    says(isla.page, "Saved 9:32am", "saved")
    expect(isla.page.get_by_role("button", name="Try again")).to_have_count(0)
    assert desk.stored("kolb_2") == "Before the tunnel, in the tunnel, still in it"


def test_a_lost_answer_of_the_service_is_no_conflict(desk):
    isla = desk.open()
    isla.expect(CUT)

    def arrive_and_vanish(route) -> None:
        route.fetch()
        route.abort()

    isla.page.route("**/answers", arrive_and_vanish, times=1)
    write(isla.page, "kolb_2", "Sent, and never heard of again")
    leave_field(isla.page)
    says(isla.page, "Not saved: you are offline", "offline")
    write(isla.page, "kolb_2", ", and more")
    leave_field(isla.page)
    says(isla.page, "Saved", "saved")
    assert isla.page.locator(".box").count() == 0
    assert desk.stored("kolb_2") == "Sent, and never heard of again, and more"


def test_signed_out_in_the_middle_of_a_sentence(desk):
    isla = desk.open()
    write(isla.page, "kolb_2", "Half a sentence")
    says(isla.page, "Saved", "saved")
    desk.end_sign_ins()
    write(isla.page, "kolb_2", " and its other half")
    write(isla.page, "kolb_3", "Another answer")
    says(isla.page, "Not saved: you were signed out", "signed-out")
    expect(isla.page.get_by_role("heading", name="You were signed out")).to_be_visible()
    expect(isla.page.get_by_label("Password for Isla Mbeki")).to_be_focused()
    expect(isla.page.locator(".box")).to_contain_text("Your last 2 answers are on this page and not yet saved.")
    isla.picture("saving", "signed-out")
    assert isla.violations() == []
    isla.page.keyboard.type("not the password")
    isla.page.keyboard.press("Enter")
    expect(isla.page.locator("#in-place-error")).to_have_text(re.compile("^The password is not right"))
    assert desk.stored("kolb_3") == ""
    isla.page.keyboard.type(make.PASSWORD)
    isla.page.get_by_role("button", name="Sign in and save").click()
    says(isla.page, "Saved 9:32am", "saved")
    expect(isla.page.locator("#a-kolb_3")).to_be_focused()
    expect(isla.page.locator(".box")).to_have_count(0)
    assert desk.stored("kolb_2") == "Half a sentence and its other half"
    assert desk.stored("kolb_3") == "Another answer"
    # The new token holds for the buttons too.
    isla.page.get_by_role("button", name="Continue to check and send").click()
    isla.page.wait_for_url(re.compile("/check$"))


def test_the_box_never_takes_the_focus_from_under_the_fingers(desk):
    isla = desk.open()
    desk.end_sign_ins()
    field = isla.page.locator("#a-kolb_2")
    field.focus()
    isla.page.keyboard.type("One ")
    isla.page.evaluate("window.dispatchEvent(new Event('online'))")  # saves at once, in the middle of it
    for word in ["two", "three", "four", "five", "six", "seven", "eight"]:
        isla.page.keyboard.type(f"{word} ")
        isla.page.wait_for_timeout(150)
    assert field.input_value() == "One two three four five six seven eight "
    expect(isla.page.get_by_label("Password for Isla Mbeki")).to_be_focused()
    assert isla.page.get_by_label("Password for Isla Mbeki").input_value() == ""


def test_somebody_else_cannot_save_what_is_on_the_page(desk):
    isla = desk.open()
    write(isla.page, "kolb_2", "Isla's words")
    says(isla.page, "Saved", "saved")
    other = isla.tab()
    other.goto(f"{desk.site.address}/")
    other.get_by_role("button", name="Sign out").click()
    other.goto(f"{desk.site.address}/sign-in")
    other.get_by_label(re.compile("^E-?mail address")).fill(desk.rhys)
    other.get_by_label("Password", exact=True).fill(make.PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_url(f"{desk.site.address}/")
    isla.page.bring_to_front()
    write(isla.page, "kolb_2", " only")
    leave_field(isla.page)
    says(isla.page, "Not saved: you were signed out", "signed-out")
    expect(isla.page.get_by_role("heading", name="Somebody else signed in on this browser")).to_be_visible()
    assert desk.stored("kolb_2") == "Isla's words"
    isla.page.get_by_label("Password for Isla Mbeki").fill(make.PASSWORD)
    isla.page.get_by_role("button", name="Sign in and save").click()
    says(isla.page, "Saved", "saved")
    assert desk.stored("kolb_2") == "Isla's words only"


def test_signing_in_again_in_another_tab_is_enough(desk):
    isla = desk.open()
    desk.end_sign_ins()
    other = isla.tab()
    other.goto(f"{desk.site.address}/sign-in")
    other.get_by_label(re.compile("^E-?mail address")).fill(desk.isla)
    other.get_by_label("Password", exact=True).fill(make.PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_url(f"{desk.site.address}/")
    isla.page.bring_to_front()
    write(isla.page, "kolb_2", "No question asked")
    leave_field(isla.page)
    says(isla.page, "Saved", "saved")
    assert desk.stored("kolb_2") == "No question asked"


@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        ("Keep both", "Typed in the second, and on\n\nTyped in the first"),
        ("Keep yours", "Typed in the second, and on"),
        ("Keep the other", "Typed in the first"),
    ],
)
def test_two_windows_of_one_person(desk, choice, kept):
    isla = desk.open()
    second = isla.tab()
    second.goto(desk.site.address + desk.path)
    write(isla.page, "kolb_2", "Typed in the first")
    leave_field(isla.page)
    says(isla.page, "Saved", "saved")
    write(second, "kolb_2", "Typed in the second")
    leave_field(second)
    says(second, "Not saved: choose which text stays", "conflict")
    box = second.locator(".box")
    expect(box.get_by_role("heading", level=2)).to_have_text(
        "Looking back: you changed this answer in another window at 9:32am"
    )
    expect(box).to_contain_text("Typed in the first")
    expect(box).to_contain_text("Typed in the second")
    expect(box).to_be_focused()
    # What is typed on while the box stands is not lost either, and other answers save meanwhile.
    write(second, "kolb_2", ", and on")
    write(second, "kolb_3", "Something else")
    leave_field(second)
    for _ in range(200):
        if desk.stored("kolb_3") == "Something else":
            break
        second.wait_for_timeout(100)
    assert desk.stored("kolb_3") == "Something else"
    assert desk.stored("kolb_2") == "Typed in the first"
    box.get_by_role("button", name=choice).click()
    says(second, "Saved", "saved")
    expect(second.locator("#a-kolb_2")).to_be_focused()
    assert second.locator("#a-kolb_2").input_value() == kept
    assert desk.stored("kolb_2") == kept


def test_both_people_write_at_once_without_meeting(desk):
    isla, lowri = desk.open(), desk.open(desk.lowri)
    for words in ("One", " two", " three"):
        write(isla.page, "kolb_2", words)
        write(lowri.page, "kolb_2", words.upper())
        leave_field(isla.page)
        leave_field(lowri.page)
    desk.comes_to_hold("kolb_2", "One two three")
    desk.comes_to_hold("kolb_2", "ONE TWO THREE", "subject")
    for visitor in (isla, lowri):
        says(visitor.page, "Saved", "saved")
        assert visitor.page.locator(".box").count() == 0


def test_back_after_leaving_finds_everything(desk):
    isla = desk.open()
    write(isla.page, "kolb_2", "On my way out")
    isla.page.get_by_role("link", name="My team").first.click()
    isla.page.wait_for_url(re.compile("/team$"))
    assert desk.stored("kolb_2") == "On my way out"
    isla.page.go_back()
    expect(isla.page.locator("#a-kolb_2")).to_have_value("On my way out")
    write(isla.page, "kolb_2", ", and back")
    leave_field(isla.page)
    desk.comes_to_hold("kolb_2", "On my way out, and back")


def test_back_after_sending_and_signing_shows_how_it_stands(desk):
    isla, lowri = Mouse(desk.open()), Mouse(desk.site.visitor())
    isla.press("Continue to check and send", "button")
    isla.press("Send to Lowri Throckmorton", "button")
    isla.page.get_by_text("reads and signs it next").wait_for()
    isla.page.go_back()
    assert isla.page.locator("#draft").count() == 0 or isla.page.get_by_text("Waiting for Lowri").count()
    lowri.visitor.sign_in(desk.lowri)
    lowri.page.goto(f"{desk.site.address}/records/{desk.record_id}")
    lowri.press("Sign as practitioner", "button")
    lowri.page.get_by_text("You have signed").wait_for()
    lowri.page.go_back()
    lowri.page.wait_for_load_state()
    assert lowri.page.get_by_role("button", name="Sign as practitioner").count() == 0


def test_back_after_signing_out_shows_the_way_in(desk):
    isla = desk.open()
    write(isla.page, "kolb_2", "Nobody else's business")
    leave_field(isla.page)
    says(isla.page, "Saved", "saved")
    isla.page.get_by_role("button", name="Sign out").click()
    isla.page.get_by_text("You are signed out").wait_for()
    isla.page.go_back()
    isla.page.wait_for_url(re.compile("/sign-in"))
    assert "Nobody else's business" not in isla.page.content()


@pytest.mark.parametrize("way", ["laptop", "without scripts"])
def test_pressing_twice_sends_once_and_signs_once(desk, way):
    isla, lowri = desk.open(way=way), desk.site.visitor(way)
    isla.page.get_by_role("button", name="Continue to check and send").dblclick()
    isla.page.wait_for_url(re.compile("/check$"))
    isla.page.get_by_role("button", name="Send to").dblclick()
    isla.page.wait_for_url(re.compile(rf"/records/{desk.record_id}$"))
    lowri.sign_in(desk.lowri)
    lowri.go(f"/records/{desk.record_id}")
    lowri.page.get_by_role("button", name="Sign as practitioner").dblclick()
    lowri.page.get_by_role("button", name="Sign as practitioner").wait_for(state="detached")
    with desk.site.database():
        assert db.session.scalar(select(func.count()).select_from(Signature)) == 1
        record = db.session.get(Record, desk.record_id)
        assert (record.state, record.turn) == ("sent", "lead")


@pytest.mark.parametrize("length", [12_000, 25_000])
def test_a_long_paste_is_kept_whole(desk, length):
    isla = desk.open()
    pasted = ("A long day. " * (length // 12 + 1))[:length]
    field = isla.page.locator("#a-kolb_2")
    field.focus()
    isla.page.keyboard.insert_text(pasted)
    leave_field(isla.page)
    says(isla.page, "Saved", "saved")
    assert desk.stored("kolb_2") == pasted
    isla.page.reload()
    assert isla.page.locator("#a-kolb_2").input_value() == pasted
    over = "25,000 of 20,000 characters: 5,000 too many" if length > 20_000 else "12,000 of 20,000 characters"
    expect(isla.page.locator("#a-kolb_2-count")).to_have_text(over)
    isla.page.get_by_role("button", name="Continue to check and send").click()
    isla.page.wait_for_url(re.compile("/check$"))
    send = isla.page.get_by_role("button", name="Send to")
    if length <= 20_000:
        expect(send).to_have_count(1)
        return
    expect(send).to_have_count(0)
    isla.page.get_by_role("link", name=re.compile("5,000 characters over 20,000")).click()
    isla.page.wait_for_url(re.compile("/draft"))
    isla.page.locator("#a-kolb_2").fill(pasted[:20_000])
    isla.page.get_by_role("button", name="Continue to check and send").click()
    expect(send).to_have_count(1)


def test_closing_the_tab_sends_what_is_left(desk):
    isla = desk.open()
    second = isla.tab()
    second.goto(desk.site.address + desk.path)
    second.on("dialog", lambda dialog: dialog.accept())
    write(second, "kolb_2", "Typed a moment before")
    write(second, "kolb_3", "and this too")
    second.close(run_before_unload=True)
    for _ in range(200):
        if desk.stored("kolb_2") and desk.stored("kolb_3"):
            break
        isla.page.wait_for_timeout(100)
    assert desk.stored("kolb_2") == "Typed a moment before"
    assert desk.stored("kolb_3") == "and this too"


def test_without_scripts_the_whole_form_is_saved(desk):
    isla = desk.open(way="without scripts")
    isla.page.locator("#a-kolb_2").fill("With patience")
    isla.page.locator("#a-strengths").fill("Calm")
    isla.page.get_by_role("button", name="Come back later").click()
    isla.page.get_by_text("Saved. You can come back to it later.").wait_for()
    assert (desk.stored("kolb_2"), desk.stored("strengths")) == ("With patience", "Calm")


def test_without_scripts_an_ended_sign_in_carries_the_answers_on(desk):
    isla = desk.open(way="without scripts")
    long = "ŵ" * 25_000
    isla.page.locator("#a-kolb_2").fill("Line one\nline two <b>&amp;")
    isla.page.locator("#a-kolb_3").fill(long)
    desk.end_sign_ins()
    isla.page.get_by_role("button", name="Come back later").click()
    isla.page.get_by_text("What you wrote is kept").wait_for()
    isla.page.get_by_label("Password", exact=True).fill("not the password")
    isla.page.get_by_role("button", name="Sign in").click()
    isla.page.get_by_label("Password", exact=True).fill(make.PASSWORD)
    isla.page.get_by_role("button", name="Sign in").click()
    isla.page.get_by_role("button", name="Save my answers").click()
    isla.page.wait_for_url(re.compile("/draft"))
    assert desk.stored("kolb_2") == "Line one\nline two <b>&amp;"
    assert desk.stored("kolb_3") == long
    expect(isla.page.locator("#a-kolb_2")).to_have_value("Line one\nline two <b>&amp;")


def test_without_scripts_a_stale_window_shows_both_texts(desk):
    isla = desk.open(way="without scripts")
    second = isla.tab()
    second.goto(desk.site.address + desk.path)
    for page, words in ((isla.page, "Typed in the first"), (second, "Typed in the second")):
        page.locator("#a-kolb_2").fill(words)
        page.get_by_role("button", name="Come back later").click()
    second.get_by_role("heading", name="Not everything is saved").wait_for()
    expect(second.locator("#a-kolb_2")).to_have_value("Typed in the second")
    expect(second.locator(".quote", has_text="Typed in the first")).to_have_count(1)
    assert desk.stored("kolb_2") == "Typed in the first"
    second.locator("#a-kolb_2").fill("Typed in the first, and in the second")
    second.get_by_role("button", name="Come back later").click()
    second.get_by_text("Saved. You can come back to it later.").wait_for()
    assert desk.stored("kolb_2") == "Typed in the first, and in the second"


@pytest.mark.parametrize("text", ["Ŵythnos dda, ŷ gath", "مرحبا بالعالم", "🐎 👩‍👧 ✓", 'a "b" <c> & \\ ½'])
def test_any_writing_comes_back_as_it_was(desk, text):
    isla = desk.open()
    field = isla.page.locator("#a-kolb_2")
    field.fill(text)
    leave_field(isla.page)
    says(isla.page, "Saved", "saved")
    isla.page.reload()
    expect(field).to_have_value(text)


def test_a_character_that_cannot_be_stored_keeps_nothing_else_from_being_saved(desk):
    isla = desk.open()
    isla.page.locator("#a-kolb_2").evaluate("""field => {
      field.value = 'nul \\0 here'; field.dispatchEvent(new Event('input', { bubbles: true }));
    }""")
    write(isla.page, "kolb_3", "This is fine")
    leave_field(isla.page)
    says(isla.page, "Not saved: Looking back", "conflict")
    expect(isla.page.locator(".foot-bar__note")).to_contain_text("Remove it and it saves")
    assert desk.stored("kolb_3") == "This is fine"
    isla.page.locator("#a-kolb_2").fill("nothing here")
    leave_field(isla.page)
    says(isla.page, "Saved", "saved")
    assert desk.stored("kolb_2") == "nothing here"


@pytest.mark.parametrize("status", [500, 503])
def test_a_service_in_trouble_keeps_the_text_and_is_asked_again(desk, status):
    isla = desk.open()
    isla.expect(BUSY)
    isla.page.route("**/answers", lambda route: route.fulfill(status=status, body="<h1>Sorry</h1>"), times=1)
    write(isla.page, "kolb_2", "Kept")
    leave_field(isla.page)
    says(isla.page, "Not saved: the service is busy", "offline")
    says(isla.page, "Saved", "saved")
    assert desk.stored("kolb_2") == "Kept"


def test_slow_saving_says_so(desk):
    isla = desk.open()
    release: list[Callable[[], None]] = []
    isla.page.route("**/answers", lambda route: release.append(route.continue_), times=1)
    write(isla.page, "kolb_2", "Slowly")
    leave_field(isla.page)
    says(isla.page, "Saving", "saving")
    isla.picture("saving", "saving")
    release[0]()
    says(isla.page, "Saved", "saved")


def test_a_record_sent_meanwhile_leaves_the_words_on_the_page(desk):
    lowri = desk.open(desk.lowri)
    with desk.site.database():
        record = db.session.get(Record, desk.record_id)
        paper = papers.paper(record)
        actions.send(paper, papers.by(paper.lead), NOW, NOW.date())
    write(lowri.page, "kolb_2", "A thought too late")
    leave_field(lowri.page)
    says(lowri.page, "Not saved: this record is no longer a draft", "conflict")
    expect(lowri.page.locator(".box")).to_contain_text("Looking back")
    expect(lowri.page.locator("#a-kolb_2")).to_have_value("A thought too late")
    lowri.page.get_by_role("link", name="Open the record").click()
    lowri.page.wait_for_url(re.compile(rf"/records/{desk.record_id}$"))


def test_enter_in_a_line_saves_and_stays(desk):
    isla = desk.open()
    line = isla.page.locator("#a-case_1_reference")
    line.fill("X999999")
    line.press("Enter")
    says(isla.page, "Saved", "saved")
    assert isla.page.url.endswith(desk.path)
    assert desk.stored("case_1_reference") == "X999999"
