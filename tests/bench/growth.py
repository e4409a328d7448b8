"""Benchmark the slowest answers with a million candidates against those with ten thousand."""

from pathlib import Path

from tests.bench.measuring import Ratio
from tests.growth.databases import KINDS, SMALL, databases
from tests.growth.filling import fill
from tests.growth.measuring import MOST, compare

CANDIDATES = 1_000_000
_AIM = 1.2


async def growth_ratios(folder: Path, candidates: int = CANDIDATES) -> list[Ratio]:
    """Compare the times within which 99% of answers come, on SQLite and on PostgreSQL."""
    ratios = []
    for kind in KINDS:
        with databases(kind, folder) as (small, large):
            await fill(small, SMALL)
            await fill(large, candidates)
            found = await compare((small, SMALL), (large, candidates))
        ratios += [
            Ratio(
                f"{each.name}, {candidates:,} candidates, {kind}",
                *(1 / each.large, f"the same of {SMALL:,}", 1 / each.small),
                *(MOST, _AIM),
                cost=True,
            )
            for each in found
        ]
    return ratios
