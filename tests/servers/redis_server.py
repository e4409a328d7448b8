"""Run Redis in tests, on a free port of 127.0.0.1, without storing anything."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.servers.find_program import found, missing
from tests.servers.run_server import answers, on_a_free_port, running, temporary_folder


class RedisServer:
    """A running Redis server."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"redis://127.0.0.1:{port}"

    def empty(self) -> None:
        """Delete all keys."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(b"FLUSHALL\r\n")
            said = connection.recv(64)
        assert said == b"+OK\r\n", said


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """Run a server while this context is open; skip the test if there is no Redis."""
    program = found("redis-server") or found("valkey-server")
    if program is None:
        missing("redis", "install Redis (Debian, Ubuntu: apt-get install redis-server)")
    with on_a_free_port(partial(_started, program)) as server:
        yield server


@contextmanager
def _started(program: Path, port: int) -> Iterator[RedisServer]:
    with temporary_folder("redis") as folder:
        command: list[str | Path] = [
            *(program, "--bind", "127.0.0.1", "--port", str(port)),
            *("--dir", folder, "--save", "", "--appendonly", "no"),
        ]
        ready = partial(answers, port)
        with running(command, folder=folder, ready=ready, stop=signal.SIGKILL):
            yield RedisServer(port)
