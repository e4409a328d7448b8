"""Run PostgreSQL in tests, on a free port of 127.0.0.1, in a temporary folder."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.servers.find_program import found, missing
from tests.servers.run_server import (
    User,
    on_a_free_port,
    running,
    somebody_else,
    temporary_folder,
)

_FOLDERS = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Red Hat
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    # faster, because no data needs to survive the tests
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "min_wal_size": "32MB",
    "max_wal_size": "128MB",
    # in its own folder, so that a killed server leaves nothing in shared memory
    "dynamic_shared_memory_type": "mmap",
    "timezone": "America/Chicago",  # not UTC, so that no code can rely on UTC
}

# copying files is three times as fast as block by block, the default since PostgreSQL 15
_COPYING = (
    "SELECT CASE WHEN :SERVER_VERSION_NUM < 150000 THEN '' ELSE 'STRATEGY FILE_COPY' END"
    " AS copying \\gset"
)


class PostgresServer:
    """A running server, which creates databases for tests."""

    def __init__(self, port: int, psql: subprocess.Popen[str]) -> None:
        self.port = port
        self._psql = psql
        self._count = 0
        self._coming: dict[str, str] = {}
        self._made: set[str] = set()
        self._send(_COPYING)

    def url(self, database: str) -> str:
        return f"postgresql+asyncpg://edgefinder@127.0.0.1:{self.port}/{database}"

    def new_database(self, template: str = "template0") -> str:
        """Return the name of a new database: empty, or a copy of a template without connections.

        The next database is prepared in the background while this one is in use.
        """
        name = self._coming.pop(template, None) or self._prepare(template)
        self._wait_for(name)
        self._coming[template] = self._prepare(template)
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database in the background, closing its connections."""
        self._send(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE);')

    def _prepare(self, template: str) -> str:
        self._count += 1
        name = f"test_{os.getpid()}_{self._count}"
        self._send(f'CREATE DATABASE "{name}" TEMPLATE "{template}" :copying;\n\\echo {name}')
        return name

    def _send(self, lines: str) -> None:
        assert self._psql.stdin is not None
        self._psql.stdin.write(lines + "\n")
        self._psql.stdin.flush()

    def _wait_for(self, name: str) -> None:
        assert self._psql.stdout is not None
        said = ""
        while name not in self._made:
            line = self._psql.stdout.readline()
            if not line:
                raise RuntimeError(f"psql ended: {said}")
            self._made.add(line.strip())
            said += line
        self._made.remove(name)


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Run a server while this context is open; skip the test if there is no PostgreSQL."""
    programs = _programs()
    # PostgreSQL refuses to run as root
    user = somebody_else("postgres", "nobody")
    with temporary_folder("postgres", owner=user) as folder:
        make_cluster(programs, folder, user)
        with on_a_free_port(partial(_started, programs, folder, user)) as server:
            yield server


def make_cluster(programs: Path, folder: Path, user: User) -> None:
    """Create a database cluster in `folder/data`, to start a server with."""
    initdb: list[str | Path] = [
        *(programs / "initdb", "-D", folder / "data", "-U", "edgefinder", "-A", "trust"),
        *("-E", "UTF8", "--locale=C", "--no-sync"),
    ]
    subprocess.run(initdb, check=True, capture_output=True, cwd=folder, timeout=60, **user)


@contextmanager
def _started(programs: Path, folder: Path, user: User, port: int) -> Iterator[PostgresServer]:
    settings = {**_SETTINGS, "port": str(port), "unix_socket_directories": str(folder)}
    options = [f"-c{name}={value}" for name, value in settings.items()]
    with running(
        [programs / "postgres", "-D", folder / "data", *options],
        folder=folder,
        ready=partial(_accepts, folder / "data" / "postmaster.pid"),
        stop=signal.SIGQUIT,
        user=user,
    ):
        psql = subprocess.Popen(
            [
                *(programs / "psql", "-h", "127.0.0.1", "-p", str(port), "-U", "edgefinder"),
                *("-d", "postgres", "-X", "-q", "-v", "ON_ERROR_STOP=1"),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            yield PostgresServer(port, psql)
        finally:
            psql.kill()
            psql.communicate()


def _accepts(note: Path) -> bool:
    """Whether PostgreSQL's status file (postmaster.pid) says that it accepts connections."""
    try:
        return note.read_text().splitlines()[-1].strip() == "ready"
    except (OSError, IndexError):
        return False


def _programs() -> Path:
    """Return the folder with PostgreSQL's programs."""
    program = found("postgres", *_FOLDERS)
    folder = program.resolve().parent if program else _told_by_pg_config()
    if folder is None or not all((folder / name).exists() for name in ("initdb", "psql")):
        missing("postgres", "install PostgreSQL (Debian, Ubuntu: apt-get install postgresql)")
    return folder


def _told_by_pg_config() -> Path | None:
    pg_config = found("pg_config")
    if pg_config is None:
        return None
    told = subprocess.run([pg_config, "--bindir"], check=True, capture_output=True, text=True)
    folder = Path(told.stdout.strip())
    return folder if (folder / "postgres").exists() else None
