"""How a signed one-to-one reads: without the day, which its headline says, and each case in one piece."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.records.snapshot import Line

CASE = re.compile(r"case_([0-9]+)_(reference|rosh|decision|rationale)")


def laid_out(lines: Sequence[Line]) -> list[Line]:
    """The answers as they are read. Nothing signed is left out but the day."""
    found: list[Line] = []
    last = ""
    for line in lines:
        case = CASE.fullmatch(line.key)
        if line.key == "held_on":
            continue
        if case is None:
            found.append(line)
            continue
        words = f"{line.label}: {line.text}"
        if case[1] == last:
            found[-1] = replace(found[-1], text=f"{found[-1].text}\n{words}")
        else:
            found.append(replace(line, label=f"Case {case[1]}", text=words))
        last = case[1]
    return found
