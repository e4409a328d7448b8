"""Benchmark `/nims status` with `serve --workers 2` against one worker.

The servers share the cores with the process that asks and with the database. So this benchmark also
compares the CPU time per question, and says how much CPU time the asking process and the database
took. Two virtual cores may be halves of one real core. How much slower they are together is
measured too, with a loop that uses none of our code.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from core.edgefinder import open_edgefinder
from tests.bench.build_driver import SECRET
from tests.bench.center import fill_postgresql, fill_sqlite
from tests.bench.earlier_build import OURS
from tests.bench.fake_slack import FakeSlack
from tests.bench.measuring import Ratio, Row, Skipped, Speed, Work
from tests.bench.serve_process import cpu_seconds, serve_process
from tests.bench.slack_commands import STATUS, status
from tests.servers.postgres import postgres_server

MOST_SECONDS = 50.0
"""The seconds allowed for one database.

If the measurement takes longer, its row is skipped.
"""
_ROUNDS, _FEWEST_ROUNDS = 7, 2
_ASKED = 320
_ASKING_SECONDS = 20.0
"""The seconds after which no new round of questions begins."""
_LOOP = """
import json, time
rows = [{"code": f"M1-{n}", "passed": n % 2 == 0, "day": n * 1.5} for n in range(1000)]
began = time.process_time()
for _ in range(100):
    json.loads(json.dumps(rows))
print(time.process_time() - began)
"""
_LOOPS = 3


@dataclass(frozen=True)
class _Database:
    """A database with the center.

    `process` is the id of the database server's process, or None for SQLite.
    """

    url: str
    process: int | None = None


Prepared = AbstractAsyncContextManager[_Database]


async def worker_ratios(folder: Path, seconds: float = MOST_SECONDS) -> list[Row]:
    """Compare two workers with one, on each database. A row that cannot be measured is Skipped."""
    databases: dict[str, Callable[[], Prepared]] = {
        "SQLite": lambda: _sqlite(folder / "workers.db"),
        "PostgreSQL": _postgresql,
    }
    rows: list[Row] = []
    for database, prepared in databases.items():
        name = f"serve --workers 2: {STATUS}, {database}"
        try:
            async with asyncio.timeout(seconds), prepared() as asked:
                rows += await _ratios(name, database, asked)
        except (TimeoutError, asyncio.IncompleteReadError):
            why = f"not done within {seconds:.0f} s: the machine is too busy"
            rows.append(Skipped(name, why))
    return rows


@asynccontextmanager
async def _sqlite(file: Path) -> AsyncIterator[_Database]:
    url = f"sqlite:///{file}"
    await (await open_edgefinder(database_url=url)).close()
    fill_sqlite(file)
    yield _Database(url)


@asynccontextmanager
async def _postgresql() -> AsyncIterator[_Database]:
    with postgres_server() as server:
        url = server.url(server.new_database())
        await (await open_edgefinder(database_url=url)).close()
        await fill_postgresql(url)
        yield _Database(url, server.process)


@dataclass
class _Measured:
    """A running `serve`, with its questions per second and CPU seconds per question.

    Each list has one value for each round. CPU seconds are counted for `serve`, for the database's
    server and for the process that asks.
    """

    process: int
    database: int | None
    ask: Work
    speeds: list[float] = field(default_factory=list)
    served: list[float] = field(default_factory=list)
    stored: list[float] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)

    async def round(self) -> None:
        before, began = self._spent(), time.perf_counter()
        count = await self.ask()
        self.speeds.append(count / (time.perf_counter() - began))
        kept = self.served, self.stored, self.asked
        for each, since, until in zip(kept, before, self._spent(), strict=True):
            each.append((until - since) / count)

    def _spent(self) -> tuple[float, float, float]:
        stored = cpu_seconds(self.database) if self.database is not None else 0.0
        return cpu_seconds(self.process), stored, time.process_time()


async def _ratios(name: str, database: str, asked: _Database) -> list[Row]:
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(FakeSlack())
        settings = {
            "EDGEFINDER_DATABASE_URL": asked.url,
            "EDGEFINDER_SLACK_BOT_TOKEN": "xoxb-bench",
            "EDGEFINDER_SLACK_SIGNING_SECRET": SECRET,
            "EDGEFINDER_SLACK_API_URL": f"{slack.url}/api",
            "EDGEFINDER_FORWARDED_FROM": "127.0.0.1",  # this limits no connections
        }
        two, one = [
            _Measured(process, asked.process, status(slack, port, many=_ASKED))
            for count in ("2", "1")
            for process, port in [
                await stack.enter_async_context(serve_process(OURS, settings, "--workers", count))
            ]
        ]
        await _in_turns(two, one)
    to = f"one worker; {_limit(two, one)}"
    cpu = f"CPU time of each with two workers, {database}"
    slower = await together() / await together(1)
    bare = f"that with one worker; a loop takes {slower:.2f} of its time in two processes at once"
    of_two, of_one = (Speed([1 / spent for spent in each.served]) for each in (two, one))
    return [
        Ratio(name, Speed(two.speeds), to, Speed(one.speeds), 1.5, 1.8),
        Ratio(cpu, of_two, bare, of_one, 1.3, 1.1, cost=True),
    ]


async def together(count: int = 2) -> float:
    """Run a loop in `count` processes at once. Return the CPU seconds of the slowest.

    The loop runs several times, and the best run counts.
    """
    runs = [await asyncio.gather(*(_loop() for _ in range(count))) for _ in range(_LOOPS)]
    return min(max(run) for run in runs)


async def _loop() -> float:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _LOOP, stdout=asyncio.subprocess.PIPE
    )
    return float((await process.communicate())[0])


async def _in_turns(two: _Measured, one: _Measured) -> None:
    """Ask the two servers alternately. The first round of each only warms the server up."""
    began = time.monotonic()
    for number in range(_ROUNDS + 1):
        if number > _FEWEST_ROUNDS and time.monotonic() - began > _ASKING_SECONDS:
            break
        for each in (two, one):
            await each.round()
            if not number:
                for kept in (each.speeds, each.served, each.stored, each.asked):
                    kept.clear()


def _limit(two: _Measured, one: _Measured) -> str:
    """Return the highest possible ratio, given that asking and the database need the cores too."""
    cores = os.cpu_count() or 1
    served, stored, asked = (median(each) for each in (two.served, two.stored, two.asked))
    whole = served + stored + asked
    possible = min(2.0, cores / whole * median(one.served))
    parts = [f"{asked / whole:.0%} of the time for asking"]
    if two.database is not None:
        parts.append(f"{stored / whole:.0%} for the database's server")
    return f"{cores} cores, {', '.join(parts)}: at most {possible:.2f} is possible"
