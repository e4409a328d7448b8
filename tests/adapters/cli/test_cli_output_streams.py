"""Commands whose standard input or output is closed, or whose output goes to a full disk."""

import os
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize("words", [("catalog", "turning"), ("export", "people", "-")])
def test_a_full_disk_is_reported_in_one_line(sample: Path, words: tuple[str, ...]) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full")
    with full.open("wb") as output:
        ran = _program(words, stdout=output)
    assert ran.returncode == 2
    assert ran.stderr.startswith("edgefinder: the disk is full")
    assert len(ran.stderr.splitlines()) == 1


def test_a_command_with_a_closed_output_still_does_its_work(sample: Path) -> None:
    ran = _program(("catalog", "turning"), preexec_fn=partial(os.close, 1))
    assert (ran.returncode, ran.stderr) == (0, "")


def test_an_export_to_a_closed_output_says_what_to_do(sample: Path) -> None:
    ran = _program(("export", "people", "-"), preexec_fn=partial(os.close, 1))
    assert ran.returncode == 2
    assert ran.stderr == "edgefinder: standard output is closed: name a file in place of '-'\n"


@pytest.mark.parametrize("words", [("chat", "--as", "2026-001"), ("init",), ("verify", "-")])
def test_a_closed_input_counts_as_empty(sample: Path, tmp_path: Path, words: Sequence[str]) -> None:
    ran = _program(words, stdout=subprocess.DEVNULL, preexec_fn=partial(os.close, 0))
    assert "fault" not in ran.stderr
    assert len(ran.stderr.splitlines()) <= 1


def _program(words: Sequence[str], **how: Any) -> subprocess.CompletedProcess[str]:
    program = "from adapters.cli.entry import main\nmain()"
    return subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=Path(__file__).parents[3],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        **how,
    )
