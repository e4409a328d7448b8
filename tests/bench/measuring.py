"""Compare two ways of doing the same work, timed in turns in one run, as a ratio."""

import gc
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Self

Work = Callable[[], Awaitable[int]]
"""Does some work; returns how many operations it did."""


class Speed(float):
    """The median of operations per second over several rounds, with the rounds."""

    __slots__ = ("rounds",)
    rounds: tuple[float, ...]

    def __new__(cls, rounds: Sequence[float]) -> Self:
        made = super().__new__(cls, statistics.median(rounds))
        made.rounds = tuple(rounds)
        return made

    def inverted(self) -> "Speed":
        """Seconds per operation in place of operations per second, or the other way around."""
        return Speed([1 / each for each in self.rounds])


@dataclass(frozen=True)
class Ratio:
    """Our speed compared with a minimal implementation.

    `ours` and `bare` are per second; `floor` and `aim` are what the ratio should reach. With `cost`
    the ratio is of times, so smaller is better. With `unit` both are amounts, and smaller is better
    too.
    """

    name: str
    ours: float
    bare_name: str
    bare: float
    floor: float
    aim: float
    cost: bool = False
    unit: str = ""

    @property
    def ratio(self) -> float:
        return self.bare / self.ours if self.cost else self.ours / self.bare

    @property
    def spread(self) -> tuple[float, float] | None:
        """The quartiles of the ratios of single rounds; None if there was one round only."""
        both = (self.bare, self.ours) if self.cost else (self.ours, self.bare)
        rounds = [each.rounds if isinstance(each, Speed) else (each,) for each in both]
        count = max(map(len, rounds))
        if count == 1:
            return None
        above, below = (each * count if len(each) == 1 else each for each in rounds)
        low, _, high = statistics.quantiles([a / b for a, b in zip(above, below, strict=True)])
        return low, high

    @property
    def less_is_better(self) -> bool:
        return self.cost or bool(self.unit)

    @property
    def verdict(self) -> str:
        def reached(mark: float) -> bool:
            return self.ratio <= mark if self.less_is_better else self.ratio >= mark

        return "aim" if reached(self.aim) else "floor" if reached(self.floor) else "below"


@dataclass(frozen=True)
class Skipped:
    """A row that could not be measured here, and why."""

    name: str
    why: str


Row = Ratio | Skipped


async def side_by_side(ours: Work, bare: Work, jobs: int = 7) -> tuple[Speed, Speed]:
    """Return the operations per second of both.

    They are measured in turns, so that noise affects them alike; the first round of each only warms
    up.
    """
    fast, base = await in_turns((ours, bare), jobs)
    return fast, base


async def in_turns(works: Sequence[Work], jobs: int = 7) -> list[Speed]:
    """Like `side_by_side`, for any number of them."""
    speeds: list[list[float]] = [[] for _ in works]
    for turn in range(jobs + 1):
        for work, kept in zip(works, speeds, strict=True):
            gc.collect()
            began = time.perf_counter()
            done = await work()
            spent = time.perf_counter() - began
            if turn:
                kept.append(done / spent)
    return [Speed(each) for each in speeds]


async def alone(work: Work, jobs: int = 5) -> Speed:
    """Return the operations per second, to be compared with a fixed bound.

    The first round only warms up.
    """
    [speed] = await in_turns([work], jobs)
    return speed


def table(rows: Sequence[Row]) -> str:
    """Format the ratios as a table for people."""
    what = f"{'what':<46} {'ours':>11} {'bare':>11}  {'ratio':>6} {'spread':>13}"
    lines = [f"{what}  {'floor':>5}  {'aim':>5}", "-" * 110]
    for each in rows:
        if isinstance(each, Skipped):
            lines.append(f"{each.name:<46} skipped: {each.why}")
            continue
        ours, bare = (f"{speed:,.0f}/s" for speed in (each.ours, each.bare))
        if each.cost:
            ours, bare = (f"{1000 / speed:,.1f} ms" for speed in (each.ours, each.bare))
        if each.unit:
            ours, bare = (f"{amount:,.0f} {each.unit}" for amount in (each.ours, each.bare))
        spread = "{:.2f} to {:.2f}".format(*each.spread) if each.spread else ""
        lines.append(
            f"{each.name:<46} {ours:>11} {bare:>11}  {each.ratio:>6.2f} {spread:>13}  "
            f"{each.floor:>5.2f}  {each.aim:>5.2f}  {each.verdict}"
        )
        lines.append(f"  to {each.bare_name}")
    return "\n".join(lines)
