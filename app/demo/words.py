"""The words of the demo, kept as data beside this module."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from app.policy.people import APPROVED_PREMISES, COURT, CUSTODY, UNPAID_WORK, VICTIM_LIAISON, is_line_manager_role

HERE = Path(__file__).parent
BY_FUNCTION = {
    APPROVED_PREMISES: ("premises", "case"), COURT: ("court",), CUSTODY: ("custody", "case"), UNPAID_WORK: ("unpaid",),
    VICTIM_LIAISON: ("victim",),
}  # fmt: skip


@dataclass(frozen=True)
class Theme:
    """What one session was about. `mine` are the practitioner's words, `theirs` those of whoever holds it."""

    strengths: str
    application: str
    mine: list[str]
    theirs: list[str]
    skills: list[str]
    actions: list[tuple[str, str]] = field(default_factory=list)
    rosh: str = "medium"
    why: str = ""
    piece: str = ""
    develop: str = ""
    values: str = ""
    learning: str = ""


@cache
def of_sessions() -> dict[str, Any]:
    """Everything written in sessions."""
    return tomllib.loads((HERE / "sessions.toml").read_text(encoding="utf-8"))


@cache
def of_observations() -> dict[str, Any]:
    """Everything written in observations."""
    return tomllib.loads((HERE / "observations.toml").read_text(encoding="utf-8"))


def themes(role: str, function: str) -> list[Theme]:
    """The themes that someone of this role and function would bring, the likeliest first."""
    kinds = ("manager",) if is_line_manager_role(role) else BY_FUNCTION.get(function, ("case",))
    found = []
    for kind in kinds:
        for one in of_sessions()["theme"]:
            if one["for"] == kind:
                found.append(Theme(**{name: value for name, value in one.items() if name != "for"}))
    return found


def ratings(chance: Random) -> dict[str, str]:
    """Ratings of what was seen with their evidence, as answers by key."""
    said = of_observations()
    strong = chance.sample(sorted(said["strength"]), chance.randint(3, 5))
    weak = chance.sample(sorted(set(said["develop"]) - set(strong)), chance.choice((1, 1, 2)))
    fair = chance.sample(sorted(set(said["strength"]) - set(strong) - set(weak)), chance.randint(2, 4))
    answers = {f"rating_{code}": "competent" for code in fair}
    for rating, codes in (("strength", strong), ("develop", weak)):
        for code in codes:
            answers[f"rating_{code}"] = rating
            answers[f"evidence_{code}"] = chance.choice(said[rating][code])
    return answers


def feedback(chance: Random) -> dict[str, str]:
    """Feedback after an observation, as answers by key."""
    return {key: chance.choice(lines) for key, lines in of_observations()["feedback"].items()}
