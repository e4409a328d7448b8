"""Serve everything that is configured in one process: Telegram, Slack, the web and the relay."""

import asyncio
import contextlib
import ctypes
import gc
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.loops.auto import auto_loop_factory

from adapters.chat_platform import ChatPlatform
from adapters.cli.ctrl_c import leave_at_once
from adapters.configured_platforms import (
    chat_platforms,
    endpoints_of,
    install_pages_of,
    load_free_text,
)
from adapters.delivery_outcome import Sender
from adapters.derived_settings import check_slack
from adapters.logs import report_to_stderr
from adapters.notice_relay import Relay
from adapters.open_edgefinder import open_with
from adapters.periodic_jobs import PeriodicJobs
from adapters.platform_health import Part, PlatformHealth
from adapters.setting_checks import LOGO_TYPES
from adapters.settings import Settings, SettingsError
from adapters.traces import tracing
from adapters.uvicorn_server import serving_on
from adapters.web.early_app import EarlyApp
from adapters.web.page_view import Center
from adapters.web.platform_webhooks import Posts
from adapters.web.probes import Elsewhere, Probes
from adapters.web.slow_clients import MOST_CONNECTIONS, bounded_protocol
from adapters.workers import BEAT_SECONDS, Worker, WorkersHealth
from bot.conversation import Conversation
from core.edgefinder import Edgefinder
from core.threads import in_thread

_log = logging.getLogger(__name__)

_PATIENCE = 7
"""How many seconds work in progress may take after the process was asked to stop."""
END_SECONDS = 9.0
"""The process ends in any case this many seconds after it was asked to stop.

Orchestrators often kill a process after ten seconds.
"""
_MMAP_THRESHOLD = -3
"""The number of the malloc option M_MMAP_THRESHOLD in malloc.h."""
_ARENA_MAX = -8
"""The number of the malloc option M_ARENA_MAX in malloc.h."""
_ARENAS = 2
_LARGE = 256 * 1024
"""Freed blocks of memory of at least this many bytes are returned to the system."""
_SELDOM = (50_000, 20, 20)
"""How often garbage collection runs, for each of the three generations.

These are the arguments of `gc.set_threshold`.
"""


def run_in_fastest_loop(serving: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine to its end in uvloop's event loop, or in asyncio's on Windows."""
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(serving)


def return_freed_memory() -> None:
    """From now on, return large freed blocks of memory, such as uploaded files, to the system.

    By default, the C library keeps freed blocks for later use, and keeps some for each thread.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # the C library is not GNU's
            library = ctypes.CDLL(None)
            library.mallopt(_MMAP_THRESHOLD, _LARGE)
            library.mallopt(_ARENA_MAX, _ARENAS)


def trim_memory() -> None:
    """Return to the system the memory that was freed during startup."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)


def reduce_garbage_collection() -> None:
    """Exclude existing objects from garbage collection, and collect less often.

    With Python's defaults, collection took a fifth of the CPU time and caused pauses.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    trim_memory()


async def serve(settings: Settings, worker: Worker | None = None) -> None:
    """Serve everything that is configured until SIGTERM or SIGINT.

    `worker` is None unless several processes serve one port. Raises SettingsError, DatabaseError or
    CatalogError if the settings, the database or the catalog cannot be used.
    """
    report_to_stderr(settings.log_format)
    return_freed_memory()
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _stop, stopping, number)
    check_slack(settings)
    leads = worker is None or worker.leads
    edgefinder = await open_with(settings)
    async with AsyncExitStack() as stack:
        if worker is not None:
            stack.enter_context(_following_parent(worker, stopping))
        stack.enter_context(tracing())
        stack.push_async_callback(edgefinder.close)
        if shortage := await edgefinder.shortage_of_connections():
            _log.warning("%s", shortage)
        edgefinder.files.start()
        await in_thread(load_free_text)
        conversation = Conversation(edgefinder)
        platforms = chat_platforms(settings, conversation, edgefinder, leads=leads)
        for each in platforms:
            await stack.enter_async_context(_running(each.start(), each.stop))
        senders: dict[str, Sender] = {each.health.platform: each.sender for each in platforms}
        health = [each.health for each in platforms]
        bound = worker.bound if worker else listening_on(settings)
        parts: list[Part] = [*health, *([WorkersHealth(worker.board)] if worker else ())]
        elsewhere = worker.measured_elsewhere if worker else tuple
        web = _web(settings, edgefinder, platforms, parts, elsewhere, bound)
        await stack.enter_async_context(web)
        if leads:
            await stack.enter_async_context(_relaying(edgefinder, conversation, senders))
            await stack.enter_async_context(_periodic_jobs(edgefinder, senders))
        await stack.enter_async_context(_following_replica(edgefinder))
        if worker is not None:
            await stack.enter_async_context(_telling_others(worker, health))
        served = " and ".join(sorted(senders)) or "no chat platform, as none has settings"
        reduce_garbage_collection()
        _log.info("serving %s", served)
        await stopping.wait()
        _log.info("stopping")
        edgefinder.files.close()  # do not wait for files that are still being read


def _stop(stopping: asyncio.Event, number: signal.Signals) -> None:
    """Begin to stop, and make sure that the process ends within `END_SECONDS`.

    At a second Ctrl-C, kill the process.
    """
    if stopping.is_set():
        if number is signal.SIGINT:
            leave_at_once()
        return
    stopping.set()
    end_in_time()


