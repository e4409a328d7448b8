"""The Telegram adapter: receives and answers updates, and keeps the bot's menus current.

It runs in the event loop of the process that starts it. Updates come by long polling or by webhook.
The updates of one chat are handled one after another, and those of different chats at the same
time.

An update is confirmed to Telegram only after it is handled. If a process is killed, Telegram
delivers the unfinished updates again to the next process. Handling an update twice does no harm,
because commands set a state ("off", "unlinked") and invitations work only once. But an answer can
be sent twice, if the process dies between sending the answer and confirming the update.
"""

import asyncio
import logging
import random
from collections.abc import Mapping
from functools import partial

from telegram.error import RetryAfter, TelegramError
from telegram.ext import ExtBot

from adapters.chat_platform import HttpAnswer
from adapters.keyed_tasks import KeyedTasks
from adapters.platform_health import Backoff, PlatformHealth
from adapters.telegram import errors
from adapters.telegram.activity import PATIENCE_SECONDS
from adapters.telegram.aiohttp_request import AiohttpRequest
from adapters.telegram.answer_sender import TelegramAnswerSender
from adapters.telegram.bot_api_rules import Plain
from adapters.telegram.conversation_protocol import TelegramConversation
from adapters.telegram.menus import ChatMenus, set_up
from adapters.telegram.message_sender import PacedBot, TelegramSender
from adapters.telegram.polling import Polling
from adapters.telegram.send_rate import TelegramPacing
from adapters.telegram.update_parsing import (
    PLATFORM,
    Asked,
    Incoming,
    Looked,
    Moved,
    Pressed,
    incoming,
)
from adapters.telegram.updates_in_progress import Delivery, Updates
from adapters.telegram.webhook import Webhook, receive
from bot.fault_log import where
from bot.turn_trace import watching

_log = logging.getLogger(__name__)

API_URL = "https://api.telegram.org"
LOOK_EVERY = 300.0
"""Seconds between checks of whether Telegram still sends updates to our webhook."""
_FINISH_SECONDS = 5.0
_TELLS_WHO = frozenset({"start", "help", "link", "unlink", "whoami"})
"""The commands after which a chat may need another menu, because the bot may now know the person.
"""

WEBHOOK_PATH = "/telegram/webhook"


