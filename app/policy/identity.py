"""Passages of a text that could tell who somebody is (domain guide C10): names, numbers, addresses, contact details.

An evidence pack leaves the service. Whatever this finds is hidden in it until its owner looks at it and keeps it. It
would rather ask once too often than print a name, and it stays quiet about tools, teams, places, policy and meetings.
"""

from collections.abc import Collection

from app.policy import addresses, identifiers
from app.policy.identifiers import Span
from app.policy.names import NAME, names

SHORTEST_KNOWN = 3  # letters of a word of a known name that may stand alone
KINDS = (NAME, addresses.ADDRESS, *(kind for kind, _ in identifiers.PATTERNS))


def passages(text: str, known: Collection[str] = ()) -> list[Span]:
    """Every passage that could identify somebody, in order, none overlapping another.

    `known` are the full names of people whom the record names anyway, such as those who signed it.
    """
    taken = bytearray(len(text))
    found = identifiers.matches(text, (*identifiers.PATTERNS, *identifiers.AFTER_WORDS), taken)
    found += identifiers.matches(text, addresses.PATTERNS, taken)
    words = {word for name in known for word in name.lower().replace("’", "'").split() if len(word) >= SHORTEST_KNOWN}
    found += names(text, taken, words)
    return sorted(found, key=lambda span: span.start)
