"""How one event's hash follows from the one before it."""

import hashlib
from datetime import UTC
from typing import Any

import rfc8785

from app.history.models import Event

BEGINNING = "0" * 64
SEALED = (
    "verb", "thing", "thing_id", "subject_id", "actor_id", "actor", "capacity", "for_name", "reason", "origin",
    "session_id", "seal",
)  # fmt: skip


def digest(value: Any) -> str:
    """SHA-256, in hex, of the canonical JSON (RFC 8785) of a value."""
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def link(event: Event) -> str:
    """The hash an event must carry: over its place, time, content and the hash before it."""
    content = {name: getattr(event, name) for name in SEALED}
    return digest([event.id, event.at.astimezone(UTC).isoformat(timespec="microseconds"), content, event.previous])
