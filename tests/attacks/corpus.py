"""The inputs that break things elsewhere, a file of tests/corpus a category, and the dealing of them over fields."""

import json
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

FILES = Path(__file__).parents[1] / "corpus"
# Fewest of each category (reliability table of attacks); those that grow with the routes are made by their tests.
LEAST = {"sql": 80, "markup": 150, "templates": 30, "places": 70, "elsewhere": 30, "unicode": 80, "lengths": 20,
         "numbers": 25, "dates": 25, "times": 10, "formulas": 25, "ids": 20, "requests": 30, "hidden": 500}  # fmt: skip


def read(category: str) -> list[str]:
    """Every input of a category; a length is its letters so many times over."""
    found = json.loads((FILES / f"{category}.json").read_text())
    return [each if isinstance(each, str) else each[0] * each[1] for each in found]


SQL, MARKUP, TEMPLATES, PLACES, ELSEWHERE = map(read, ("sql", "markup", "templates", "places", "elsewhere"))
UNICODE, LENGTHS, NUMBERS, DATES, TIMES = map(read, ("unicode", "lengths", "numbers", "dates", "times"))
FORMULAS, IDS = map(read, ("formulas", "ids"))
# What may stand in any text; the longest only where something is typed.
WORDS = (SQL, MARKUP, TEMPLATES, PLACES, ELSEWHERE, UNICODE, NUMBERS, DATES, FORMULAS)
SHORT = [text for text in LENGTHS if len(text) <= 20_001]


def mixed(*categories: list[str]) -> Iterator[str]:
    """One input of each category in turn, without end, so that whatever is fed by turns meets every category."""
    turns = [cycle(category) for category in categories]
    while True:
        for turn in turns:
            yield next(turn)


def dealt(*categories: list[str]) -> Iterator[str]:
    """Every input of these categories, each once or more, in turns."""
    return islice(mixed(*categories), max(map(len, categories)) * len(categories))


def storable(text: str) -> bool:
    """Whether a database keeps it: no NUL, no half of a letter."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
