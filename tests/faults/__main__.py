"""`make faults`: check that faults neither lose notices nor change their order.

The exit code is 1 if they do.
"""

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

from tests.bench.clean_stop import stopping_in_order
from tests.faults.fault_run import Outage, Run, run
from tests.servers import postgres
from tests.servers.patroni import patroni_cluster
from tests.servers.run_server import free_port, somebody_else, temporary_folder


def main() -> None:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--notices", type=int, default=20_000, help="how many (default: 20,000)")
    parser.add_argument("--kill-every", type=float, default=4, help="seconds (default: 4)")
    parser.add_argument("--seed", type=int, help="of all that happens at random (default: any)")
    parser.add_argument("--only", choices=_RUNS)
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(10**6)
    print(f"seed {seed}", flush=True)
    # otherwise aiohttp logs each connection that the doubles break
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    kept = True
    with stopping_in_order():
        for name in [given.only] if given.only else _RUNS:
            with _RUNS[name](given.notices, given.kill_every, seed) as one:
                kept &= _one(one)
    sys.exit(0 if kept else 1)


@contextmanager
def _restarted(notices: int, kill_every: float, seed: int) -> Iterator[Run]:
    with _postgres() as (url, restart):
        name = "PostgreSQL, 2 relays, restarted once"
        yield Run(name, url, notices, 2, kill_every, seed, restart=restart)


@contextmanager
def _on_sqlite(notices: int, kill_every: float, seed: int) -> Iterator[Run]:
    with tempfile.TemporaryDirectory(prefix="edgefinder-faults-") as folder:
        url = f"sqlite:///{Path(folder) / 'faults.db'}"
        yield Run("SQLite, 1 relay", url, notices, 1, kill_every, seed)


@contextmanager
def _failing_over(notices: int, kill_every: float, seed: int) -> Iterator[Run]:
    with patroni_cluster() as cluster:

        async def lose() -> None:
            lost = await asyncio.to_thread(cluster.primary)
            assert lost is not None
            await asyncio.to_thread(cluster.lose, lost)
            print(f"  the primary ({lost.name}) was killed", flush=True)

        name = "PostgreSQL with a synchronous replica, 2 relays, the primary lost once"
        yield Run(name, cluster.url(), notices, 2, kill_every, seed, restart=lose)


@contextmanager
def _with_outages(notices: int, kill_every: float, seed: int) -> Iterator[Run]:
    """Run with platforms that are down for minutes.

    The relays' clocks run faster, so this takes seconds.
    """
    with postgres.postgres_server() as server:
        url = server.url(server.new_database())
        name = "PostgreSQL, 2 relays, each platform away for minutes"
        yield Run(
            *(name, url, notices, 2, kill_every, seed), outages=_OUTAGES, faster=_OUTAGES_FASTER
        )


_OUTAGES = (Outage("telegram", 0, 10), Outage("slack", 0, 3), Outage("slack", 6, 12))
_OUTAGES_FASTER = 60.0
_RUNS = {
    "postgresql": _restarted,
    "sqlite": _on_sqlite,
    "failover": _failing_over,
    "outages": _with_outages,
}


def _one(given: Run) -> bool:
    print(f"{given.name}: {given.notices:,} notices", flush=True)
    tally = asyncio.run(run(given))
    print(f"  {tally}\n  {'kept' if tally.kept else 'NOT KEPT'}", flush=True)
    return tally.kept


@contextmanager
def _postgres() -> Iterator[tuple[str, Callable[[], Awaitable[None]]]]:
    """Run a server whose commits survive a kill; yield a function that kills and restarts it."""
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
