"""Run several processes that serve one port, for `serve --workers N`.

The parent process loads the program, binds the port, and forks the workers. The parent itself
serves nothing. The workers share the port, the database, and a few bytes that say which workers are
healthy.

The first worker leads. Only the leader polls Telegram, holds Slack's Socket Mode connections, sends
notices and runs the periodic jobs.
"""

import contextlib
import gc
import logging
import mmap
import os
import shutil
import signal
import socket
import struct
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from adapters.cli.ctrl_c import leave_at_once
from core.measurements import Measured, measured, read_measured

_log = logging.getLogger(__name__)

MOST_WORKERS = 64
BEAT_SECONDS = 0.5
"""Seconds between two reports of a worker that it is healthy."""
SILENCE_SECONDS = 10.0
"""A worker that has not reported for this many seconds counts as unhealthy.

Its event loop may hang.
"""
RESTART_SECONDS = 1.0
"""How many seconds to wait before a worker that died is replaced."""
_MOMENT = struct.Struct("d")
_SINGLE_ACCEPT = "UV_TCP_SINGLE_ACCEPT"
"""The environment variable that makes uvloop accept one connection at a time.

Other connections are then left to workers that are idle.
"""


class Board:
    """Shared memory in which each worker records when it was last healthy."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._memory = mmap.mmap(-1, count * _MOMENT.size)

    def note(self, number: int, *, is_well: bool) -> None:
        """Record whether a worker is healthy now."""
        moment = time.monotonic() if is_well else 0.0
        _MOMENT.pack_into(self._memory, number * _MOMENT.size, moment)

    def not_well(self) -> list[int]:
        """Return the numbers of the workers that are unhealthy or have not reported recently."""
        since = time.monotonic() - SILENCE_SECONDS
        moments = _MOMENT.iter_unpack(self._memory[:])
        return [number for number, (moment,) in enumerate(moments) if moment < since or not moment]


@dataclass(frozen=True, slots=True)
class Worker:
    """What a worker process gets from its parent process.

    Worker 0 leads. `folder` holds a file of metrics for each worker. `parent` is a pipe that closes
    when the parent ends. The worker writes to the pipe `ready` when it begins to serve.
    """

    number: int
    bound: socket.socket
    board: Board
    folder: Path
    parent: int
    ready: int

    @property
    def leads(self) -> bool:
        return self.number == 0

    def write_measured(self) -> None:
        """Write this worker's metrics to its file, where the other workers read them."""
        file = self.folder / str(os.getpid())
        unfinished = file.with_suffix(".new")
        unfinished.write_bytes(measured())
        unfinished.replace(file)

    def measured_elsewhere(self) -> list[Measured]:
        """Return the metrics of the other workers, including workers that have ended."""
        own = str(os.getpid())
        files = [each for each in self.folder.iterdir() if each.name != own and not each.suffix]
        return [read_measured(each.read_bytes()) for each in files]

    def is_ready(self) -> None:
        """Tell the parent that this worker has begun to serve."""
        with contextlib.suppress(OSError):  # after startup, the parent no longer reads this pipe
            os.write(self.ready, _SERVES)
        os.close(self.ready)


@dataclass(slots=True)
class WorkersHealth:
    """The health of all workers together, as one of the parts that /readyz lists."""

    board: Board
    platform: str = field(default="workers", init=False)

    @property
    def ready(self) -> bool:
        return not self.board.not_well()

    @property
    def problem(self) -> str:
        missing = len(self.board.not_well())
        return f"{missing} of {self.board.count} are not ready" if missing else ""


def fork_workers(count: int, bound: socket.socket) -> "Worker | int":
    """Fork worker processes, and replace workers that die.

    In each worker process, return its Worker. In the parent process, return only when all workers
    have ended. The result is then the exit code: 0 after SIGTERM or Ctrl-C, otherwise the exit code
    of a worker that could not start.
    """
    os.environ.setdefault(_SINGLE_ACCEPT, "1")
    gc.collect()
    gc.freeze()  # without this, garbage collection would copy memory that the workers share
    return _Parent(count, bound).run()


