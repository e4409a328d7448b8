"""Time two functions that do the same work in turns, and compare them as a ratio."""

import gc
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

from adapters.serve import reduce_garbage_collection

Work = Callable[[], Awaitable[int]]
"""An async function that does some work and returns the number of operations."""


class Speed(float):
    """The operations per second of some work: the median of several rounds, and each round."""

    __slots__ = ("rounds",)
    rounds: tuple[float, ...]

    def __new__(cls, rounds: Sequence[float]) -> Self:
        made = super().__new__(cls, statistics.median(rounds))
        made.rounds = tuple(rounds)
        return made

    def inverted(self) -> "Speed":
        """Return the reciprocals: seconds per operation, or back to operations per second."""
        return Speed([1 / each for each in self.rounds])


@dataclass(frozen=True)
class Ratio:
    """Our speed compared with that of a minimal implementation.

    `ours` and `bare` are operations per second. The ratio must reach `floor` and should reach
    `aim`. With `cost`, the ratio compares the times, so a smaller ratio is better. With a `unit`,
    `ours` and `bare` are amounts, such as MB, and a smaller ratio is better too.
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
        """Return the quartiles of the rounds' ratios, or None if there was only one round."""
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
    """A measurement that cannot be made on this machine, with the reason."""

    name: str
    why: str


Row = Ratio | Skipped


@contextmanager
def memory_as_served() -> Iterator[None]:
    """Collect garbage as `serve` does, for both sides of a comparison.

    Otherwise, Python would scan everything in our process again and again, which `serve` avoids.
    """
    usual = gc.get_threshold()
    reduce_garbage_collection()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)


async def side_by_side(ours: Work, bare: Work, jobs: int = 7) -> tuple[Speed, Speed]:
    """Return the operations per second of our function and of the bare one.

    The two are measured in turns, so that noise affects both. The first round of each is only a
    warm-up.
    """
    fast, base = await in_turns((ours, bare), jobs)
    return fast, base


async def in_turns(works: Sequence[Work], jobs: int = 7) -> list[Speed]:
    """Return the operations per second of each function. Measure them as `side_by_side` does."""
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
    """Return the operations per second of one function. The first round is only a warm-up."""
    [speed] = await in_turns([work], jobs)
    return speed


def table(rows: Sequence[Row]) -> str:
    """Format the ratios as a table."""
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
