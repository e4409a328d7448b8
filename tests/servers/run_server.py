"""Run a server during the tests, and stop it when they end, even if they are killed."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TypedDict, TypeVar

# Standard input closes when the tests end, even if they are killed. Then this command ends the
# server (signal $1, process id $2) and deletes its folder ($3).
_WATCH = 'cat >/dev/null; kill -s "$1" "$2" 2>/dev/null; sleep 1; rm -rf "$3"'

_ROOM = 1 << 30  # free bytes needed to keep a server's files in memory

Server = TypeVar("Server")


class ServerDidNotStartError(Exception):
    """The server ended, or was not ready in time. The message contains its log."""


class User(TypedDict, total=False):
    """The user that a program runs as, as arguments for subprocess; empty for our own user."""

    user: int
    group: int
    extra_groups: list[int]


def somebody_else(*names: str) -> User:
    """If we are root, return the first of these users that exists; else return our own user."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in names if name in known)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int) -> bool:
    """Whether a program listens on a local port."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@contextmanager
def on_a_free_port(
    start: Callable[[int], AbstractContextManager[Server]],
) -> Iterator[Server]:
    """Start a server on a free port. Retry once, in case another process took the port."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(start(free_port()))
        except ServerDidNotStartError:
            server = stack.enter_context(start(free_port()))
        yield server


@contextmanager
def temporary_folder(name: str, owner: User | None = None) -> Iterator[Path]:
    """Create a temporary folder that only its owner can read."""
    folder = Path(tempfile.mkdtemp(prefix=f"edgefinder-{name}-", dir=_in_memory()))
    try:
        if owner:
            shutil.chown(folder, owner["user"], owner["group"])
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _in_memory() -> str | None:
    """Return a folder in memory that has room for a server's files, or None.

    Creating a database in memory is 10 times as fast as on disk.
    """
    shared = "/dev/shm"
    try:
        room = shutil.disk_usage(shared).free
    except OSError:
        return None
    return shared if room >= _ROOM and os.access(shared, os.W_OK) else None


@contextmanager
def running(
    command: Sequence[str | Path],
    *,
    folder: Path,
    ready: Callable[[], bool],
    stop: signal.Signals,
    user: User | None = None,
    seconds: float = 30,
) -> Iterator[None]:
    """Run a server in its folder while this context is open.

    The context begins when the server is ready. The server logs to `folder/log`. `stop` is the
    signal that ends the server at once, because its data is not needed. Raises
    ServerDidNotStartError.
    """
    log = folder / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # so that Ctrl-C reaches only the tests
            **(user or {}),
        )
    watchdog = subprocess.Popen(
        ["sh", "-c", _WATCH, "watchdog", stop.name.removeprefix("SIG"), str(server.pid), folder],
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + seconds
        while not ready():
            if server.poll() is not None or time.monotonic() > deadline:
                raise ServerDidNotStartError(log.read_text(errors="replace"))
            time.sleep(0.02)
        yield
    finally:
        # end the watchdog first, because another process may soon get the server's pid
        watchdog.kill()
        watchdog.communicate()
        server.send_signal(stop)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
