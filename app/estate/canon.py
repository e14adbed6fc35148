"""Canonical JSON (RFC 8785) by hand, for hundreds of thousands of frozen texts and millions of events.

Each function gives byte for byte what `records.snapshot`, `history.chain` and the seals of each slice make of the same
values; tests/estate holds them against these.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from json.encoder import encode_basestring as quoted
from random import Random
from typing import Any, NamedTuple

__all__ = ["Event", "Piece", "flat", "freeze", "link", "quoted"]

SALT = 32  # hex digits


@dataclass(frozen=True, slots=True)
class Piece:
    """One answer of a form, cut where whoever's name, the salt and what differs from record to record go in.

    `before` ends with the salt's opening quote and `after` starts with its closing one. `dynamic` names what stands in
    place of the words ("" where they are always the same); then `after` ends before them.
    """

    part: str
    opening: str
    before: str
    after: str
    dynamic: str = ""
    is_apart: bool = False
    is_action: bool = False


def flat(value: Any) -> str:
    """A text, number, truth or nothing as JSON."""
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else quoted(value)


def hexed(text: str) -> str:
    """The SHA-256 of a text, in hex."""
    return sha256(text.encode()).hexdigest()


def freeze(
    facts: Sequence[tuple[str, str]], pieces: Iterable[Piece], names: dict[str, str], given: dict[str, str],
    chance: Random,
) -> tuple[str, str]:  # fmt: skip
    """A snapshot of format 2 and its fingerprint, as `records.snapshot.freeze` makes them.

    `facts` are (name, JSON) in the order of their names; `names` the quoted name behind each part; `given` the quoted
    words of what differs.
    """
    answers: list[str] = []
    shown: list[str] = []
    apart: list[str] = []
    salts = chance.randbytes(16 * 64).hex()
    place = 0
    for piece in pieces:
        salt = salts[place : place + SALT]
        place += SALT
        opening = piece.opening + names[piece.part]
        rest = piece.before + salt + piece.after
        if piece.dynamic:
            rest += given[piece.dynamic] + "}"
        found = sha256((opening + rest).encode()).hexdigest()
        (apart if piece.is_apart else shown).append(f'"{found}"')
        answers.append(f'{opening},"digest":"{found}"{rest}')
    last = salts[place : place + SALT]
    shown.append('"' + hexed(f'{{"digests":[{",".join(apart)}],"salt":"{last}"}}') + '"')
    told, seals, digests = [], [], []
    for name, value in facts:
        place += SALT
        salt = salts[place : place + SALT]
        found = sha256(f'{{"fact":"{name}","salt":"{salt}","value":{value}}}'.encode()).hexdigest()
        told.append(f'"{name}":{value}')
        seals.append(f'"{name}":{{"digest":"{found}","salt":"{salt}"}}')
        digests.append(f'"{name}":"{found}"')
    fingerprint = hexed(f'{{"digests":[{",".join(shown)}],"facts":{{{",".join(digests)}}},"format":2}}')
    body = (f'{{"answers":[{",".join(answers)}],"apart":"{last}","facts":{{{",".join(told)}}},"format":2,'
            f'"seals":{{{",".join(seals)}}}}}')  # fmt: skip
    return body, fingerprint


class Event(NamedTuple):
    """One event to be. `at` is as stored; nobody covers for anybody here, and no sign-in is behind it."""

    at: str
    verb: str
    thing: str
    thing_id: int
    subject_id: int | None
    actor_id: int | None
    actor: str
    capacity: str = ""
    reason: str = ""
    seal: str = ""


def link(place: int, event: Event, previous: str) -> str:
    """The hash that an event has in this place after that one, as `history.chain.link` works it out."""
    at, verb, thing, thing_id, subject_id, actor_id, actor, capacity, reason, seal = event
    text = (
        f'[{place},"{at[:10]}T{at[11:]}+00:00",{{"actor":{quoted(actor)},'
        f'"actor_id":{"null" if actor_id is None else actor_id},"capacity":"{capacity}","for_name":"","origin":"",'
        f'"reason":{quoted(reason)},"seal":"{seal}","session_id":null,'
        f'"subject_id":{"null" if subject_id is None else subject_id},"thing":"{thing}","thing_id":{thing_id},'
        f'"verb":"{verb}"}},"{previous}"]'
    )
    return sha256(text.encode()).hexdigest()


def zoned(at: str) -> str:
    """A stored instant as seals and events have it."""
    return f"{at[:10]}T{at[11:]}+00:00"
