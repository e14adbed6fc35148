"""R8: a migration that is killed leaves the database as it was before or as it is after, and can be run again."""

import random
from pathlib import Path

import pytest

from tests.faults.figures import Tally
from tests.faults.sizes import LONG, size
from tests.faults.stages import VERSIONS, Stages
from tests.faults.zygote import Zygote

RUNS = size(10, 50 * len(VERSIONS))  # each migration in turn
CONTROLS = 20  # it ends with the first half it leaves


@pytest.fixture
def stages(zygote: Zygote, place: Path, engine: str):
    made = Stages(zygote, engine, place)
    try:
        made.make()
        yield made
    finally:
        made.home.crash()


def killed(stages: Stages, number: int, chance: random.Random, weakness: str = "") -> str:
    """Whether a migration that was killed left the database "before", "after" or "half"."""
    version, before = VERSIONS[number % len(VERSIONS)], ["000", *VERSIONS][number % len(VERSIONS)]
    stages.bring(before)
    stages.upgrade(version, weakness, kill_after=chance.uniform(0.1, 0.9))
    shape = stages.shape()
    return {stages.shapes[before]: "before", stages.shapes[f"bare {version}"]: "after"}.get(shape, "half")


def test_a_killed_migration_leaves_no_half_and_runs_again(stages: Stages, engine: str, tally: Tally):
    tally.begin("R8", engine, "migrations killed", runs=RUNS)
    chance = random.Random(8)
    while tally["runs"] < RUNS:
        number = tally["runs"]
        left = killed(stages, number, chance)
        version = VERSIONS[number % len(VERSIONS)]
        again = stages.upgrade(version) and stages.shape() == stages.shapes[f"bare {version}"]
        tally.add(runs=1, **{left: 1}, not_run_again=int(not again))
        assert left != "half", version
        assert again, version


def test_the_kill_bites_where_each_statement_counts_at_once(zygote: Zygote, place: Path, tally: Tally):
    tally.begin("R8", "sqlite", "the same without one transaction round it (control)", half=0)
    stages = Stages(zygote, "sqlite", place)
    stages.make()
    chance = random.Random(8)
    for number in range(size(CONTROLS, 50)):
        left = killed(stages, number, chance, "each_statement_at_once")
        tally.add(**{left: 1})
        if left == "half" and not LONG:
            break
    assert tally["half"] > 0


pytestmark = pytest.mark.slow
