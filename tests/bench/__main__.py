"""`make bench`: compare our speed with that of other implementations, as ratios."""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from core.edgefinder import Edgefinder
from tests.bench.clean_stop import stopping_in_order
from tests.bench.comparison import as_json, commit, comparison, read_earlier
from tests.bench.conversations import conversation_ratios, filled
from tests.bench.earlier_build import OURS, driver
from tests.bench.goal_solver import goal_ratios
from tests.bench.growth import growth_ratios
from tests.bench.hostile_files import file_ratios
from tests.bench.imports import import_ratios
from tests.bench.measuring import Row, table
from tests.bench.memory import memory_ratios
from tests.bench.notice_queries import notice_ratios
from tests.bench.peers.ratios import peer_ratios
from tests.bench.photos import photograph_ratios
from tests.bench.relay import relay_ratios
from tests.bench.signed_credentials import proof_ratios
from tests.bench.slack_commands import slack_ratios
from tests.bench.startup import start_ratios
from tests.bench.telegram_messages import send_ratios
from tests.bench.telegram_on_postgresql import postgresql_ratios
from tests.bench.telegram_updates import telegram_ratios
from tests.bench.to_earlier_build import earlier_build_ratios
from tests.bench.understanding import understood
from tests.bench.workers import worker_ratios


@dataclass(frozen=True, slots=True)
class _Run:
    """The arguments of a benchmark: its folder and the size of imports."""

    folder: Path
    imports: list[int]


Part = Callable[[_Run], Awaitable[Sequence[Row]]]


async def _ask(run: _Run) -> Sequence[Row]:
    async with _center(run) as (edgefinder, file):
        return await conversation_ratios(edgefinder, file)


async def _telegram(run: _Run) -> Sequence[Row]:
    async with _center(run) as (edgefinder, file):
        return await telegram_ratios(edgefinder, file)


async def _slack(run: _Run) -> Sequence[Row]:
    async with _center(run) as (_, file), driver(OURS, file) as driven:
        return await slack_ratios(driven)


async def _peers(run: _Run) -> Sequence[Row]:
    async with _center(run) as (edgefinder, file), driver(OURS, file) as driven:
        return await peer_ratios(edgefinder, file, driven)


@asynccontextmanager
async def _center(run: _Run) -> AsyncIterator[tuple[Edgefinder, Path]]:
    edgefinder, file = await filled(run.folder)
    try:
        yield edgefinder, file
    finally:
        await edgefinder.close()


async def _imports(run: _Run) -> Sequence[Row]:
    return [row for count in run.imports for row in await import_ratios(run.folder, count)]


async def _files(run: _Run) -> Sequence[Row]:
    return [*await file_ratios(run.folder), *await photograph_ratios(run.folder)]


async def _words(_: _Run) -> Sequence[Row]:
    print(await understood())
    return []


PARTS: dict[str, Part] = {
    "start": lambda run: start_ratios(run.folder),
    "ask": _ask,
    "telegram": _telegram,
    "postgresql": lambda _: postgresql_ratios(),
    "slack": _slack,
    "workers": lambda run: worker_ratios(run.folder),
    "peers": _peers,
    "builds": lambda run: earlier_build_ratios(run.folder),
    "memory": lambda run: memory_ratios(run.folder),
    "send": lambda _: send_ratios(),
    "relay": lambda run: relay_ratios(run.folder),
    "notices": lambda run: notice_ratios(run.folder),
    "import": _imports,
    "goals": lambda _: goal_ratios(),
    "files": _files,
    "proof": lambda run: proof_ratios(run.folder),
    "growth": lambda run: growth_ratios(run.folder),
    "words": _words,
}


def _all(parts: list[str], rows: list[int]) -> list[Row]:
    measured: list[Row] = []
    for part in parts:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="edgefinder-bench-") as name:
            found = asyncio.run(_measured(PARTS[part], _Run(Path(name), rows)))
        measured += found
        if found:
            print(table(found))
        print(f"({part}: {time.monotonic() - began:.0f} s)\n", flush=True)
    return measured


async def _measured(part: Part, run: _Run) -> Sequence[Row]:
    return await part(run)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    usual = [each for each in PARTS if each != "growth"]  # it takes longer than all others
    parser.add_argument(
        "parts", nargs="*", help=f"of {', '.join(PARTS)}; all but growth when none is named"
    )
    parser.add_argument(
        "--rows", type=int, nargs="*", default=[200_000, 1_000_000], help="rows of the imports"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file")
    parser.add_argument(
        "--against", type=Path, metavar="FILE", help="compare with a file of an earlier run"
    )
    given = parser.parse_args()
    if unknown := [each for each in given.parts if each not in PARTS]:
        parser.error(f"there is no part {unknown[0]}: choose from {', '.join(PARTS)}")
    try:
        earlier = read_earlier(given.against) if given.against else None
    except ValueError as error:
        parser.error(str(error))
    os.environ["TZ"] = "UTC"
    time.tzset()
    with stopping_in_order():
        rows = _all(given.parts or usual, given.rows)
    if given.json:
        given.json.write_text(as_json(rows, commit()), encoding="utf-8")
    if earlier is not None:
        said, behind = comparison(rows, earlier)
        print(said)
        sys.exit(1 if behind else 0)


if __name__ == "__main__":
    main()
