"""How one event's hash follows from the one before it, and the canonical JSON that everything sealed is hashed as."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC
from types import NoneType
from typing import Any

import rfc8785

from app.history.models import Event

BEGINNING = "0" * 64
SEALED = (
    "verb", "thing", "thing_id", "subject_id", "actor_id", "actor", "capacity", "for_name", "reason", "origin",
    "session_id", "seal",
)  # fmt: skip

_SAFE = 2**53 - 1  # the largest whole number that RFC 8785 allows
_SIMPLE = {str, bool, NoneType}
_plainly = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, check_circular=False).encode


def canonical(value: Any) -> bytes:
    """The canonical JSON (RFC 8785) of a value. ValueError for what has none: NaN, halves of a character, large ints.

    For words, whole numbers, lists and dicts with ASCII keys the standard encoder writes the same, ten times as fast.
    """
    return _plainly(value).encode() if _is_plain(value) else bytes(rfc8785.dumps(value))


def digest(value: Any) -> str:
    """SHA-256, in hex, of the canonical JSON (RFC 8785) of a value. ValueError as `canonical`."""
    return hashlib.sha256(canonical(value)).hexdigest()


def link(event: Event) -> str:
    """The hash an event must carry: over its place, time, content and the hash before it."""
    content = {name: getattr(event, name) for name in SEALED}
    return digest([event.id, event.at.astimezone(UTC).isoformat(timespec="microseconds"), content, event.previous])


def quickly(value: Any) -> bytes:
    """What `canonical` gives for nearly everything, without looking first: good for a comparison that is made again
    with `canonical` when it fails, since no two values are written alike.
    """
    return _plainly(value).encode()


def _is_plain(value: Any) -> bool:
    """Whether nothing in it is written differently by RFC 8785: no fraction, no order of keys beyond ASCII."""
    kind = type(value)
    if kind is dict:
        return set(map(type, value)) <= {str} and "".join(value).isascii() and _are_plain(value.values())
    if kind is list or kind is tuple:
        return _are_plain(value)
    if kind is int:
        return bool(-_SAFE <= value <= _SAFE)
    return kind in _SIMPLE


def _are_plain(values: Iterable[Any]) -> bool:
    return set(map(type, values)) <= _SIMPLE or all(map(_is_plain, values))
