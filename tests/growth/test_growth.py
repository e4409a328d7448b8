"""`make growth` fills valid databases, and reports correct figures."""

import random
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy.engine import make_url

from core.edgefinder import open_edgefinder
from tests.growth.__main__ import disk_needed, table
from tests.growth.filling import bytes_of, fill
from tests.growth.measuring import Growth, Measured, percentile

CANDIDATES = 60


async def test_a_filled_database_answers_every_question(database_url: str) -> None:
    await fill(database_url, CANDIDATES)
    edgefinder = await open_edgefinder(database_url=database_url, create=False)
    measured = Measured(edgefinder, CANDIDATES, random.Random(7))
    for ask, _ in measured.questions.values():
        await ask()  # `ask` raises an error if the answer is wrong
    assert (await edgefinder.database_report.counts()).results == 3 * CANDIDATES
    assert await bytes_of(database_url) > 1000 * CANDIDATES
    await edgefinder.close()


async def test_rows_of_a_filled_database_refer_to_existing_rows(sqlite_url: str) -> None:
    await fill(sqlite_url, CANDIDATES)
    with closing(sqlite3.connect(str(make_url(sqlite_url).database))) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_table_marks_a_question_whose_answers_have_become_too_slow() -> None:
    lines = table([Growth("status", 0.001, 0.0014), Growth("verify", 0.001, 0.0016)], 10, 20)
    grown = {line.split()[0]: "TOO SLOW" in line for line in lines.splitlines()[1:]}
    assert grown == {"status": False, "verify": True}


@pytest.mark.parametrize(("share", "expected"), [(0.5, 51), (0.99, 100), (1.0, 100)])
def test_a_percentile_is_the_time_within_which_this_share_of_answers_came(
    share: float, expected: float
) -> None:
    assert percentile([float(each) for each in range(100, 0, -1)], share) == expected


def test_a_run_with_more_candidates_or_more_rows_needs_more_disk() -> None:
    kinds = ["sqlite", "postgresql"]
    assert disk_needed(10_000_000, 0, kinds) > 20e9
    assert disk_needed(10_000_000, 10_000_000, kinds) > disk_needed(10_000_000, 0, kinds)
    assert disk_needed(1_000_000, 0, ["sqlite"]) < disk_needed(1_000_000, 0, kinds)
