"""Import results in a separate process, to measure time and memory.

python -m tests.bench.import_process DATABASE_URL FILE TIMES

Prints a JSON list: the seconds of each import, and the peak memory in MB.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

from core.edgefinder import open_edgefinder
from core.importing.import_file import import_file
from core.importing.report import ImportKind


async def _import(url: str, source: Path, times: int) -> None:
    edgefinder = await open_edgefinder(database_url=url)
    seconds: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        report = await import_file(
            *(edgefinder.database, edgefinder.catalog, edgefinder.clock),
            ImportKind.RESULTS,
            source,
        )
        seconds.append(time.perf_counter() - began)
        assert report.rejected == 0
    await edgefinder.close()
    print(json.dumps([seconds, _peak_megabytes()]))


def _peak_megabytes() -> float:
    """Return this program's peak memory. The system's own figure would include its parent's."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0


if __name__ == "__main__":
    asyncio.run(_import(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
