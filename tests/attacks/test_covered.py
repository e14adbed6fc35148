"""The table of what is proved names tests that exist, and leaves no requirement or goal out."""

import ast
import re

from app.config import ROOT

TABLE = (ROOT / "tests" / "attacks" / "COVERED.md").read_text()
ROWS = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]*) \|$", TABLE, flags=re.MULTILINE)
# The requirements of OWASP ASVS 5.0 that stand in the checklist of this service.
ASVS = re.findall(
    r"\S+",
    """
1.2.1 1.2.2 1.2.4 1.2.5 1.2.10 1.3.2 1.3.3 1.3.6 1.3.7 1.3.12 2.2.1 2.2.2 2.2.3 2.3.1 2.3.3 2.3.4 2.3.5 2.4.1 3.2.1
3.2.2 3.3.1 3.4.1 3.4.3 3.4.8 3.5.1 3.5.3 3.6.1 3.7.2 4.1.1 4.1.3 4.1.4 4.2.1 5.2.1 5.3.2 5.4.1 6.2.1 6.2.3 6.2.4
6.2.5 6.2.11 6.3.1 6.3.2 6.3.3 6.3.8 6.4.1 6.4.6 7.2.3 7.3.1 7.4.1 7.4.5 7.5.3 8.1.1 8.2.1 8.2.2 8.2.3 8.3.1 8.3.2
8.4.1 11.1.1 11.2.4 11.4.1 11.5.1 12.2.1 12.3.1 13.2.4 13.3.1 13.4.1 13.4.6 14.2.1 14.2.7 14.3.1 15.1.2 15.2.1 15.2.2
15.2.4 15.2.5 15.3.1 15.3.3 15.3.5 15.3.7 15.4.2 16.2.1 16.2.5 16.3.1 16.4.1 16.4.2 16.5.1 V9 V10 V17
""",
)
GOALS = [f"S{number}" for number in range(1, 11)] + [f"R{number}" for number in range(1, 16)]
CATEGORIES = ("SQL", "Markup", "Templates", "Open redirects", "Forged forms", "Ids of other teams", "Mass assignment",
              "Unicode", "Length", "Numbers and dates", "Formulas", "Print", "Tampering with a pack", "Sessions",
              "Signing in", "HTTP", "Races", "Mutations of history")  # fmt: skip


def names_in(file: str) -> set[str]:
    """The names of the tests of a file; none where there is no file."""
    path = ROOT / file
    if not path.exists():
        return set()
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}


def test_every_test_that_is_named_exists():
    named = [name.split("::") for name in re.findall(r"`(tests/[\w./]+::\w+)`", TABLE)]
    known = {file: names_in(file) for file, _ in named}
    assert [f"{file}::{test}" for file, test in named if test not in known[file]] == []
    assert len(named) > 150


def test_no_requirement_and_no_goal_is_left_out():
    told = {part for first, _, _ in ROWS for part in re.split(r"[, –]+", first)} | {first for first, _, _ in ROWS}
    assert [each for each in (*ASVS, *GOALS, *CATEGORIES) if each not in told] == []


def test_what_does_not_apply_says_why():
    without = [(first, what) for first, what, proofs in ROWS if "`tests/" not in proofs and first != "Requirement"]
    assert [first for first, what in without if not what.startswith("does not apply: ") and what != "What"] == []
