"""A program that looks at one record after another until it is stopped.

After each look, it prints the number of looks so far.

python -m tests.core.audit.looking_process DATABASE_URL
"""

import asyncio
import signal
import sys

from core.audit import log
from core.audit.actor import Action, Actor, Surface, looked_at
from core.edgefinder import open_edgefinder

AT_ONCE = 10
"""The number of waiting looks at which the log writes them at once.

In this program, fewer looks wait at any time.
"""


async def main(url: str) -> None:
    log.MOST_WAITING, log.PAUSE = AT_ONCE, 3600
    edgefinder = await open_edgefinder(database_url=url)
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    number = 0
    while not stopping.is_set():
        number += 1
        async with edgefinder.audit.acting(Actor(Surface.WEB)):
            looked_at(Action.SAW_RECORD, number)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        await asyncio.sleep(0)
    await edgefinder.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