class TelegramAdapter:
    """Answers on Telegram from `start` to `stop`.

    `health` says whether Telegram answers. The adapter never gives up. Even after a refusal, such
    as for a wrong token, it tries again, with pauses of up to five minutes. With a `webhook`,
    Telegram sends updates to `handle`. Without a webhook, the adapter polls. `pacing` limits the
    rate of messages. `stop` waits up to `finish_seconds` for answers in progress. After `patience`
    seconds without an answer, the chat shows "typing ...".
    """

    def __init__(
        self,
        conversation: TelegramConversation,
        token: str,
        api_url: str | None = None,
        *,
        webhook: Webhook | None = None,
        pacing: TelegramPacing | None = None,
        finish_seconds: float = _FINISH_SECONDS,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self.health = PlatformHealth("telegram")
        self._conversation = conversation
        self.webhook_path = WEBHOOK_PATH if webhook else ""
        self._webhook = webhook
        self._finish_seconds = finish_seconds
        base = (api_url or API_URL).rstrip("/")
        self._bot: PacedBot = ExtBot(
            token,
            f"{base}/bot",
            f"{base}/file/bot",
            request=AiohttpRequest(),
            get_updates_request=AiohttpRequest(connections=1),
            rate_limiter=pacing or TelegramPacing(),
        )
        self._commands = frozenset(command.name for command in conversation.commands)
        self._tasks = KeyedTasks()
        self._updates = Updates(self._begin)
        self._answer_sender = TelegramAnswerSender(self._bot, conversation, patience=patience)
        self._menus = ChatMenus(self._bot)
        self._connected = False
        self._profile_begun = False
        self._running: asyncio.Task[None] | None = None
        self.sender = TelegramSender(self._bot)

    async def start(self) -> None:
        """Start connecting in the background; return without waiting for Telegram."""
        self._running = asyncio.create_task(self._run(), name="telegram")

    async def stop(self) -> None:
        """Stop taking updates, finish the answers in progress, and disconnect."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])
        await self._close()

    async def handle(self, body: bytes, headers: Mapping[str, str]) -> HttpAnswer:
        """Handle a webhook request: an update from Telegram."""
        if self._webhook is None:
            return 404, {}, b""
        if not self._webhook.knows(headers):
            return 403, {}, b""
        if not self._connected:
            return 503, {"Retry-After": "1"}, b""
        return await receive(self._updates, body)

    async def _run(self) -> None:
        """Connect, and keep running until canceled, whatever goes wrong.

        PTB's Updater is not used, because it confirms updates before they are handled, and does not
        wait for answers in progress. When it ends, it also polls once more, which disturbs the
        process that takes over.
        """
        polling = None if self._webhook else Polling(self._bot, self._updates)
        backoff = Backoff()
        try:
            while True:
                try:
                    if not self._connected:
                        await self._connect()
                    troubled = bool(self.health.problem)
                    await (polling.round(at_once=troubled) if polling else self._watch())
                except Exception as error:  # noqa: BLE001 - every error is logged, and tried again
                    await self._wait_after(error, backoff)
                else:
                    self._is_well()
                    backoff.reset()
        finally:
            self._connected = False
            await self._tasks.finish(self._finish_seconds)
            if polling and self.health.ready:
                await polling.confirm()

    async def _wait_after(self, error: Exception, backoff: Backoff) -> None:
        """Log an error, and wait for the next try.

        An error like the last one is not logged again.
        """
        if isinstance(error, RetryAfter):
            await asyncio.sleep(max(backoff.first, errors.seconds_to_wait(error)))
            return
        refusal = errors.refusal(error) if isinstance(error, TelegramError) else ""
        if refusal:
            self._connected = False  # `_connect` then sets or removes the webhook again
        if self.health.failing(refusal or f"Telegram cannot be reached ({where(error)})"):
            level = logging.ERROR if refusal else logging.WARNING
            _log.log(level, "%s; trying again", self.health.problem)
        pause = backoff.pause(refused=bool(refusal))
        await asyncio.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 - random jitter, not security

    def _is_well(self) -> None:
        if self.health.well():
            _log.info("Telegram is connected")

    async def _connect(self) -> None:
        await self._bot.initialize()
        if self._webhook is None:
            await self._bot.delete_webhook()  # Telegram refuses polling while a webhook is set
        else:
            await self._webhook.register(self._bot)
        self._connected = True
        # after a failure, only the next round shows whether Telegram answers again
        if not self.health.problem:
            self._is_well()
        if not self._profile_begun:
            self._profile_begun = True
            self._tasks.begin("profile", self._set_up)

    async def _watch(self) -> None:
        """Wait, and then check that Telegram still sends updates to our webhook.

        If another program has changed the webhook, register ours again.
        """
        assert self._webhook is not None
        await asyncio.sleep(LOOK_EVERY)
        if not await self._webhook.is_registered(self._bot):
            _log.warning("another program has changed the webhook: it is ours again")
            await self._webhook.register(self._bot)

    async def _close(self) -> None:
        await self._tasks.finish(self._finish_seconds)
        await self._bot.shutdown()

    def _begin(self, update: Plain, delivery: Delivery) -> asyncio.Task[None] | None:
        """Parse an update and begin to answer it.

        Return the task that answers. Return None if the update is not for us.
        """
        came = incoming(update, self._bot.id, self._bot.username, self._commands)
        if came is None:
            return None
        if isinstance(came, Pressed) and came.turn.private:
            # acknowledge in a separate task, so that no answer waits for it
            self._tasks.begin(came.query_id, partial(self._acknowledge, came))
        return self._tasks.task(_order(came), partial(self._answer, came, delivery))

    async def _answer(self, came: Incoming, delivery: Delivery) -> None:
        try:
            with watching(PLATFORM):
                await self._answer_sender.answer(came, delivery)
            if not isinstance(came, Asked | Pressed) or delivery.reply is None:
                return
            if came.turn.private and delivery.reply.command in _TELLS_WHO:
                self._tasks.begin(("menu", came.chat_id), partial(self._update_menu, came))
        finally:
            delivery.let_go()

    async def _acknowledge(self, came: Pressed) -> None:
        await self._answer_sender.acknowledge(came)

    async def _update_menu(self, came: Asked | Pressed) -> None:
        usable = await self._conversation.usable(came.turn.identity)
        try:
            await self._menus.hold(came.chat_id, usable, came.turn.locale)
        except TelegramError as error:
            _log.warning("the menu of a chat was not set (%s)", type(error).__name__)

    async def _set_up(self) -> None:
        """Make the bot's menus and profile match the declared commands, once at startup."""
        try:
            async for changed in set_up(self._bot, self._conversation.commands):
                _log.info("on Telegram was changed: %s", changed)
        except TelegramError as error:
            _log.warning("menus and profile on Telegram were not set (%s)", type(error).__name__)


def _order(came: Incoming) -> object:
    """Return a key for an update. Updates with the same key are answered in order.

    The key is the chat, the inline card, or the person who types after the bot's name.
    """
    match came:
        case Asked() | Moved():
            return came.chat_id
        case Pressed():
            return came.inline_id or came.chat_id
        case Looked():
            return "typing", came.turn.identity.external_id
