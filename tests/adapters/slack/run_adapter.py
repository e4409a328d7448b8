"""Run the Slack adapter in tests, with a small conversation or a whole training center."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Literal

from aiohttp import web

from adapters.slack.adapter import SlackAdapter
from adapters.slack.send_rate import SlackLimits
from bot.hiring_rules import SimpleRule
from bot.home_page import HomePage
from bot.notice_form import NoticeForm
from bot.reply import Answers, Reply, Turn
from bot.workplace import Workplace
from bot.workplace.link_previews import NothingToShow
from core.catalog.model import Credential
from core.goals.model import Goal
from core.notices.preferences import Chosen
from core.people.model import Identity, Workspace
from core.people.open_pages import OpenedPage
from core.verification.verdict import Verdict
from tests.adapters import small_conversation
from tests.adapters.small_conversation import NEXT
from tests.doubles.slack import Person, SlackPlatform
from tests.servers.local_http import answering
from tests.world import World

Mode = Literal["socket mode", "http"]
MODES: tuple[Mode, ...] = ("socket mode", "http")
QUICK_PINGS = 0.1
"""Seconds between pings in tests that need a dead connection to be noticed soon.

A busy machine answers some pings too late. Then a working connection is closed, and what was sent
over it is lost.
"""


class SmallConversation(small_conversation.SmallConversation):
    """A small conversation whose answer to `long` is too long for one Slack message."""

    person = "Ada Example"
    paragraphs = 110


class SmallPages:
    """Fake storage of open Home tabs."""

    def __init__(self) -> None:
        self._pages: dict[Identity, OpenedPage] = {}

    async def of(self, identity: Identity) -> OpenedPage | None:
        return self._pages.get(identity)

    async def in_workspace(self, workspace: Workspace) -> list[OpenedPage]:
        asked = workspace.external_id
        return [page for page in self._pages.values() if page.identity.workspace == asked]

    async def stale(self, platform: str) -> list[OpenedPage]:
        return []

    async def keep(self, page: OpenedPage, *, though_stale: bool = True) -> None:
        self._pages[page.identity] = page

    async def forget(self, identity: Identity) -> None:
        self._pages.pop(identity, None)


class SmallHome:
    """Returns the same Home tab for everyone."""

    def __init__(self) -> None:
        self.opened = SmallPages()

    @asynccontextmanager
    async def news(self, look: Callable[[], None]) -> AsyncIterator[asyncio.Event]:
        yield asyncio.Event()

    async def page(self, workspace: str, turn: Turn) -> HomePage:
        return HomePage((Reply("", "echo", "**At home**", NEXT),))


class SmallWorkplace:
    """A fake workplace without rules or checks."""

    has_many_processes = False

    def __init__(self) -> None:
        self.home = SmallHome()
        self.checks = self.verdicts = self.rules = self.notices = self.employers = self
        self.prompts = self.links = self

    async def card(self, turn: Turn, link: str) -> None:
        return None

    async def details(self, turn: Turn, link: str) -> NothingToShow:
        return NothingToShow("Nothing to show")

    async def suggested(self, turn: Turn) -> Sequence[str]:
        return ("Check a code",)

    async def takes(self, turn: Turn, delivery: str) -> bool:
        return True

    async def check_list(self, turn: Turn) -> Reply:
        return Reply("verify", "echo", f"A list: {turn.text}")

    async def check_message(self, turn: Turn) -> Reply:
        return Reply("verify", "echo", f"A message: {turn.text}")

    async def language(self, turn: Turn) -> str:
        return turn.locale

    async def to_show(self, turn: Turn, codes: Sequence[str]) -> Reply:
        return Reply("", "echo", f"Shown: {' '.join(codes)}")

    async def verdict(self, turn: Turn, shown: str) -> Verdict:
        raise ConnectionError(shown)

    async def note(self, workspace: str, turn: Turn, verdicts: Sequence[Verdict]) -> None:
        return None

    async def keep_for(self, workspace: str, turn: Turn, days: int) -> None:
        return None

    async def meet(self, turn: Turn, name: str, installed_in: str) -> None:
        return None

    async def forget(self, workspace: str, turn: Turn) -> None:
        return None

    async def forget_installed(self, place: str, turn: Turn) -> None:
        return None

    async def usable(self, turn: Turn) -> list[Goal]:
        return []

    async def own(self, turn: Turn) -> list[Goal]:
        return []

    async def remove(self, turn: Turn, code: str) -> Reply:
        return Reply("", "echo", code)

    async def make(self, turn: Turn, rule: SimpleRule) -> Reply:
        return Reply("", "echo", rule.title)

    async def form(self, turn: Turn) -> NoticeForm | None:
        return None

    async def keep(self, turn: Turn, chosen: Chosen) -> Reply:
        return Reply("", "echo", "Kept")

    def credentials(self, typed: str, most: int) -> list[Credential]:
        return []


@asynccontextmanager
async def running(
    slack: SlackPlatform, mode: Mode, conversation: Answers, **settings: Any
) -> AsyncIterator[SlackAdapter]:
    """Run the adapter, connected to the double, while this context is open."""
    adapter = make_adapter(slack, mode, conversation, **settings)
    await adapter.start()
    try:
        if mode == "socket mode":
            await slack.connected(settings.get("connections", 1))
            yield adapter
        else:
            async with served(adapter) as url:
                await slack.deliver_over_http(url)
                yield adapter
    finally:
        await adapter.stop()


def serving(
    slack: SlackPlatform, mode: Mode, world: World
) -> AbstractAsyncContextManager[SlackAdapter]:
    """Run the adapter with the real conversation of a training center."""
    return running(slack, mode, world.conversation, workplace=Workplace(world.edgefinder))


async def linked_on_slack(slack: SlackPlatform, world: World, who: str) -> Person:
    """Add a person to Slack who is linked to `who`."""
    user = f"U0{who[:4].upper().replace('@', '0')}"
    person = slack.workspace().user(user, f"Somebody {user}", f"{user}@example.org".lower())
    await world.linked(who, "slack", f"{person.workspace.id}:{user}")
    return person


def make_adapter(
    slack: SlackPlatform, mode: Mode, conversation: Answers, **settings: Any
) -> SlackAdapter:
    way: dict[str, Any] = (
        {"app_token": slack.app_token}
        if mode == "socket mode"
        else {"signing_secret": slack.signing_secret}
    )
    given = {
        "bot_token": slack.workspace().bot_token,
        "api_url": slack.api_url,
        "limits": SlackLimits().times(20),
        "connections": 1,
        **way,
        **settings,
    }
    workplace = given.pop("workplace", SmallWorkplace())
    return SlackAdapter(conversation, workplace, given.pop("bot_token"), **given)


@asynccontextmanager
async def served(adapter: SlackAdapter) -> AsyncIterator[str]:
    """Serve the adapter over HTTP; yield the URL for Slack's requests."""

    async def events(request: web.Request) -> web.Response:
        status, headers, body = await adapter.handle(await request.read(), request.headers)
        return web.Response(status=status, headers=headers, body=body)

    async with answering(events) as url:
        yield f"{url}/slack/events"
