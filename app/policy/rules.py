"""A rule, a breach of it, and the refusal that follows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Facts = TypeVar("Facts")


@dataclass(frozen=True)
class Rule(Generic[Facts]):
    """One sentence of the policy.

    `source` is the paragraph ("Framework 6.3"), `words` the rule in one sentence, `broken` tells whether the facts
    break it, and `remedy` says what the person can do about it.
    """

    source: str
    words: str
    broken: Callable[[Facts], bool]
    remedy: str = ""


@dataclass(frozen=True)
class Breach:
    """A rule that the facts break, ready to be shown."""

    source: str
    words: str
    remedy: str = ""


class Refused(Exception):
    """The rule book does not allow it. Carries the breaches; the web answers 409 and shows them."""

    def __init__(self, *breaches: Breach) -> None:
        super().__init__("; ".join(f"{breach.words} ({breach.source})" for breach in breaches))
        self.breaches = breaches


def breaches(rules: Iterable[Rule[Facts]], facts: Facts) -> list[Breach]:
    """Every rule the facts break, in the order of the rules."""
    return [Breach(rule.source, rule.words, rule.remedy) for rule in rules if rule.broken(facts)]


def insist_reason(source: str, reason: str) -> None:
    """Raise Refused unless a reason is given. `source` is the paragraph that asks for one."""
    if not reason.strip():
        raise Refused(Breach(source, "This needs a reason.", "Say why, in a few words."))


def insist(rules: Iterable[Rule[Facts]], facts: Facts) -> None:
    """Raise Refused if the facts break any of the rules."""
    found = breaches(rules, facts)
    if found:
        raise Refused(*found)
