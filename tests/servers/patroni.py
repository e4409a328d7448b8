"""Run a Patroni cluster in tests: etcd, a primary and a synchronous replica."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import yaml

from tests.servers import postgres
from tests.servers.find_program import found, missing
from tests.servers.run_server import (
    User,
    answers,
    free_port,
    running,
    somebody_else,
    temporary_folder,
)

_SECONDS_TO_START = 60
_LOGGED = 6000
"""How many of a log's last characters a failed test prints."""
_DCS = {
    # the shortest times that Patroni allows
    "ttl": 20,
    "loop_wait": 2,
    "retry_timeout": 3,
    "synchronous_mode": True,
    "postgresql": {
        "use_pg_rewind": True,
        "parameters": {"max_connections": 60, "shared_buffers": "16MB", "max_wal_size": "128MB"},
    },
}


@dataclass
class Node:
    """A node: PostgreSQL, and the Patroni that manages it."""

    name: str
    port: int
    api: int
    data: Path

    def state(self) -> dict[str, object]:
        """Return Patroni's status of this node, or {} if it does not answer."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.api}/patroni", timeout=2) as said:
                found = json.load(said)
        except (OSError, ValueError) as error:
            found = json.load(error) if hasattr(error, "read") else {}
        return dict(found)

    @property
    def postmaster(self) -> int:
        return int((self.data / "postmaster.pid").read_text().splitlines()[0])


class Cluster:
    """Two nodes, either of which may be the primary."""

    def __init__(self, nodes: list[Node], patronis: dict[str, int]) -> None:
        self.nodes = nodes
        self._patronis = patronis

    def url(self, database: str = "postgres") -> str:
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        return f"postgresql://edgefinder@{hosts}/{database}"

    def primary(self) -> Node | None:
        return next((n for n in self.nodes if n.state().get("role") in {"master", "primary"}), None)

    def replica(self) -> Node | None:
        """Return the synchronous replica, or None if there is none now."""
        for node in self.nodes:
            state = node.state()
            if state.get("role") == "replica" and state.get("sync_standby"):
                return node
        return None

    def lose(self, node: Node) -> None:
        """Kill a node's Patroni and PostgreSQL with SIGKILL, as if its machine were lost."""
        for process in (self._patronis[node.name], node.postmaster):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)


@contextmanager
def patroni_cluster() -> Iterator[Cluster]:
    """Run a cluster while this context is open; skip the test if a program is missing."""
    patroni, etcd = found("patroni"), found("etcd")
    programs = postgres._programs()
    if patroni is None or etcd is None:
        missing("patroni", "install Patroni (Debian, Ubuntu: apt-get install patroni etcd-server)")
    user = somebody_else("postgres", "nobody")
    with ExitStack() as stack:
        folder = stack.enter_context(temporary_folder("patroni", owner=user))
        store = stack.enter_context(_etcd(etcd, folder, user))
        patronis: dict[str, int] = {}
        nodes = []
        for name in ("one", "two"):
            node = Node(name, free_port(), free_port(), folder / name)
            nodes.append(node)
            settings = folder / f"{name}.yml"
            settings.write_text(yaml.safe_dump(_settings(node, folder, programs, store)), "utf-8")
            patronis[name] = stack.enter_context(_patroni(patroni, settings, folder, user))
        cluster = Cluster(nodes, patronis)
        stack.callback(_end_servers, nodes)
        _wait_until(lambda: cluster.primary() is not None and cluster.replica() is not None, folder)
        try:
            yield cluster
        except BaseException:
            sys.stderr.write(f"the cluster's logs:\n{_ends_of_logs(folder)}\n")
            raise


@contextmanager
def _etcd(program: Path, folder: Path, user: User) -> Iterator[int]:
    port, peers = free_port(), free_port()
    command: list[str | Path] = [
        *(program, "--data-dir", folder / "etcd"),
        *("--listen-client-urls", f"http://127.0.0.1:{port}"),
        *("--advertise-client-urls", f"http://127.0.0.1:{port}"),
        *("--listen-peer-urls", f"http://127.0.0.1:{peers}"),
        *("--initial-advertise-peer-urls", f"http://127.0.0.1:{peers}"),
        *("--initial-cluster", f"default=http://127.0.0.1:{peers}"),
    ]
    ready = partial(answers, port)
    with running(command, folder=folder, ready=ready, stop=signal.SIGKILL, user=user):
        yield port


def _settings(node: Node, folder: Path, programs: Path, etcd: int) -> dict[str, object]:
    trust = ["local all all trust", "host all all 127.0.0.1/32 trust"]
    return {
        "scope": "edgefinder",
        "name": node.name,
        "restapi": {
            "listen": f"127.0.0.1:{node.api}",
            "connect_address": f"127.0.0.1:{node.api}",
        },
        "etcd3": {"host": f"127.0.0.1:{etcd}"},
        "bootstrap": {
            "dcs": _DCS,
            "initdb": [{"encoding": "UTF8"}, {"locale": "C"}],
            "pg_hba": [*trust, "host replication all 127.0.0.1/32 trust"],
        },
        "postgresql": {
            "listen": f"127.0.0.1:{node.port}",
            "connect_address": f"127.0.0.1:{node.port}",
            "data_dir": str(node.data),
            "bin_dir": str(programs),
            "pgpass": str(folder / f"pgpass-{node.name}"),
            "authentication": {
                "superuser": {"username": "edgefinder"},
                "replication": {"username": "edgefinder"},
                "rewind": {"username": "edgefinder"},
            },
            "parameters": {"unix_socket_directories": str(folder)},
        },
    }


@contextmanager
def _patroni(program: Path, settings: Path, folder: Path, user: User) -> Iterator[int]:
    with (folder / f"{settings.stem}.log").open("wb") as log:
        process = subprocess.Popen(
            [program, settings],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **user,
        )
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait()


def _end_servers(nodes: list[Node]) -> None:
    for node in nodes:
        with suppress(OSError, ValueError, IndexError):
            os.kill(node.postmaster, signal.SIGQUIT)


def _wait_until(ready: object, folder: Path) -> None:
    assert callable(ready)
    deadline = time.monotonic() + _SECONDS_TO_START
    while not ready():
        if time.monotonic() > deadline:
            raise RuntimeError(f"the cluster did not start:\n{_ends_of_logs(folder)}")
        time.sleep(0.2)


def _ends_of_logs(folder: Path) -> str:
    """Return the last lines that Patroni, PostgreSQL and etcd wrote."""
    return "\n".join(
        f"{path.name}:\n{path.read_text(errors='replace')[-_LOGGED:]}"
        for path in sorted(folder.glob("*log"))
    )
