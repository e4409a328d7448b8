"""`make growth`: check that answers stay nearly as fast with millions of candidates."""

import argparse
import asyncio
import csv
import json
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.clean_stop import finished, stopping_in_order
from tests.growth.databases import KINDS, SMALL, databases, read_once
from tests.growth.filling import POSTGRESQL_BYTES, SQLITE_BYTES, bytes_of, fill
from tests.growth.measuring import MOST, Growth, compare
from tests.growth.options import count, count_or_none, folder
from tests.growth.rows import DAY, number_of

_ROW_BYTES = 45
_SPARE = 1.3
_IMPORTED = "M1-TUR-T"


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="make growth", description=__doc__)
    parser.add_argument("--candidates", type=count, default=10_000_000, help="default: 10,000,000")
    parser.add_argument("--small", type=count, default=SMALL, help="default: 10,000")
    parser.add_argument("--only", choices=KINDS)
    parser.add_argument("--folder", type=folder, help="where to keep the databases meanwhile")
    parser.add_argument(
        "--rows", type=count_or_none, help="rows to import at the end; default: one each"
    )
    given = parser.parse_args(words)
    kinds = [given.only] if given.only else list(KINDS)
    rows = given.candidates if given.rows is None else given.rows
    if given.small >= given.candidates:
        parser.error(f"--candidates {given.candidates}: give more than --small {given.small}")
    place = given.folder or Path.cwd()
    needed = disk_needed(given.candidates, rows, kinds)
    free = shutil.disk_usage(place).free
    print(
        f"{given.candidates:,} candidates need up to {needed / 1e9:,.1f} GB in {place}; "
        f"{free / 1e9:,.1f} GB are free there. Everything is removed at the end.",
        flush=True,
    )
    if needed > free:
        sys.exit("There is too little room: name another place with --folder, or fewer candidates")
    kept = True
    with stopping_in_order(), TemporaryDirectory(prefix="edgefinder-growth-", dir=place) as name:
        for kind in kinds:
            kept &= asyncio.run(_measure(kind, given.small, given.candidates, rows, Path(name)))
    sys.exit(0 if kept else 1)


def disk_needed(candidates: int, rows: int, kinds: list[str]) -> int:
    """Return how many bytes of disk the larger database and the file with results need."""
    each = {"sqlite": SQLITE_BYTES, "postgresql": POSTGRESQL_BYTES}
    # an imported result takes less than a fifth of a candidate's space, so a third is enough
    database = max((candidates + rows // 3) * each[kind] for kind in kinds)
    return int((database + rows * _ROW_BYTES) * _SPARE)


async def _measure(kind: str, small: int, large: int, rows: int, folder: Path) -> bool:
    with databases(kind, folder) as (small_url, large_url):
        for url, candidates in ((small_url, small), (large_url, large)):
            began = time.monotonic()
            await fill(url, candidates)
            spent, size = time.monotonic() - began, await bytes_of(url)
            print(
                f"{kind}: {candidates:,} candidates, {size / 1e9:.2f} GB "
                f"({size / candidates:,.0f} bytes each), filled in {spent:,.0f} s",
                flush=True,
            )
        read_once(folder)
        found = await compare((small_url, small), (large_url, large))
        print(table(found, small, large), flush=True)
        if rows:
            print(f"{kind}: {await _imported(large_url, large, rows, folder)}", flush=True)
    return all(each.ratio <= MOST for each in found)


def table(found: list[Growth], small: int, large: int) -> str:
    """Format the measurements as a table."""
    lines = [f"{'slowest 1 %':<20} {small:>14,} {large:>14,}  ratio  (at most {MOST})"]
    for each in found:
        verdict = "" if each.ratio <= MOST else "  TOO SLOW"
        times = f"{each.small * 1000:>11.2f} ms {each.large * 1000:>11.2f} ms"
        lines.append(f"{each.name:<20} {times}  {each.ratio:>5.2f}{verdict}")
    return "\n".join(lines)


async def _imported(url: str, candidates: int, rows: int, folder: Path) -> str:
    """Import `rows` new results. Return rows per second and peak memory as a line of text."""
    source = folder / "results.csv"
    with source.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("candidate_number", "exam", "outcome", "taken_on"))
        for place in range(rows):
            attempt, candidate = divmod(place, candidates)
            day = DAY.replace(day=DAY.day + attempt % 20)
            writer.writerow((number_of(candidate + 1), _IMPORTED, "fail", day.isoformat()))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.import_process", url, str(source), "1"),
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await finished(process)
    source.unlink()
    [seconds], megabytes = json.loads(said)
    return (
        f"{rows:,} results imported in {seconds:,.0f} s ({rows / seconds:,.0f} a second), "
        f"{megabytes:,.0f} MB of memory at most"
    )


if __name__ == "__main__":
    main()
