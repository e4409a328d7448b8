"""Read files in separate processes, a few at a time. Users take turns."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from core.language.message import _
from core.threads import need_event_loop
from core.verification.files.found_items import (
    CANNOT,
    MOST_BYTES,
    TOO_LARGE,
    FoundItem,
    NothingFound,
)
from core.verification.files.worker_answers import items_of
from core.verification.files.worker_process import CAN_FORK, QUICK, THOROUGH, Limits

_MOST_WORKERS = 2
"""The maximum number of workers at once: one for quick files and one for slow files."""
_MOST_WAITING = 200
"""The maximum number of waiting files."""
_MOST_WAITING_EACH = 20
"""The maximum number of waiting files of one person."""
_MOST_HELD = 16 * 1024 * 1024
"""The maximum size in bytes of all files that wait or are being read. It limits the memory that
they take.
"""
_MORE_PATIENCE = 1.0
"""How many seconds a worker may take in addition to its own time limit."""
_MOST_ANSWERED = 32 * 1024 * 1024
_NUMBER = 4
"""The number of bytes in which a worker sends its process id."""
_KEPT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR", "TEMP")
"""The environment variables that a worker gets. None of them is secret."""
_BUSY = NothingFound(
    "busy", _("many files are being checked right now: try again in a minute, or send the code")
)
_STOPPED = NothingFound("busy", _("we are restarting: send it again in a minute"))


class Busy(Exception):  # noqa: N818 - an answer, not an error
    """Raised if too many files are waiting already."""


class Turns:
    """Lets a few users in at a time.

    Waiting users take turns: one file per user in each round.
    """

    def __init__(self, at_once: int = 1) -> None:
        self._free = at_once
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._count = 0

    @asynccontextmanager
    async def turn(self, person: str) -> AsyncIterator[None]:
        """Wait for a turn, which lasts for a `with` block.

        `person` is any id of the user. Raises Busy if too many users or files wait.
        """
        await self._enter(person)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, person: str) -> None:
        if self._free:
            self._free -= 1
            return
        mine = self._waiting.setdefault(person, deque())
        if self._count >= _MOST_WAITING or len(mine) >= _MOST_WAITING_EACH:
            if not mine:
                del self._waiting[person]
            raise Busy
        let_in = asyncio.get_running_loop().create_future()
        mine.append(let_in)
        self._count += 1
        try:
            await let_in
        except asyncio.CancelledError:
            if let_in.done() and not let_in.cancelled():
                self._leave()  # this user got the turn just before the cancellation
            else:
                self._forget(person, let_in)
            raise

    def _forget(self, person: str, let_in: asyncio.Future[None]) -> None:
        mine = self._waiting.get(person, deque())
        if let_in in mine:
            mine.remove(let_in)
            self._count -= 1
            if not mine:
                del self._waiting[person]

    def _leave(self) -> None:
        """Give the turn to the next user who waits. Each user has one turn in a round."""
        while self._waiting:
            person, mine = next(iter(self._waiting.items()))
            let_in = mine.popleft()
            self._count -= 1
            if mine:
                self._waiting.move_to_end(person)
            else:
                del self._waiting[person]
            if not let_in.done():  # this user has just given up
                let_in.set_result(None)
                return
        self._free += 1


class FileReader:
    """Reads files in worker processes.

    `start` or the first file starts the process that forks the workers, and `close` ends it. A file
    is first read within narrow limits. If the file needs more time or memory, reading is stopped.
    The file then waits with other slow files, and is read again from its start within wide limits.
    A quick file therefore never waits for a slow file.
    """

    def __init__(self, quick: Limits = QUICK, thorough: Limits = THOROUGH) -> None:
        self._ways = [(Turns(), quick), (Turns(), thorough)]
        self._held = 0
        self._source: _Source | None = None
        self._closed = False
        self._reading: set[asyncio.Task[list[FoundItem]]] = set()

    def start(self) -> None:
        """Start the process that forks workers, so that the first file does not have to wait."""
        if CAN_FORK and self._source is None:
            self._source = _Source()

    async def read(self, content: bytes, person: str = "") -> list[FoundItem]:
        """Return the findings in a user's file, or a NothingFound if the file has none.

        `person` is any id of the user, by which users who send files at the same time take turns.
        """
        if len(content) > MOST_BYTES:
            return [TOO_LARGE]
        need_event_loop()
        if self._closed:
            return [_STOPPED]
        if self._held + len(content) > _MOST_HELD:
            return [_BUSY]
        self._held += len(content)
        task = asyncio.ensure_future(self._read(content, person))
        self._reading.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            if self._closed:
                return [_STOPPED]
            raise
        finally:
            self._held -= len(content)
            self._reading.discard(task)

    async def _read(self, content: bytes, person: str) -> list[FoundItem]:
        found: list[FoundItem] = []
        for turns, limits in self._ways:
            try:
                async with turns.turn(person):
                    answer = await self._answered(content, limits)
            except Busy:
                return [_BUSY]
            found = items_of(answer)
            if answer and not _failed(found):
                break
        return found

    async def _answered(self, content: bytes, limits: Limits) -> bytes:
        """Return a worker's answer about a file.

        Return b"" if the worker was stopped or died.
        """
        asked = b"%f %d\n" % (limits.seconds, limits.memory) + content
        try:
            async with asyncio.timeout(limits.patience + _MORE_PATIENCE):
                if not CAN_FORK:
                    return await _in_new_process(asked)
                if self._source is None or not self._source.alive:
                    if self._source is not None:
                        self._source.end()
                    self._source = _Source()
                return await self._source.answer(asked)
        except (TimeoutError, OSError):
            return b""

    def close(self) -> None:
        """End all workers at once. Files that are being read count as not checked."""
        self._closed = True
        for task in self._reading:
            task.cancel()
        if self._source is not None:
            self._source.end()
            self._source = None


def _failed(found: list[FoundItem]) -> bool:
    """Whether a part of a file could not be read, so that more memory may help."""
    return any(isinstance(held, NothingFound) and held.detail == CANNOT.detail for held in found)


class _Source:
    """The process from which workers are forked.

    It has loaded the libraries, but never sees a file.
    """

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - runs our own program
                _program(str(theirs.fileno())),
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        self._socket = ours
        self._ended = False
        self._working = 0
        self._ready: socket.socket | None = self._new_worker()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    async def answer(self, content: bytes) -> bytes:
        """Return a worker's answer about a file.

        Return b"" if the worker was stopped or died.
        """
        loop = asyncio.get_running_loop()
        ours, self._ready = self._ready or self._new_worker(), None
        self._working += 1
        process = b""
        try:
            with ours:
                process = await _received(ours, _NUMBER)
                self._make_ready()
                await loop.sock_sendall(ours, content)
                ours.shutdown(socket.SHUT_WR)
                return await _received(ours)
        except OSError:  # the worker has ended without receiving the whole file
            return b""
        finally:
            _kill(process)
            self._working -= 1
            self._make_ready()

    def _make_ready(self) -> None:
        """Start a worker in advance, so that the next file does not have to wait for one."""
        there_is_room = self._working < _MOST_WORKERS
        if self._ready is None and there_is_room and not self._ended:
            self._ready = self._new_worker()

    def _new_worker(self) -> socket.socket:
        """Start a worker that waits for a file. Return the socket to it."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs:
            socket.send_fds(self._socket, [b"w"], [theirs.fileno()])
        return ours

    def end(self) -> None:
        """End the process that forks workers, and all of its workers."""
        self._ended = True
        self._socket.close()
        if self._ready is not None:
            self._ready.close()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def _kill(process: bytes) -> None:
    """Kill a worker if it is still running. `process` is its process id, as bytes."""
    if len(process) == _NUMBER:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(int.from_bytes(process), signal.SIGKILL)


async def _received(ours: socket.socket, size: int = 0) -> bytes:
    """Receive `size` bytes from a worker's socket, or everything until its end if `size` is 0."""
    loop = asyncio.get_running_loop()
    got = bytearray()
    while not size or len(got) < size:
        piece = await loop.sock_recv(ours, size - len(got) if size else 256 * 1024)
        if not piece or len(got) > _MOST_ANSWERED:
            break
        got += piece
    return bytes(got)


async def _in_new_process(content: bytes) -> bytes:
    """Return the answer about a file from a new process, on systems without fork.

    The process is killed if the caller is canceled.
    """
    process = await asyncio.create_subprocess_exec(
        *_program(),
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        answer, _ = await process.communicate(content)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return answer


def _program(*more: str) -> list[str]:
    return [sys.executable, "-P", "-m", "core.verification.files.worker_process", *more]


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name in _KEPT}
