"""Run PostgreSQL in tests, on a free port of 127.0.0.1, in a temporary folder."""

import os
import signal
import subprocess
from collections import deque
from collections.abc import Callable, Iterator
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

# copying files is three times as fast as the default since PostgreSQL 15, copying block by block
_COPYING = (
    "SELECT CASE WHEN :SERVER_VERSION_NUM < 150000 THEN '' ELSE 'STRATEGY FILE_COPY' END"
    " AS copying \\gset"
)

_SHAPE = """
SELECT md5(string_agg(concat_ws(' ', relname, attname, atttypid, attnotnull), ','
    ORDER BY relname, attnum)) || (SELECT count(*) FROM pg_trigger)
    || coalesce((SELECT query_to_xml('SELECT * FROM ' || oid::regclass, true, true, '')::text
        FROM pg_class WHERE relname = 'alembic_version'), '')
    || (SELECT count(*) FROM pg_statistic WHERE starelid > 16383)
    || (SELECT count(*) FROM pg_db_role_setting, pg_database AS own
        WHERE setdatabase = own.oid AND datname = current_database())
    || (SELECT bool_or(pg_relation_size(oid) > 400000) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r')
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
WHERE relnamespace = 'public'::regnamespace AND attnum > 0
"""
"""SQL for a digest of a database's tables, indexes, triggers, revision, statistics and settings."""
_EMPTY = """
SET session_replication_role = replica;
DO $$
DECLARE found regclass;
BEGIN
    FOR found IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND relkind = 'r' AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0
    LOOP EXECUTE 'DELETE FROM ' || found; END LOOP;
    PERFORM setval(format('%I', sequencename)::regclass, 1, false)
        FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$;
"""
"""SQL that deletes all rows without running triggers, and restarts ids at 1."""
_DISCONNECT = """
SELECT count(pg_terminate_backend(pid)) AS ended FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
\\gset
"""


class _Psql:
    """A running psql, which executes statements in order while the tests continue."""

    def __init__(self, program: Path, port: int) -> None:
        self._process = subprocess.Popen(
            [
                *(program, "-h", "127.0.0.1", "-p", str(port), "-U", "edgefinder"),
                *("-d", "postgres", "-X", "-q", "-v", "ON_ERROR_STOP=1"),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._made: set[str] = set()
        self.send(_COPYING)

    def send(self, lines: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(lines + "\n")
        self._process.stdin.flush()

    def wait_for(self, name: str) -> None:
        """Wait until psql echoes this name."""
        assert self._process.stdout is not None
        said = ""
        while name not in self._made:
            line = self._process.stdout.readline()
            if not line:
                raise RuntimeError(f"psql ended: {said}")
            self._made.add(line.strip())
            said += line
        self._made.remove(name)

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


class _Lent:
    """A copy of a database that is emptied after each use.

    Its own psql stays connected. Emptying it takes a fraction of the time of making a new database.
    """

    def __init__(self, name: str, template: str, psql: _Psql) -> None:
        self.name = name
        self._template = template
        self._psql = psql
        create = f'CREATE DATABASE "{name}" TEMPLATE "{template}" :copying;\n\\c "{name}"'
        self._again = f'\\c postgres\nDROP DATABASE "{name}" WITH (FORCE);\n{create}'
        psql.send(f"{create}\nSELECT ({_SHAPE}) AS shape \\gset\n\\echo {name}")

    def ready(self) -> str:
        self._psql.wait_for(self.name)
        return self.name

    def empty(self) -> None:
        """Empty the database in the background. If a test changed its tables, create it again."""
        self._psql.send(
            f"{_DISCONNECT}SELECT ({_SHAPE}) = :'shape' AS same \\gset\n"
            f"\\if :same\n{_EMPTY}\\else\n{self._again}\n\\endif\n\\echo {self.name}"
        )


class PostgresServer:
    """A running server, which creates databases for tests."""

    def __init__(self, port: int, process: int, psql: Callable[[], _Psql]) -> None:
        """`process` is the id of the server's first process. `psql` starts a new psql."""
        self.port = port
        self.process = process
        self._another = psql
        self._psql = psql()
        self._count = 0
        self._coming: dict[str, str] = {}
        self._lent: dict[str, deque[_Lent]] = {}

    def url(self, database: str) -> str:
        return f"postgresql+asyncpg://edgefinder@127.0.0.1:{self.port}/{database}"

    def new_database(self, template: str = "template0") -> str:
        """Return the name of a new database: an empty one, or a copy of a template.

        Nobody may be connected to the template. The next database is prepared in the background
        while this one is in use.
        """
        name = self._coming.pop(template, None) or self._prepare(template)
        self._psql.wait_for(name)
        self._coming[template] = self._prepare(template)
        return name

    @contextmanager
    def lent(self, template: str) -> Iterator[str]:
        """Yield the name of a copy of `template`, which is emptied after use.

        Two copies take turns: one is emptied while the other is in use.
        """
        if template not in self._lent:
            both = (_Lent(self._new_name(), template, self._another()) for _ in range(2))
            self._lent[template] = deque(both)
        lent = self._lent[template].popleft()
        try:
            yield lent.ready()
        finally:
            lent.empty()
            self._lent[template].append(lent)

    def drop_database(self, name: str) -> None:
        """Remove a database in the background, closing its connections."""
        self._psql.send(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE);')

    def _prepare(self, template: str) -> str:
        name = self._new_name()
        self._psql.send(f'CREATE DATABASE "{name}" TEMPLATE "{template}" :copying;\n\\echo {name}')
        return name

    def _new_name(self) -> str:
        self._count += 1
        return f"test_{os.getpid()}_{self._count}"


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
    """Create a database cluster in `folder/data`, from which a server can be started."""
    initdb: list[str | Path] = [
        *(programs / "initdb", "-D", folder / "data", "-U", "edgefinder", "-A", "trust"),
        *("-E", "UTF8", "--locale=C", "--no-sync"),
    ]
    subprocess.run(initdb, check=True, capture_output=True, cwd=folder, timeout=60, **user)


@contextmanager
def _started(programs: Path, folder: Path, user: User, port: int) -> Iterator[PostgresServer]:
    note = folder / "data" / "postmaster.pid"
    settings = {**_SETTINGS, "port": str(port), "unix_socket_directories": str(folder)}
    options = [f"-c{name}={value}" for name, value in settings.items()]
    with running(
        [programs / "postgres", "-D", folder / "data", *options],
        folder=folder,
        ready=partial(_accepts, note),
        stop=signal.SIGQUIT,
        user=user,
    ):
        started: list[_Psql] = []

        def psql() -> _Psql:
            started.append(_Psql(programs / "psql", port))
            return started[-1]

        try:
            yield PostgresServer(port, int(note.read_text().split()[0]), psql)
        finally:
            for each in started:
                each.end()


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
