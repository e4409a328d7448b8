"""Create two empty databases on disk, for few candidates and for many."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.servers import postgres
from tests.servers.run_server import on_a_free_port, somebody_else

KINDS = ("sqlite", "postgresql")
SMALL = 10_000
_CHUNK = 1 << 20
_LARGE_SERVER = {"max_wal_size": "4GB", "shared_buffers": "256MB"}


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the URLs of two empty databases on disk."""
    if kind == "sqlite":
        files = [folder / f"{size}.db" for size in ("small", "large")]
        yield f"sqlite:///{files[0]}", f"sqlite:///{files[1]}"
        for file in files:
            file.unlink()
        return
    programs, user = postgres._programs(), somebody_else("postgres", "nobody")
    cluster = folder / "postgresql"
    cluster.mkdir()
    if user:
        # the server's user needs access to the folders above the database folder
        folder.chmod(0o755)
        shutil.chown(cluster, user["user"], user["group"])
    postgres.make_cluster(programs, cluster, user)
    postgres._SETTINGS.update(_LARGE_SERVER)
    with on_a_free_port(partial(postgres._started, programs, cluster, user)) as server:
        yield server.url(server.new_database()), server.url(server.new_database())
    shutil.rmtree(cluster)


def read_once(folder: Path) -> None:
    """Read all files, so that the operating system has them in memory if there is room.

    Otherwise, the first questions about each candidate would measure the speed of the disk.
    """
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        with path.open("rb") as file:
            while file.read(_CHUNK):
                pass
