"""Run the Telegram adapter in tests, against the double, with a small conversation."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from aiohttp import web

from adapters.telegram.adapter import TelegramAdapter
from adapters.telegram.conversation_protocol import TelegramConversation
from adapters.telegram.send_rate import TelegramLimits, TelegramPacing
from adapters.telegram.webhook import Webhook
from bot.command import Command
from bot.commands import COMMANDS
from bot.reply import Card, Cards, Reply, Turn
from bot.whose_record import Shows
from core.people.model import Asker, Identity
from tests.adapters import small_conversation
from tests.adapters.small_conversation import NEXT
from tests.doubles.telegram import TelegramApi
from tests.servers.local_http import answering

SECRET = "a-secret-of-ours"


class SmallConversation(small_conversation.SmallConversation):
    """A small conversation that also has cards, menus and moved chats."""

    echoes_personally = False

    def __init__(self) -> None:
        super().__init__()
        self.commands: tuple[Command, ...] = COMMANDS
        self.moved: list[tuple[str, str, str]] = []

    async def cards(self, turn: Turn, start: int = 0) -> Cards:
        self.turns.append(turn)
        words = Reply("credential", "credential", f"**{turn.text}**", NEXT, personal=False)
        cards = tuple(
            Card(Shows.NOBODY, f"C{n}", f"Card {n}", "A line", words)
            for n in range(start, start + 2)
        )
        return Cards(cards, personal=turn.text == "mine", following=start + 2)

    async def usable(self, identity: Identity) -> tuple[Command, ...]:
        return tuple(each for each in self.commands if each.access.audience.admits(Asker(identity)))

    async def address_moved(self, platform: str, old: str, new: str) -> None:
        self.moved.append((platform, old, new))


@asynccontextmanager
async def running(
    api: TelegramApi,
    conversation: TelegramConversation,
    *,
    by_webhook: bool = False,
    **settings: Any,
) -> AsyncIterator[TelegramAdapter]:
    """Run the adapter, connected to the double, while this context is open."""
    settings.setdefault("pacing", TelegramPacing(TelegramLimits().times(20)))
    async with AsyncExitStack() as stack:
        if by_webhook:
            posted = _Posted()
            url = await stack.enter_async_context(answering(posted.take))
            settings["webhook"] = Webhook(f"{url}/telegram/webhook", SECRET)
        adapter = TelegramAdapter(conversation, api.token, api.url, **settings)
        if by_webhook:
            posted.adapter = adapter
        await adapter.start()
        try:
            await connected(api)
            yield adapter
        finally:
            await adapter.stop()


class _Posted:
    """Passes the double's webhook requests to the adapter."""

    adapter: TelegramAdapter

    async def take(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        status, more, body = await self.adapter.handle(await request.read(), headers)
        return web.Response(status=status, headers=dict(more), body=body)


async def connected(api: TelegramApi) -> None:
    """Wait until the adapter receives updates and has set the menus and profile."""
    await api.wait_for(
        lambda a: (
            (a.called("getUpdates") or a.called("setWebhook"))
            and len(a.called("getMyShortDescription")) >= 2
        )
    )
