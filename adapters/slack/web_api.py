"""Slack's Web API over one shared session: calls, response_urls, and what their errors mean."""

import json
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.discretion import library_logger
from bot.reply import Attachment

SLACK_URL = "https://slack.com/api/"
TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
CONNECTIONS = 50
REMEMBERED_CHANNELS = 50_000
UPDATED_TEXT_CHARACTERS = 4_000  # docs.slack.dev/reference/methods/chat.update, msg_too_long

NO_ANSWER = "no_answer"
"""Our own word among Slack's error codes: the network failed, or what came was no answer."""
RATE_LIMITED = "ratelimited"

TROUBLE = (
    SlackClientError,
    aiohttp.ClientError,
    OSError,  # TimeoutError is one
    ValueError,
    # slack_sdk stumbles so over a 200 whose body is no JSON object: a proxy's page, say
    AttributeError,
    LookupError,
    TypeError,
)
"""What a call may raise: Slack's refusals, and every way in which a network fails."""


def error_of(error: BaseException) -> str:
    """Slack's code for what went wrong, such as `channel_not_found`; else `NO_ANSWER`."""
    if not isinstance(error, SlackApiError):
        return NO_ANSWER
    if _status(error) == 429:  # noqa: PLR2004 - Too Many Requests
        return RATE_LIMITED
    data = getattr(error.response, "data", None)
    found = data.get("error") if isinstance(data, dict) else None
    return found if isinstance(found, str) else NO_ANSWER


def retry_after(error: BaseException, otherwise: float = 30.0) -> float:
    """The seconds that Slack asks to wait."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return max(0.0, float(headers.get("Retry-After", otherwise)))
    except (TypeError, ValueError):
        return otherwise


def _status(error: SlackApiError) -> int:
    return int(getattr(error.response, "status_code", 0) or getattr(error.response, "status", 0))


class WebApi:
    """The calls that we make, for one workspace. Open from `open` to `close`.

    `calls` waits out what Slack asks to wait, for people who look at their screen; `quick` says
    so at once, for what can be sent later.
    """

    def __init__(self, token: str, url: str = SLACK_URL) -> None:
        logger = library_logger()
        lost: AsyncRetryHandler = AsyncConnectionErrorRetryHandler()
        limited = AsyncRateLimitErrorRetryHandler(max_retry_count=2)
        self.calls = AsyncWebClient(token, url, logger=logger, retry_handlers=[lost, limited])
        self.quick = AsyncWebClient(token, url, logger=logger, retry_handlers=[lost])
        self._session: aiohttp.ClientSession | None = None
        self._direct: dict[str, str] = {}

    @property
    def is_open(self) -> bool:
        return self._session is not None

    async def open(self) -> None:
        self._session = aiohttp.ClientSession(
            timeout=TIMEOUT, connector=aiohttp.TCPConnector(limit=CONNECTIONS)
        )
        self.calls.session = self.quick.session = self._session

    def share(self, session: aiohttp.ClientSession | None) -> None:
        """From now on uses the session of another one, or none."""
        self._session = self.calls.session = self.quick.session = session

    async def close(self) -> None:
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def respond(self, response_url: str, payload: Mapping[str, Any]) -> bool:
        """Answers a command or a press by its response_url; whether Slack took it."""
        if self._session is None or not response_url:
            return False
        try:
            async with self._session.post(
                response_url, json=payload, proxy=self.calls.proxy, ssl=self.calls.ssl or True
            ) as answer:
                if answer.status != 200:  # noqa: PLR2004 - OK
                    return False
                return _is_ok(await answer.text())
        except TROUBLE:
            return False

    async def direct_channel(self, client: AsyncWebClient, user: str) -> str:
        """The channel of the direct messages with this person, opened if need be."""
        if user not in self._direct:
            found = await client.conversations_open(users=user)
            if len(self._direct) >= REMEMBERED_CHANNELS:
                self._direct.clear()
            self._direct[user] = str(found["channel"]["id"])
        return self._direct[user]

    def forget_direct_channel(self, user: str) -> bool:
        """Whether it was known: then opening it again may help."""
        return self._direct.pop(user, None) is not None

    async def upload(
        self, client: AsyncWebClient, channel: str, attachments: tuple[Attachment, ...]
    ) -> None:
        """Puts the files into a channel; Slack cannot show a file to one person of several."""
        files = [
            {
                "filename": each.name,
                "content": each.content,
                "title": each.name,
                "alt_txt": each.description,
            }
            for each in attachments
        ]
        if files:
            await client.files_upload_v2(channel=channel, file_uploads=files)


def _is_ok(answer: str) -> bool:
    """Slack answers `ok`; to some mistakes it answers 200 and JSON that says what they are."""
    if not answer.startswith("{"):
        return True
    found = json.loads(answer)
    return isinstance(found, dict) and found.get("ok") is not False
