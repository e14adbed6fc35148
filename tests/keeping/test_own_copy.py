"""The copy of everything held about somebody: all that is theirs, and nothing of another person's."""

import io
import json
import re
import stat
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.countersigning.models import Typed
from app.database import db
from app.history.models import Event
from app.keeping import copies, copying, laying_out
from app.keeping.models import OwnCopy
from app.records import actions
from app.records.models import CANCELLED, Answer
from app.web.clock import now
from tests import make
from tests import papers as records
from tests.countersigning import items
from tests.keeping import papers
from tests.keeping.papers import Shelf

LEAD_SAYS, SUBJECT_SAYS = f"{records.WELLBEING}, says the lead", f"{records.WELLBEING}, says the subject"
FEEDBACK = "Clear account of the call-outs, from three sources"
ELSEWHERE = "Only Rhys may know how that felt"


@pytest.fixture
def shelf(store) -> Shelf:
    return store.once("shelf", papers.shelf)


def copy_of(who) -> str:
    """Every word of somebody's copy, page and data."""
    about = copying.about_account(who) if hasattr(who, "password_hash") else copying.about_person(who)
    with zipfile.ZipFile(io.BytesIO(copying.made(about, now()))) as file:
        assert sorted(file.namelist()) == ["copy.html", "copy.json"]
        page, data = (file.read(name).decode() for name in ("copy.html", "copy.json"))
    assert json.loads(data)["about"] == who.name
    return page + json.dumps(json.loads(data), ensure_ascii=False)


@pytest.mark.any_engine
def test_the_page_reads_and_prints_from_a_disk_where_nothing_else_can_be_reached(shelf):
    with zipfile.ZipFile(io.BytesIO(copying.made(copying.about_person(shelf.u.lowri), now()))) as file:
        page = file.read("copy.html").decode()
    style = page.partition("<style>")[2].partition("</style>")[0]
    for wanted in ("@media print", "dl {", "overflow-wrap: anywhere"):
        assert wanted in style, wanted
    assert not re.search(r"<script|<link|<img|url\(|@import|\bsrc=|\bstyle=|https?:", page)
    ids = set(re.findall(r' id="([^"]+)"', page))
    linked = re.findall(r'href="([^"]*)"', page)
    assert linked
    assert all(address.startswith("#") and address[1:] in ids for address in linked), linked
    assert re.search(r'<div class="long"><dt>[^<]+</dt><dd>' + re.escape(f"{records.REFLECTION}, says the lead"), page)


def test_the_practitioner_gets_all_that_is_about_them_and_not_the_other_ones_confidence(shelf):
    make.absence(shelf.u.lowri, papers.years_later("2026-08-01").date(), type="Bereavement")
    back = items.requested(shelf.u.lowri, case="X300300")
    items.decide(back, shelf.u.isla, now(), items.BACK)
    records.answer(shelf.draft, "subject", "wellbeing", ELSEWHERE)
    db.session.commit()
    text = copy_of(shelf.u.lowri)
    for own in (SUBJECT_SAYS, f"{records.REFLECTION}, says the subject", f"{records.REFLECTION}, says the lead",
                papers.COMMENT, papers.ADDENDUM, papers.ACTION, "X264410", FEEDBACK, "Bereavement",
                items.TEXTS["oasys"]["situation"], shelf.u.lowri.staff_number):  # fmt: skip
        assert own in text, own
    for other in (LEAD_SAYS, ELSEWHERE, shelf.u.pius.name, shelf.u.isla.staff_number, shelf.u.isla.email):
        assert other not in text, other
    assert re.search("Left out of these records: [0-9]+\N{NO-BREAK SPACE}answers? ", text)
    for read in ("Signed and locked", "E-mail address", f"<dt>Team</dt><dd>{shelf.u.team.name}</dd>"):
        assert read in text, read


def test_whoever_led_it_gets_what_they_wrote_of_themselves_and_nothing_of_the_other(shelf):
    text = copy_of(shelf.u.isla)
    for own in (LEAD_SAYS, f"{records.REFLECTION}, says the lead"):
        assert own in text, own
    for other in (SUBJECT_SAYS, f"{records.REFLECTION}, says the subject", papers.COMMENT,
                  items.TEXTS["oasys"]["situation"]):  # fmt: skip
        assert other not in text, other
    assert "You decided on 1\N{NO-BREAK SPACE}piece of work of other people" in text


def test_why_a_record_was_closed_is_in_the_copy_of_whom_it_is_about_alone(shelf):
    actions.close(
        records.paper(shelf.draft), CANCELLED, "Pius was called to his mother", records.by(shelf.u.isla), now()
    )
    db.session.commit()
    assert "called to his mother" in copy_of(shelf.u.pius)
    assert "called to his mother" not in copy_of(shelf.u.isla)


