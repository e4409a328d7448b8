"""`make faults`: test the outbox's promise; exit code 1 if it was broken."""

import argparse
import asyncio
import logging
import random
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from tests.faults.fault_run import Run, run
from tests.servers import postgres
from tests.servers.run_server import free_port, somebody_else, temporary_folder


def main() -> None:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--notices", type=int, default=20_000, help="how many (default: 20,000)")
    parser.add_argument("--kill-every", type=float, default=4, help="seconds (default: 4)")
    parser.add_argument("--seed", type=int, help="of all that happens at random (default: any)")
    parser.add_argument("--only", choices=("postgresql", "sqlite"))
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(10**6)
    print(f"seed {seed}", flush=True)
    # the doubles' server logs each connection that they break
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    kept = True
    if given.only != "sqlite":
        with _postgres() as (url, restart):
            kept &= _one(
                Run(
                    "PostgreSQL, 2 relays, restarted once",
                    *(url, given.notices, 2, given.kill_every, seed),
                    restart=restart,
                )
            )
    if given.only != "postgresql":
        with tempfile.TemporaryDirectory(prefix="edgefinder-faults-") as folder:
            url = f"sqlite:///{Path(folder) / 'faults.db'}"
            kept &= _one(Run("SQLite, 1 relay", url, given.notices, 1, given.kill_every, seed))
    sys.exit(0 if kept else 1)


def _one(given: Run) -> bool:
    print(f"{given.name}: {given.notices:,} notices", flush=True)
    tally = asyncio.run(run(given))
    print(f"  {tally}\n  {'kept' if tally.kept else 'NOT KEPT'}", flush=True)
    return tally.kept


@contextmanager
def _postgres() -> Iterator[tuple[str, Callable[[], Awaitable[None]]]]:
    """Start a server that keeps its commits when killed; yields a function that kills and restarts
    it.
    """
    postgres._SETTINGS["synchronous_commit"] = "on"
    programs, user, port = postgres._programs(), somebody_else("postgres", "nobody"), free_port()
    with temporary_folder("postgres", owner=user) as folder:
        postgres.make_cluster(programs, folder, user)
        start = partial(postgres._started, programs, folder, user, port)
        with ExitStack() as stack:
            server = stack.enter_context(start())
            url = server.url(server.new_database())

            async def restart() -> None:
                await asyncio.to_thread(stack.close)
                (folder / "data" / "postmaster.pid").unlink(missing_ok=True)
                await asyncio.sleep(1)
                await asyncio.to_thread(stack.enter_context, start())
                print("  the database was cut off and started again", flush=True)

            yield url, restart


if __name__ == "__main__":
    main()
