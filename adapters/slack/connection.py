"""Keep the connection to Slack: check the bot token, and reopen Socket Mode when it fails."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from adapters.platform_health import Backoff, PlatformHealth
from adapters.slack.errors import NO_ANSWER, RATE_LIMITED, count_error, error_of, retry_after
from adapters.slack.socket_mode import SocketMode
from bot.fault_log import where

_log = logging.getLogger(__name__)

FIRST_PAUSE = 1.0
_BOT_TOKEN = "EDGEFINDER_SLACK_BOT_TOKEN"  # noqa: S105 - a setting's name
_APP_TOKEN = "EDGEFINDER_SLACK_APP_TOKEN"  # noqa: S105 - a setting's name
_REFUSED = {
    "account_inactive": "the app was removed from the workspace: install it again, then set {}",
    "invalid_auth": "{} is wrong",
    "missing_scope": "{} lacks a scope: give it connections:write",
    "not_allowed_token_type": "{} is another kind of token",
    "not_authed": "{} is empty",
    "token_expired": "{} has expired",
    "token_revoked": "{} was revoked: install the app again, then set it",
}
"""What to log for errors that somebody has to fix, by error code.

`{}` is replaced by the setting's name.
"""


class SlackConnection:
    """The connection of this process to Slack.

    `check` tests the bot token, or is None if there is no bot token. `socket` is None if Socket
    Mode is not used.
    """

    def __init__(
        self,
        health: PlatformHealth,
        check: Callable[[], Awaitable[None]] | None,
        socket: SocketMode | None,
        connections: int,
    ) -> None:
        self._health = health
        self._check = check
        self._socket = socket
        self._connections = connections

    async def keep(self) -> None:
        """Check the bot token, and then keep the connections open until canceled.

        After an error, wait and try again.
        """
        if self._check is not None:
            await self._keep_retrying(_BOT_TOKEN, self._check)
        if self._socket is None:
            self._is_well()
            return
        run = partial(self._socket.run, self._is_well)
        holding = [
            asyncio.create_task(self._keep_retrying(_APP_TOKEN, run, for_ever=True))
            for _ in range(self._connections)
        ]
        try:
            await asyncio.gather(*holding)
        finally:
            for each in holding:
                each.cancel()
            await asyncio.gather(*holding, return_exceptions=True)

    async def _keep_retrying(
        self, setting: str, act: Callable[[], Awaitable[None]], *, for_ever: bool = False
    ) -> None:
        """Repeat an action until it succeeds.

        With `for_ever`, repeat it after a success too. After each error in a row, pause longer.
        Repeat the action even after Slack has refused it, because someone may fix the token or
        reinstall the app.
        """
        backoff = Backoff(FIRST_PAUSE)
        while True:
            try:
                await act()
            except Exception as error:  # noqa: BLE001 - every error is logged, and tried again
                pause = self._pause_after(error, setting, backoff)
                await asyncio.sleep(pause)
            else:
                if not for_ever:
                    return
                backoff.reset()

    def _pause_after(self, error: Exception, setting: str, backoff: Backoff) -> float:
        """Log an error, and return how many seconds to wait before the next try.

        If no other connection is up, an error with the same cause as the last error is not logged
        again.
        """
        code = error_of(error)
        if setting == _APP_TOKEN:
            # this call is not made by our `Client`, which counts the errors of its own calls
            count_error(error)
        words = where(error) if code == NO_ANSWER else code
        problem = f"Slack cannot be reached ({words})"
        if refused := code in _REFUSED:
            problem = _REFUSED[code].format(setting)
        pause = backoff.pause(refused=refused)
        if code == RATE_LIMITED:
            pause = max(pause, retry_after(error))
        if self._socket is not None and self._socket.live:
            _log.warning("one of the connections to Slack is down: %s", problem)
        elif self._health.failing(problem):
            level = logging.ERROR if refused else logging.WARNING
            _log.log(level, "%s; trying again", problem)
        return pause

    def _is_well(self) -> None:
        if self._health.well():
            _log.info("Slack is connected")
