"""A mail server that keeps what it is given, or refuses it, and the codes of notices for these tests."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from socket import socket
from typing import Any, cast

from aiosmtpd.controller import Controller
from sqlalchemy import text

from app import jobs
from app.database import db
from app.notices.telling import Told

COUNTERSIGNED, RECALL, LISTED = "test.countersigned", "test.recall", "test.listed"
CODES = {
    COUNTERSIGNED: Told(
        "{whose} countersigned your assessment {words}",
        "An assessment of yours was countersigned.",
        "{count} assessments of yours were countersigned.",
        "home.index",
        "",
    ),
    RECALL: Told(
        "A recall of {words} waits for you",
        "A recall waits for your decision.",
        "{count} recalls wait for your decision.",
        "home.person",
        "person_id",
    ),
    LISTED: Told(
        "{whose} asks for a countersignature: {words}",
        "A piece of work waits for you.",
        "{count} pieces of work wait for you.",
        "home.index",
        "",
        is_listed=True,
    ),
}
SERVICE_ADDRESS, MAIL_FROM = "https://oversight.example", "Management oversight <no-reply@oversight.example>"


class Sink:
    """What the mail server does. `refuses` holds the recipients it turns away; `is_down` turns away everyone."""

    def __init__(self) -> None:
        self.port = 0
        self.messages: list[EmailMessage] = []
        self.refuses: set[str] = set()
        self.is_down = False
        self.tried = 0

    def settings(self) -> dict[str, Any]:
        """What an app needs to send through it."""
        return {
            "SMTP_HOST": "127.0.0.1", "SMTP_PORT": self.port, "SMTP_TLS": "none", "SMTP_USER": "", "SMTP_PASSWORD": "",
            "MAIL_FROM": MAIL_FROM, "SERVICE_ADDRESS": SERVICE_ADDRESS,
        }  # fmt: skip

    def to(self, address: str) -> list[EmailMessage]:
        """What was sent to an address."""
        return [message for message in self.messages if message["To"] == address]

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        """Take the recipient, or not."""
        if address in self.refuses:
            return "550 5.1.1 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Keep the message, or not."""
        self.tried += 1
        if self.is_down:
            return "451 4.3.0 later, please"
        self.messages.append(
            cast(EmailMessage, message_from_bytes(envelope.content.replace(b"\r\n", b"\n"), policy=policy.default))
        )
        return "250 OK"


@contextmanager
def listening(sink: Sink, **given: Any) -> Iterator[Sink]:
    """The mail server, on a port that was free."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        sink.port = probe.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port, **given)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop(no_assert=True)


def text_of(message: EmailMessage) -> str:
    """Everything that a reader or a mail server could see of a message, its headers included."""
    parts = [str(part.get_payload(decode=True) or b"", "utf-8") for part in message.walk() if not part.is_multipart()]
    return "\n".join([*(f"{name}: {value}" for name, value in message.items()), *parts])


def run_queued() -> int:
    """Do at once what a worker would do, with the jobs that are queued now; gives how many. As there: three tries."""
    table = "workflow_status" if db.engine.dialect.name == "sqlite" else "dbos.workflow_status"
    inputs = "workflow_input" if db.engine.dialect.name == "sqlite" else "dbos.workflow_input"
    rows = db.session.execute(text(
        f"SELECT s.workflow_uuid, i.inputs FROM {table} s JOIN {inputs} i ON i.workflow_uuid = s.workflow_uuid "
        "WHERE s.status = 'ENQUEUED' ORDER BY s.created_at, s.workflow_uuid"
    )).all()  # fmt: skip
    for uuid, given in rows:
        db.session.execute(text(f"UPDATE {table} SET status = 'SUCCESS' WHERE workflow_uuid = :uuid"), {"uuid": uuid})
        db.session.commit()
        name, args = json.loads(given)["positionalArgs"]
        for attempt in range(jobs.TRIES):
            try:
                jobs.JOBS[name](*args)
                break
            except jobs.JobFailed as problem:
                if attempt + 1 == jobs.TRIES:
                    jobs.GIVEN_UP[name](str(problem), *args)
    db.session.expire_all()
    return len(rows)
