"""Keep a Socket Mode connection open, and replace it when it is dead."""

import asyncio
import contextlib
import logging
from collections.abc import Callable

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp

from adapters.slack.errors import TROUBLE
from adapters.slack.log_redaction import library_logger

_log = logging.getLogger(__name__)

CONNECTIONS = 2
"""How many connections to open. While one of them reconnects, Slack sends events to the other."""
PING_SECONDS = 10.0
"""Seconds between pings. aiohttp closes a connection if a pong takes over half this time."""
CONNECT_SECONDS = 20.0
HANG_UP_SECONDS = 2.0
_DEAD_AFTER_PINGS = 3
"""If this many pings in a row find no connection, a new client replaces slack_sdk's client."""


class SocketMode:
    """Opens Socket Mode connections of the app.

    Start a task with `run` for each connection. Cancel the task to disconnect.
    """

    def __init__(
        self, app: AsyncApp, app_token: str, *, ping_seconds: float = PING_SECONDS
    ) -> None:
        self._app = app
        self._app_token = app_token
        self._ping_seconds = ping_seconds
        self.live = 0
        """The number of open connections."""

    async def run(self, connected: Callable[[], None]) -> None:
        """Connect to Slack, call `connected`, and return when the connection is dead.

        To reconnect, call `run` again. Each call creates a new client, because slack_sdk's own
        retries would use the same URL again, and Slack accepts each URL only once. Raises Slack's
        error if connecting fails.
        """
        handler = AsyncSocketModeHandler(
            self._app,
            self._app_token,
            logger=library_logger(),
            ping_interval=self._ping_seconds,
        )
        try:
            client = handler.client
            async with asyncio.timeout(CONNECT_SECONDS):
                client.wss_uri = await client.issue_new_wss_url()
                await handler.connect_async()  # type: ignore[no-untyped-call]  # untyped in slack-bolt
            _log.info("connected to Slack (Socket Mode)")
            self.live += 1
            try:
                connected()
                await self._watch(handler)
            finally:
                self.live -= 1
            _log.warning("the connection to Slack is dead; reconnecting")
        finally:
            await asyncio.shield(_hang_up(handler))

    async def _watch(self, handler: AsyncSocketModeHandler) -> None:
        """Check the connection regularly, and return when it is dead.

        A connection is dead if `_DEAD_AFTER_PINGS` checks in a row found it down.
        """
        down = 0
        while down < _DEAD_AFTER_PINGS:
            await asyncio.sleep(self._ping_seconds)
            down = 0 if await handler.client.is_connected() else down + 1


async def _hang_up(handler: AsyncSocketModeHandler) -> None:
    """Close a Socket Mode client and end its tasks, even if Slack does not respond."""
    client = handler.client
    client.closed = True
    try:
        with contextlib.suppress(*TROUBLE):
            async with asyncio.timeout(HANG_UP_SECONDS):
                await handler.close_async()  # type: ignore[no-untyped-call]  # untyped in slack-bolt
    finally:
        await client.aiohttp_client_session.close()
        tasks = (client.message_processor, client.current_session_monitor, client.message_receiver)
        running = [task for task in tasks if task is not None]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
