"""People with accounts."""

from app.people.models import Person
from tests import make


def practitioner(name: str) -> Person:
    """A probation officer in post."""
    who = make.person(name)
    make.posting(who)
    return who
