"""The command notices: list and retry notices that could not be delivered."""

from argparse import Namespace

from adapters.cli.exit_codes import DONE
from adapters.cli.interrupts import run_interruptibly
from adapters.open_edgefinder import open_database
from adapters.settings_loading import load_settings
from core.clock import utc_now
from core.outbox.dead_letters import retry as try_again
from core.storage.revisions import prepare


def retry(_: Namespace) -> int:
    count = run_interruptibly(_retry())
    if count:
        notices = "1 notice" if count == 1 else f"{count:,} notices"
        print(f"{notices} will be sent again while 'edgefinder serve' runs.")
    else:
        print("Nothing to do: no notice of the last 30 days was undeliverable.")
    return DONE


async def _retry() -> int:
    async with open_database(load_settings()) as database:
        await prepare(database, create=False)
        return await try_again(database, utc_now)
