"""E-mails go over a real mail server, say nothing that anybody wrote, and what cannot wait goes out at once."""

from datetime import datetime
from email.utils import parsedate_to_datetime

import pytest
from aiosmtpd.smtp import AuthResult
from sqlalchemy import select

from app import config
from app.database import db
from app.history.models import Event
from app.notices import calendar, mail
from app.notices.models import Notice
from app.notices.telling import tell
from app.web.clock import now
from tests import make
from tests.notices.sink import RECALL, SERVICE_ADDRESS, listening, run_queued, text_of

TO = "isla.mbeki@staff.example"
SECRET = "X987654 Wendell Canary"


def recall(who, **given) -> Notice:
    """Something that cannot wait happened."""
    make.account_of(who)
    notice = tell(who.id, RECALL, who.id, now(), whose="Wendell Canary", words=SECRET, urgent=True, **given)
    db.session.commit()
    return notice


def test_an_email_carries_the_headers_of_one_no_person_wrote(mailing, sink):
    mail.send(TO, "It’s time", "Dear all,\n\ncome and see.\n")
    (message,) = sink.messages
    assert (message["To"], message["Subject"]) == (TO, "It’s time")
    assert message["From"] == "Management oversight <no-reply@oversight.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@oversight.example>")
    assert parsedate_to_datetime(message["Date"]) == now()
    assert message.get_content() == "Dear all,\n\ncome and see.\n"


def test_an_appointment_travels_as_a_calendar_file(mailing, sink):
    ics = calendar.appointment("1@oversight", "Session", now(), 60, "Office", now())
    mail.send(TO, "A session", "See the file.", ics)
    (attached,) = sink.messages[0].iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    assert attached.get_filename() == "appointment.ics"
    assert attached.get_payload(decode=True) == ics


@pytest.mark.parametrize("address", ["a@b.example\nBcc: everyone@b.example", "a@b.example\r\n\r\nMore"])
def test_no_address_can_add_a_header(mailing, sink, address: str):
    with pytest.raises(ValueError, match=r"linefeed|newline"):
        mail.send(address, "Subject", "Text")
    assert sink.messages == []


def test_a_refusal_is_told_without_the_address(mailing, sink):
    sink.refuses.add(TO)
    with pytest.raises(mail.NotSent) as refused:
        mail.send(TO, "Subject", "Text")
    assert str(refused.value) == "The mail server could not take the e-mail (SMTPRecipientsRefused 550)."
    sink.is_down = True
    with pytest.raises(mail.NotSent, match=r"SMTPDataError 451"):
        mail.send("another@staff.example", "Subject", "Text")


def test_a_mail_server_that_is_not_there_is_told(mailing):
    mailing.config["SMTP_PORT"] = 1
    with pytest.raises(mail.NotSent, match="ConnectionRefusedError"):
        mail.send(TO, "Subject", "Text")


def test_with_starttls_nothing_goes_to_a_server_that_cannot(mailing, sink):
    mailing.config.update(SMTP_TLS="starttls", SMTP_USER="oversight", SMTP_PASSWORD="between us")
    with pytest.raises(mail.NotSent, match="SMTPNotSupportedError"):
        mail.send(TO, "Subject", "Text")
    assert sink.tried == 0


@pytest.mark.any_engine
def test_a_mail_server_that_asks_for_a_password_gets_it(mailing, sink, monkeypatch):
    monkeypatch.setattr(mail, "SECONDS", 1)  # the test's server answers nothing once it has refused

    def is_known(_server, _session, _envelope, _mechanism, given) -> AuthResult:
        return AuthResult(success=(given.login, given.password) == (b"oversight", b"between us"))

    with listening(sink, authenticator=is_known, auth_require_tls=False):
        mailing.config.update(SMTP_PORT=sink.port, SMTP_USER="oversight")
        mailing.config["SMTP_PASSWORD"] = "wrong"
        with pytest.raises(mail.NotSent) as refused:
            mail.send(TO, "Subject", "Text")
        assert "wrong" not in str(refused.value)
        assert sink.messages == []
        mailing.config["SMTP_PASSWORD"] = "between us"
        mail.send(TO, "Subject", "Text")
    assert len(sink.messages) == 1


def test_what_cannot_wait_is_sent_at_once_and_names_nobody(mailing, sink, unit):
    notice = recall(unit.isla)
    assert run_queued() == 1
    (message,) = sink.messages
    assert message["To"] == unit.isla.email
    assert message["Subject"] == "Management oversight: urgent. A recall waits for your decision"
    assert f"Open it: {SERVICE_ADDRESS}/people/{unit.isla.id}\n" in message.get_content()
    assert not any(word in text_of(message) for word in ("X987654", "Wendell", "Canary"))
    db.session.refresh(notice)
    assert notice.mailed_at == now()


