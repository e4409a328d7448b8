"""An import of results, against the bare inserts of the same rows."""

import csv
import random
import sqlite3
import time
from datetime import date, timedelta
from pathlib import Path

from core.edgefinder import open_edgefinder
from core.importing.run import ImportKind, import_file
from tests.bench.measuring import Ratio

_CANDIDATES = 50_000
_COLUMNS = "candidate_id, exam_code, taken_on, attempt, outcome, score, evaluator, source_ref"


async def import_ratios(folder: Path, rows: int, jobs: int = 3) -> list[Ratio]:
    """`rows` new results, and the same file again, each against raw executemany of those rows in
    one transaction into the same table of another database.
    """
    source = await _source(folder, rows)
    fast: list[float] = []
    again: list[float] = []
    bare: list[float] = []
    for turn in range(jobs):
        ours = folder / f"ours-{turn}.db"
        edgefinder = await open_edgefinder(database_url=f"sqlite:///{ours}")
        _candidates(ours)
        for kept in (fast, again):
            began = time.perf_counter()
            report = await import_file(
                edgefinder.database,
                edgefinder.catalog,
                edgefinder.clock,
                ImportKind.RESULTS,
                source,
            )
            kept.append(rows / (time.perf_counter() - began))
            assert report.rejected == 0
        await edgefinder.close()
        bare.append(rows / await _raw(folder / f"bare-{turn}.db", ours))
    name = f"import of {rows:,} results, validated"
    bare_name = "raw sqlite3 executemany of the same rows, one transaction, same table"
    return [
        Ratio(name, max(fast), bare_name, max(bare), 0.5, 0.9),
        Ratio("the same file again", max(again), bare_name, max(bare), 0.5, 0.9),
    ]


async def _source(folder: Path, rows: int) -> Path:
    """A results file as an exam office would write it: most pass, days come in order."""
    edgefinder = await open_edgefinder(database_url=f"sqlite:///{folder / 'codes.db'}")
    exams = list(edgefinder.catalog.exams)
    await edgefinder.close()
    chance = random.Random(7)
    first = date(2019, 1, 7)
    source = folder / "results.csv"
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


def _candidates(database: Path) -> None:
    with sqlite3.connect(database) as raw:
        raw.executemany(
            "INSERT INTO people (id, number, given_name, family_name) VALUES (?, ?, 'Ana', ?)",
            ((n + 1, f"C{n:06}", f"Example {n}") for n in range(_CANDIDATES)),
        )


async def _raw(bare: Path, ours: Path) -> float:
    """Seconds for the rows that ours has, typed already, in the order they came."""
    edgefinder = await open_edgefinder(database_url=f"sqlite:///{bare}")
    await edgefinder.close()
    _candidates(bare)
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
