"""The worker process: reads one file within bounds, says what is in it, and ends.

With the arguments SECONDS MEMORY FD the module waits on a socket and forks a worker for each one
that comes in, so that workers have the libraries from the start and never see each other's files.
Without FD it is itself the worker, for the file on its standard input.
"""

import gc
import importlib
import json
import math
import os
import signal
import socket
import sys
from dataclasses import dataclass

from core.verification.files.held import Held, HeldCode, HeldDocument, HeldNothing, HeldToken

SECONDS = 3
"""Processor time for one file."""
MEMORY = 512 * 1024 * 1024
"""Bytes of address space for one file."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker may take: seconds of processor time, bytes of address space."""

    seconds: float = SECONDS
    memory: int = MEMORY

    @property
    def patience(self) -> float:
        """Seconds by the clock, for a worker that gets no processor."""
        return 4 * self.seconds


CAN_FORK = hasattr(os, "fork") and hasattr(socket, "send_fds")
_NICE = 15
"""Codes and chats come first."""
_MOST_FILES_OPEN = 64
_LIBRARIES = (
    *("PIL.PngImagePlugin", "PIL.JpegImagePlugin"),
    *(f"core.verification.files.{name}" for name in ("kinds", "markup", "pictures", "pdf")),
)
"""What most files take."""

MEMORY_IS_BOUNDED = sys.platform not in {"win32", "darwin"}
"""Whether the system bounds a worker's memory; time and unpacked bytes are bound in any case."""


def answer(content: bytes) -> bytes:
    """What is in a file, as JSON."""
    from core.verification.files.kinds import read_file  # noqa: PLC0415 - after it has started

    return json.dumps([_written(held) for held in read_file(content)]).encode()


def _written(held: Held) -> list[object]:
    match held:
        case HeldToken(text):
            return ["token", text]
        case HeldDocument(document):
            return ["document", document]
        case HeldCode(text, link):
            return ["code", text, link]
        case HeldNothing(detail, reason):
            return ["nothing", detail, reason]


def bound(limits: Limits) -> None:
    """Bounds this process: the system ends it, whatever it is doing, when it takes too much."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not everywhere

        os.nice(_NICE)
        for what, most in (
            (resource.RLIMIT_AS, limits.memory),
            (resource.RLIMIT_CPU, math.ceil(limits.seconds) + 1),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_NOFILE, _MOST_FILES_OPEN),
        ):
            try:
                resource.setrlimit(what, (most, most))
            except (ValueError, OSError):  # not every system has all of them
                continue
        signal.setitimer(signal.ITIMER_PROF, limits.seconds)
        signal.setitimer(signal.ITIMER_REAL, limits.patience)


def _work(theirs: socket.socket, limits: Limits) -> None:
    """Reads one file from a socket, and answers there."""
    theirs.sendall(os.getpid().to_bytes(4))
    content = bytearray()
    while piece := theirs.recv(256 * 1024):
        content += piece
    bound(limits)
    theirs.sendall(answer(bytes(content)))


def _load() -> None:
    """Loads the libraries that most files take, and leaves what was made until now alone."""
    for name in _LIBRARIES:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


def fork_workers(waiting: socket.socket, limits: Limits) -> None:
    """Forks a worker for each socket that comes, until whoever sends them has gone."""
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
                    _work(socket.socket(fileno=number), limits)
                finally:
                    os._exit(0)
            os.close(number)


def main() -> None:
    seconds, memory, *source = sys.argv[1:]
    limits = Limits(float(seconds), int(memory))
    if source:
        fork_workers(socket.socket(fileno=int(source[0])), limits)
    else:
        content = sys.stdin.buffer.read()
        bound(limits)
        sys.stdout.buffer.write(answer(content))


if __name__ == "__main__":
    main()
