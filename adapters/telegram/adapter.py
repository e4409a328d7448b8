"""The Telegram adapter: polls for updates, has them answered, keeps the menu up to date.

It lives in the event loop of the process that it is started in. Updates of one chat are answered
one after another, those of different chats side by side. Updates that were fetched and not yet
answered when the process is killed are lost: Telegram counts them as delivered.
"""

import asyncio
import logging
import random

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    Update,
)
from telegram.error import BadRequest, Conflict, InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes, TypeHandler

from adapters.telegram.exporting import messages_of
from adapters.telegram.request import AiohttpRequest
from adapters.telegram.sending import (
    TelegramSender,
    edit_message,
    meaning,
    patiently,
    send_file,
    send_message,
    send_reply,
)
from adapters.telegram.turns import Incoming, incoming
from adapters.work import Work
from bot.conversation import Conversation
from bot.reply import Reply

_log = logging.getLogger(__name__)

API_URL = "https://api.telegram.org"
_POLL_SECONDS = 20
_FINISH_SECONDS = 5.0
_LONGEST_PAUSE = 60.0


class TelegramAdapter:
    """Answers on Telegram from `start` to `stop`. `fault` says why it stopped by itself, if so."""

    def __init__(self, conversation: Conversation, token: str, api_url: str | None = None) -> None:
        self.fault = ""
        self._conversation = conversation
        base = (api_url or API_URL).rstrip("/")
        self._application: Application = (  # type: ignore[type-arg] # six parameters, none ours
            ApplicationBuilder()
            .token(token)
            .base_url(f"{base}/bot")
            .base_file_url(f"{base}/file/bot")
            .request(AiohttpRequest())
            .get_updates_request(AiohttpRequest(connections=2))
            .build()
        )
        # one handler for everything: what it hands on to `Work` keeps its order by chat
        self._application.add_handler(TypeHandler(Update, self._take))
        self._work = Work()
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
        pause = 1.0
        while not self.fault:
            try:
                await self._application.initialize()
                await self._application.start()
                assert self._application.updater is not None
                await self._application.updater.start_polling(
                    timeout=_POLL_SECONDS,
                    allowed_updates=[Update.MESSAGE, Update.CALLBACK_QUERY],
                    error_callback=self._polling_failed,
                )
                _log.info("Telegram is connected")
                await self._update_menu()
            except InvalidToken:
                self._give_up("the token is wrong: set EDGEFINDER_TELEGRAM_TOKEN")
            except TelegramError as error:
                if pause == 1.0:
                    _log.warning("Telegram cannot be reached (%s); trying on", type(error).__name__)
                await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 - jitter
                pause = min(_LONGEST_PAUSE, pause * 2)
            else:
                return

    def _polling_failed(self, error: TelegramError) -> None:
        """Told by the updater of each failed poll; it tries on by itself, with a growing pause."""
        if isinstance(error, Conflict):
            self._give_up("another program polls with the same token: stop one of them")
        elif isinstance(error, InvalidToken):
            self._give_up("the token is not accepted any more: set EDGEFINDER_TELEGRAM_TOKEN")
        else:
            _log.warning("Telegram: polling failed (%s), trying on", type(error).__name__)

    def _give_up(self, reason: str) -> None:
        if not self.fault:
            self.fault = reason
            _log.error("Telegram is switched off: %s", reason)
            self._work.begin("close", self._close)

    async def _close(self) -> None:
        application = self._application
        if application.updater is not None and application.updater.running:
            await application.updater.stop()
        if application.running:
            await application.stop()
        await self._work.finish(_FINISH_SECONDS)
        await application.shutdown()

    async def _take(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        came = incoming(update, self._bot.id, self._bot.username)
        if came is not None:
            self._work.begin(came.chat_id, lambda: self._answer(came))

    async def _answer(self, came: Incoming) -> None:
        reply = await self._conversation.answer(came.turn)
        try:
            if came.query is not None:
                await self._answer_press(came, reply)
            else:
                await patiently(lambda: self._send(came, reply))
        except TelegramError as error:
            _log.warning("an answer on Telegram did not go out: %s", meaning(error))

    async def _send(self, came: Incoming, reply: Reply) -> None:
        await send_reply(
            self._bot,
            came.chat_id,
            reply,
            thread_id=came.thread_id,
            private=came.turn.private,
        )

    async def _answer_press(self, came: Incoming, reply: Reply) -> None:
        """Changes the message whose button was pressed; a press is always acknowledged."""
        assert came.query is not None
        try:
            await came.query.answer()
        except BadRequest:
            _log.info("a press on Telegram was too old to be acknowledged")
        if reply.personal and not came.turn.private:
            await patiently(lambda: self._send(came, reply))
            return
        private = came.turn.private
        first, *more = messages_of(reply, bot_name=self._bot.username, private=private)

        assert came.message_id is not None
        message_id = came.message_id
        try:
            await patiently(lambda: edit_message(self._bot, came.chat_id, message_id, first))
        except BadRequest as error:
            if "not modified" not in error.message.lower():
                # deleted meanwhile, or too old to be changed
                await patiently(lambda: self._send(came, reply))
                return
        for message in more:
            await send_message(self._bot, came.chat_id, message, came.thread_id)
        for attachment in reply.attachments:
            await send_file(self._bot, came.chat_id, attachment, came.thread_id)

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
