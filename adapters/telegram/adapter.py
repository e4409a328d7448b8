"""The Telegram adapter: polls for updates, has them answered, keeps the menu up to date.

It lives in the event loop of the process that it is started in. Updates of one chat are answered
one after another, those of different chats side by side. Updates that were fetched and not yet
answered when the process is killed are lost: Telegram counts them as delivered.
"""

import asyncio
import logging
import random
from functools import partial
from typing import Protocol

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    CallbackQuery,
    Update,
)
from telegram.error import (
    BadRequest,
    Conflict,
    EndPointNotFound,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.ext import Application, ApplicationBuilder, ContextTypes, TypeHandler

from adapters.telegram import request
from adapters.telegram.errors import meaning, seconds_to_wait
from adapters.telegram.exporting import Plain, messages_of
from adapters.telegram.request import AiohttpRequest
from adapters.telegram.sending import (
    TelegramSender,
    edit_message,
    patiently,
    send_file,
    send_message,
    send_reply,
)
from adapters.telegram.turns import Incoming, incoming
from adapters.work import Known, Work
from bot.command import Command
from bot.faults import where
from bot.reply import Answers, Reply

_log = logging.getLogger(__name__)

API_URL = "https://api.telegram.org"
_POLL_SECONDS = 20
_FINISH_SECONDS = 5.0
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 60.0
_WANTED = (Update.MESSAGE, Update.CALLBACK_QUERY)


class Talks(Answers, Protocol):
    """The conversation, to this adapter: it answers, and says what there is to ask."""

    @property
    def commands(self) -> tuple[Command, ...]: ...


class TelegramAdapter:
    """Answers on Telegram from `start` to `stop`. `fault` says why it stopped by itself, if so.

    `finish_seconds` is what answers under way are given to end when it stops.
    """

    def __init__(
        self,
        conversation: Talks,
        token: str,
        api_url: str | None = None,
        *,
        finish_seconds: float = _FINISH_SECONDS,
    ) -> None:
        self.fault = ""
        self._conversation = conversation
        self._finish_seconds = finish_seconds
        base = (api_url or API_URL).rstrip("/")
        self._application: Application = (  # type: ignore[type-arg] # six parameters, none ours
            ApplicationBuilder()
            .token(token)
            .base_url(f"{base}/bot")
            .base_file_url(f"{base}/file/bot")
            .request(AiohttpRequest())
            .get_updates_request(AiohttpRequest(connections=1))
            .updater(None)
            .build()
        )
        # one handler for everything: what it hands on to `Work` keeps its order by chat
        self._application.add_handler(TypeHandler(Update, self._take))
        self._commands = frozenset(command.name for command in conversation.commands)
        self._work = Work()
        self._known = Known()
        self._next_update: int | None = None
        self._running: asyncio.Task[None] | None = None
        self.sender = TelegramSender(self._bot)

    @property
    def _bot(self) -> Bot:
        bot: Bot = self._application.bot
        return bot

    async def start(self) -> None:
        """Returns at once: connecting goes on until it succeeds, or cannot."""
        self._running = asyncio.create_task(self._run(), name="telegram")

    async def stop(self) -> None:
        """Stops polling, waits a little for answers that are under way, and closes."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])
        await self._close()

    async def _run(self) -> None:
        """Connects and polls, through whatever happens on the way, until told to stop or a fault.

        This is not PTB's Updater: that asks once more when it ends, which takes the connection
        from the program that has just taken over, and which no answer holds up for long.
        """
        connected = False
        pause = _FIRST_PAUSE
        while not self.fault:
            wait = pause * random.uniform(0.5, 1)  # noqa: S311 - jitter
            try:
                if not connected:
                    await self._connect()
                    connected = True
                await self._poll()
            except (InvalidToken, EndPointNotFound):  # PTB's two readings of 401 and 404
                self._give_up("the token is wrong: set EDGEFINDER_TELEGRAM_TOKEN")
            except Conflict:
                # Telegram ends the older of two polls: the newer program goes on
                self._give_up("another program polls with the same token: stop one of them")
            except RetryAfter as error:
                await asyncio.sleep(max(wait, seconds_to_wait(error)))
            except Exception as error:  # noqa: BLE001 - the edge of the loop: logged, tried again
                if pause == _FIRST_PAUSE:
                    _log.warning("Telegram cannot be reached (%s); trying on", where(error))
                await asyncio.sleep(wait)
                pause = min(_LONGEST_PAUSE, pause * 2)
            else:
                pause = _FIRST_PAUSE
        await self._close()

    async def _connect(self) -> None:
        await self._application.initialize()
        await self._bot.delete_webhook()  # while there is one, polls are refused
        _log.info("Telegram is connected")
        self._work.begin("menu", self._update_menu)

    async def _poll(self) -> None:
        """Asks for updates once. They are read one by one: none that is odd stops the others."""
        asked: Plain = {"timeout": _POLL_SECONDS, "allowed_updates": _WANTED}
        if self._next_update is not None:
            asked["offset"] = self._next_update
        patience = _POLL_SECONDS + request.READ_SECONDS
        # in lower case: see `adapters.telegram.sending`
        found = await self._bot.do_api_request("getupdates", asked, read_timeout=patience)
        assert isinstance(found, list)
        for each in found:
            number = int(each["update_id"])
            self._next_update = number + 1
            if self._known.seen(str(number)):
                continue
            try:
                await self._application.process_update(Update.de_json(each, self._bot))
            except Exception as error:  # noqa: BLE001 - logged; those after it are answered
                _log.error("an update of Telegram's could not be read: %s", where(error))

    def _give_up(self, reason: str) -> None:
        self.fault = reason
        _log.error("Telegram is switched off: %s", reason)

    async def _close(self) -> None:
        await self._work.finish(self._finish_seconds)
        await self._application.shutdown()
        await self._bot.shutdown()  # also when it never came to be connected

    async def _take(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        came = incoming(update, self._bot.id, self._bot.username, self._commands)
        if came is None:
            return
        if came.query is not None:
            self._work.begin(came.query.id, partial(_acknowledge, came.query))
        self._work.begin(came.chat_id, partial(self._answer, came))

    async def _answer(self, came: Incoming) -> None:
        reply = await self._conversation.answer(came.turn)
        try:
            if came.query is not None and (came.turn.private or not reply.personal):
                await self._change(came, reply)
            else:
                await self._send(came, reply)
        except TelegramError as error:
            _log.warning("an answer on Telegram did not go out: %s", meaning(error))

    async def _send(self, came: Incoming, reply: Reply) -> None:
        await send_reply(
            self._bot,
            came.chat_id,
            reply,
            thread_id=came.thread_id,
            private=came.turn.private,
            how=patiently,
        )

    async def _change(self, came: Incoming, reply: Reply) -> None:
        """Changes the message whose button was pressed; what does not fit into it comes below."""
        private = came.turn.private
        first, *more = messages_of(reply, bot_name=self._bot.username, private=private)
        assert came.message_id is not None
        try:
            await patiently(partial(edit_message, self._bot, came.chat_id, came.message_id, first))
        except BadRequest as error:
            if "not modified" not in error.message.lower():
                # deleted meanwhile, or too old to be changed
                await self._send(came, reply)
                return
        for message in more:
            await patiently(partial(send_message, self._bot, came.chat_id, message, came.thread_id))
        for file in reply.attachments:
            await patiently(partial(send_file, self._bot, came.chat_id, file, came.thread_id))

    async def _update_menu(self) -> None:
        """Sets the command menus where they differ from what there is to ask."""
        commands = self._conversation.commands
        await self._set_menu(
            BotCommandScopeAllPrivateChats(),
            [BotCommand(each.name, each.summary) for each in commands],
        )
        await self._set_menu(
            BotCommandScopeAllGroupChats(),
            [BotCommand(each.name, each.summary) for each in commands if not each.private],
        )

    async def _set_menu(self, scope: BotCommandScope, menu: list[BotCommand]) -> None:
        try:
            if list(await self._bot.get_my_commands(scope)) != menu:
                await self._bot.set_my_commands(menu, scope)
        except TelegramError as error:
            _log.warning("the menu on Telegram was not updated (%s)", type(error).__name__)


async def _acknowledge(query: CallbackQuery) -> None:
    """Ends the waiting sign on the button; on its own, so that it holds up no answer."""
    try:
        await query.answer()
    except TelegramError as error:
        _log.info("a press on Telegram was not acknowledged (%s)", type(error).__name__)
