"""A load test: start everything, ask questions, import a graduation day's results, and report."""

import asyncio
import csv
import json
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
import asyncpg

from adapters.cli.main import main as command_line
from tests.e2e.serve_process import Served, environment, serving
from tests.growth.filling import fill, plain_url
from tests.growth.measuring import percentile
from tests.growth.rows import number_of
from tests.load.bot_api import TOKEN, BotApi
from tests.load.people import SECRET, SHARES, Asked, People
from tests.load.serving import STATEMENTS, main
from tests.servers.forked_process import Forked
from tests.servers.postgres import postgres_server
from tests.servers.run_server import free_port

MOST_GROWTH = 0.1
"""The share by which a process's memory may grow during a run."""
_COUNTED = 25
"""How many questions of each kind are asked alone, so that their statements can be counted."""
_WARM = 0.15
_GRADUATES_AT = 0.3
"""The shares of a run's time after which memory is first measured and the import begins."""
_EARNED = (("M1-JBL-P", "pass"), ("M1-TUR-T", "pass"))
_PASSING = re.compile(r"^.*ERROR |\bfault \S+ ")
_QUIET = 600
"""Seconds allowed for sending all notices, before the questions and after them."""


@dataclass(frozen=True)
class Load:
    """The parameters of a run: its time, processes, people at once, and the size of the import."""

    seconds: float
    processes: int
    at_once: int
    asking: int
    results: int

    @property
    def graduates(self) -> int:
        return -(-self.results // len(_EARNED))

    @property
    def candidates(self) -> int:
        return self.asking + self.graduates


@dataclass(frozen=True)
class Report:
    """The measurements of a run.

    `memory` has the bytes of each process at the start and at the end.
    """

    load: Load
    asked: Mapping[str, Asked]
    statements: Mapping[str, float]
    memory: list[tuple[int, int]]
    imported: str
    notices: tuple[int, int, int, float]
    """Notices sent while people asked, due when they stopped, and due at the end of the run.

    The last number is the seconds waited for them after the import.
    """
    sent_again: int = 0
    logged: Sequence[str] = ()
    """The errors in the logs of the processes, without their times and references."""

    @property
    def kept(self) -> bool:
        """Whether nothing went wrong and no process's memory grew too much."""
        errors = any(each.errors for each in self.asked.values()) or self.notices[2]
        return not errors and all(end <= start * (1 + MOST_GROWTH) for start, end in self.memory)

    def __str__(self) -> str:
        load = self.load
        heads = "share", "answered", "errors", "each second", "p50", "p99", "p99.9", "statements"
        lines = [
            f"{load.processes} processes of serve on PostgreSQL, {load.at_once} people at once",
            f"{load.seconds:,.0f} s, {load.candidates:,} candidates",
            _row("", *heads),
        ]
        everything = Asked()
        for kind, one in self.asked.items():
            everything.seconds += one.seconds
            everything.errors += one.errors
            told = f"{self.statements[kind]:.1f}"
            lines.append(_line(kind, f"{SHARES[kind]} %", one, load.seconds, told))
        lines.append(_line("all", "", everything, load.seconds, ""))
        lines.append(f"graduation day: {self.imported}")
        sent, left, still, later = self.notices
        lines.append(
            f"notices: {sent:,} sent while people asked, {left:,} due at the end of it, {still:,} "
            f"due {later:,.0f} s after the import"
        )
        for number, (start, end) in enumerate(self.memory, 1):
            flat = "" if end <= start * (1 + MOST_GROWTH) else "  NOT FLAT"
            lines.append(
                f"memory of process {number}: {start / 1e6:,.0f} MB at the start, "
                f"{end / 1e6:,.0f} MB at the end ({end / start - 1:+.1%}){flat}"
            )
        if self.sent_again:
            lines.append(f"updates posted again after a broken connection: {self.sent_again:,}")
        errors = Counter(everything.errors).most_common(10)
        lines += [f"  error, {times:,} times: {each}" for each, times in errors]
        logged = Counter(self.logged).most_common(10)
        lines += [f"  logged, {times:,} times: {each}" for each, times in logged]
        return "\n".join(lines)


def _row(kind: str, share: str, *columns: str) -> str:
    return f"{kind:<10} {share:>6} " + " ".join(f"{each:>11}" for each in columns)


def _line(kind: str, share: str, asked: Asked, seconds: float, statements: str) -> str:
    times = [percentile(asked.seconds, each) if asked.seconds else 0 for each in (0.5, 0.99, 0.999)]
    answered, errors = len(asked.seconds), len(asked.errors)
    counts = f"{answered:,}", f"{errors:,}", f"{answered / seconds:,.0f}"
    return _row(kind, share, *counts, *(f"{each * 1000:,.0f} ms" for each in times), statements)


async def run(load: Load) -> Report:
    """Fill a database, serve it, and ask questions during an import."""
    with TemporaryDirectory(prefix="edgefinder-load-") as name, postgres_server() as server:
        url = server.url(server.new_database())
        await fill(url, load.candidates)
        async with (
            _served(load, url, Path(name)) as (api, processes, settings),
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session,
        ):
            urls = [each.url for each in processes]
            people = People(session, api, urls, load.asking, load.candidates)
            await _until_sent(url, _QUIET)
            statements = await _statements(session, people, processes)
            people.forget()
            before = api.messages
            asking = asyncio.create_task(_ask(load, people))
            importing = asyncio.create_task(_graduate(load, settings, Path(name)))
            await asyncio.sleep(load.seconds * _WARM)
            start = [_memory(each.pid) for each in processes]
            await asking
            end = [_memory(each.pid) for each in processes]
            notices, left = api.messages - before - people.answered_in_chats, await _due(url)
            imported = await importing
            began = time.monotonic()
            await _until_sent(url, _QUIET)
            later, still = time.monotonic() - began, await _due(url)
            logged = [line for each in processes for line in _errors_in(each.log)]
    memory = list(zip(start, end, strict=True))
    found = notices, left, still, later
    return Report(
        load, people.asked, statements, memory, imported, found, people.sent_again, logged
    )


def _errors_in(log: str) -> list[str]:
    """Return what was logged as an error, without times and references."""
    return [_PASSING.sub("", line) for line in log.splitlines() if "ERROR " in line]


async def _ask(load: Load, people: People) -> None:
    await people.ask_until(asyncio.get_running_loop().time() + load.seconds, load.at_once)


@asynccontextmanager
async def _served(
    load: Load, url: str, folder: Path
) -> AsyncIterator[tuple[BotApi, list[Served], dict[str, str]]]:
    ports = [free_port() for _ in range(load.processes)]
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(BotApi())
        settings = {
            "EDGEFINDER_DATABASE_URL": plain_url(url),
            "EDGEFINDER_ISSUER_NAME": "Ridgeline Technical Center",
            "EDGEFINDER_PUBLIC_URL": f"http://127.0.0.1:{ports[0]}",
            "EDGEFINDER_TELEGRAM_TOKEN": TOKEN,
            "EDGEFINDER_TELEGRAM_API_URL": api.url,
            "EDGEFINDER_TELEGRAM_WEBHOOK_SECRET": SECRET,
        }
        processes = [
            await stack.enter_async_context(serving(settings, folder, port=port, program=main))
            for port in ports
        ]
        yield api, processes, settings


async def _statements(
    session: aiohttp.ClientSession, people: People, processes: list[Served]
) -> dict[str, float]:
    """Ask each kind of question alone. Return the number of statements per question."""
    found = {}
    for kind in SHARES:
        before = [await _counted(session, each.url) for each in processes]
        for _ in range(_COUNTED):
            await people.ask(kind)
        after = [await _counted(session, each.url) for each in processes]
        found[kind] = (sum(after) - sum(before)) / _COUNTED
    return found


async def _counted(session: aiohttp.ClientSession, url: str) -> float:
    async with session.get(f"{url}/metrics") as answer:
        counted = re.search(rf"^{STATEMENTS}_total (\S+)", await answer.text(), re.MULTILINE)
    return float(counted[1]) if counted else 0


async def _graduate(load: Load, settings: Mapping[str, str], folder: Path) -> str:
    """Import the results of a graduation day while people ask."""
    file = folder / "graduation.csv"
    with file.open("w", newline="", encoding="utf-8") as written:
        writer = csv.writer(written)
        writer.writerow(("candidate_number", "exam", "outcome", "taken_on"))
        yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
        for place in range(load.results):
            candidate, one = divmod(place, len(_EARNED))
            number = number_of(load.asking + candidate + 1)
            writer.writerow((number, *_EARNED[one], yesterday))
    await asyncio.sleep(load.seconds * _GRADUATES_AT)
    began = time.monotonic()
    out, err = folder / "import.out", folder / "import.err"
    words = ("import", "results", str(file), "--json")
    process = await Forked.start(
        command_line, *words, env=environment(settings), folder=folder, out=out, err=err
    )
    code = await process.wait()
    spent = time.monotonic() - began
    if code:
        return f"the import failed: {err.read_text('utf-8')[-500:]}"
    return f"{load.results:,} results imported in {spent:.1f} s, {_awarded(out)} credentials"


def _awarded(said: Path) -> int:
    return int(json.loads(said.read_text("utf-8"))["awarded"])


async def _until_sent(url: str, seconds: float) -> None:
    """Wait until no notice is due, for at most `seconds`."""
    ends = time.monotonic() + seconds
    while await _due(url) and time.monotonic() < ends:  # noqa: ASYNC110 - others send them
        await asyncio.sleep(0.5)


async def _due(url: str) -> int:
    connection = await asyncpg.connect(plain_url(url))
    try:
        return int(await connection.fetchval("SELECT count(*) FROM notices WHERE state = 'due'"))
    finally:
        await connection.close()


def _memory(process: int) -> int:
    """Return the resident memory of a process in bytes."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024
