"""Benchmark imports of results against plain inserts of the same rows.

Each import runs in its own process, which reports its time and memory.
"""

import asyncio
import csv
import json
import random
import sqlite3
import sys
import time
from asyncio.subprocess import PIPE
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import asyncpg
from openpyxl import Workbook

from core.edgefinder import open_edgefinder
from tests.bench.clean_stop import finished
from tests.bench.measuring import Ratio
from tests.servers.postgres import PostgresServer, postgres_server

_CANDIDATES = 50_000
_NAMES = (
    *("candidate_id", "exam_code", "taken_on", "attempt", "outcome", "score", "evaluator"),
    "source_ref",
)
_COLUMNS = ", ".join(_NAMES)
_MEGABYTES = 160


@dataclass(frozen=True, slots=True)
class _Imported:
    """Rows per second of the first import and of a second one of the same file, and peak MB."""

    speeds: list[float]
    megabytes: float


async def import_ratios(folder: Path, rows: int) -> list[Ratio]:
    """Import a file with `rows` new results, then the same file again.

    Each import is compared with the fastest plain insert of those rows: one transaction into the
    same table of another database.
    """
    source = await _source(folder, rows)
    turns = 3 if rows <= 200_000 else 1
    ratios = await _on_sqlite(folder, source, rows, turns)
    with postgres_server() as server:
        ratios += await _on_postgresql(server, source, rows, turns)
    if turns > 1:
        ratios += await _of_workbook(folder, source, rows)
    return ratios


async def _on_sqlite(folder: Path, source: Path, rows: int, turns: int) -> list[Ratio]:
    imported: list[_Imported] = []
    bare: list[float] = []
    for turn in range(turns):
        ours = folder / f"ours-{rows}-{turn}.db"
        await _prepare_sqlite(ours)
        imported.append(await _import(f"sqlite:///{ours}", source, rows))
        bare.append(rows / await _raw(folder / f"bare-{rows}-{turn}.db", ours))
    name = f"import of {rows:,} results, SQLite"
    bare_name = "raw sqlite3 executemany of the same rows, one transaction, same table"
    new, again = _best(imported)
    peak = max(each.megabytes for each in imported)
    return [
        Ratio(name, new, bare_name, max(bare), 0.7, 0.9),
        Ratio("the same file again", again, bare_name, max(bare), 0.9, 1.2),
        Ratio("its peak memory", peak, "160 MB", _MEGABYTES, 1.0, 0.75, unit="MB"),
    ]


async def _on_postgresql(
    server: PostgresServer, source: Path, rows: int, turns: int
) -> list[Ratio]:
    imported: list[_Imported] = []
    bare: list[float] = []
    for _ in range(turns):
        ours, other = server.url(server.new_database()), server.url(server.new_database())
        for url in (ours, other):
            await _prepare_postgresql(url)
        imported.append(await _import(ours, source, rows))
        bare.append(rows / await _copied(ours, other))
    bare_name = "COPY of the same rows, one transaction, same table"
    new, again = _best(imported)
    peak = max(each.megabytes for each in imported)
    return [
        Ratio(f"import of {rows:,} results, PostgreSQL", new, bare_name, max(bare), 0.2, 0.4),
        Ratio("the same file again", again, bare_name, max(bare), 0.9, 1.2),
        Ratio("its peak memory", peak, "160 MB", _MEGABYTES, 1.0, 0.75, unit="MB"),
    ]


async def _of_workbook(folder: Path, source: Path, rows: int) -> list[Ratio]:
    workbook = await asyncio.to_thread(_as_workbook, source)
    ours: list[float] = []
    bare: list[float] = []
    for turn in range(2):
        for kept, file in ((ours, workbook), (bare, source)):
            database = folder / f"{file.suffix}-{turn}.db"
            await _prepare_sqlite(database)
            kept.append((await _import(f"sqlite:///{database}", file, rows, times=1)).speeds[0])
    name = f"import of {rows:,} results, XLSX"
    return [Ratio(name, max(ours), "CSV of the same rows", max(bare), 0.5, 0.8)]


