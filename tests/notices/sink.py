"""A mail server that keeps what it is given, or refuses it, and the codes of notices for these tests."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from app.notices.telling import Told

COUNTERSIGNED, RECALL = "test.countersigned", "test.recall"
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
        self.messages.append(cast(EmailMessage, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"
