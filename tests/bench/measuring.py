"""Compare two ways of doing the same work, timed in turns in one run, as a ratio."""

import gc
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Work = Callable[[], Awaitable[int]]
"""Does some work; returns how many operations it did."""


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
    def verdict(self) -> str:
        def reached(mark: float) -> bool:
            less_is_better = self.cost or bool(self.unit)
            return self.ratio <= mark if less_is_better else self.ratio >= mark

        return "aim" if reached(self.aim) else "floor" if reached(self.floor) else "below"


async def side_by_side(ours: Work, bare: Work, jobs: int = 7) -> tuple[float, float]:
    """Return the median operations per second of both.

    They are measured in turns, so that noise affects them alike; the first round of each only warms
    up.
    """
    speeds: tuple[list[float], list[float]] = ([], [])
    for turn in range(jobs + 1):
        for work, kept in zip((ours, bare), speeds, strict=True):
            gc.collect()
            began = time.perf_counter()
            done = await work()
            spent = time.perf_counter() - began
            if turn:
                kept.append(done / spent)
    return statistics.median(speeds[0]), statistics.median(speeds[1])


async def alone(work: Work, jobs: int = 5) -> float:
    """Return the median operations per second, to be compared with a fixed bound.

    The first round only warms up.
    """
    speeds, _ = await side_by_side(work, _nothing, jobs)
    return speeds


async def _nothing() -> int:
    return 0


def table(ratios: list[Ratio]) -> str:
    """Format the ratios as a table for people."""
    lines = [
        f"{'what':<46} {'ours':>11} {'bare':>11}  {'ratio':>6}  {'floor':>5}  {'aim':>5}",
        "-" * 96,
    ]
    for each in ratios:
        ours, bare = (f"{speed:,.0f}/s" for speed in (each.ours, each.bare))
        if each.cost:
            ours, bare = (f"{1000 / speed:,.1f} ms" for speed in (each.ours, each.bare))
        if each.unit:
            ours, bare = (f"{amount:,.0f} {each.unit}" for amount in (each.ours, each.bare))
        lines.append(
            f"{each.name:<46} {ours:>11} {bare:>11}  {each.ratio:>6.2f}  {each.floor:>5.2f}  "
            f"{each.aim:>5.2f}  {each.verdict}"
        )
        lines.append(f"  to {each.bare_name}")
    return "\n".join(lines)
