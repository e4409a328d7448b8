"""Call Slack's Web API over one shared session: methods, response_urls, files."""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

import aiohttp
import orjson
from slack_sdk.errors import SlackApiError

from adapters.json_posts import JsonPosts
from adapters.send_rate import Urgency
from adapters.slack.client import Client, Renew
from adapters.slack.error_meanings import NoticeOutcome, refusal
from adapters.slack.errors import TROUBLE, error_of
from adapters.slack.newer_blocks import Json, RefusedBlocks, newer_in, without
from adapters.slack.rendering import SlackMessage
from adapters.slack.send_rate import SlackPacing
from bot.reply import Attachment
from core.json_text import json_bytes

_log = logging.getLogger(__name__)

Send = Callable[..., Awaitable[object]]
"""A function that sends a text and blocks to a destination that was chosen before."""

SLACK_URL = "https://slack.com/api/"
TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
CONNECTIONS = 50
REMEMBERED_CHANNELS = 50_000
_INVALID = frozenset({"invalid_arguments", "invalid_blocks", "invalid_blocks_format"})
_UNSUPPORTED = re.compile(r"unsupported type: (\w+)")
_CODE_CHARACTERS = 60
_JSON = {"Content-Type": "application/json"}
UPDATED_TEXT_CHARACTERS = 4_000  # docs.slack.dev/reference/methods/chat.update, msg_too_long


class WebApi:
    """The API calls for one workspace, usable between `open` and `close`.

    `calls` is the client for answers to people. `quick` is the client for calls that can be made
    later, or that would be useless later. If Slack asks us to wait, `calls` waits, but `quick`
    raises Slack's error. Both clients keep to the rate limits in `pacing`. `renew` replaces a
    refused token. `refused` remembers the types of blocks that the workspace does not support.
    """

    def __init__(
        self,
        token: str,
        url: str = SLACK_URL,
        pacing: SlackPacing | None = None,
        renew: Renew | None = None,
        refused: RefusedBlocks | None = None,
    ) -> None:
        self.refused = refused or RefusedBlocks()
        pacing = pacing or SlackPacing()
        self.calls = Client(token, url, pacing, Urgency.ANSWER, renew)
        self.quick = Client(token, url, pacing, Urgency.NOTICE, renew)
        self.posts: JsonPosts | None = None
        self._direct: dict[str, str] = {}

    @property
    def is_open(self) -> bool:
        return self.posts is not None

    async def open(self) -> None:
        session = aiohttp.ClientSession(
            timeout=TIMEOUT,
            connector=aiohttp.TCPConnector(limit=CONNECTIONS),
            cookie_jar=aiohttp.DummyCookieJar(),  # Slack's API needs no cookies
            json_serialize_bytes=json_bytes,
        )
        self.share(JsonPosts(session))

    def share(self, posts: JsonPosts | None) -> None:
        """Use the JsonPosts of another WebApi, and its HTTP session, from now on.

        With None, use no session, so that no call is possible.
        """
        self.posts = posts
        self.calls.session = self.quick.session = posts.session if posts else None

    async def close(self) -> None:
        if self.posts is not None:
            posts, self.posts = self.posts, None
            await posts.session.close()

    async def respond_with(
        self, response_url: str, message: SlackMessage, options: Mapping[str, Any]
    ) -> bool:
        """Send a message through a response_url.

        Return whether Slack accepted the message.
        """
        if self.posts is None or not response_url:
            return False
        send = partial(self._respond, response_url, message, options)
        rest = send
        if options.get("replace_original"):
            others = {**options, "replace_original": False}
            rest = partial(self._respond, response_url, message, others)
        try:
            await send_message(send, message, self.refused, rest)
        except TROUBLE:
            return False
        return True

    async def _respond(
        self,
        response_url: str,
        message: SlackMessage,
        options: Mapping[str, Any],
        *,
        text: str,
        blocks: Sequence[Json] = (),
    ) -> None:
        """Post blocks to a response_url, with `text` where blocks are not shown.

        If the blocks are those of `message`, post the cached JSON of `message`. Raises Slack's
        error if Slack does not accept the message.
        """
        if self.posts is None:
            raise ValueError("Slack is not connected")
        if blocks is not message.blocks:
            message = SlackMessage(text, list(blocks))
        payload, proxy = _with_options(message.written, options), self.calls.proxy
        if proxy:
            async with self.posts.session.post(
                response_url, data=payload, headers=_JSON, proxy=proxy, allow_redirects=False
            ) as answer:
                status, told = answer.status, await answer.read()
        else:
            status, told = await self.posts.post(response_url, payload)
        if status != 200 or not _is_ok(told):  # noqa: PLR2004 - OK
            refuse: Any = SlackApiError
            raise refuse("response_url", _error_in(told))

    async def post(
        self, client: Client, channel: str, message: SlackMessage, thread_ts: str = ""
    ) -> None:
        """Post a message for everyone in the channel."""
        await send_message(_posting(client, channel, thread_ts), message, self.refused)

    async def post_to_one(
        self, channel: str, user: str, message: SlackMessage, thread_ts: str = ""
    ) -> None:
        """Post a message that only one person in the channel sees."""
        ephemeral = partial(self.calls.chat_postEphemeral, channel=channel, user=user)
        send = partial(ephemeral, thread_ts=thread_ts or None)
        await send_message(send, message, self.refused)

    async def update(
        self, channel: str, ts: str, message: SlackMessage, thread_ts: str = ""
    ) -> None:
        """Replace a message.

        If the new content needs several messages, post the further messages after it.
        """

        async def change(text: str, **blocks: Any) -> None:
            await self.calls.chat_update(channel=channel, ts=ts, text=_shortened(text), **blocks)

        rest = _posting(self.calls, channel, thread_ts)
        await send_message(change, message, self.refused, rest)

    async def show(self, call: Callable[..., Awaitable[Any]], view: Json) -> Any:
        """Call `call` to open, change or publish a view. Return Slack's answer.

        If Slack refuses newer blocks, try again with older blocks.
        """
        view = {**view, "blocks": without(view["blocks"], self.refused.types)}
        newer = newer_in(view["blocks"])
        try:
            return await call(view=view)
        except SlackApiError as error:
            if not newer or error_of(error) not in _INVALID:
                raise
            lacks = unsupported_in(error) & newer or newer
        found = await call(view={**view, "blocks": without(view["blocks"], lacks)})
        self.refused.note(lacks)
        return found

    async def direct_channel(self, client: Client, user: str) -> str:
        """Return the id of the channel for direct messages with a person.

        If there is no such channel yet, open it.
        """
        if user not in self._direct:
            found = await client.conversations_open(users=user)
            if len(self._direct) >= REMEMBERED_CHANNELS:
                self._direct.clear()
            self._direct[user] = str(found["channel"]["id"])
        return self._direct[user]

    def forget_direct_channel(self, user: str) -> bool:
        """Forget the cached channel for direct messages with a person.

        Return True if the channel was cached. In that case, opening it again may help.
        """
        return self._direct.pop(user, None) is not None

    async def upload(
        self,
        client: Client,
        channel: str,
        attachments: tuple[Attachment, ...],
        thread_ts: str = "",
    ) -> None:
        """Upload files to a channel, where all members see them.

        Slack cannot show a file to only one member.
        """
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
            thread = thread_ts or None
            await client.files_upload_v2(channel=channel, file_uploads=files, thread_ts=thread)


