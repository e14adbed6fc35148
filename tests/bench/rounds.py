"""Timing two things in turn, so that a busy machine slows both."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

Clock = Callable[[], float]
Clocks = tuple[Clock, Clock]
ROUNDS = 7
NOISE = 1.2  # a shared machine's: a ratio of times misses its bar only beyond the bar times this
MISSED = "MISSES"


@dataclass(frozen=True)
class Row:
    """One line of the report: what was measured in each round, and its bar, if any.

    The bar is the most it may be, or the least where `at_least`. `unit` stands behind figures that are no ratio; those
    with `is_exact` are counted and not timed, so that no noise is allowed for. `note` says what stood beside it.
    """

    name: str
    figures: tuple[float, ...]
    bar: float | None = None
    unit: str = ""
    note: str = ""
    at_least: bool = False
    is_exact: bool = False

    @property
    def figure(self) -> float:
        """The median of the rounds."""
        return median(self.figures)

    @property
    def verdict(self) -> str:
        """Whether it holds: also when it is over its bar by no more than the noise, and then it says so."""
        if self.bar is None:
            return "no bar"
        over = self.bar / self.figure if self.at_least else self.figure / self.bar
        if over <= 1:
            return "holds"
        return MISSED if self.is_exact or over > NOISE else "holds within the noise"

    def __str__(self) -> str:
        spread = f"[{_short(min(self.figures))}-{_short(max(self.figures))}]" if len(set(self.figures)) > 1 else ""
        bar = "" if self.bar is None else f"{'>=' if self.at_least else '<='} {_short(self.bar)}"
        figure = f"{_short(self.figure)}{' ' if self.unit else ''}{self.unit}"
        return f"  {self.name:<66} {figure:>11} {spread:>13} {bar:>8}  {self.verdict:<8}  {self.note}".rstrip()


def _short(figure: float) -> str:
    return f"{figure:.0f}" if figure >= 100 or (figure >= 3 and figure == int(figure)) else f"{figure:.2f}"


def spoken(seconds: float) -> str:
    """A time in words."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.2f} ms"


def in_turn(
    name: str, ours: Callable[[], object], floor: Callable[[], object], bar: float | None = None, *, times: int = 1,
    rounds: int = ROUNDS, each: int = 1, is_speed: bool = False, worked: Clocks | None = None,
) -> Row:  # fmt: skip
    """Time both in turn after one unmeasured go at each; `times` of each make a round, and one go does `each` things.

    Times of ours over the floor's; where `is_speed`, how many we do while the other does one, and the bar is a least.
    With the clocks `worked` of both servers it is the processor's time in them, which hardly minds a busy machine.
    """
    ours()
    floor()
    clocks = dict(zip((ours, floor), worked or (perf_counter, perf_counter), strict=True))
    pairs = []
    for number in range(rounds):
        order = (ours, floor) if number % 2 else (floor, ours)
        took = {do: _took(do, times, clocks[do]) / each for do in order}
        pairs.append((took[ours], took[floor]))
    note = " against ".join(spoken(median(pair[which] for pair in pairs)) for which in (0, 1))
    note += " of the processor" if worked else ""
    ratios = tuple(pair[1] / pair[0] if is_speed else pair[0] / pair[1] for pair in pairs)
    return Row(name, ratios, bar, note=note, at_least=is_speed)


def _took(do: Callable[[], object], times: int, clock: Clock) -> float:
    began = clock()
    for _ in range(times):
        do()
    return (clock() - began) / times
