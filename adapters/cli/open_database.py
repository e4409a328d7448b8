"""Opening Edgefinder for one command, and closing it behind."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from adapters.settings import Settings, load_settings
from core.edgefinder import Edgefinder, open_edgefinder


@asynccontextmanager
async def opened(settings: Settings, database_url: str | None = None) -> AsyncIterator[Edgefinder]:
    """Edgefinder as the settings say, or with another database."""
    edgefinder = await open_edgefinder(
        database_url=database_url or settings.database_url,
        catalog=settings.catalog,
        issuer=settings.issuer_name,
        zone=settings.time_zone,
        public_url=settings.public_url,
        keys_dir=settings.keys_dir,
        trusted_dir=settings.trusted_dir,
        contact=settings.contact,
        fees=settings.fees,
    )
    try:
        yield edgefinder
    finally:
        await edgefinder.close()


def with_edgefinder(work: Callable[[Edgefinder], Awaitable[int]]) -> int:
    """Runs a command's work with Edgefinder open; returns its exit code."""
    settings = load_settings()

    async def run() -> int:
        async with opened(settings) as edgefinder:
            return await work(edgefinder)

    return asyncio.run(run())
