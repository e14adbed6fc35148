"""Cases named in a record, by reference and never by name: what is missing, and what is no reference."""

from collections.abc import Mapping

from app.policy.identifiers import CASE_REFERENCE, PATTERNS
from app.policy.rules import Breach
from app.records.kinds import Problem
from app.records.paper import Paper

PATTERN = dict(PATTERNS)[CASE_REFERENCE]


def problems(paper: Paper, needs: Mapping[str, str], *, after: str = "") -> list[Problem]:
    """What each case that is begun still needs: `needs` by the last word of a question's key. Not asked of the group
    `after` ("case_1"), whose questions say themselves that they are needed.
    """
    found = []
    for question in paper.questions:
        group, _, part = question.key.rpartition("_")
        begun = group.startswith("case_") and any(paper.text(f"{group}_{each}").strip() for each in needs)
        if begun and group != after and part in needs and not paper.text(question.key).strip():
            found.append(Problem(question.key, f"Case {group.removeprefix('case_')}: {needs[part]}"))
    return found


def warnings(paper: Paper) -> list[Breach]:
    """Case references that are none: perhaps a name."""
    return [
        Breach("Domain guide C1", f"“{text[:20]}” is not a case reference, such as X264410. Leave out names.")
        for question in paper.questions
        if question.key.startswith("case_") and question.key.endswith("_reference")
        and (text := paper.text(question.key).strip()) and not PATTERN.fullmatch(text)
    ]  # fmt: skip
