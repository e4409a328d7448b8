"""The worker process: reads one file within bounds, says what is in it, and ends.

`python -m core.verification.files.worker FD` waits on a socket and forks a worker for each one that
comes in, so that workers have the libraries from the start and never see each other's files.
Without FD it is itself the worker, of the file on its standard input.
"""

import gc
import importlib
import json
import os
import signal
import socket
import sys

from core.verification.files.held import Held, HeldCode, HeldDocument, HeldNothing, HeldToken

SECONDS = 3
"""Processor time for one file."""
MEMORY = 512 * 1024 * 1024
"""Bytes of address space for one file."""
CAN_FORK = hasattr(os, "fork") and hasattr(socket, "send_fds")
_PATIENCE = 4 * SECONDS
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


def bound() -> None:
    """Bounds this process: the system ends it, whatever it is doing, when it takes too much."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not everywhere

        os.nice(_NICE)
        for what, most in (
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_CPU, SECONDS + 1),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_NOFILE, _MOST_FILES_OPEN),
        ):
            try:
                resource.setrlimit(what, (most, most))
            except (ValueError, OSError):  # not every system has all of them
                continue
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        signal.setitimer(signal.ITIMER_REAL, _PATIENCE)


def _work(theirs: socket.socket) -> None:
    """Reads one file from a socket, and answers there."""
    theirs.sendall(os.getpid().to_bytes(4))
    content = bytearray()
    while piece := theirs.recv(256 * 1024):
        content += piece
    bound()
    theirs.sendall(answer(bytes(content)))


def _load() -> None:
    """Loads the libraries that most files take, and leaves what was made until now alone."""
    for name in _LIBRARIES:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


def fork_workers(waiting: socket.socket) -> None:
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
                    _work(socket.socket(fileno=number))
                finally:
                    os._exit(0)
            os.close(number)


def main() -> None:
    if len(sys.argv) > 1:
        fork_workers(socket.socket(fileno=int(sys.argv[1])))
    else:
        content = sys.stdin.buffer.read()
        bound()
        sys.stdout.buffer.write(answer(content))


if __name__ == "__main__":
    main()
