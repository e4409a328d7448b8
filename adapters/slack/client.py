"""A slack_sdk client that keeps to Slack's rate limits and renews a refused token."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.send_rate import Urgency
from adapters.slack.error_meanings import Installation, refusal
from adapters.slack.errors import RATE_LIMITED, TROUBLE, count_error, error_of, retry_after
from adapters.slack.log_redaction import library_logger
from adapters.slack.send_rate import SlackPacing

_TRIES = 3
"""How many times a call for an answer is made, if Slack asks us to wait each time."""

Renew = Callable[[str, str], Awaitable[str | None]]
"""A function that gets a refused token and Slack's error code.

It returns a newer token, or None if there is none.
"""


class Client(AsyncWebClient):
    """An AsyncWebClient that limits the rate of all calls and repeats some of them.

    If Slack asks us to wait, a client for answers waits and repeats the call. Unlike slack_sdk's
    own retries, it holds no connection while it waits. A client for notices raises Slack's error
    instead of waiting.
    """

    def __init__(
        self, token: str, url: str, pacing: SlackPacing, urgency: Urgency, renew: Renew | None
    ) -> None:
        lost = AsyncConnectionErrorRetryHandler()
        super().__init__(token, url, logger=library_logger(), retry_handlers=[lost])
        self._pacing = pacing
        self._urgency = urgency
        self._renew = renew

    async def api_call(self, api_method: str, **given: Any) -> AsyncSlackResponse:
        """Make an API call as soon as the rate limit allows. Return Slack's answer.

        The call is repeated if Slack asks us to wait, or if Slack refuses the token and there is a
        newer token. Raises Slack's error if the call fails.
        """
        for left in reversed(range(_TRIES)):
            await self._pacing.passes(api_method, _channel_of(given), self._urgency)
            try:
                return await self._called(api_method, given)
            except TROUBLE as error:
                count_error(error)
                if not isinstance(error, SlackApiError):
                    raise
                if error_of(error) != RATE_LIMITED:
                    raise
                self._pacing.refused(api_method, retry_after(error))
                if not left or self._urgency is Urgency.NOTICE:
                    raise
        raise AssertionError("the last try returns or raises")

    async def _called(self, method: str, given: dict[str, Any]) -> AsyncSlackResponse:
        used = self.token or ""
        try:
            return await super().api_call(method, **given)
        except SlackApiError as error:
            newer = await self._token_instead(used, error_of(error))
            if newer is None:
                raise
            self.token = newer
        return await super().api_call(method, **given)

    async def _token_instead(self, used: str, code: str) -> str | None:
        if self._renew is None or refusal(code).installation is Installation.KEPT:
            return None
        return await self._renew(used, code)


def _channel_of(given: dict[str, Any]) -> str:
    """Return the channel that an API call is about, or '' if it is about no channel."""
    arguments = given.get("json") or given.get("params") or {}
    return str(arguments.get("channel") or "")
