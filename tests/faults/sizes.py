"""How much of everything: small in each run of the suite, OVERSIGHT_FAULTS=long for a release."""

import os
from typing import TypeVar

LONG = os.environ.get("OVERSIGHT_FAULTS") == "long"
Size = TypeVar("Size")


def size(usual: Size, long: Size) -> Size:
    """The one for this run."""
    return long if LONG else usual
