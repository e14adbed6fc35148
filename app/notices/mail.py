"""Sending an e-mail: one function, over SMTP, or nothing at all where no mail server is set."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr

from flask import current_app

from app.web.clock import now

SECONDS = 10


class NotSent(Exception):
    """The mail server was not reached, or did not take the message. Says why without the address it was for."""


def is_on() -> bool:
    """Whether e-mail is sent at all."""
    return bool(current_app.config["SMTP_HOST"])


def send(to: str, subject: str, text: str, ics: bytes | None = None, method: str = "PUBLISH") -> None:
    """Send one e-mail, with a calendar file attached where one is given: `method` is what that asks of a calendar.

    Raises NotSent; ten seconds at most a step.
    """
    settings = current_app.config
    message = _message(settings["MAIL_FROM"], to, subject, text)
    if ics is not None:
        _attach(message, ics, method)
    try:
        with smtplib.SMTP(settings["SMTP_HOST"], settings["SMTP_PORT"], timeout=SECONDS) as server:
            if settings["SMTP_TLS"] == "starttls":
                server.starttls(context=ssl.create_default_context())
            if settings["SMTP_USER"]:
                server.login(settings["SMTP_USER"], settings["SMTP_PASSWORD"])
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as problem:
        raise NotSent(_why(problem)) from problem


def _message(sender: str, to: str, subject: str, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = format_datetime(now())
    message["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def _attach(message: EmailMessage, ics: bytes, method: str) -> None:
    params = {"charset": "utf-8", "method": method}
    message.add_attachment(ics, maintype="text", subtype="calendar", filename="appointment.ics", params=params)


def _why(problem: Exception) -> str:
    code = getattr(problem, "smtp_code", "")
    refused = getattr(problem, "recipients", None)
    if not code and refused:
        code = next(iter(refused.values()))[0]
    return f"The mail server could not take the e-mail ({type(problem).__name__}{f' {code}' if code else ''})."
