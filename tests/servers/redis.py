"""A Redis server of the tests' own: 127.0.0.1, a free port, nothing kept."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers.finding import dies_with_us, found, free_port, missing


@contextmanager
def redis_server() -> Iterator[str]:
    """Starts a server, gives its URL, and stops it; skips the test when there is no Redis."""
    program = found("redis-server")
    if program is None:
        missing("redis", "install Redis (Debian, Ubuntu: apt-get install redis-server)")
    port = free_port()
    server = subprocess.Popen(
        [program, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=dies_with_us(),  # noqa: PLW1509 - no threads yet, and no other way
    )
    try:
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if time.monotonic() > deadline or server.poll() is not None:
                    raise
                time.sleep(0.02)
        yield f"redis://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)
