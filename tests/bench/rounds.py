"""Timing two things in turn, so that a busy machine slows both."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

ROUNDS = 7


@dataclass(frozen=True)
class Ratio:
    """The median of what each round's pair came to, in seconds and as a ratio. `bar` is the most it may be, if any."""

    name: str
    ours: float
    floor: float
    ratios: tuple[float, ...]
    bar: float | None = None

    @property
    def ratio(self) -> float:
        """Ours over the floor: the median of the rounds."""
        return median(self.ratios)

    @property
    def is_missed(self) -> bool:
        """Whether it is over its bar."""
        return self.bar is not None and self.ratio > self.bar

    def __str__(self) -> str:
        bar = "no bar" if self.bar is None else f"bar {self.bar}, {'MISSED' if self.is_missed else 'met'}"
        spread = f"[{min(self.ratios):.2f}-{max(self.ratios):.2f}]"
        return f"{self.name}: {self.ratio:.2f} {spread} ({bar}); {_time(self.ours)} against {_time(self.floor)}"


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def in_turn(
    name: str, ours: Callable[[], object], floor: Callable[[], object], bar: float | None = None, *, times: int = 1,
    rounds: int = ROUNDS,
) -> Ratio:  # fmt: skip
    """Time both in turn after one unmeasured go at each; `times` of each make a round."""
    ours()
    floor()
    pairs = []
    for number in range(rounds):
        order = (ours, floor) if number % 2 else (floor, ours)
        took = {do: _took(do, times) for do in order}
        pairs.append((took[ours], took[floor]))
    return Ratio(
        name, median(pair[0] for pair in pairs), median(pair[1] for pair in pairs),
        tuple(pair[0] / pair[1] for pair in pairs), bar,
    )  # fmt: skip


def _took(do: Callable[[], object], times: int) -> float:
    began = perf_counter()
    for _ in range(times):
        do()
    return (perf_counter() - began) / times
