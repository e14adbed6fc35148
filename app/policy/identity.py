"""Passages of a text that could tell who somebody is (domain guide C10): names, numbers, addresses, contact details.

An evidence pack leaves the service. Whatever this finds is hidden in it until its owner looks at it and keeps it. It
would rather ask once too often than print a name, and it stays quiet about tools, teams, places, policy and meetings.
"""

from collections.abc import Collection

from app.policy import addresses, identifiers
from app.policy.identifiers import Span
from app.policy.names import NAME, names

SHORTEST_KNOWN = 3  # letters of a word of a known name that may stand alone
# Each kind with what is taken for it, in words.
LOOKED_FOR = {
    NAME: "a title and a name, a given name with or without a surname, initials, and any word with a capital in the"
    " middle of a sentence that is no place, tool, team, role or everyday word",
    addresses.ADDRESS: "a house number and street, a flat, a named house and its street, a street of homes",
    identifiers.POSTCODE: "with or without its space",
    identifiers.CASE_REFERENCE: "a letter and six digits, or digits after the words case reference or CRN",
    identifiers.PRISON: "such as a letter, four digits and two letters, or what follows the words prison number",
    identifiers.POLICE: "of the Police National Computer, with a short or a long year, or of a criminal record",
    identifiers.INSURANCE: "with or without its spaces and its last letter",
    identifiers.BORN: "a date after born, aged, birthday or date of birth, or in brackets after a name",
    identifiers.PHONE: "mobile or landline, however it is spaced, from here or abroad",
    identifiers.EMAIL: "also one with its signs spelt out",
}
KINDS = tuple(LOOKED_FOR)


def passages(text: str, known: Collection[str] = ()) -> list[Span]:
    """Every passage that could identify somebody, in order, none overlapping another.

    `known` are the full names of people whom the record names anyway, such as those who signed it.
    """
    taken = bytearray(len(text))
    found = identifiers.found_in(text, taken)
    found += identifiers.matches(text, addresses.PATTERNS, taken)
    words = {word for name in known for word in name.lower().replace("’", "'").split() if len(word) >= SHORTEST_KNOWN}
    found += names(text, taken, words)
    return sorted(found, key=lambda span: span.start)
