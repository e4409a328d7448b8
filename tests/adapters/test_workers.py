"""The parent of `serve --workers N` stops with all workers, at any moment."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_PROGRAM = """
import os, signal, socket, sys
from adapters import workers

make_pipe, made = os.pipe, []

def pipe():
    made.append(1)
    if len(made) == int(sys.argv[1]):  # the parent's own comes first, then one for each worker
        os.kill(os.getpid(), signal.SIGTERM)
    return make_pipe()

os.pipe = pipe
forked = workers.fork_workers(3, socket.socket())
if isinstance(forked, workers.Worker):
    forked.is_ready()
    signal.pause()
sys.exit(forked)
"""


@pytest.mark.parametrize("before_worker", [1, 2, 3])
def test_a_stop_just_before_a_worker_is_started_ends_all_workers(before_worker: int) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(before_worker + 1)],
        cwd=ROOT,
        stdout=subprocess.PIPE,  # this pipe stays open while any of the processes runs
        start_new_session=True,
    )
    try:
        shown, _ = program.communicate(timeout=60)
    finally:
        if program.returncode is None:
            os.killpg(program.pid, signal.SIGKILL)
            program.communicate()
    assert (program.returncode, shown) == (0, b"")
