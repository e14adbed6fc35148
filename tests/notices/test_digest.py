"""At most one e-mail a person and working day: what waits and what happened, in counts that name nobody."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app import jobs
from app.config import ROOT
from app.database import db
from app.history.models import Event
from app.notices import digest, letters, setup
from app.notices.models import Digest, Notice
from app.notices.tally import COUNTED, called
from app.notices.telling import TOLD, tell
from app.notices.work import WORDS
from app.records.models import Action
from app.settings.models import DatedSetting
from app.web.clock import now, today
from tests import make, papers
from tests.notices.sink import COUNTERSIGNED, LISTED, RECALL, SERVICE_ADDRESS, Sink, run_queued, text_of

pytestmark = pytest.mark.any_engine

DAY = date(2026, 11, 19)


def told(who, code: str = COUNTERSIGNED, **given) -> Notice:
    """A person with an account is told something that an e-mail must not repeat."""
    make.account_of(who)
    return tell(who.id, code, who.id, now(), whose="Wendell Canary", words="X987654 canary", **given)


def send_all() -> int:
    """What the daily job and the worker do; gives how many jobs ran."""
    db.session.commit()
    digest.make_daily(today().isoformat())
    return run_queued()


def digests() -> list[Digest]:
    return list(db.session.scalars(select(Digest).order_by(Digest.id).execution_options(populate_existing=True)))


def test_what_happened_is_counted_kind_by_kind(mailing, sink, unit):
    for _ in range(3):
        told(unit.lowri)
    notices = [told(unit.lowri, RECALL), told(unit.pius)]
    send_all()
    (message,) = sink.to(unit.lowri.email)
    assert message["Subject"] == "Management oversight: what happened"
    assert message.get_content() == (
        "What happened:\n\n"
        "* 3 assessments of yours were countersigned.\n"
        "* A recall waits for your decision.\n\n"
        f"See it all: {SERVICE_ADDRESS}/\n\n-- \n{letters.FOOT}"
    )
    assert "* An assessment of yours was countersigned." in sink.to(unit.pius.email)[0].get_content()
    assert [db.session.get(Notice, each.id).mailed_at for each in notices] == [now(), now()]


def test_what_is_among_what_waits_is_not_told_a_second_time(mailing, sink, unit):
    notices = [told(unit.lowri, LISTED), told(unit.pius, LISTED), told(unit.lowri)]
    send_all()
    (message,) = sink.messages
    assert "waits for you" not in message.get_content()
    assert [db.session.get(Notice, each.id).mailed_at for each in notices] == [now(), None, now()]


def test_what_waits_is_counted_with_what_is_overdue(mailing, sink, unit):
    for when in (None, date(2026, 11, 18)):
        record = papers.session(unit.isla, unit.lowri, "sent")
        record.due_on = when
    papers.session(unit.isla, unit.lowri, "draft")
    make.account_of(unit.lowri)
    send_all()
    (message,) = sink.to(unit.lowri.email)
    assert message["Subject"] == "Management oversight: 2 things wait for you, 1 overdue"
    assert f"What waits for you:\n\n* 2 {COUNTED['rps.subject'][1]}, 1 overdue\n\n" in message.get_content()


def test_no_word_of_a_record_a_name_or_a_reference_is_in_any_email(mailing, sink, unit):
    papers.session(unit.isla, unit.lowri, "agreed")
    record = papers.session(unit.isla, unit.lowri, "locked")
    make.add(Action(record_id=record.id, subject_id=unit.lowri.id, owner_id=unit.lowri.id, agreed_at=now(),
                    text="Ring the Canary family about X987654", due_on=DAY))  # fmt: skip
    for who in (unit.isla, unit.lowri, unit.efua):
        for code in TOLD:
            told(who, code)
            told(who, code, urgent=True)
    send_all()
    assert {message["To"] for message in sink.messages} == {unit.isla.email, unit.lowri.email, unit.efua.email}
    assert any("1 action to finish" in text_of(message) for message in sink.messages)
    kept = ("canary", "x987654", "wendell", "throckmorton", "mbeki", papers.REFLECTION[:20].lower())
    for message in sink.messages:
        body = text_of(message).lower().replace(message["To"], "")
        assert [word for word in kept if word in body] == []


def test_those_to_whom_nothing_happened_get_nothing(mailing, sink, unit):
    for who in (unit.isla, unit.lowri, unit.pius):
        make.account_of(who)
    assert send_all() == 0
    assert (sink.messages, digests()) == ([], [])


def test_a_second_run_on_the_day_sends_nothing_more(mailing, sink, unit, at):
    told(unit.lowri)
    send_all()
    told(unit.lowri)
    assert send_all() == 0
    assert len(sink.messages) == 1
    at("2026-11-20 07:30")
    send_all()
    assert len(sink.messages) == 2
    assert "* An assessment of yours was countersigned.\n" in sink.messages[1].get_content()


def test_a_job_that_runs_again_sends_to_nobody_twice(mailing, sink, unit):
    told(unit.lowri)
    told(unit.pius)
    send_all()
    first, last = (each.id for each in digests())
    digest.send(first, last)
    assert len(sink.messages) == 2


def test_what_was_read_or_sent_at_once_is_not_repeated(mailing, sink, unit):
    told(unit.lowri).read_at = now()
    told(unit.isla, RECALL, urgent=True)
    db.session.commit()
    assert run_queued() == 1
    assert send_all() == 0
    assert [message["To"] for message in sink.messages] == [unit.isla.email]


def test_an_urgent_one_that_could_not_be_sent_comes_with_the_next_days(mailing, sink, unit, at):
    sink.is_down = True
    told(unit.isla, RECALL, urgent=True)
    db.session.commit()
    run_queued()
    sink.is_down = False
    assert send_all() == 0  # it might still be on its way
    at("2026-11-20 07:30")
    send_all()
    (message,) = sink.messages
    assert "* A recall waits for your decision." in message.get_content()


@pytest.mark.parametrize("case", ["no account", "closed", "never opened", "left", "away"])
def test_nobody_gets_one_who_cannot_read_it_or_is_away(case: str, mailing, sink, unit):
    notice = told(unit.lowri)
    account = make.account_of(unit.lowri)
    if case == "no account":
        account.person_id = None
    elif case == "closed":
        account.closed_at = now()
    elif case == "never opened":
        account.password_hash = None
    elif case == "left":
        unit.lowri.left_on = date(2026, 11, 18)
    else:
        make.absence(unit.lowri, date(2026, 11, 2), DAY)
    assert send_all() == 0
    assert (sink.messages, db.session.get(Notice, notice.id).mailed_at) == ([], None)


def test_back_from_an_absence_one_learns_what_happened(mailing, sink, unit, at):
    make.absence(unit.lowri, date(2026, 11, 2), DAY)
    told(unit.lowri)
    send_all()
    at("2026-11-20 08:00")
    send_all()
    assert len(sink.messages) == 1


@pytest.mark.parametrize("day", ["2026-11-21 12:00", "2026-11-22 12:00", "2026-12-25 12:00"])
def test_none_is_sent_at_a_weekend_or_on_a_bank_holiday(day: str, mailing, sink, unit, at):
    at(day)
    told(unit.lowri)
    assert send_all() == 0
    at("2027-01-04 08:00" if day.startswith("2026-12") else "2026-11-23 08:00")
    send_all()
    assert len(sink.messages) == 1


def test_a_day_that_is_over_gets_none(mailing, sink, unit, at):
    told(unit.lowri)
    db.session.commit()
    digest.make_daily("2026-11-18")
    assert digests() == []
    digest.make_daily("2026-11-19")
    at("2026-11-20 00:05")
    run_queued()
    assert (sink.messages, digests()) == ([], [])


def test_without_a_mail_server_none_is_made(unit):
    told(unit.lowri)
    assert send_all() == 0
    assert digests() == []


def test_a_mail_server_that_is_down_is_not_asked_for_everybody(mailing, sink, unit, sign_in, at):
    people = [make.member(f"Practitioner {number}", "Probation Officer", unit.team) for number in range(12)]
    for who in people:
        told(who)
    sink.is_down = True
    send_all()
    assert sink.tried == jobs.TRIES * digest.MOST_FAILURES
    assert {(each.sent_at, each.failed_at) for each in digests()} == {(None, now())}
    event = db.session.scalars(select(Event).where(Event.thing == "digest")).one()
    assert event.verb == "could not send the day’s e-mail"
    assert event.reason.endswith("(SMTPDataError 451). People who got none: 12.")
    browser = sign_in(unit.fergus)
    assert "The e-mail of 19\N{NO-BREAK SPACE}November 2026 could not be sent" in browser.get("/").text
    assert "Could not send the day’s e-mail" in browser.get("/notices/e-mail").text
    sink.is_down = False
    at("2026-11-20 07:30")
    send_all()
    assert len(sink.messages) == 12


def test_one_refused_address_holds_up_nobody_else(mailing, sink, unit):
    for who in (unit.isla, unit.lowri, unit.pius):
        told(who)
    sink.refuses.add(unit.lowri.email)
    send_all()
    assert {message["To"] for message in sink.messages} == {unit.isla.email, unit.pius.email}
    unsent = [each for each in digests() if each.sent_at is None]
    assert [each.person_id for each in unsent] == [unit.lowri.id]
    (left,) = db.session.scalars(select(Notice).where(Notice.mailed_at.is_(None))).all()
    assert left.person_id == unit.lowri.id


def test_more_people_than_fit_one_job_all_get_theirs(mailing, sink, unit):
    many = range(digest.CHUNK + 3)
    people = [make.member(f"Practitioner {number}", "Probation Officer", unit.team) for number in many]
    for who in people:
        told(who)
    assert send_all() == 2
    assert {message["To"] for message in sink.messages} == {who.email for who in people}


def test_the_time_of_day_is_a_setting_of_the_office(app):
    assert digest.at(DAY).isoformat() == "07:30:00"
    make.add(DatedSetting(key="notices.digest_time", value='"16:05"', starts_on=DAY, reason="As agreed",
                          set_by="Fergus", set_at=now()))  # fmt: skip
    db.session.info.clear()
    assert digest.at(DAY).isoformat() == "16:05:00"
    assert digest.at(DAY - timedelta(days=1)).isoformat() == "07:30:00"


def test_the_daily_job_is_queued_at_that_time(mailing, at):
    at("2026-11-19 07:29")
    assert setup.DAILY not in jobs.enqueue_daily(now())
    at("2026-11-19 07:30")
    assert setup.DAILY in jobs.enqueue_daily(now())


def test_the_command_queues_what_is_still_to_be_sent(mailing, sink, unit):
    told(unit.lowri)
    db.session.commit()
    for output in ("1 e-mails queued.\n", "0 e-mails queued.\n"):
        assert mailing.test_cli_runner().invoke(args=["notices", "digest"]).output == output
    run_queued()
    assert len(sink.messages) == 1


def test_the_command_rests_on_a_sunday(mailing, unit, at):
    at("2026-11-22 09:00")
    told(unit.lowri)
    db.session.commit()
    assert "no working day" in mailing.test_cli_runner().invoke(args=["notices", "digest"]).output
    assert digests() == []


def test_every_kind_of_wait_has_a_word_for_one_and_for_many(app):
    for code in WORDS:
        one, many = called(code)
        assert one != many
        assert not set("{}") & set(one + many)


Start = Callable[[str], "subprocess.Popen[bytes]"]


@pytest.fixture
def start(mailing, sink: Sink) -> Iterator[Start]:
    """Starts a worker of the whole app, whose clock starts where the test's stands."""
    started: list[subprocess.Popen[bytes]] = []

    def run(name: str) -> "subprocess.Popen[bytes]":
        address = mailing.config["SQLALCHEMY_DATABASE_URI"]
        command = [sys.executable, "-m", "tests.notices.worker", address, name, str(sink.port), now().isoformat()]
        started.append(subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONWARNINGS": "ignore"}))
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.wait()


def wait_for(sink: Sink, count: int) -> None:
    """Until so many e-mails have come, and then some."""
    for _ in range(400):
        if len(sink.messages) >= count:
            break
        time.sleep(0.1)
    time.sleep(2)
    assert len(sink.messages) == count


@pytest.mark.slow
@pytest.mark.any_engine
def test_two_real_workers_send_everybody_one_email_and_the_urgent_one_at_once(start: Start, sink, unit):
    for who in (unit.isla, unit.lowri, unit.pius):
        told(who)
    told(unit.efua, RECALL, urgent=True)
    db.session.commit()
    both = [start("worker-1"), start("worker-2")]
    wait_for(sink, 4)
    assert sorted(message["To"] for message in sink.messages) == sorted(
        who.email for who in (unit.isla, unit.lowri, unit.pius, unit.efua)
    )
    for process in both:
        process.send_signal(signal.SIGTERM)
        assert process.wait(40) == 0
    told(unit.lowri)
    db.session.commit()
    start("worker-1")
    wait_for(sink, 4)  # a restart on the same day sends no second one
