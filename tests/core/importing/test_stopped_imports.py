"""An import that ends early leaves whole batches of any kind of file, and the error says so."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.cli.interrupts import run_interruptibly
from core.importing import workbooks
from core.importing.reading_options import ReadingOptions
from core.importing.sheets import FileRefused
from tests.core.importing.import_helpers import RESULTS, bring, files_in, text_file, workbook_file
from tests.world import World

ROWS = [f"1001,M1-MMS-T,fail,2026-03-{day:02}" for day in range(1, 8)]
PROCESS = Path(workbooks.__file__).with_name("workbook_process.py")


@pytest.fixture
async def center(world: World) -> World:
    await world.candidate("1001", "Ana Popescu")
    return world


@pytest.fixture
def _own_handler() -> Iterator[None]:
    # a shell starts background jobs so that they ignore SIGINT
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def results_file(folder: Path, name: str) -> Path:
    if name.endswith(".csv"):
        return text_file(folder, RESULTS, *ROWS, name=name)
    return workbook_file(folder, RESULTS.split(","), *(row.split(",") for row in ROWS), name=name)


def conversion(folder: Path, monkeypatch: pytest.MonkeyPatch, *lines: str) -> Path:
    """Return a workbook, whose conversion to rows is replaced by a program.

    The program writes four rows and then runs these lines of code.
    """
    program = folder / "conversion.py"
    rows = [row.split(",") for row in (RESULTS, *ROWS[:4])]
    head = {
        "sheet": "Results", "visible": True, "rows": len(ROWS) + 1, "hidden": [0, 0], "alone": True
    }  # fmt: skip
    program.write_text(
        "\n".join(
            (
                "import json, os, signal, sys, time",
                f"print(json.dumps({head!r}))",
                f"print(json.dumps([1, {rows!r}, {{}}]), flush=True)",
                *lines,
            )
        )
    )
    monkeypatch.setattr(workbooks, "_PROCESS", program)
    return results_file(folder, "results.xlsx")


async def days(world: World) -> list[str]:
    return sorted(str(row["taken_on"])[-2:] for row in await world.rows("results"))


@pytest.mark.parametrize("name", ["results.csv", "results.xlsx"])
async def test_a_canceled_import_leaves_the_finished_batches_whatever_the_kind_of_file(
    center: World, tmp_path: Path, name: str
) -> None:
    path = results_file(tmp_path, name)
    task = asyncio.current_task()
    assert task is not None

    def cancel(read: int, _about: int | None) -> None:
        if read == 4:
            task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await bring(center, path, batch=2, on_progress=cancel)
    task.uncancel()
    assert await days(center) == ["01", "02", "03", "04"]
    report = await bring(center, path, batch=2)
    assert (report.taken, report.unchanged, report.rejected) == (3, 4, 0)


async def test_if_the_conversion_of_a_workbook_dies_nothing_is_imported(
    center: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = conversion(tmp_path, monkeypatch, "os.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(FileRefused, match=r"save the rows as CSV$"):
        await bring(center, path, batch=3)
    assert await days(center) == []
    assert files_in(tmp_path) == {"conversion.py", "results.xlsx"}


async def test_if_the_encoding_is_given_the_batches_before_the_conversion_died_are_kept(
    center: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        path = conversion(tmp_path, patched, "os.kill(os.getpid(), signal.SIGKILL)")
        with pytest.raises(FileRefused) as refused:
            await bring(center, path, batch=3, reading=ReadingOptions(encoding="utf-8"))
    assert str(refused.value) == (
        "results.xlsx needs far more memory than an honest workbook: save the rows as CSV; the "
        "import stopped after 3 rows: nothing is half-written, and importing the file again adds "
        "the rest"
    )
    assert await days(center) == ["01", "02", "03"]
    report = await bring(center, results_file(tmp_path, "results.csv"))
    assert (report.taken, report.unchanged, report.rejected) == (4, 3, 0)


@pytest.mark.usefixtures("_own_handler")
def test_ctrl_c_while_the_import_waits_for_the_conversion_ends_the_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = conversion(
        tmp_path, monkeypatch, "os.kill(os.getppid(), signal.SIGINT)", "time.sleep(600)"
    )

    async def work() -> None:
        with workbooks.open_workbook(path, len) as [table]:
            list(table.batches(100))

    with pytest.raises(KeyboardInterrupt):
        run_interruptibly(work())


def test_the_conversion_of_a_workbook_is_not_ended_by_ctrl_c_in_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = conversion(tmp_path, monkeypatch, "print(json.dumps([6, [[str(os.getpgrp())]], {}]))")
    with workbooks.open_workbook(path, len) as [table]:
        [batch] = table.batches(100)
    assert batch.rows[-1][0] != str(os.getpgrp())


def test_the_conversion_of_a_workbook_ends_when_its_standard_input_is_closed(
    tmp_path: Path,
) -> None:
    os.mkfifo(tmp_path / "endless.xls")
    process = subprocess.Popen(
        [sys.executable, "-I", str(PROCESS), str(tmp_path / "endless.xls")],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    process.communicate()  # closes its input, as the end of our process does
    assert process.returncode == 1
