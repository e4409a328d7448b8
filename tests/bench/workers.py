"""Benchmark `/nims status` with `serve --workers 2` against one worker."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

from core.edgefinder import open_edgefinder
from tests.bench.build_driver import SECRET
from tests.bench.center import fill_postgresql, fill_sqlite
from tests.bench.earlier_build import OURS
from tests.bench.measuring import Ratio, Row, Skipped, in_turns
from tests.bench.serve_process import serve_process
from tests.bench.slack_commands import STATUS, Slack
from tests.servers.postgres import postgres_server

_TO = "one worker"


async def worker_ratios(folder: Path) -> list[Row]:
    return [await _ratio(name, url) async for name, url in _databases(folder)]


async def _databases(folder: Path) -> AsyncIterator[tuple[str, str]]:
    file = folder / "workers.db"
    url = f"sqlite:///{file}"
    await (await open_edgefinder(database_url=url)).close()
    fill_sqlite(file)
    yield "SQLite", url
    with postgres_server() as server:
        url = server.url(server.new_database())
        await (await open_edgefinder(database_url=url)).close()
        await fill_postgresql(url)
        yield "PostgreSQL", url


async def _ratio(database: str, url: str) -> Row:
    name = f"serve --workers 2: {STATUS}, {database}"
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(Slack())
        settings = {
            "EDGEFINDER_DATABASE_URL": url,
            "EDGEFINDER_SLACK_BOT_TOKEN": "xoxb-bench",
            "EDGEFINDER_SLACK_SIGNING_SECRET": SECRET,
            "EDGEFINDER_SLACK_API_URL": f"{slack.url}/api",
            "EDGEFINDER_FORWARDED_FROM": "127.0.0.1",  # no limit on connections
        }
        works = []
        for count in ("2", "1"):
            served = serve_process(OURS, settings, "--workers", count)
            _, port = await stack.enter_async_context(served)
            works.append(slack.status(port))
        try:
            two, one = await in_turns(works)
        except (asyncio.IncompleteReadError, TimeoutError):  # an idle connection was closed
            return Skipped(name, "an answer took more than 5 seconds: the machine is too busy")
    return Ratio(name, two, _TO, one, 1.5, 1.8)
