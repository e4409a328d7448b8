"""Send, edit and delete messages and files, with retries."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from weakref import WeakSet

from cachetools import LRUCache
from telegram import Message
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import ExtBot
from telegram.request import BaseRequest

from adapters.delivery_outcome import Delivered, Failed, Outcome, Unreachable
from adapters.send_rate import Urgency
from adapters.telegram.addresses import TelegramAddress
from adapters.telegram.aiohttp_request import PlainData
from adapters.telegram.bot_api_rules import Plain, caption_of
from adapters.telegram.errors import About, about, meaning, seconds_to_wait
from adapters.telegram.newer_features import Feature, refused_in
from adapters.telegram.rendering import TelegramMessage, messages_of
from adapters.telegram.update_parsing import PLATFORM
from bot.reply import Attachment, Reply
from core.memories import emptied_when_forgetting
from core.values import replace

NO_PREVIEW = {"is_disabled": True}

LONGEST_WAIT = 30.0
"""How many seconds an answer waits at most if Telegram asks us to wait.

A notice is postponed instead.
"""
_RENDERED = 16
"""The rendered messages of this many latest notices are kept for other recipients."""
_TRIES = 3
_FIRST_PAUSE = 0.25

PacedBot = ExtBot[Urgency]

T = TypeVar("T")
Act = Callable[[], Awaitable[T]]


class TelegramSender:
    """Sends notices to Telegram chats and forum topics (see TelegramAddress)."""

    platform = PLATFORM

    def __init__(self, bot: PacedBot) -> None:
        self._bot = bot
        self._rendered: LRUCache[str, tuple[Reply, list[TelegramMessage]]] = LRUCache(_RENDERED)
        emptied_when_forgetting(self._rendered.clear)

    def concurrency_key(self, address: str) -> str:
        """Return one key for all private chats, and another key for each group.

        Groups are slower, so they must not delay private chats.
        """
        return address.partition("/")[0] if address.startswith("-") else ""

    async def send(self, address: str, reply: Reply) -> Outcome:
        """Send all messages and files of a notice, and return the outcome.

        If a message or file fails, the whole notice counts as failed.
        """
        to = TelegramAddress.read(address)
        if to is None:
            return Unreachable("this is not a Telegram chat")
        try:
            await self._send_all(to, reply)
        except ChatMigrated as moved:
            return await self.send(str(replace(to, chat_id=moved.new_chat_id)), reply)
        except TelegramError as error:
            if to.thread_id is not None and about(error) is About.NO_TOPIC:
                return Unreachable("the topic is gone")
            return meaning(error)
        except Exception as error:  # noqa: BLE001 - one notice must not stop the relay
            return Failed(f"it could not be sent ({type(error).__name__})")
        return Delivered()

    async def _send_all(self, to: TelegramAddress, reply: Reply) -> None:
        """Send a notice's messages, then its files.

        Raises TelegramError if a message or file fails.
        """
        here = to.chat_id, to.thread_id
        for message in self._messages_of(reply):
            await send_message(self._bot, *here, message, urgency=Urgency.NOTICE)
        for attachment in reply.attachments:
            await send_file(self._bot, *here, attachment, urgency=Urgency.NOTICE)

    def _messages_of(self, reply: Reply) -> list[TelegramMessage]:
        """Return the messages of a reply, from a cache if another recipient got the same reply."""
        known, messages = self._rendered.get(reply.markdown, (None, []))
        if known is None or known.buttons is not reply.buttons or known.stays != reply.stays:
            messages = messages_of(reply)
            self._rendered[reply.markdown] = reply, messages
        return messages


async def with_retries(act: Act[T]) -> T:
    """Make a call to Telegram. Repeat it a few times if Telegram cannot be reached.

    Repeat the call also if Telegram asks for a short wait. If only the response was lost, a message
    is sent twice, which is better than not at all. If all tries fail, raise the error of the last
    try.
    """
    for again in range(_TRIES):
        try:
            return await act()
        except RetryAfter as error:
            pause = seconds_to_wait(error)
            if pause > LONGEST_WAIT:
                raise
        except BadRequest:  # in PTB, BadRequest is also a NetworkError
            raise
        except NetworkError:
            pause = _FIRST_PAUSE * 2**again
        await asyncio.sleep(pause)
    return await act()


async def send_message(
    bot: PacedBot,
    chat_id: int,
    thread_id: int | None,
    message: TelegramMessage,
    *,
    reply_to: int | None = None,
    urgency: Urgency = Urgency.ANSWER,
) -> int:
    """Send one message, also into a forum topic or as a reply.

    Return the message's id. Raises TelegramError if sending fails, and FeatureRefused if a rich
    message is refused.
    """
    method, given = sending_call(chat_id, thread_id, message)
    if reply_to is not None:
        given["reply_parameters"] = {"message_id": reply_to, "allow_sending_without_reply": True}
    try:
        sent = await call(bot, method, given, urgency)
    except TelegramError as error:
        _raise_refusal_of_rich(error, message, chat_id)
        raise
    return int(sent["message_id"])


def sent_as_call(chat_id: int, thread_id: int | None, message: TelegramMessage) -> Plain:
    """Return the call that sends a message, for the response to a webhook request."""
    method, given = sending_call(chat_id, thread_id, message)
    return {"method": method, **given}


def sending_call(
    chat_id: int, thread_id: int | None, message: TelegramMessage
) -> tuple[str, Plain]:
    """Return the method that sends a message, and its parameters: content and destination."""
    given = content_parameters(message)
    given["chat_id"] = chat_id
    if thread_id is not None:
        given["message_thread_id"] = thread_id
    return "sendMessage" if message.rich is None else "sendRichMessage", given


async def delete_message(bot: PacedBot, chat_id: int, message_id: int) -> None:
    """Delete a message of the bot.

    Do nothing if the message is gone or too old to delete.
    """
    with contextlib.suppress(BadRequest):
        await bot.delete_message(chat_id, message_id)


async def edit_message(bot: PacedBot, place: Plain, message: TelegramMessage) -> None:
    """Replace the content of a sent message.

    `place` has the message's `chat_id` and `message_id`, or its `inline_message_id`. Raises
    TelegramError if editing fails, and FeatureRefused if a rich message is refused.
    """
    try:
        await call(bot, "editmessagetext", content_parameters(message) | place)
    except TelegramError as error:
        _raise_refusal_of_rich(error, message, place.get("chat_id", 0))
        raise


def _raise_refusal_of_rich(error: TelegramError, message: TelegramMessage, chat_id: int) -> None:
    """Raise FeatureRefused if the error means that a rich message was refused."""
    refused = refused_in(error, Feature.RICH, chat_id) if message.rich is not None else None
    if refused is not None:
        raise refused from error


def content_parameters(message: TelegramMessage) -> Plain:
    """Return a message's content as the parameters of a send or edit method."""
    if message.rich is not None:
        given: Plain = {"rich_message": message.rich}
    else:
        given = {"text": message.text, "link_preview_options": NO_PREVIEW}
    if message.entities:
        given["entities"] = message.entities
    if message.keyboard is not None:
        given["reply_markup"] = message.keyboard
    return given