def end_in_time() -> None:
    """Kill the process `END_SECONDS` from now if it has not ended by then.

    A separate thread does this, because the event loop may hang.
    """

    def end() -> None:
        _log.warning("stopped with work left undone: it is done after the next start")
        os._exit(0)

    last = threading.Timer(END_SECONDS, end)
    last.daemon = True
    last.start()


def center_of(settings: Settings, edgefinder: Edgefinder) -> Center:
    """Return the training center's name and links, as its web pages show them."""
    plain, logo = Center.of(edgefinder), settings.issuer_logo
    return replace(
        plain,
        url=settings.issuer_url or "",
        color=settings.issuer_color or "",
        logo=logo.read_bytes() if logo else b"",
        logo_type=LOGO_TYPES[logo.suffix.lower()] if logo else "",
    )


@asynccontextmanager
async def _running(
    start: Awaitable[None], stop: Callable[[], Awaitable[None]]
) -> AsyncIterator[None]:
    await start
    try:
        yield
    finally:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop(), _PATIENCE)


@asynccontextmanager
async def _relaying(
    edgefinder: Edgefinder, conversation: Conversation, senders: Mapping[str, Sender]
) -> AsyncIterator[None]:
    """Run the relay while this context is open, if any platform can send notices."""
    if not senders:
        yield
        return
    relay = Relay(edgefinder, conversation, senders)
    task = asyncio.create_task(relay.run(), name="relay")
    try:
        yield
    finally:
        relay.stop()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(task, _PATIENCE)


@asynccontextmanager
async def _periodic_jobs(
    edgefinder: Edgefinder, senders: Mapping[str, Sender]
) -> AsyncIterator[None]:
    """Run the periodic jobs while this context is open, if any platform can send notices."""
    if not senders:
        yield
        return
    jobs = PeriodicJobs(edgefinder)
    task = asyncio.create_task(jobs.run(), name="rounds")
    try:
        yield
    finally:
        jobs.stop()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(task, _PATIENCE)


@asynccontextmanager
async def _following_replica(edgefinder: Edgefinder) -> AsyncIterator[None]:
    task = asyncio.create_task(edgefinder.follow_replica(), name="read replica")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


def server_config(settings: Settings, app: ASGIApp) -> uvicorn.Config:
    """Return the configuration of the web server.

    A client's address is taken from its connection, or from the trusted proxy, if one is set.
    """
    return uvicorn.Config(
        app,
        host=settings.http_host,
        port=settings.http_port,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=_PATIENCE,
        http=bounded_protocol(None if settings.forwarded_from else MOST_CONNECTIONS),
        proxy_headers=settings.forwarded_from is not None,
        forwarded_allow_ips=settings.forwarded_from or "",
    )


@asynccontextmanager
async def _web(
    settings: Settings,
    edgefinder: Edgefinder,
    platforms: Sequence[ChatPlatform],
    parts: Sequence[Part],
    elsewhere: Elsewhere,
    bound: socket.socket,
) -> AsyncIterator[None]:
    token = settings.metrics_token.get_secret_value() if settings.metrics_token else ""
    endpoints, install_flow = endpoints_of(platforms), install_pages_of(platforms)

    def load() -> Posts:
        from adapters.web.app import web_app  # noqa: PLC0415 - pages are loaded only when needed

        return web_app(
            edgefinder,
            endpoints,
            install_flow,
            platforms=parts,
            measured_elsewhere=elsewhere,
            metrics_token=token,
            center=center,
        )

    center = center_of(settings, edgefinder)
    probes = Probes(edgefinder, parts, token, elsewhere)
    app = EarlyApp(edgefinder, endpoints, probes, load)
    async with serving_on(bound, server_config(settings, app), "web"):
        yield


def listening_on(settings: Settings) -> socket.socket:
    """Return a socket bound to the host and port in the settings.

    Raises SettingsError if another program uses the port.
    """
    config = uvicorn.Config("", host=settings.http_host, port=settings.http_port, log_config=None)
    try:
        bound = config.bind_socket()
    except SystemExit:  # uvicorn raises this if it cannot listen
        taken = f"cannot listen on {settings.http_host}:{settings.http_port}: another program does"
        raise SettingsError((f"{taken}; choose another EDGEFINDER_HTTP_PORT",)) from None
    _log.info("serving the web at http://%s:%s", *bound.getsockname()[:2])
    return bound


@contextlib.contextmanager
def _following_parent(worker: Worker, stopping: asyncio.Event) -> Iterator[None]:
    """Stop this worker when its parent process has ended."""
    loop = asyncio.get_running_loop()

    def gone() -> None:
        loop.remove_reader(worker.parent)
        _stop(stopping, signal.SIGTERM)

    loop.add_reader(worker.parent, gone)
    try:
        yield
    finally:
        loop.remove_reader(worker.parent)


@asynccontextmanager
async def _telling_others(
    worker: Worker, platforms: Sequence[PlatformHealth]
) -> AsyncIterator[None]:
    """Report this worker's state to the other processes while this context is open.

    First tell the parent process that this worker serves. Then record regularly whether the worker
    is healthy, and write its metrics.
    """

    async def tell() -> None:
        while True:
            worker.board.note(worker.number, is_well=all(each.ready for each in platforms))
            worker.write_measured()
            await asyncio.sleep(BEAT_SECONDS)

    task = asyncio.create_task(tell(), name="telling other workers")
    worker.is_ready()
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
        worker.board.note(worker.number, is_well=False)
        worker.write_measured()