def _posting(client: Client, channel: str, thread_ts: str) -> Send:
    return partial(
        client.chat_postMessage,
        channel=channel,
        thread_ts=thread_ts or None,
        unfurl_links=False,
        unfurl_media=False,
    )


async def send_message(
    send: Send, message: SlackMessage, refused: RefusedBlocks, rest: Send | None = None
) -> bool:
    """Send a message with `send`. Return whether Slack accepted the blocks.

    If Slack refuses newer blocks, send older blocks. If Slack refuses the older blocks too, send
    only the text. Types of blocks that were refused are added to `refused`. If the older blocks
    need several messages, send the messages after the first with `rest`.
    """
    if not message.blocks:
        await send(text=message.text)
        return False
    try:
        await send(text=message.text, blocks=message.blocks)
    except TROUBLE as error:
        code = error_of(error)
        if refusal(code).notice is not NoticeOutcome.PLAIN:
            raise
        newer = newer_in(message.blocks)
        lacks = unsupported_in(error) & newer or newer
    else:
        return True
    if not lacks:
        _log.error("a message went without its blocks: Slack said %s", code)
        await send(text=message.text)
        return False
    _log.info("a message went with older blocks: Slack said %s", code)
    first, *others = message.older(lacks)
    taken = await send_message(send, first, refused, rest)
    for each in others:
        await send_message(rest or send, each, refused)
    if taken and code in _INVALID:
        refused.note(lacks)
    return taken


def unsupported_in(error: BaseException) -> frozenset[str]:
    """Return the types of blocks that Slack's error lists as unsupported."""
    answer = getattr(error, "response", None)
    told = getattr(answer, "data", answer)
    more = told.get("response_metadata") if isinstance(told, dict) else None
    lines = more.get("messages") if isinstance(more, dict) else None
    words = " ".join(map(str, lines)) if isinstance(lines, list) else ""
    return frozenset(_UNSUPPORTED.findall(words))


def _error_in(told: bytes) -> Json:
    """Return Slack's error as a dict.

    Some response_urls answer with only the error code instead of JSON.
    """
    if told.startswith(b"{"):
        found = orjson.loads(told)
        return found if isinstance(found, dict) else {}
    return {"error": told[:_CODE_CHARACTERS].decode(errors="replace").strip()}


def _shortened(text: str) -> str:
    """Shorten a message's text to the length that chat.update accepts.

    The message's blocks are sent in full.
    """
    if len(text) <= UPDATED_TEXT_CHARACTERS:
        return text
    kept = text[: UPDATED_TEXT_CHARACTERS - 10]
    return kept[: max(kept.rfind(" "), kept.rfind("\n"), 1)] + "…"


def _with_options(written: bytes, options: Mapping[str, Any]) -> bytes:
    """Return a message as JSON with these options as extra fields.

    `written` is the JSON of the message without the options.
    """
    return b"%b,%b" % (written[:-1], json_bytes(options)[1:]) if options else written


def _is_ok(answer: bytes) -> bool:
    """Whether Slack accepted the message. Slack reports some errors as JSON with status 200."""
    if not answer.startswith(b"{"):
        return True
    found = orjson.loads(answer)
    return isinstance(found, dict) and found.get("ok") is not False
