"""The frozen text of a record: self-describing, fingerprinted, and provable one answer at a time.

A snapshot is {"format", "facts", "seals", "answers"}. Each answer carries a random salt and the digest of itself with
that salt; "seals" holds the same for each fact. The fingerprint covers the digests only, so an answer or a fact can be
shown with its salt and proved against a signature while the others stay digests: a fact may name a case.
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
    salts = {name: secrets.token_hex(16) for name in facts}
    seals = {name: {"salt": salt, "digest": _fact(name, facts[name], salt)} for name, salt in salts.items()}
    body: dict[str, Any] = {"format": FORMAT, "facts": facts, "seals": seals, "answers": answers}
    text = rfc8785.dumps(body).decode()
    return text, check(text)


def fingerprint(facts: dict[str, str], digests: list[str]) -> str:
    """What every signature of the record carries: over the digests of its facts, by name, and of its answers."""
    return digest({"format": FORMAT, "facts": facts, "digests": digests})


def check(body: str) -> str:
    """The fingerprint a stored snapshot has now, each digest worked out afresh. For `flask history verify`."""
    content = json.loads(body)
    facts = {name: _fact(name, value, content["seals"][name]["salt"]) for name, value in content["facts"].items()}
    return fingerprint(facts, [_digest(answer) for answer in content["answers"]])


def lines(body: str) -> list[Line]:
    """The answers of a snapshot, in order."""
    answers = json.loads(body)["answers"]
    return [Line(**{name: answer[name] for name in Line.__dataclass_fields__}) for answer in answers]


def facts(body: str) -> dict[str, Any]:
    """The facts of a snapshot: who, when, in which capacity, and its headline."""
    found: dict[str, Any] = json.loads(body)["facts"]
    return found


def disclose(body: str, keys: Collection[tuple[str, str]], without: Collection[str] = ()) -> dict[str, Any]:
    """Show only the answers named by (key, part) and the facts not named in `without`; of the rest only the digests.

    Never a private answer.
    """
    content = json.loads(body)
    shown = [a for a in content["answers"] if (a["key"], a["part"]) in keys and not a["private"]]
    return {
        "format": FORMAT,
        "facts": {
            name: {"value": value, "salt": content["seals"][name]["salt"]}
            for name, value in content["facts"].items()
            if name not in without
        },
        "fact_digests": {name: seal["digest"] for name, seal in content["seals"].items()},
        "digests": [answer["digest"] for answer in content["answers"]],
        "shown": [{name: value for name, value in answer.items() if name != "digest"} for answer in shown],
    }


def prove(disclosed: dict[str, Any]) -> str:
    """The fingerprint a disclosure leads to; compare it with the signatures. ValueError if it is not in it."""
    for answer in disclosed["shown"]:
        if _digest(answer) not in disclosed["digests"]:
            raise ValueError(f"The answer {answer['key']!r} is not the one that was signed.")
    for name, fact in disclosed["facts"].items():
        if _fact(name, fact["value"], fact["salt"]) != disclosed["fact_digests"].get(name):
            raise ValueError(f"The fact {name!r} is not the one that was signed.")
    return fingerprint(disclosed["fact_digests"], disclosed["digests"])


def _fact(name: str, value: Any, salt: str) -> str:
    return digest({"fact": name, "value": value, "salt": salt})


def _digest(answer: dict[str, Any]) -> str:
    return digest({name: value for name, value in answer.items() if name != "digest"})
