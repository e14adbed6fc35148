"""How a signed observation reads: ratings with their evidence, and what was not seen in one line."""

from collections.abc import Sequence
from dataclasses import replace

from app.policy.observations import COMPETENT, NOT_SEEN, RATINGS
from app.records.snapshot import Line

# The headline of the record says these.
IN_HEADLINE = frozenset({"observed_on", "started", "minutes", "activity", "recording", "crn"})
BRIEF = {words: code for code, words in RATINGS if code in (COMPETENT, NOT_SEEN)}


def laid_out(lines: Sequence[Line]) -> list[Line]:
    """The answers as they are read. Nothing signed is left out but what the headline repeats."""
    evidence = {line.key.removeprefix("evidence_"): line for line in lines if line.key.startswith("evidence_")}
    found: list[Line] = []
    brief: dict[str, list[Line]] = {words: [] for words in BRIEF}
    place = 0
    for line in lines:
        if line.key in IN_HEADLINE or line.key.startswith("evidence_"):
            continue
        if not line.key.startswith("rating_"):
            found.append(line)
            continue
        said = evidence.get(line.key.removeprefix("rating_"))
        if said is None and line.text in brief:
            brief[line.text].append(line)
        else:
            found.append(replace(line, text=f"{line.text}\n{said.text}" if said else line.text))
        place = len(found)
    together = [
        replace(rated[0], label=words, text="; ".join(line.label for line in rated))
        for words, rated in brief.items()
        if rated
    ]
    return [*found[:place], *together, *found[place:]]
