"""A PostgreSQL server of the tests' own: 127.0.0.1, a free port, a temporary folder."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.finding import dies_with_us, found, free_port, missing

_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")


class PostgresServer:
    """A running server; `run` executes one statement through psql's protocol-free sibling."""

    def __init__(self, bin_folder: Path, port: int, user: str | None) -> None:
        self._bin, self.port, self._user = bin_folder, port, user
        self._count = 0

    def url(self, database: str) -> str:
        return f"postgresql+asyncpg://edgefinder@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        self._count += 1
        name = f"test_{os.getpid()}_{self._count}"
        self.execute(f'CREATE DATABASE "{name}"')
        return name

    def drop_database(self, name: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def execute(self, statement: str) -> None:
        subprocess.run(
            [
                self._bin / "psql",
                *("-h", "127.0.0.1", "-p", str(self.port), "-U", "edgefinder", "-d", "postgres"),
                *("-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", statement),
            ],
            check=True,
            capture_output=True,
            timeout=30,
        )


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Starts a server and stops it; skips the test when there is no PostgreSQL."""
    initdb = found("initdb", *_FOLDERS)
    if initdb is None or not (initdb.parent / "postgres").exists():
        missing("postgres", "install PostgreSQL (Debian, Ubuntu: apt-get install postgresql)")
    bin_folder = initdb.resolve().parent
    folder = Path(tempfile.mkdtemp(prefix="edgefinder-postgres-"))
    user = _other_user()
    if user is not None:  # PostgreSQL refuses to run as root
        shutil.chown(folder, user)
    folder.chmod(0o700)
    data, port = folder / "data", free_port()
    try:
        subprocess.run(
            [initdb, "-D", data, "-U", "edgefinder", "-A", "trust", "-E", "UTF8", "--no-sync"],
            check=True,
            capture_output=True,
            cwd=folder,
            preexec_fn=dies_with_us(user),
            timeout=60,
        )
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": str(folder),
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": "60",
            "timezone": "America/Chicago",  # not ours, so that nothing leans on it being UTC
        }
        options = [f"-c{name}={value}" for name, value in settings.items()]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [bin_folder / "postgres", "-D", data, *options],
                stdout=log,
                stderr=log,
                cwd=folder,
                preexec_fn=dies_with_us(user),  # noqa: PLW1509 - no threads yet, and no other way
            )
        try:
            running = PostgresServer(bin_folder, port, user)
            _wait_until_ready(running, server, folder / "log")
            yield running
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait(10)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(server: PostgresServer, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 30
    while True:
        if process.poll() is not None:
            raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace')}")
        try:
            server.execute("SELECT 1")
        except subprocess.CalledProcessError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _other_user() -> str | None:
    """Whom to run the server as when we are root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    return missing("postgres", "as root, its tests need a user called postgres or nobody")
