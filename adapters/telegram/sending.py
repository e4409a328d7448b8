"""Messages out: how they are sent, and how long they are tried."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from functools import partial

from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from adapters.delivery import Delivered, Failed, Outcome, Unreachable
from adapters.telegram.errors import meaning, seconds_to_wait
from adapters.telegram.exporting import Message, Plain, messages_of
from adapters.telegram.turns import PLATFORM
from bot.reply import Attachment, Reply

# python-telegram-bot warns of each limit that it meets unless it may tell the time as a timedelta
os.environ.setdefault("PTB_TIMEDELTA", "true")

_NO_PREVIEW = {"is_disabled": True}

LONGEST_WAIT = 30.0
"""Seconds that an answer waits when Telegram asks to; a notice is put off instead."""
_TRIES = 3
_FIRST_PAUSE = 0.25

Act = Callable[[], Awaitable[None]]


class TelegramSender:
    """Sends notices to private chats; an address is the chat's number."""

    platform = PLATFORM

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, address: str, reply: Reply) -> Outcome:
        """Sends all messages of the reply; any that fails makes the whole one fail."""
        if not address.lstrip("-").isdecimal():
            return Unreachable("this is no Telegram chat")
        try:
            await send_reply(self._bot, int(address), reply)
        except ChatMigrated as moved:
            return await self.send(str(moved.new_chat_id), reply)
        except TelegramError as error:
            return meaning(error)
        except Exception as error:  # noqa: BLE001 - a notice must not end the relay of the others
            return Failed(f"it could not be sent ({type(error).__name__})")
        return Delivered()


async def at_once(act: Act) -> None:
    await act()


async def patiently(act: Act) -> None:
    """Does it again, a few times, when Telegram asks to wait a little or cannot be reached.

    What was lost on its way back is done twice then: better than not at all. Raises what is left.
    """
    for again in range(_TRIES):
        try:
            return await act()
        except RetryAfter as error:
            pause = seconds_to_wait(error)
            if pause > LONGEST_WAIT:
                raise
        except BadRequest:  # to PTB this is a NetworkError too
            raise
        except NetworkError:
            pause = _FIRST_PAUSE * 2**again
        await asyncio.sleep(pause)
    return await act()


async def send_reply(
    bot: Bot,
    chat_id: int,
    reply: Reply,
    *,
    thread_id: int | None = None,
    private: bool = True,
    how: Callable[[Act], Awaitable[None]] = at_once,
) -> None:
    """Sends a reply's messages and files in order, each in that way. Raises TelegramError."""
    bot_name = bot.username if not private else ""
    for message in messages_of(reply, bot_name=bot_name, private=private):
        await how(partial(send_message, bot, chat_id, message, thread_id))
    for attachment in reply.attachments:
        await how(partial(send_file, bot, chat_id, attachment, thread_id))


async def send_message(bot: Bot, chat_id: int, message: Message, thread_id: int | None) -> None:
    more = {} if thread_id is None else {"message_thread_id": thread_id}
    await _call(bot, "sendmessage", chat_id, message, **more)


async def edit_message(bot: Bot, chat_id: int, message_id: int, message: Message) -> None:
    """Puts a message in the place of one that was sent. Raises TelegramError."""
    await _call(bot, "editmessagetext", chat_id, message, message_id=message_id)


async def _call(bot: Bot, method: str, chat_id: int, message: Message, **more: int) -> None:
    """Plain data out, and the answer left unread: we need nothing of it but that it is a yes.

    The Bot API takes its methods' names in any case; in lower case they are not taken by the
    library for calls of its own methods.
    """
    given: Plain = {"chat_id": chat_id, "text": message.text, "link_preview_options": _NO_PREVIEW}
    if message.entities:
        given["entities"] = message.entities
    if message.keyboard is not None:
        given["reply_markup"] = message.keyboard
    await bot.do_api_request(method, given | more)


async def send_file(bot: Bot, chat_id: int, file: Attachment, thread_id: int | None) -> None:
    await bot.send_document(
        chat_id,
        file.content,
        filename=file.name,
        caption=file.description[:1000],
        message_thread_id=thread_id,
    )
