"""Imports that are killed, that run at the same time, or that are very long."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain, islice
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from core.importing.report import ImportKind
from core.storage.database import write_alone
from core.storage.tables import awards, notices, results
from tests.core.importing.import_helpers import RESULTS, bring, counts, text_file
from tests.world import World, open_world

ROOT = Path(__file__).parents[3]
EACH = 50
"""The number of results of each candidate.

All of them fail, except the last one, which earns a credential.
"""
FIRST = date(2026, 10, 5)
"""The first day of results.

Awards earned on the last day are still new enough for notices.
"""


async def with_candidates(world: World, folder: Path, count: int) -> None:
    header = "candidate_number,given_name,family_name,role,organisation"
    rows = (f"{number},Ana,Popescu,candidate,Ridgeline" for number in range(count))
    await bring(world, text_file(folder, header, *rows, name="people.csv"), ImportKind.PEOPLE)


def results_of(candidate: int) -> Iterator[str]:
    for day in range(EACH):
        outcome = "pass" if day == EACH - 1 else "fail"
        yield f"{candidate},M1-MMS-T,{outcome},{FIRST + timedelta(days=day)}"


async def importing(url: str, path: Path, batch: int) -> Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.core.importing.import_process"),
        *(url, str(path), str(batch)),
        cwd=ROOT,
        stdout=PIPE,
    )


async def kept(world: World) -> tuple[int, int, int]:
    """Return the numbers of results, awards and notices, once no import is writing."""
    async with world.edgefinder.database.begin() as connection:
        await write_alone(connection)
        return (
            await connection.scalar(select(func.count()).select_from(results)) or 0,
            await connection.scalar(select(func.count()).select_from(awards)) or 0,
            await connection.scalar(select(func.count()).select_from(notices)) or 0,
        )


@pytest.mark.slow
async def test_a_killed_import_leaves_whole_batches_and_importing_again_adds_the_rest(
    world: World, database_url: str, tmp_path: Path
) -> None:
    candidates, batch = 400, 4 * EACH
    await with_candidates(world, tmp_path, candidates)
    rows = list(chain.from_iterable(map(results_of, range(candidates))))
    path = text_file(tmp_path, RESULTS, *rows)

    process = await importing(database_url, path, batch)
    assert process.stdout is not None
    for _ in range(3):
        assert await process.stdout.readline()
    process.kill()
    await process.stdout.read()
    assert await process.wait() == -9

    taken, awarded, told = await kept(world)
    assert 3 * batch <= taken < len(rows)
    assert taken % batch == 0
    assert awarded == told == taken / EACH
    report = await bring(world, path)
    assert counts(report) == (len(rows), len(rows) - taken, taken, 0)
    assert await kept(world) == (len(rows), candidates, candidates)


@pytest.mark.slow
@pytest.mark.only_slow
async def test_an_imports_memory_does_not_grow_with_the_file(
    sqlite_url: str, tmp_path: Path
) -> None:
    """Only SQLite's own cache may grow, up to its limit. The rows alone have 50 MB."""
    world = await open_world(sqlite_url)
    await with_candidates(world, tmp_path, 2000)
    await world.edgefinder.close()
    path = tmp_path / "results.csv"
    with path.open("w") as file:
        file.write(f"{RESULTS},evaluator,source_ref\n")
        for candidate in range(2000):
            lines = (f"{row},Jo Vale,ref {candidate}\n" for row in results_of(candidate))
            file.writelines(lines)
            if candidate % 100 == 0:
                file.write("nobody,M1-MMS-T,pass,2026-03-31,,\n")  # one rejected row in each batch

    process = await importing(sqlite_url, path, 20_000)
    told, _ = await process.communicate()
    peaks = {int(read): float(peak) for read, peak in map(bytes.split, told.splitlines())}
    assert max(peaks) == 2000 * EACH + 20
    assert peaks[max(peaks)] - peaks[min(peaks)] < 32, (
        f"memory grew with the rows; megabytes by rows read: {peaks}"
    )


async def test_two_imports_of_one_file_at_once_award_and_notify_once(
    world: World, database_url: str, tmp_path: Path
) -> None:
    await with_candidates(world, tmp_path, 8)
    path = text_file(tmp_path, RESULTS, *chain.from_iterable(map(results_of, range(8))))
    other = await open_world(database_url)
    one, two = await asyncio.gather(bring(world, path, batch=30), bring(other, path, batch=30))
    await other.edgefinder.close()
    assert one.taken + two.taken == one.unchanged + two.unchanged == 8 * EACH
    assert one.awarded + two.awarded == 8
    assert await kept(world) == (8 * EACH, 8, 8)


async def test_two_files_imported_at_once_earn_the_credential_that_they_complete_together(
    postgres_url: str, tmp_path: Path
) -> None:
    """On PostgreSQL, two imports do not see each other's uncommitted results."""
    worlds = [await open_world(postgres_url) for _ in range(3)]
    await with_candidates(worlds[0], tmp_path, 60)
    files = [
        text_file(
            tmp_path,
            RESULTS,
            *(f"{number},{exam},pass,2026-11-20" for number in range(60)),
            name=f"{exam}.csv",
        )
        for exam in ("M1-TUR-T", "M1-TBC-P")
    ]
    waiting = text(
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
        "WHERE NOT granted AND datname = current_database()"
    )
    async with worlds[0].edgefinder.database.begin() as starter:
        await starter.execute(text("LOCK TABLE results IN SHARE ROW EXCLUSIVE MODE"))
        imports = [
            asyncio.create_task(bring(each, path))
            for each, path in zip(worlds[1:], files, strict=True)
        ]
        while await starter.scalar(waiting) != len(imports):
            assert not any(task.done() for task in imports)
    await asyncio.gather(*imports)
    assert await kept(worlds[0]) == (120, 60, 60)
    for each in worlds:
        await each.edgefinder.close()


async def test_two_imports_of_people_at_once_create_each_organization_once(
    world: World, database_url: str, tmp_path: Path
) -> None:
    header = "candidate_number,given_name,family_name,role,organisation"
    rows = [f"{n},Ana,Popescu,candidate,School {n}" for n in range(40)]
    files = [
        text_file(tmp_path, header, *some, name=name)
        for name, some in (("a.csv", rows), ("b.csv", rows[::-1]))
    ]
    other = await open_world(database_url)
    await asyncio.gather(
        *(
            bring(each, path, ImportKind.PEOPLE, batch=3)
            for each, path in zip((world, other), files, strict=True)
        )
    )
    await other.edgefinder.close()
    assert len(await world.rows("organisations")) == len(await world.rows("people")) == 40


async def test_another_process_can_write_between_the_batches_of_an_import(
    world: World, database_url: str, tmp_path: Path
) -> None:
    await with_candidates(world, tmp_path, 4)
    path = text_file(tmp_path, RESULTS, *islice(results_of(0), 40))
    other = await open_world(database_url)
    seen: list[int] = []
    writes: list[asyncio.Task[int]] = []

    def between(read: int, _about: int | None) -> None:
        seen.append(read)
        writes.append(asyncio.create_task(other.organisation(f"School {read}")))

    await bring(world, path, batch=10, on_progress=between)
    await asyncio.gather(*writes)
    await other.edgefinder.close()
    assert seen == [10, 20, 30, 40]
    assert len(await world.rows("organisations")) == 5
