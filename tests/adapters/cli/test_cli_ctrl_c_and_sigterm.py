"""Ctrl-C twice ends any command at any moment; SIGTERM ends `serve`, whatever it is doing."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from adapters.cli.ctrl_c import INTERRUPTED
from tests.adapters.cli.endless_serve import that_blocks, that_waits
from tests.e2e.serve_process import serving

EDGEFINDER = Path(sys.executable).with_name("edgefinder")
COMMANDS = (
    "doctor",
    "db check",
    "db init",
    "catalog mill",
    "status 1001",
    "verify EF-G352-9YW7-CYKS-E",
    "chat --as 1001",
    "demo --no-browser",
    "notices retry",
    "import people people.csv",
    "export people out.csv",
    "people list",
    "serve",
)
CLEAN = {0, 1, 2, INTERRUPTED, -signal.SIGINT}


def begin(words: str, folder: Path) -> subprocess.Popen[str]:
    (folder / "people.csv").write_text(
        "candidate_number,given_name,family_name,role,organisation\n"
        + "".join(f"{n},Ana,Popescu,candidate,Ridgeline\n" for n in range(1000, 3000)),
        "utf-8",
    )
    environment = {
        **os.environ,
        "EDGEFINDER_DATABASE_URL": f"sqlite:///{folder}/center.db",
        "EDGEFINDER_HTTP_PORT": "0",
    }
    return subprocess.Popen(
        [EDGEFINDER, *words.split()],
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> str:
    """Wait until the process ends; return its standard error."""
    _, said = process.communicate(timeout=60)
    assert process.returncode in CLEAN, said
    return said


def assert_clean(said: str) -> None:
    # during its own startup, Python may print that it was interrupted
    assert "Traceback" not in said or "/adapters/cli/main.py" not in said
    assert "something is wrong" not in said


@pytest.mark.only_slow
@pytest.mark.parametrize("words", COMMANDS)
def test_ctrl_c_twice_at_a_random_moment_ends_the_command(words: str, tmp_path: Path) -> None:
    moments = random.Random(words)
    for _ in range(8):
        process = begin(words, tmp_path)
        time.sleep(moments.uniform(0.15, 1.6))
        process.send_signal(signal.SIGINT)
        time.sleep(moments.uniform(0, 0.1))
        process.send_signal(signal.SIGINT)
        assert_clean(ended(process))


@pytest.mark.slow
def test_ctrl_c_twice_ends_a_command_that_waits_for_a_locked_database(tmp_path: Path) -> None:
    ended(begin("db init", tmp_path))
    with closing(sqlite3.connect(tmp_path / "center.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        process = begin("import people people.csv", tmp_path)
        time.sleep(1)  # the command most likely waits for the lock by now
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        assert_clean(ended(process))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("program", "number"), [(that_waits, signal.SIGINT), (that_blocks, signal.SIGTERM)]
)
async def test_serve_ends_even_if_its_work_hangs(
    program: Callable[[], None], number: signal.Signals, sqlite_url: str, tmp_path: Path
) -> None:
    settings = {"EDGEFINDER_DATABASE_URL": sqlite_url}
    async with serving(settings, tmp_path, program=program) as served:
        assert await served.stop(number) == 0
        assert "stopped with work left undone" in served.log
