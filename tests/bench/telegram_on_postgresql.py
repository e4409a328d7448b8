"""Benchmark the command status through our Telegram adapter, on PostgreSQL."""

from core.edgefinder import open_edgefinder
from tests.bench.center import fill_postgresql
from tests.bench.measuring import Ratio, memory_as_served, side_by_side
from tests.bench.telegram_updates import STATUS, bare_bot, do_nothing, our_bot, status, through
from tests.servers.postgres import postgres_server


async def postgresql_ratios() -> list[Ratio]:
    with postgres_server() as server:
        url = server.url(server.new_database())
        edgefinder = await open_edgefinder(database_url=url)
        await fill_postgresql(url)
        ours, silent = await our_bot(edgefinder), await bare_bot(do_nothing)
        with memory_as_served():
            fast, slow = await side_by_side(ours(status), through(silent, status))
        await edgefinder.close()
    bare_name = "a python-telegram-bot handler that does nothing"
    return [Ratio(f"{STATUS}, PostgreSQL", fast, bare_name, slow, 0.18, 0.25)]