async def call(bot: PacedBot, method: str, given: Plain, urgency: Urgency = Urgency.ANSWER) -> Any:
    """Call a method with plain data, and return plain data.

    Plain data is faster than PTB's objects. If the server refuses copy buttons, repeat the call
    without them, and leave them out of later calls.
    """
    if bot.request in _WITHOUT_COPYING:
        given = _without_copying(given)
    try:
        return await _post(bot, method, given, urgency)
    except BadRequest as error:
        simpler = _without_copying(given)
        if about(error) is not About.NO_COPYING or simpler == given:
            raise
        _WITHOUT_COPYING.add(bot.request)
        return await _post(bot, method, simpler, urgency)


async def _post(bot: PacedBot, method: str, given: Plain, urgency: Urgency) -> Any:
    """Make a call as PTB's `do_api_request` does, but without converting the answer.

    Raises TelegramError if the call fails.
    """
    call = f"{bot.base_url}/{method}", PlainData(given)
    pacing = bot.rate_limiter
    assert pacing is not None, "every bot that sends has our rate limiter"
    try:
        return await pacing.process_request(bot.request.post, call, {}, method, given, urgency)
    except InvalidToken as error:  # PTB raises InvalidToken for 401 and 404
        raise EndPointNotFound(f"{method} was not found") from error


_WITHOUT_COPYING: WeakSet[BaseRequest] = WeakSet()
"""The connections whose server has refused copy buttons.

The set does not hold bots, because PTB treats two bots with the same token as equal.
"""


def _without_copying(given: Plain) -> Plain:
    rows = given.get("reply_markup", {}).get("inline_keyboard", [])
    if not any("copy_text" in button for row in rows for button in row):
        return given
    kept = [[button for button in row if "copy_text" not in button] for row in rows]
    return {**given, "reply_markup": {"inline_keyboard": [row for row in kept if row]}}


async def show_activity(bot: PacedBot, chat_id: int, thread_id: int | None, activity: str) -> None:
    """Show "typing ..." or a similar activity in a chat.

    Telegram shows it for five seconds.
    """
    given: Plain = {"chat_id": chat_id, "action": activity}
    if thread_id is not None:
        given["message_thread_id"] = thread_id
    with contextlib.suppress(TelegramError):  # the answer is sent even without the activity
        await bot.do_api_request("sendchataction", given)


async def send_file(
    bot: PacedBot,
    chat_id: int,
    thread_id: int | None,
    file: Attachment,
    *,
    urgency: Urgency = Urgency.ANSWER,
    more: Plain | None = None,
) -> Message:
    """Send a file with its description. Send a picture as a photo.

    `more` are parameters that python-telegram-bot does not support. Raises TelegramError if sending
    fails.
    """
    send = bot.send_photo if file.picture else bot.send_document
    return await send(
        chat_id,
        file.content,
        filename=file.name,
        caption=caption_of(file.description),
        message_thread_id=thread_id,
        rate_limit_args=urgency,
        api_kwargs=more,
    )
