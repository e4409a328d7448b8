"""Opening a wide header takes time in proportion to its columns.

Function calls are counted, not seconds.
"""

import sys
from pathlib import Path
from types import FrameType

import pytest

from core.importing.file_reading import open_sheet
from core.importing.reading_options import ReadingOptions

OURS = ["candidate_number", "exam", "outcome", "taken_on"]
ROW = ["4001", "M1-MMS-T", "pass", "2026-03-03"]


def calls_for(folder: Path, columns: int, name: str) -> int:
    """Return the number of function calls for opening a file with this many extra columns."""
    path = folder / f"{columns}.csv"
    header = [*OURS, *(name.format(number) for number in range(columns))]
    path.write_text(f"{','.join(header)}\n{','.join([*ROW, *['x'] * columns])}\n")
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        with open_sheet(
            path, OURS, ("score", "evaluator"), ReadingOptions(kind="results")
        ) as sheet:
            assert [len(batch.rows) for batch in sheet.batches(100)] == [1]
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("name", ["Column {}", "Assignment: Part {} (Real)", "same"])
def test_a_header_with_twice_the_columns_takes_at_most_about_twice_the_work(
    tmp_path: Path, name: str
) -> None:
    calls_for(tmp_path, 10, name)  # the first call only fills a cache
    few, many = calls_for(tmp_path, 400, name), calls_for(tmp_path, 800, name)
    assert many < 2.2 * few
