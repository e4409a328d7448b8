"""Open Edgefinder for one command, and close it when the command is done."""

import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.cli.interrupts import run_interruptibly
from adapters.open_edgefinder import open_with
from adapters.settings import Settings
from adapters.settings_loading import load_settings
from core.audit.actor import current_actor
from core.edgefinder import Edgefinder
from core.storage.database import Database


@asynccontextmanager
async def open_with_database(
    settings: Settings, database_url: str | None = None, *, create: bool = False
) -> AsyncIterator[Edgefinder]:
    """Yield Edgefinder with the configured database, or with `database_url`.

    With `create`, create the database if it is missing. When the context closes, write the audit
    entry of the command, and close Edgefinder.
    """
    edgefinder = await open_with(settings, database_url, create=create)
    try:
        yield edgefinder
    finally:
        if (actor := current_actor()) is not None:
            await edgefinder.audit.take(actor)
        await edgefinder.close()


@asynccontextmanager
async def opened_for_dry_run(settings: Settings) -> AsyncIterator[Edgefinder]:
    """Yield Edgefinder for a dry run.

    If there is no database yet, use an empty temporary one.
    """
    there = Database.open(settings.database_url)
    missing = not there.exists()
    await there.engine.dispose()
    if not missing:
        async with open_with_database(settings) as edgefinder:
            yield edgefinder
        return
    print(
        "edgefinder: there is no database yet, so this is what an import into an "
        "empty one would do",
        file=sys.stderr,
    )
    with tempfile.TemporaryDirectory() as folder:
        empty = f"sqlite:///{Path(folder) / 'empty.db'}"
        async with open_with_database(settings, empty, create=True) as edgefinder:
            yield edgefinder


def with_edgefinder(work: Callable[[Edgefinder], Awaitable[int]]) -> int:
    """Open Edgefinder, call `work` with it, and return the exit code of `work`."""
    settings = load_settings()

    async def run() -> int:
        async with open_with_database(settings) as edgefinder:
            return await work(edgefinder)

    return run_interruptibly(run())
