"""`status` on ours and on bots as a good developer would write them, side by side in one run."""

import asyncio
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from core.edgefinder import Edgefinder
from tests.bench.earlier_build import Driver
from tests.bench.measuring import Ratio, Row, Skipped, side_by_side
from tests.bench.peers import bolt_app
from tests.bench.peers.ptb_bot import status_handler
from tests.bench.peers.records import Records
from tests.bench.separate_server import served
from tests.bench.slack_commands import STATUS as SLACK_STATUS
from tests.bench.slack_commands import Slack
from tests.bench.telegram_updates import STATUS, bare_bot, our_bot, status, through

_AIOGRAM = "the same on aiogram 3 with SQLAlchemy's ORM"


async def peer_ratios(edgefinder: Edgefinder, file: Path, driver: Driver) -> list[Row]:
    """Measure ours and each peer on the same database."""
    records = Records(file, edgefinder.catalog)
    ours = await our_bot(edgefinder)
    on_ptb = await bare_bot(status_handler(records))
    fast, slow = await side_by_side(ours(status), through(on_ptb, status), jobs=5)
    to = "the same on python-telegram-bot with SQLAlchemy's ORM"
    rows: list[Row] = [Ratio(STATUS, fast, to, slow, 8.0, 12.0)]
    if why := await asyncio.to_thread(_missing):
        rows.append(Skipped(f"{STATUS} to {_AIOGRAM}", why))
    else:
        from tests.bench.peers.aiogram_bot import aiogram_bot  # noqa: PLC0415 - installed just now

        fast, slow = await side_by_side(ours(status), aiogram_bot(records, status), jobs=5)
        rows.append(Ratio(STATUS, fast, _AIOGRAM, slow, 5.0, 8.0))
    await records.close()
    async with Slack() as slack, served(bolt_app.serve, str(file), slack.url) as bolt:
        port = await driver.tell(do="slack", url=slack.url)
        fast, slow = await side_by_side(slack.status(port), slack.status(bolt), jobs=5)
    to = "the same on Bolt's own listeners with SQLAlchemy's ORM"
    return [*rows, Ratio(SLACK_STATUS, fast, to, slow, 5.0, 8.0)]


def _missing() -> str:
    """Install the packages of the peers, which nothing else needs; why that failed, if it did."""
    if find_spec("aiogram") is not None:
        return ""
    uv = Path(sys.executable).with_name("uv")
    done = subprocess.run(
        [uv, "sync", "--quiet", "--locked", "--inexact", "--group", "peers"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    return "" if done.returncode == 0 else "aiogram is missing: uv sync --group peers failed"
