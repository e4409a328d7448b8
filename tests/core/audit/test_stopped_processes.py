"""A stopped process writes its audit entries before it ends. A killed one loses only the last."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from core.edgefinder import open_edgefinder
from core.storage.tables import audit_entries
from tests.core.audit.looking_process import AT_ONCE

ENOUGH = 57


@pytest.mark.only_slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_a_stopped_process_loses_no_entries_and_a_killed_one_loses_only_the_last(
    sqlite_url: str, number: signal.Signals
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.core.audit.looking_process",
        sqlite_url,
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    assert process.stdout is not None
    lines = [await process.stdout.readline() for _ in range(ENOUGH)]
    process.send_signal(number)
    rest = await process.stdout.read()
    await process.wait()
    looks = len(lines) + len(rest.splitlines())
    edgefinder = await open_edgefinder(database_url=sqlite_url)
    async with edgefinder.database.begin() as connection:
        rows = await connection.execute(audit_entries.select().order_by(audit_entries.c.id))
        written = [row.subject_id for row in rows]
    await edgefinder.close()
    assert written == list(range(1, len(written) + 1))
    lost = looks - len(written)
    assert lost <= (0 if number is signal.SIGTERM else AT_ONCE)
