"""Slack's Web API over one shared session: calls, response_urls, files."""

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import aiohttp
import orjson

from adapters.send_rate import Urgency
from adapters.slack.client import Client, Renew
from adapters.slack.error_meanings import NoticeOutcome, refusal
from adapters.slack.errors import TROUBLE, error_of
from adapters.slack.rendering import SlackMessage
from adapters.slack.send_rate import SlackPacing
from bot.reply import Attachment

_log = logging.getLogger(__name__)

SLACK_URL = "https://slack.com/api/"
TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
CONNECTIONS = 50
REMEMBERED_CHANNELS = 50_000
UPDATED_TEXT_CHARACTERS = 4_000  # docs.slack.dev/reference/methods/chat.update, msg_too_long


class WebApi:
    """The API calls for one workspace, usable between `open` and `close`.

    When Slack asks to wait, `calls` waits, for people looking at their screen; `quick` raises at
    once, for calls that can be made later or only now. Both keep to the workspace's `pacing`.
    `renew` replaces tokens that Slack refuses.
    """

    def __init__(
        self,
        token: str,
        url: str = SLACK_URL,
        pacing: SlackPacing | None = None,
        renew: Renew | None = None,
    ) -> None:
        pacing = pacing or SlackPacing()
        self.calls = Client(token, url, pacing, Urgency.ANSWER, renew)
        self.quick = Client(token, url, pacing, Urgency.NOTICE, renew)
        self._session: aiohttp.ClientSession | None = None
        self._direct: dict[str, str] = {}

    @property
    def is_open(self) -> bool:
        return self._session is not None

    async def open(self) -> None:
        self._session = aiohttp.ClientSession(
            timeout=TIMEOUT,
            connector=aiohttp.TCPConnector(limit=CONNECTIONS),
            cookie_jar=aiohttp.DummyCookieJar(),  # Slack's API sets no cookies
            json_serialize_bytes=_as_json,
        )
        self.calls.session = self.quick.session = self._session

    def share(self, session: aiohttp.ClientSession | None) -> None:
        """Use the session of another WebApi from now on, or none."""
        self._session = self.calls.session = self.quick.session = session

    async def close(self) -> None:
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def respond(self, response_url: str, payload: Mapping[str, Any]) -> bool:
        """Answer a command or a pressed button by its response_url; return whether Slack accepted
        it.
        """
        if self._session is None or not response_url:
            return False
        try:
            async with self._session.post(
                response_url, json=payload, proxy=self.calls.proxy, ssl=self.calls.ssl or True
            ) as answer:
                if answer.status != 200:  # noqa: PLR2004 - OK
                    return False
                return _is_ok(await answer.read())
        except TROUBLE:
            return False

    async def post(
        self, client: Client, channel: str, message: SlackMessage, thread_ts: str = ""
    ) -> None:
        """Post a message for everyone in the channel."""
        await _said(
            partial(
                client.chat_postMessage,
                channel=channel,
                thread_ts=thread_ts or None,
                unfurl_links=False,
                unfurl_media=False,
            ),
            message,
        )

    async def post_to_one(
        self, channel: str, user: str, message: SlackMessage, thread_ts: str = ""
    ) -> None:
        """Post a message that only one person in the channel sees."""
        ephemeral = partial(self.calls.chat_postEphemeral, channel=channel, user=user)
        await _said(partial(ephemeral, thread_ts=thread_ts or None), message)

    async def direct_channel(self, client: Client, user: str) -> str:
        """Return the channel of the direct messages with this person, opening it if needed."""
        if user not in self._direct:
            found = await client.conversations_open(users=user)
            if len(self._direct) >= REMEMBERED_CHANNELS:
                self._direct.clear()
            self._direct[user] = str(found["channel"]["id"])
        return self._direct[user]

    def forget_direct_channel(self, user: str) -> bool:
        """Forget the channel; return whether it was known, because then reopening it may help."""
        return self._direct.pop(user, None) is not None

    async def upload(
        self, client: Client, channel: str, attachments: tuple[Attachment, ...]
    ) -> None:
        """Upload files to a channel; Slack cannot show a file to only one person in it."""
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


async def _said(send: Callable[..., Awaitable[object]], message: SlackMessage) -> None:
    """Send the message; if Slack rejects all versions of its blocks, send plain text."""
    ways = [message.folded] if message.folded != message.blocks else []
    ways += [message.blocks] if message.blocks else []
    for blocks in ways:
        try:
            await send(text=message.text, blocks=blocks)
        except TROUBLE as error:
            code = error_of(error)
            if refusal(code).notice is not NoticeOutcome.PLAIN:
                raise
            _log.error("a message went without its blocks: Slack said %s", code)
        else:
            return
    await send(text=message.text)


def _as_json(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:  # half a surrogate pair, which json can escape
        return json.dumps(value).encode()


def _is_ok(answer: bytes) -> bool:
    """Whether Slack answered `ok`; some errors come as a 200 with JSON that describes them."""
    if not answer.startswith(b"{"):
        return True
    found = orjson.loads(answer)
    return isinstance(found, dict) and found.get("ok") is not False
