"""db: upgrade, check and back up the database."""

import asyncio
from argparse import Namespace
from collections.abc import Awaitable, Callable
from pathlib import Path

from adapters.cli.exit_codes import DONE, NO, CannotDo
from adapters.open_edgefinder import open_database
from adapters.settings import load_settings
from core.storage import upgrading
from core.storage.backup import back_up
from core.storage.database import Database
from core.storage.revisions import newest, prepare


def init(_: Namespace) -> int:
    """Create the database that the settings name; an existing one is left as it is."""

    async def work(database: Database) -> int:
        there = database.exists() and database.is_sqlite
        await prepare(database)
        done = "is there already" if there else "is ready"
        print(f"{database.description} {done}, at {newest()}.")
        return DONE

    return _with_database(work)


def upgrade(_: Namespace) -> int:
    async def work(database: Database) -> int:
        if not database.exists():
            raise CannotDo(
                f"{database.description} is not there: make it with 'edgefinder db init'"
            )
        before, after = await upgrading.upgrade(database)
        if before == after:
            print(f"Nothing to do: {database.description} is at {after}.")
        else:
            print(f"Upgraded {database.description} from {before or 'nothing'} to {after}.")
        return DONE

    return _with_database(work)


def check(_: Namespace) -> int:
    async def work(database: Database) -> int:
        await prepare(database, create=False)
        found = await upgrading.differences(database)
        for difference in found:
            print(difference)
        sound = "has faults" if found else f"is sound, at {newest()}"
        print(f"{database.description} {sound}.")
        return NO if found else DONE

    return _with_database(work)


def backup(arguments: Namespace) -> int:
    target: Path = arguments.file

    async def work(database: Database) -> int:
        if not database.is_sqlite:
            raise CannotDo("a PostgreSQL database is backed up with its own pg_dump")
        if not database.exists():
            raise CannotDo(f"{database.description} is not there: there is nothing to copy")
        size = await back_up(database, target)
        print(f"Copied {database.description} to {target} ({size / 1e6:,.1f} MB).")
        return DONE

    return _with_database(work)


def _with_database(work: Callable[[Database], Awaitable[int]]) -> int:
    settings = load_settings()

    async def run() -> int:
        async with open_database(settings) as database:
            return await work(database)

    return asyncio.run(run())