class _Parent:
    """The parent process, which starts the workers and replaces workers that die."""

    def __init__(self, count: int, bound: socket.socket) -> None:
        self._bound = bound
        self._board = Board(count)
        self._numbers: dict[int, int] = {}
        """The workers' numbers by process id."""
        self._stopping = False
        self._folder = Path(tempfile.mkdtemp(prefix="edgefinder-workers-"))
        # workers read from this pipe; when it closes, they know that the parent process has ended
        self._of_workers, self._of_parent = os.pipe()

    def run(self) -> Worker | int:
        before = {each: signal.signal(each, self._stop) for each in _SIGNALS}
        try:
            ended = self._look_after()
            if not isinstance(ended, Worker):
                shutil.rmtree(self._folder, ignore_errors=True)
            return ended
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _look_after(self) -> Worker | int:
        leader, others = range(1), range(1, self._board.count)
        for numbers in (leader, others):
            started: dict[int, int] = {}
            for number in numbers:
                forked = self._fork(number)
                if isinstance(forked, Worker):
                    return forked
                if forked is None:
                    return self._wait_for_all()
                started[number] = forked
            for number, hears in started.items():
                if not _hears(hears):
                    return self._give_up(number)
        _log.info("%s workers serve", self._board.count)
        while self._numbers:
            number, code = self._wait_for_one()
            if not self._stopping:
                _log.error("worker %s ended (%s): it is started again", number + 1, code)
                time.sleep(RESTART_SECONDS)
            forked = self._fork(number)
            if isinstance(forked, Worker):
                return forked
            if forked is not None:
                os.close(forked)
        return 0

    def _fork(self, number: int) -> Worker | int | None:
        """Fork a worker.

        In the worker, return a Worker. In the parent process, return the pipe on which the worker
        reports that it serves. If all workers are stopping, fork nothing and return None.
        """
        hears, tells = os.pipe()
        # block signals until the worker has set its own handlers
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        # the signal that stopped the running workers would not reach a new worker
        if self._stopping:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
            os.close(hears)
            os.close(tells)
            return None
        pid = os.fork()
        if pid == 0:
            self._numbers.clear()
            for number_ in _SIGNALS:
                signal.signal(number_, signal.SIG_DFL)
            os.close(hears)
            os.close(self._of_parent)
        else:
            self._numbers[pid] = number
            os.close(tells)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        if pid == 0:
            return Worker(
                *(number, self._bound, self._board, self._folder, self._of_workers, tells)
            )
        return hears

    def _wait_for_one(self, pid: int = -1) -> tuple[int, int]:
        """Wait until the worker with this process id ends, or any worker if `pid` is -1.

        Return the worker's number and its exit code.
        """
        pid, status = os.waitpid(pid, 0)
        number = self._numbers.pop(pid)
        self._board.note(number, is_well=False)
        return number, os.waitstatus_to_exitcode(status)

    def _give_up(self, number: int) -> int:
        """End all workers, because the worker `number` could not start.

        Return the exit code for the parent: 0 if it was told to stop, else that of the worker, but
        at least 1.
        """
        _, code = self._wait_for_one(next(p for p, n in self._numbers.items() if n == number))
        if code < 0 and not self._stopping:
            _log.error("worker %s did not start: %s", number + 1, signal.Signals(-code).name)
        stopped, self._stopping = self._stopping, True
        self._tell(signal.SIGTERM)
        self._wait_for_all()
        return 0 if stopped else max(code, 1)

    def _wait_for_all(self) -> int:
        """Wait until all workers have ended.

        Return 0, the exit code after SIGTERM or Ctrl-C.
        """
        while self._numbers:
            self._wait_for_one()
        return 0

    def _stop(self, number: int, _: FrameType | None) -> None:
        """Handle SIGTERM or Ctrl-C: stop the workers.

        At the second Ctrl-C, kill the workers.
        """
        if self._stopping and number == signal.SIGINT:
            self._tell(signal.SIGKILL)
            leave_at_once()
        self._stopping = True
        self._tell(signal.SIGTERM)

    def _tell(self, number: int) -> None:
        for pid in [*self._numbers]:
            with contextlib.suppress(ProcessLookupError):  # the worker has just ended
                os.kill(pid, number)


def _hears(file: int) -> bool:
    """Wait until a worker reports that it serves.

    Return False if the worker ends without that. `file` is the pipe on which the worker reports.
    """
    try:
        return os.read(file, 1) == _SERVES
    finally:
        os.close(file)


_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_SERVES = b"."
