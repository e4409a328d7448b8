"""`serve --workers`: several processes serve one port, and one of them leads."""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.doubles.telegram import TelegramApi
from tests.e2e.serve_process import Served, serving

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked")


def _workers(of: Served) -> list[int]:
    """Return the ids of the workers."""
    told = Path(f"/proc/{of.pid}/task/{of.pid}/children").read_text("utf-8")
    return sorted(int(each) for each in told.split())


def _runs(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


async def _until(happened: Callable[[], bool]) -> None:
    for _ in range(1200):
        if happened():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("this did not happen within a minute")


async def _readiness(of: Served) -> Any:
    async with aiohttp.ClientSession() as session, session.get(f"{of.url}/readyz") as answer:
        return await answer.json()


async def _until_ready(of: Served) -> None:
    for _ in range(1200):
        assert not of.ended, of.log
        try:
            if (await _readiness(of))["ready"]:
                return
        except aiohttp.ClientError:  # no worker listens yet
            pass
        await asyncio.sleep(0.05)
    raise AssertionError(of.log)


async def _until_all_tell(of: Served, words: str) -> None:
    """Wait until /metrics has these words, whichever worker answers."""
    told = 0
    async with aiohttp.ClientSession(headers={"Connection": "close"}) as session:
        for _ in range(1200):
            async with session.get(f"{of.url}/metrics") as answer:
                told = told + 1 if words in await answer.text() else 0
            if told == 20:
                return
            await asyncio.sleep(0.02)
    raise AssertionError(f"not every worker shows {words}")


@pytest.mark.only_slow
async def test_two_workers_serve_one_port_and_one_telegram_bot(
    sqlite_url: str, api: TelegramApi, tmp_path: Path
) -> None:
    settings = {
        "EDGEFINDER_DATABASE_URL": sqlite_url,
        "EDGEFINDER_TELEGRAM_TOKEN": api.token,
        "EDGEFINDER_TELEGRAM_API_URL": api.url,
    }
    async with serving(settings, tmp_path, more=("--workers", "2")) as served:
        await _until_ready(served)
        first, second = _workers(served)

        # kill a worker that does not lead; the parent replaces it
        os.kill(second, signal.SIGKILL)
        await _until(lambda: len(_workers(served)) == 2 and second not in _workers(served))
        await _until_ready(served)
        assert first in (later := _workers(served))

        person = api.user(701, "Ines", "ines_example")
        await person.send("/catalog mms")
        assert "1 credential for" in (await person.hears(20)).text
        await person.hears_nothing(0.3)  # the other worker does not poll
        await _until_all_tell(served, 'command="catalog"')

        assert await served.stop() == 0
        assert served.log.count("Telegram is connected") == 1
        assert "worker 2 ended (-9): it is started again" in served.log
        assert not any(map(_runs, (first, *later)))


@pytest.mark.only_slow
async def test_workers_end_with_their_parent(sqlite_url: str, tmp_path: Path) -> None:
    settings = {"EDGEFINDER_DATABASE_URL": sqlite_url}
    async with serving(settings, tmp_path, more=("--workers", "2")) as served:
        await _until_ready(served)
        workers = _workers(served)
        await served.kill()
        await _until(lambda: not any(map(_runs, workers)))


async def test_if_a_worker_cannot_start_all_workers_end_and_the_reason_is_reported(
    tmp_path: Path,
) -> None:
    settings = {"EDGEFINDER_DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}"}
    async with serving(settings, tmp_path, healthy=False, more=("--workers", "3")) as served:
        assert await served.end() == 2
        assert served.log.count("edgefinder: there is no database in") == 1
