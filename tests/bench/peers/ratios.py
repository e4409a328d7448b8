"""Benchmark our `status` against that of bots written in the usual way."""

from pathlib import Path

from core.edgefinder import Edgefinder
from tests.bench.earlier_build import OURS, Build, CannotBuildError, Driver, driver, environment
from tests.bench.fake_slack import FakeSlack
from tests.bench.measuring import Ratio, Row, Skipped, side_by_side
from tests.bench.peers import bolt_app
from tests.bench.peers.ptb_bot import status_handler
from tests.bench.peers.records import Records
from tests.bench.separate_server import served
from tests.bench.slack_commands import STATUS as SLACK_STATUS
from tests.bench.slack_commands import status as slack_status
from tests.bench.telegram_updates import STATUS, bare_bot, our_bot, status, through

_AIOGRAM = "the same on aiogram 3 with SQLAlchemy's ORM"
_AIOGRAM_BOT = Path(__file__).with_name("aiogram_bot.py")
_ROUNDS = 5


async def peer_ratios(edgefinder: Edgefinder, file: Path, ours: Driver) -> list[Row]:
    """Measure our bot and each bot written the usual way, on the same database."""
    records = Records(file, edgefinder.catalog)
    asked = (await our_bot(edgefinder))(status)
    on_ptb = await bare_bot(status_handler(records))
    fast, slow = await side_by_side(asked, through(on_ptb, status), _ROUNDS)
    await records.close()
    to = "the same on python-telegram-bot with SQLAlchemy's ORM"
    rows: list[Row] = [Ratio(STATUS, fast, to, slow, 8.0, 12.0)]
    try:
        own = await environment(OURS.folder, file.with_name("peers"), "--group", "peers")
    except CannotBuildError as error:
        rows.append(Skipped(f"{STATUS} to {_AIOGRAM}", str(error)))
    else:
        async with driver(Build(OURS.folder, own), file, _AIOGRAM_BOT) as aiogram:

            async def asked_aiogram() -> int:
                count: int = await aiogram.tell()
                return count

            fast, slow = await side_by_side(asked, asked_aiogram, _ROUNDS)
        rows.append(Ratio(STATUS, fast, _AIOGRAM, slow, 5.0, 8.0))
    async with FakeSlack() as slack, served(bolt_app.serve, str(file), slack.url) as bolt:
        port = await ours.tell(do="slack", url=slack.url)
        fast, slow = await side_by_side(
            slack_status(slack, port), slack_status(slack, bolt), _ROUNDS
        )
    to = "the same on Bolt's own listeners with SQLAlchemy's ORM"
    return [*rows, Ratio(SLACK_STATUS, fast, to, slow, 5.0, 8.0)]