def test_a_draft_gives_each_their_own_words(shelf):
    records.answer(shelf.draft, "subject", "wellbeing", "Pius alone wrote this")
    records.answer(shelf.draft, "lead", "wellbeing", "Isla alone wrote that")
    unsent = items.started(shelf.u.pius, case="X555555")
    db.session.commit()
    assert unsent.id
    pius, isla = copy_of(shelf.u.pius), copy_of(shelf.u.isla)
    assert "Pius alone wrote this" in pius
    assert "X555555" in pius
    assert "Isla alone wrote that" not in pius
    assert "Isla alone wrote that" in isla
    assert "Pius alone wrote this" not in isla


def test_every_word_somebody_typed_of_themselves_is_in_their_copy(shelf):
    pius = copy_of(shelf.u.pius)
    typed = db.session.scalars(select(Typed.text).where(Typed.person_id == shelf.u.pius.id)).all()
    mine = select(Answer.text).where(Answer.record_id == shelf.draft.id, Answer.part == "subject")
    for words in [*typed, *db.session.scalars(mine)]:
        assert words in pius


def test_no_secret_and_no_hold_is_in_it(shelf):
    papers.held(shelf, shelf.u.lowri)
    account = make.account_of(shelf.u.lowri)
    account.totp_secret = "SECRET-OF-LOWRI"
    db.session.commit()
    text = copy_of(account)
    for never in (account.password_hash, "SECRET-OF-LOWRI", "An inquest has asked"):
        assert never not in text


def test_an_administrators_copy_tells_nothing_of_those_they_look_after(shelf):
    papers.held(shelf, shelf.u.lowri)
    text = copy_of(shelf.u.fergus)
    assert shelf.u.fergus.email in text
    for other in ("An inquest", shelf.u.lowri.name, records.REFLECTION):
        assert other not in text


def test_the_person_asks_the_job_makes_it_and_they_download_it(shelf, sign_in):
    browser = sign_in(shelf.u.lowri)
    assert "Get a copy of everything" in browser.get("/account").text
    assert browser.post("/account/copy").status_code == 303
    assert "being made" in browser.get("/account/copy").text
    copy = db.session.scalars(select(OwnCopy)).one()
    copies.make(copy.id)
    assert "Download your copy" in browser.get("/account/copy").text
    answer = browser.post("/account/copy/download")
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
        200,
        "application/zip",
        "no-store",
    )
    assert zipfile.is_zipfile(io.BytesIO(answer.data))
    verbs = db.session.scalars(select(Event.verb).where(Event.thing == "account").order_by(Event.id)).all()
    assert verbs[-2:] == [copies.ASKED, copies.DOWNLOADED]


def test_a_copy_asks_who_you_are_is_nobody_elses_and_is_over_after_a_week(shelf, sign_in, another_client, at):
    lowri, isla = sign_in(shelf.u.lowri), sign_in(shelf.u.isla, another_client())
    lowri.post("/account/copy")
    copies.make(db.session.scalars(select(OwnCopy.id)).one())
    assert isla.post("/account/copy/download").status_code == 404
    at("2026-11-19 09:50")
    assert lowri.post("/account/copy/download").status_code == 422
    assert lowri.post("/account/copy/download", data={"password": make.PASSWORD}).status_code == 200
    db.session.scalars(select(OwnCopy)).one().asked_at = now() - timedelta(days=8)
    db.session.commit()
    assert lowri.post("/account/copy/download").status_code == 404


def test_the_command_writes_a_file_only_its_owner_reads(app, shelf, tmp_path):
    shelf.u.lowri.left_on, shelf.u.lowri.has_left = papers.years_later("2026-11-01").date(), True
    db.session.commit()
    command = ["subject-access", shelf.u.lowri.staff_number, "--out", str(tmp_path / "copies")]
    answer = app.test_cli_runner().invoke(args=command)
    assert answer.exit_code == 0, answer.output
    (path,) = (tmp_path / "copies").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert zipfile.is_zipfile(path)
    told = db.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
    assert (told.actor, told.subject_id) == ("The command line", shelf.u.lowri.id)
    assert app.test_cli_runner().invoke(args=["subject-access", "none", "--out", str(tmp_path)]).exit_code == 1


def test_the_canaries_would_be_seen_where_the_rule_did_not_hold(shelf, monkeypatch):
    monkeypatch.setattr(laying_out, "in_copy", lambda words: True)
    assert LEAD_SAYS in copy_of(shelf.u.lowri)
    assert SUBJECT_SAYS in copy_of(shelf.u.isla)


pytestmark = pytest.mark.any_engine
