"""Run PgBouncer in tests: transaction pooling in front of a PostgreSQL server."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.servers.find_program import found, missing
from tests.servers.run_server import (
    answers,
    on_a_free_port,
    running,
    somebody_else,
    temporary_folder,
)

_SETTINGS = """
[databases]
* = host=127.0.0.1 port={server}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 4
server_reset_query =
"""


@contextmanager
def pgbouncer(server_port: int) -> Iterator[int]:
    """Run PgBouncer; yield its port. Skips the test if there is no PgBouncer."""
    program = found("pgbouncer", "/usr/sbin")
    if program is None:
        missing("pgbouncer", "install PgBouncer (Debian, Ubuntu: apt-get install pgbouncer)")
    with on_a_free_port(partial(_started, program, server_port)) as port:
        yield port


@contextmanager
def _started(program: Path, server_port: int, port: int) -> Iterator[int]:
    user = somebody_else("postgres", "nobody")  # PgBouncer refuses to run as root
    with temporary_folder("pgbouncer", owner=user) as folder:
        (folder / "users").write_text('"edgefinder" ""\n', "utf-8")
        settings = folder / "pgbouncer.ini"
        settings.write_text(_SETTINGS.format(server=server_port, port=port, folder=folder), "utf-8")
        with running(
            [program, settings],
            folder=folder,
            ready=partial(answers, port),
            stop=signal.SIGKILL,
            user=user,
        ):
            yield port
