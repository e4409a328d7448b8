"""A program that imports results. After each batch it prints the rows read and the peak memory.

python -m tests.core.importing.import_process DATABASE_URL FILE BATCH
"""

import asyncio
import resource
import sys
from pathlib import Path

from core.clock import utc_now
from core.edgefinder import open_edgefinder
from core.importing.import_file import import_file
from core.importing.report import ImportKind


def tell(read: int, _about: int | None) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # in kilobytes, but on macOS in bytes
    megabytes = peak / (1024**2 if sys.platform == "darwin" else 1024)
    sys.stdout.write(f"{read} {megabytes:.1f}\n")
    sys.stdout.flush()


async def main(url: str, file: str, batch: str) -> None:
    parts = await open_edgefinder(database_url=url)
    await import_file(
        parts.database,
        parts.catalog,
        utc_now,
        ImportKind.RESULTS,
        Path(file),
        batch=int(batch),
        on_progress=tell,
    )
    await parts.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
