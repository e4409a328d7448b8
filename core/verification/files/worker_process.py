"""The worker process: reads one file within limits, writes its findings, and exits.

With the argument FD, the module receives sockets over the socket with this number, and forks a
worker for each. The workers then have the libraries from the start, and never see each other's
files. Without FD, the module is itself the worker, for the file on its standard input.
"""

import gc
import importlib
import math
import os
import signal
import socket
import sys
import time
from dataclasses import dataclass, replace

from core.verification.files.found_items import FoundDocument, FoundItem

SECONDS = 3
"""How many CPU seconds a worker may use for one file."""
MEMORY = 512 * 1024 * 1024
"""The maximum size of a worker's address space in bytes."""


@dataclass(frozen=True, slots=True)
class Limits:
    """A worker's limits: CPU seconds, and bytes of memory in addition to those at its start."""

    seconds: float
    memory: int

    @property
    def patience(self) -> float:
        """The maximum real time for a file in seconds, even if the worker gets no CPU time."""
        return 4 * self.seconds


QUICK = Limits(0.5, 40 * 1024 * 1024)
"""The limits for a first try, which are enough for nearly all ordinary files."""
THOROUGH = Limits(SECONDS, 88 * 1024 * 1024)
"""The limits for files that need more than `QUICK`. These files are read one at a time."""
CAN_FORK = hasattr(os, "fork") and hasattr(socket, "send_fds")
_NICE = 10
"""How much a worker lowers its priority, so that it slows neither chats nor look-ups of codes."""
_LAST_PROOF = 2.7
"""After this many CPU seconds, no more proofs are worked out, so that findings can be reported."""
_MOST_FILES_OPEN = 64
_LIBRARIES = (
    *("PIL.PngImagePlugin", "PIL.JpegImagePlugin"),
    *(f"core.verification.files.{name}" for name in ("file_reading", "markup", "pictures", "pdf")),
    "core.verification.files.worker_answers",
)
"""The libraries that most files need."""
_NETWORK = ("aiohttp", "requests")
"""The modules with which the JSON-LD processor would fetch contexts. A worker must not load them.
"""

MEMORY_IS_BOUNDED = sys.platform not in {"win32", "darwin"}
"""Whether the system limits a worker's memory.

Time and unpacked bytes are limited on every system.
"""


def answer(content: bytes) -> bytes:
    """Return the findings in a file as JSON, with the data that the proofs in the file sign."""
    from core.verification.files.file_reading import read_file  # noqa: PLC0415 - after the process has started
    from core.verification.files.worker_answers import encode_findings  # noqa: PLC0415 - after the process has started

    return encode_findings([_worked_out(held) for held in read_file(content)])


def _worked_out(held: FoundItem) -> FoundItem:
    """Return a finding. If it is a credential, add the data that its proofs sign.

    If there is not enough time left, return the credential unchanged.
    """
    if not isinstance(held, FoundDocument) or not held.needs_work:
        return held
    from core.verification.signed_data import work_out  # noqa: PLC0415 - after the process has started

    left = _LAST_PROOF - time.process_time()
    return replace(held, work=work_out(held.document, left))


def limit_this_process(limits: Limits) -> None:
    """Set the limits of this process.

    The system kills the process if it uses more time, and refuses requests for more memory.
    """
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not available everywhere

        os.nice(_NICE)
        for what, most in (
            (resource.RLIMIT_AS, min(MEMORY, _address_space() + limits.memory)),
            (resource.RLIMIT_CPU, math.ceil(limits.seconds) + 1),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_NOFILE, _MOST_FILES_OPEN),
        ):
            try:
                resource.setrlimit(what, (most, most))
            except (ValueError, OSError):  # not every system has all of these limits
                continue
        signal.setitimer(signal.ITIMER_PROF, limits.seconds)
        signal.setitimer(signal.ITIMER_REAL, limits.patience)


def _address_space() -> int:
    """Return how many bytes of memory this process has mapped, or `MEMORY` if that is unknown."""
    try:
        with open("/proc/self/statm", encoding="ascii") as told:  # noqa: PTH123 - imports are blocked here
            return int(told.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return MEMORY


def _work(theirs: socket.socket) -> None:
    """Read one file from this socket, and write the findings to it."""
    theirs.sendall(os.getpid().to_bytes(4))
    asked = bytearray()
    while piece := theirs.recv(256 * 1024):
        asked += piece
    limits, content = _taken_apart(asked)
    del asked
    theirs.sendall(_answer_within(limits, content))


def _taken_apart(asked: bytearray) -> tuple[Limits, bytes]:
    """Split what a worker receives into the limits, which are the first line, and the file."""
    end = asked.index(b"\n")
    seconds, memory = asked[:end].split()
    with memoryview(asked) as all_of_it:
        return Limits(float(seconds), int(memory)), bytes(all_of_it[end + 1 :])


def _answer_within(limits: Limits, content: bytes) -> bytes:
    """Limit this process, then return the findings about the file's content, as JSON."""
    limit_this_process(limits)
    return answer(content)


def _load() -> None:
    """Load the libraries that most files need, and exempt their objects from garbage collection."""
    for name in _NETWORK:
        sys.modules[name] = None  # type: ignore[assignment]  # blocks the import
    for name in _LIBRARIES:
        importlib.import_module(name)
    importlib.import_module("core.verification.signed_data").make_ready()
    gc.collect()
    gc.freeze()


def fork_workers(waiting: socket.socket) -> None:
    """Fork a worker for each socket that arrives, until the process that sends them has ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _load()
    while True:
        message, sockets, _, _ = socket.recv_fds(waiting, 1, 1)
        if not message:
            os.killpg(0, signal.SIGKILL)
        for number in sockets:
            if os.fork() == 0:
                try:
                    waiting.close()
                    _work(socket.socket(fileno=number))
                finally:
                    os._exit(0)
            os.close(number)


def main() -> None:
    if len(sys.argv) > 1:
        fork_workers(socket.socket(fileno=int(sys.argv[1])))
    else:
        sys.stdout.buffer.write(_answer_within(*_taken_apart(bytearray(sys.stdin.buffer.read()))))


if __name__ == "__main__":
    main()
