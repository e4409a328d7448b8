"""Run the Telegram adapter in tests, against the double, with a small conversation."""

import asyncio
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
from bot.reply import Attachment, Button, Card, Cards, Reply, Turn
from bot.shown_records import Shows
from core.people.model import Asker, Identity
from core.typesetting import qr_code
from tests.doubles.telegram import TelegramApi
from tests.servers.local_http import answering

SECRET = "a-secret-of-ours"
NEXT = ((Button("Next", "next"), Button("Catalog", "catalog")),)


class SmallConversation:
    """Answers `status` (personal), `catalog` (public), `slow`, `steps`, `long`, `file`; echoes
    everything else.
    """

    def __init__(self) -> None:
        self.commands: tuple[Command, ...] = COMMANDS
        self.turns: list[Turn] = []
        self.kept: list[tuple[Turn, Reply]] = []
        self.kept_for: list[float] = []
        self.let_go = asyncio.Event()
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

    async def retry_later(self, turn: Turn, reply: Reply, seconds: float = 0) -> None:
        self.kept.append((turn, reply))
        self.kept_for.append(seconds)

    async def answer(self, turn: Turn) -> Reply:
        self.turns.append(turn)
        word = turn.text.removeprefix("/").split()[0]
        match word:
            case "status":
                return Reply("status", "status", "**Ana**: one exam remains", NEXT)
            case "catalog":
                return Reply("catalog", "catalog", "Nine areas", NEXT, personal=False)
            case "slow":
                await self.let_go.wait()
                return Reply("slow", "slow", "At last")
            case "steps":
                if turn.interim is not None:
                    await turn.interim(Reply("steps", "echo", "Half of it is done"))
                await self.let_go.wait()
                return Reply("steps", "echo", "All of it is done")
            case "long":
                lines = "\n\n".join(f"Paragraph {n}: {'word ' * 40}" for n in range(60))
                return Reply("long", "long", lines, NEXT)
            case "file":
                file = Attachment("badge.png", "image/png", b"\x89PNG", "The badge of Milling I")
                return Reply("file", "file", "Here it is", attachments=(file,))
            case "picture":
                file = Attachment("class.png", "image/png", qr_code("a", "png"), "", picture=True)
                return Reply("file", "file", "Here it is", attachments=(file,))
            case "broken":
                raise RuntimeError("a name that no log may show")
        return Reply(word, "echo", f"You said: {turn.text}", personal=False)


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
