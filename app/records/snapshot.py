"""The frozen text of a record: self-describing, fingerprinted, and provable one answer at a time.

A snapshot is {"format", "facts", "answers"}. Each answer carries a random salt and the digest of itself with that salt.
The fingerprint covers the facts and the list of digests only, so an answer can be shown with its salt and proved
against a signature while the others stay digests.
"""

import json
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import rfc8785

from app.history.chain import digest

FORMAT = 1


@dataclass(frozen=True)
class Line:
    """One answer as it is shown: its question, whose words they are, and the words."""

    key: str
    part: str
    by: str
    section: str
    label: str
    text: str
    private: bool = False


def freeze(facts: dict[str, Any], lines: list[Line]) -> tuple[str, str]:
    """Make a snapshot: its canonical JSON text and its fingerprint (64 hex digits)."""
    answers = []
    for line in lines:
        answer = {**line.__dict__, "salt": secrets.token_hex(16)}
        answers.append({**answer, "digest": digest(answer)})
    body = {"format": FORMAT, "facts": facts, "answers": answers}
    return rfc8785.dumps(body).decode(), fingerprint(facts, [answer["digest"] for answer in answers])


def fingerprint(facts: dict[str, Any], digests: list[str]) -> str:
    """What every signature of the record carries."""
    return digest({"format": FORMAT, "facts": facts, "digests": digests})


def check(body: str) -> str:
    """The fingerprint a stored snapshot has now, each answer's digest worked out afresh. For `flask history verify`."""
    content = json.loads(body)
    return fingerprint(content["facts"], [_digest(answer) for answer in content["answers"]])


def lines(body: str) -> list[Line]:
    """The answers of a snapshot, in order."""
    return [Line(**{name: answer[name] for name in Line.__dataclass_fields__}) for answer in json.loads(body)["answers"]]


def disclose(body: str, keys: Collection[tuple[str, str]]) -> dict[str, Any]:
    """Show only the answers named by (key, part); of the rest only the digests. Never a private answer."""
    content = json.loads(body)
    shown = [a for a in content["answers"] if (a["key"], a["part"]) in keys and not a["private"]]
    return {
        "format": FORMAT,
        "facts": content["facts"],
        "digests": [answer["digest"] for answer in content["answers"]],
        "shown": [{name: value for name, value in answer.items() if name != "digest"} for answer in shown],
    }


def prove(disclosed: dict[str, Any]) -> str:
    """The fingerprint a disclosure leads to; compare it with the signatures. ValueError if a shown answer is not in it."""
    for answer in disclosed["shown"]:
        if _digest(answer) not in disclosed["digests"]:
            raise ValueError(f"The answer {answer['key']!r} is not the one that was signed.")
    return fingerprint(disclosed["facts"], disclosed["digests"])


def _digest(answer: dict[str, Any]) -> str:
    return digest({name: value for name, value in answer.items() if name != "digest"})