def _best(imported: list[_Imported]) -> tuple[float, float]:
    return max(each.speeds[0] for each in imported), max(each.speeds[1] for each in imported)


def _as_workbook(source: Path) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("results")
    with source.open(newline="", encoding="utf-8") as file:
        for row in csv.reader(file):
            sheet.append(row)
    path = source.with_suffix(".xlsx")
    book.save(path)
    return path


async def _import(url: str, source: Path, rows: int, times: int = 2) -> _Imported:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.import_process", url, str(source), str(times)),
        stdout=PIPE,
    )
    told, _ = await finished(process)
    seconds, megabytes = json.loads(told)
    return _Imported([rows / each for each in seconds], megabytes)


async def _source(folder: Path, rows: int) -> Path:
    """Write a file with results as real centers have them: most are passes, in order of the day."""
    edgefinder = await open_edgefinder(database_url=f"sqlite:///{folder / 'codes.db'}")
    exams = list(edgefinder.catalog.exams)
    await edgefinder.close()
    chance = random.Random(7)
    first = date(2019, 1, 7)
    source = folder / f"results-{rows}.csv"
    with source.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(
            ("candidate_number", "exam", "outcome", "taken_on", "score", "evaluator", "source_ref")
        )
        known: set[tuple[str, str, date]] = set()
        for place in range(rows):
            day = first + timedelta(days=place * 2600 // rows)
            number, exam = f"C{chance.randrange(_CANDIDATES):06}", chance.choice(exams)
            while (number, exam, day) in known:
                exam = chance.choice(exams)
            known.add((number, exam, day))
            writer.writerow(
                (
                    number,
                    exam,
                    "pass" if chance.random() < 0.8 else "fail",
                    day.isoformat(),
                    chance.randrange(40, 100),
                    f"Evaluator {chance.randrange(200)}",
                    f"REF-{place:08}",
                )
            )
    return source


async def _prepare_sqlite(database: Path) -> None:
    edgefinder = await open_edgefinder(database_url=f"sqlite:///{database}")
    await edgefinder.close()
    with sqlite3.connect(database) as raw:
        raw.executemany(
            "INSERT INTO people (id, number, given_name, family_name) VALUES (?, ?, 'Ana', ?)",
            _people(),
        )


async def _prepare_postgresql(url: str) -> None:
    edgefinder = await open_edgefinder(database_url=url)
    await edgefinder.close()
    raw = await asyncpg.connect(_plain(url))
    people = [(key, number, "Ana", family) for key, number, family in _people()]
    await raw.copy_records_to_table(
        "people", records=people, columns=("id", "number", "given_name", "family_name")
    )
    await raw.execute("ANALYZE people")
    await raw.close()


def _people() -> list[tuple[int, str, str]]:
    return [(n + 1, f"C{n:06}", f"Example {n}") for n in range(_CANDIDATES)]


def _plain(url: str) -> str:
    return url.replace("+asyncpg", "")


async def _raw(bare: Path, ours: Path) -> float:
    """Return the seconds that SQLite needs to insert the rows that our import has stored."""
    await _prepare_sqlite(bare)
    with sqlite3.connect(ours) as connection:
        rows = connection.execute(f"SELECT {_COLUMNS} FROM results ORDER BY source_ref").fetchall()
    with sqlite3.connect(bare, isolation_level=None) as raw:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            raw.execute(f"PRAGMA {pragma}")
        began = time.perf_counter()
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany(f"INSERT INTO results ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        raw.execute("COMMIT")
        return time.perf_counter() - began


async def _copied(ours: str, other: str) -> float:
    """Return the seconds that PostgreSQL needs to COPY the rows that our import has stored."""
    source, target = await asyncpg.connect(_plain(ours)), await asyncpg.connect(_plain(other))
    found = await source.fetch(f"SELECT {_COLUMNS} FROM results ORDER BY source_ref")
    rows: list[tuple[Any, ...]] = [tuple(row) for row in found]
    began = time.perf_counter()
    async with target.transaction():
        await target.copy_records_to_table("results", records=rows, columns=_NAMES)
    spent = time.perf_counter() - began
    await source.close()
    await target.close()
    return spent
