"""Connect to PostgreSQL: directly or through a pooler, to several hosts, across a failover."""

import contextlib
import os
import re
import socket
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, NullPool, PoolProxiedConnection

from core.measurements import DATABASE_FAULTS, POOL_WAIT_SECONDS

CONNECT_SECONDS = 15
"""How many seconds to wait for a connection to open, or for a free connection of the pool."""
SILENCE_SECONDS = 15
"""A server counts as gone if its machine does not answer for this many seconds."""
APPLICATION = "edgefinder"
"""The beginning of our connections' names in pg_stat_activity, before the process's name."""

READ_ONLY = "25006"
"""SQLSTATE of an error: somebody wrote to a standby, which may have been the primary before."""
_SEVERAL_HOSTS = re.compile(r"(?P<before>^[^/]+//(?:[^@/]*@)?)(?P<hosts>[^/?@]*,[^/?@]*)")
_DEFAULT_PORT = "5432"


class MeasuredPool(AsyncAdaptedQueuePool):
    """A pool of connections that measures how long callers wait for a connection."""

    def connect(self) -> PoolProxiedConnection:
        with POOL_WAIT_SECONDS.timed():
            return super().connect()


def postgres_engine(url: URL, *, pool_size: int, pooled: bool) -> AsyncEngine:
    """Return an engine with a pool of connections.

    `pooled` is whether `url` is that of a pooler such as PgBouncer. A pooler runs each transaction
    on any of its connections. No statement can therefore be prepared for a later transaction.
    https://www.pgbouncer.org/features.html
    """
    engine = create_async_engine(
        url,
        poolclass=MeasuredPool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=CONNECT_SECONDS,
        hide_parameters=True,  # errors are logged, and the values are personal data
        connect_args=_connect_arguments(pooled=pooled),
    )
    event.listen(engine.sync_engine, "checkout", _refuse_dead)
    _prepare(engine)
    return engine


def unpooled_engine(url: URL) -> AsyncEngine:
    """Return an engine without a pool, for connections that stay open for a long time."""
    engine = create_async_engine(
        url,
        poolclass=NullPool,
        hide_parameters=True,
        connect_args=_connect_arguments(pooled=False),
    )
    _prepare(engine)
    return engine


def is_read_only(error: BaseException) -> bool:
    """Whether the server refused a write because it is not the primary."""
    return getattr(error, "sqlstate", None) == READ_ONLY


def with_several_hosts(url: str) -> str:
    """Convert libpq's `postgresql://U@A:5432,B:5432/NAME` to the form that SQLAlchemy reads.

    If there are several hosts, we connect to the host that accepts writes.
    """
    found = _SEVERAL_HOSTS.match(url)
    if found is None:
        return url
    hosts = [
        each if re.search(r":\d+$", each) else f"{each}:{_DEFAULT_PORT}"
        for each in found["hosts"].split(",")
    ]
    rest, question, options = url[found.end() :].partition("?")
    named = [f"host={each}" for each in hosts]
    if "target_session_attrs=" not in options:
        named.append("target_session_attrs=read-write")
    return f"{found['before']}{rest or '/'}?{'&'.join([*named, *([options] if question else [])])}"


def _connect_arguments(*, pooled: bool) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "timeout": CONNECT_SECONDS,
        "server_settings": {"application_name": f"{APPLICATION}-{_process()}"},
    }
    if pooled:
        # both settings are needed: with the first alone, processes would use the same names for
        # different statements
        arguments |= {"statement_cache_size": 0, "prepared_statement_cache_size": 0}
    return arguments


def _process() -> str:
    """Return a name for this process, unique on all machines, of at most 63 characters."""
    return f"{socket.gethostname()[:32]}-{os.getpid()}"


def _prepare(engine: AsyncEngine) -> None:
    event.listen(engine.sync_engine, "connect", _notice_silence)
    event.listen(engine.sync_engine, "handle_error", _leave_former_primary)


def _refuse_dead(connection: Any, *_: Any) -> None:
    """Raise DisconnectionError if a connection was cut while nobody used it.

    SQLAlchemy then opens another connection.
    """
    if connection.driver_connection.is_closed():
        DATABASE_FAULTS.add()
        raise DisconnectionError


def _leave_former_primary(context: ExceptionContext) -> None:
    """Let SQLAlchemy drop all connections to a server that refused a write as read-only."""
    if is_read_only(context.original_exception):
        context.is_disconnect = True


def _notice_silence(connection: Any, _: object) -> None:
    """Let the kernel close a connection when the server's machine no longer answers.

    Otherwise a query would wait for a quarter of an hour, and LISTEN forever.
    """
    opened = connection.driver_connection._transport.get_extra_info("socket")  # noqa: SLF001 - there is no public way
    if opened is None or opened.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    with contextlib.suppress(OSError, AttributeError):  # some systems lack these options
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option, seconds in (("TCP_KEEPIDLE", 5), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 2)):
            opened.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), seconds)
        unanswered = SILENCE_SECONDS * 1000
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, unanswered)
