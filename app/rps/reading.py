"""How a signed session reads: without the answers that its headline repeats."""

import re
from collections.abc import Sequence

from app.records.snapshot import Line

IN_HEADLINE = re.compile(r"held_on|started|minutes|place|model|case_[0-9]+_(reference|rosh)")


def laid_out(lines: Sequence[Line]) -> list[Line]:
    """The answers as they are read. Protected time is mentioned only where it was not kept."""
    kept = any(line.key == "protected" and line.text == "Yes" for line in lines)
    return [
        line
        for line in lines
        if not IN_HEADLINE.fullmatch(line.key) and not (kept and line.key in ("protected", "protected_reason"))
    ]
