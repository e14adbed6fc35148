"""The frozen text of a record: self-describing, fingerprinted, and provable one answer at a time.

A snapshot is {"format", "facts", "seals", "answers", "apart"}. Each answer carries a random salt and the digest of
itself with that salt; "seals" holds the same for each fact. The fingerprint covers the digests only, so an answer or a
fact can be shown with its salt and proved against a signature while the others stay digests: a fact may name a case.

The answers that no evidence pack may ever show are kept apart: one digest, over a salt and theirs, stands for all of
them, be they many or none, so that a disclosure does not tell how many there are. It comes last. Format 1, of records
signed before, has no "apart": there each of these answers has a digest among the others.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from app.history.chain import canonical, digest, quickly

FORMAT = 2


@dataclass(frozen=True)
class Line:
    """One answer as it is shown: its question, whose words they are, and the words.

    `private` never leaves the two people; `apart` is never in an evidence pack, as nothing private is.
    """

    key: str
    part: str
    by: str
    section: str
    label: str
    text: str
    private: bool = False
    apart: bool = False


def freeze(facts: dict[str, Any], lines: list[Line]) -> tuple[str, str]:
    """Make a snapshot: its canonical JSON text and its fingerprint (64 hex digits)."""
    answers = []
    for line in lines:
        answer = {**line.__dict__, "apart": line.apart or line.private, "salt": secrets.token_hex(16)}
        answers.append({**answer, "digest": digest(answer)})
    salts = {name: secrets.token_hex(16) for name in facts}
    seals = {name: {"salt": salt, "digest": _fact(name, facts[name], salt)} for name, salt in salts.items()}
    body: dict[str, Any] = {"format": FORMAT, "facts": facts, "seals": seals, "answers": answers,
                            "apart": secrets.token_hex(16)}  # fmt: skip
    text = canonical(body).decode()
    return text, check(text)


def fingerprint(form: int, facts: dict[str, str], digests: list[str]) -> str:
    """What every signature of the record carries: over the digests of its facts, by name, and of its answers, as the
    format `form` has them.
    """
    return digest({"format": form, "facts": facts, "digests": digests})


def check(body: str) -> str:
    """The fingerprint a stored snapshot has now, each digest worked out afresh. For `flask history verify`.

    ValueError, KeyError or TypeError when it is not written as `freeze` writes, to the last character: the digests that
    stand in it too, for packs show them.
    """
    content = json.loads(body)
    try:
        return _checked(content, body, quickly)
    except ValueError:
        return _checked(content, body, canonical)


def _checked(content: dict[str, Any], body: str, write: Callable[[Any], bytes]) -> str:
    seals = content["seals"]
    facts = {name: _fact(name, value, seals[name]["salt"], write) for name, value in content["facts"].items()}
    own = [_digest(answer, write) for answer in content["answers"]]
    told = [*(seals[name] for name in facts), *content["answers"]]
    if [each["digest"] for each in told] != [*facts.values(), *own] or write(content).decode() != body:
        raise ValueError("The snapshot is not as it was frozen.")
    return fingerprint(content["format"], facts, _digests(content, own))


def _digests(content: dict[str, Any], own: list[str] | None = None) -> list[str]:
    """The digests of the answers: one each, and one for all kept apart. `own` are theirs, if worked out already."""
    answers = content["answers"]
    own = [_digest(answer) for answer in answers] if own is None else own
    if content["format"] == 1:
        return own
    apart = [mine for mine, answer in zip(own, answers, strict=True) if answer["apart"]]
    others = [mine for mine, answer in zip(own, answers, strict=True) if not answer["apart"]]
    return [*others, digest({"salt": content["apart"], "digests": apart})]


def lines(body: str) -> list[Line]:
    """The answers of a snapshot, in order; none once its text was removed."""
    if not body:
        return []
    answers = json.loads(body)["answers"]
    return [Line(**{name: answer[name] for name in Line.__dataclass_fields__ if name in answer}) for answer in answers]


def facts(body: str) -> dict[str, Any]:
    """The facts of a snapshot: who, when, in which capacity, and its headline."""
    found: dict[str, Any] = json.loads(body)["facts"]
    return found


def disclose(body: str, keys: Collection[tuple[str, str]], without: Collection[str] = ()) -> dict[str, Any]:
    """Show only the answers named by (key, part) and the facts not named in `without`; of the rest only the digests.

    Never an answer that is private or kept apart.
    """
    content = json.loads(body)
    may_show = [answer for answer in content["answers"] if not (answer["private"] or answer.get("apart"))]
    shown = [answer for answer in may_show if (answer["key"], answer["part"]) in keys]
    return {
        "format": content["format"],
        "facts": {
            name: {"value": value, "salt": content["seals"][name]["salt"]}
            for name, value in content["facts"].items()
            if name not in without
        },
        "fact_digests": {name: seal["digest"] for name, seal in content["seals"].items()},
        "digests": _digests(content),
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
    return fingerprint(disclosed["format"], disclosed["fact_digests"], disclosed["digests"])


def _fact(name: str, value: Any, salt: str, write: Callable[[Any], bytes] = canonical) -> str:
    return hashlib.sha256(write({"fact": name, "value": value, "salt": salt})).hexdigest()


def _digest(answer: dict[str, Any], write: Callable[[Any], bytes] = canonical) -> str:
    return hashlib.sha256(write({name: value for name, value in answer.items() if name != "digest"})).hexdigest()
