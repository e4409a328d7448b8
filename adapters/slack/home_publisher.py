"""Publish Home tabs when people open them and when their content changes."""

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from adapters.keyed_tasks import KeyedTasks
from adapters.slack.addresses import CAPABILITIES, PLATFORM, SlackAddress, slack_identity, user_of
from adapters.slack.errors import NO_ANSWER, RATE_LIMITED, TROUBLE, error_of
from adapters.slack.home_view import home_view
from adapters.slack.inbound_requests import RetentionSet
from adapters.slack.installation_teams import installation_of
from adapters.slack.web_api import WebApi
from adapters.slack.window_opening import WindowOpener
from bot.commands import COMMANDS
from bot.fault_log import where
from bot.home_page import AtHome
from bot.reply import Reply, Turn
from bot.workplace.interfaces import ChecksAtWork
from core.language.message import _
from core.people.model import Workspace
from core.people.open_pages import STALE, OpenedPage

_log = logging.getLogger(__name__)

STALE_EVERY = 1.0
"""The minimum time in seconds between two checks for Home tabs whose content has changed."""
_READING = frozenset(command.name for command in COMMANDS if command.reads)
_KEEPING = _("Only this workspace's administrators choose how long verifications are kept.")
_LATER = frozenset((NO_ANSWER, RATE_LIMITED))
"""Slack's errors after which publishing a Home tab is tried again later."""


@dataclass(frozen=True, slots=True)
class HomeContext:
    """What is needed to publish Home tabs for one installation of the app.

    `api` calls Slack. `known` adds the language and the e-mail lookup of a turn's sender.
    """

    api: WebApi
    known: Callable[[Turn], Awaitable[Turn]]


class HomePublisher:
    """Publishes the Home tabs of all workspaces.

    The database stores which tabs were opened, and what they show.
    """

    def __init__(
        self,
        pages: AtHome,
        checks: ChecksAtWork,
        work: KeyedTasks,
        at: Callable[[str], Awaitable[HomeContext | None]],
    ) -> None:
        """`at` returns the HomeContext of a workspace or org, given its id.

        It returns None if the app is not installed in that workspace or org.
        """
        self._pages = pages
        self._checks = checks
        self._tasks = work
        self._at = at
        self._due: set[str] = set()

    async def answered(self, turn: Turn, reply: Reply) -> None:
        """Update Home tabs after an answer.

        If the answer has verdicts, store the verdicts in the workspace's history, and refresh all
        Home tabs of the workspace. Otherwise refresh the Home tab of the person who asked, unless
        the command only reads.
        """
        workspace = turn.identity.workspace
        if reply.verdicts:
            await self._checks.note(workspace, turn, reply.verdicts)
            self.changed_for_all(workspace)
        elif reply.command not in _READING:
            self.changed_for(turn.identity.external_id)

    async def set_retention(self, incoming: RetentionSet, opener: WindowOpener) -> None:
        """Set for how many days the workspace keeps its checks, if an administrator asks.

        If anyone else asks, show the old value again.
        """
        turn, workspace = incoming.turn, incoming.turn.identity.workspace
        if not await opener.is_for_administrators(incoming, _KEEPING):
            self.show(turn, again=True)
            return
        await self._checks.keep_for(workspace, turn, incoming.days)
        self.changed_for_all(workspace)

    def show(self, turn: Turn, *, again: bool = False) -> None:
        """Publish a person's Home tab if its content has changed, or with `again` in any case."""
        who = turn.identity.external_id
        self._tasks.begin(("home", who), partial(self._show, turn, again=again))

    async def _show(self, turn: Turn, *, again: bool = False) -> None:
        identity = turn.identity
        before = await self._pages.opened.of(identity)
        # mark the tab as unpublished, to notice a change while the new content is being made
        if before is None or before.shown == STALE:
            await self._pages.opened.keep(OpenedPage(identity, turn.address, ""))
        context = await self._at(installation_of(turn))
        if context is None:
            return
        user = user_of(identity)
        turn = await context.known(turn)
        page = await self._pages.page(identity.workspace, turn)
        view = home_view(page, user)
        shown = hashlib.sha256(json.dumps(view).encode()).hexdigest()
        if before is not None and before.shown == shown and not again:
            return
        try:
            await context.api.calls.views_publish(user_id=user, view=view)
        except TROUBLE as error:
            code = error_of(error)
            _log.info("a Home tab could not be shown: Slack said %s", code)
            if code not in _LATER:
                await self._pages.opened.forget(identity)
            else:  # mark the tab as changed, so that it is published again later
                await self._pages.opened.keep(OpenedPage(identity, turn.address, STALE))
            return
        page_now = OpenedPage(identity, turn.address, shown)
        await self._pages.opened.keep(page_now, though_stale=False)

    def changed_for(self, who: str) -> None:
        """Refresh the Home tab of `TEAM:USER`, because its content may have changed."""
        if who not in self._due:
            self._due.add(who)
            self._tasks.begin(("home", who), partial(self._follow, who))

    def changed_for_all(self, workspace: str) -> None:
        """Refresh the Home tabs of this workspace, because their content may have changed."""
        self._tasks.begin(("homes", workspace), partial(self._follow_all, workspace))

    async def follow_stale(self) -> None:
        """Refresh Home tabs that the database marks as changed, until canceled."""
        look = asyncio.Event()
        while True:
            try:
                async with self._pages.news(look.set) as lost:
                    look.set()  # look now, because changes may have been missed before connecting
                    while not lost.is_set():
                        await look.wait()
                        look.clear()
                        for page in await self._pages.opened.stale(PLATFORM):
                            self.changed_for(page.identity.external_id)
                        await asyncio.sleep(STALE_EVERY)
            except Exception as error:  # noqa: BLE001 - every error is logged, and tried again
                _log.error("Home tabs could not be followed: %s", where(error))
            await asyncio.sleep(STALE_EVERY)

    async def _follow_all(self, workspace: str) -> None:
        for page in await self._pages.opened.in_workspace(Workspace(PLATFORM, workspace)):
            self.changed_for(page.identity.external_id)

    async def _follow(self, who: str) -> None:
        self._due.discard(who)  # a change from now on needs another refresh
        at = SlackAddress.read(who)
        page = await self._pages.opened.of(slack_identity(at.team, at.recipient))
        if page is not None:
            turn = Turn(page.identity, "home", page.address, capabilities=CAPABILITIES)
            await self._show(turn)
