"""slack_sdk's client as we use it: a token that Slack refuses is replaced by a newer one."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.discretion import library_logger
from adapters.slack.errors import error_of
from adapters.slack.refusals import Installation, refusal

_log = logging.getLogger(__name__)

Renew = Callable[[str, str], Awaitable[str | None]]
"""Is told which token was refused, and by which code; gives a newer one, if there is one."""


class Client(AsyncWebClient):
    """All its methods come to `api_call`, and raise what that raises."""

    def __init__(
        self, token: str, url: str, retry: Sequence[AsyncRetryHandler], renew: Renew | None
    ) -> None:
        super().__init__(token, url, logger=library_logger(), retry_handlers=list(retry))
        self._renew = renew

    async def api_call(self, api_method: str, **given: Any) -> AsyncSlackResponse:
        """Calls, and once more with a newer token where that is what is wrong."""
        used = self.token or ""
        try:
            return await super().api_call(api_method, **given)
        except SlackApiError as error:
            newer = await self._token_instead(used, error_of(error))
            if newer is None:
                raise
            self.token = newer
        return await super().api_call(api_method, **given)

    async def _token_instead(self, used: str, code: str) -> str | None:
        if self._renew is None or refusal(code).installation is Installation.KEPT:
            return None
        return await self._renew(used, code)