def test_it_is_not_sent_where_the_change_was_rolled_back(mailing, sink, unit):
    make.account_of(unit.isla)
    db.session.commit()
    tell(unit.isla.id, RECALL, unit.isla.id, now(), urgent=True)
    db.session.rollback()
    assert run_queued() == 0


def test_it_is_sent_once_though_the_job_runs_again(mailing, sink, unit):
    from app.notices import urgent

    notice = recall(unit.isla)
    run_queued()
    urgent.send(notice.id)
    assert len(sink.messages) == 1


def test_it_is_not_sent_to_somebody_who_has_read_it(mailing, sink, unit):
    recall(unit.isla).read_at = now()
    db.session.commit()
    run_queued()
    assert sink.messages == []


@pytest.mark.parametrize("case", ["no account", "closed", "never opened", "left since"])
def test_it_is_not_sent_to_somebody_who_cannot_read_it(case: str, mailing, sink, unit):
    notice = recall(unit.isla)
    account = make.account_of(unit.isla)
    if case == "no account":
        account.person_id = None
    elif case == "closed":
        account.closed_at = now()
    elif case == "never opened":
        account.password_hash = None
    else:
        unit.isla.has_left = True
    db.session.commit()
    assert run_queued() == 1
    assert sink.messages == []
    assert db.session.get(Notice, notice.id).mailed_at is None


def test_an_email_refused_three_times_is_given_up_and_administrators_see_it(mailing, sink, unit, sign_in):
    sink.is_down = True
    notice = recall(unit.isla)
    run_queued()
    assert sink.tried == 3
    db.session.refresh(notice)
    assert notice.mailed_at is None
    event = db.session.scalars(select(Event).where(Event.thing == "notice")).one()
    assert (event.verb, event.subject_id) == ("could not send an urgent e-mail", unit.isla.id)
    assert event.reason == "The mail server could not take the e-mail (SMTPDataError 451)."
    page = sign_in(unit.fergus).get("/notices/e-mail").text
    assert "Could not send an urgent e-mail" in page
    assert "SMTPDataError 451" in page
    assert "127.0.0.1, port" in page


def test_the_page_about_email_says_when_none_is_sent(unit, sign_in):
    page = sign_in(unit.fergus).get("/notices/e-mail").text
    assert "No e-mail is sent: this service has no mail server." in page
    assert "No e-mail has been sent yet." in page


def test_the_mail_server_can_be_tried_from_the_command_line(mailing, sink):
    done = mailing.test_cli_runner().invoke(args=["notices", "try", TO])
    assert (done.exit_code, done.output) == (0, f"Sent to {TO}.\n")
    assert sink.messages[0]["Subject"] == "Management oversight: e-mail works"
    sink.is_down = True
    done = mailing.test_cli_runner().invoke(args=["notices", "try", TO])
    assert done.exit_code == 1
    assert "SMTPDataError 451" in done.output


@pytest.mark.parametrize("command", [["digest"], ["try", TO]])
def test_without_a_mail_server_the_commands_say_so(app, command: list[str]):
    done = app.test_cli_runner().invoke(args=["notices", *command])
    assert done.exit_code == 1
    assert "SMTP_HOST is not set" in done.output


SOUND = {"SMTP_HOST": "mail.example", "MAIL_FROM": "no-reply@oversight.example", "SERVICE_ADDRESS": SERVICE_ADDRESS,
         "SECRET_KEY": "s" * 40}  # fmt: skip


def test_the_settings_of_email_are_read():
    read = config.from_environment({**SOUND, "SMTP_PORT": "25", "SERVICE_ADDRESS": SERVICE_ADDRESS + "/"})
    assert (read["SMTP_HOST"], read["SMTP_PORT"], read["SMTP_TLS"]) == ("mail.example", 25, "starttls")
    assert read["SERVICE_ADDRESS"] == SERVICE_ADDRESS


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"MAIL_FROM": ""}, "MAIL_FROM must be"),
        ({"SERVICE_ADDRESS": ""}, "SERVICE_ADDRESS must be"),
        ({"SERVICE_ADDRESS": "http://oversight.example", "OVERSIGHT_ENV": "production"}, "SERVICE_ADDRESS must be"),
        ({"SMTP_TLS": "ssl"}, "SMTP_TLS must be"),
        ({"SMTP_PORT": "many"}, "SMTP_PORT"),
    ],
)
def test_email_set_up_by_half_stops_the_start(wrong: dict[str, str], words: str):
    with pytest.raises(ValueError, match=words):
        config.from_environment({**SOUND, **wrong})


def test_a_moment_of_the_past_is_never_asked_of_the_clock(mailing, sink, at):
    at(datetime(2026, 6, 18, 12, 0))
    mail.send(TO, "Subject", "Text")
    assert sink.messages[0]["Date"] == "Thu, 18 Jun 2026 11:00:00 +0000"
