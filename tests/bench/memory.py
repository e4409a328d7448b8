"""Benchmark the memory of an idle `serve` with both platforms, without the sentence encoder."""

import asyncio
from pathlib import Path

from tests.bench.clean_stop import finished
from tests.bench.earlier_build import EARLIER, OURS, Build, CannotBuildError, earlier_build
from tests.bench.measuring import Ratio, Row, Skipped
from tests.bench.serve_process import resident, serve_process

_NAME = "memory of an idle serve, without the encoder"
_TO = f"the build of commit {EARLIER}"
_NOBODY = "http://127.0.0.1:9"
_IDLE_SECONDS = 5.0


async def memory_ratios(folder: Path) -> list[Row]:
    try:
        async with earlier_build(folder) as earlier:
            ours, theirs = [await _held(each, folder) for each in (OURS, earlier)]
    except CannotBuildError as error:
        return [Skipped(f"{_NAME} to {_TO}", str(error))]
    return [Ratio(_NAME, ours, _TO, theirs, 0.8, 0.65, unit="MB")]


async def _held(build: Build, folder: Path) -> float:
    database = folder / f"{build.folder.name}-idle.db"
    settings = {
        "EDGEFINDER_DATABASE_URL": f"sqlite:///{database}",
        "EDGEFINDER_TELEGRAM_TOKEN": "4242:token-of-nobody",
        "EDGEFINDER_TELEGRAM_API_URL": _NOBODY,
        "EDGEFINDER_SLACK_BOT_TOKEN": "xoxb-token-of-nobody",
        "EDGEFINDER_SLACK_APP_TOKEN": "xapp-token-of-nobody",
        "EDGEFINDER_SLACK_API_URL": f"{_NOBODY}/api",
    }
    await _made(build, settings)
    async with serve_process(build, settings, "--no-encoder", path="/healthz") as (process, _):
        await asyncio.sleep(_IDLE_SECONDS)
        return resident(process)


async def _made(build: Build, settings: dict[str, str]) -> None:
    """Let the build create its database with these settings."""
    url = settings["EDGEFINDER_DATABASE_URL"]
    program = f"""
import asyncio
from core.edgefinder import open_edgefinder

async def make():
    await (await open_edgefinder(database_url={url!r})).close()

asyncio.run(make())
"""
    made = await asyncio.create_subprocess_exec(build.python, "-c", program, cwd=build.folder)
    await finished(made)
    assert made.returncode == 0
