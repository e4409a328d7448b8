"""Home tabs: what each person sees there, and who has a tab open."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from bot.access import Audience
from bot.actors import actor_of
from bot.command import Answer, Call
from bot.commands import roster, status_and_next
from bot.email_link_offer import OFFER, person_to_offer
from bot.hiring_rules import asks_for, own_rules
from bot.refusals import FIRST_STEPS
from bot.reply import Reply, Turn
from core.edgefinder import Edgefinder
from core.goals.model import Goal
from core.people.model import Identity, Workspace
from core.people.open_pages import OpenedPage
from core.verification.recent_checks import Check

_LATELY = 5
"""Number of recent awards on an instructor's page."""
_RULES = 10
"""Number of rules on an employer's page."""


@dataclass(frozen=True, slots=True)
class HomePage:
    """A person's Home tab: replies from top to bottom.

    For an employer, the Home tab also has the workspace's hiring rules, its recent checks, and how
    many days checks are kept. `known`: the person is on record. `records`: the person may record
    results.
    """

    replies: tuple[Reply, ...]
    employer: bool = False
    checks: tuple[Check, ...] = ()
    keep_days: int = 0
    rules: Reply | None = None
    has_rules: bool = False
    known: bool = False
    locale: str = "en"
    records: bool = False


class PagesOpened(Protocol):
    """The Home tabs that people have open, as `core.people.open_pages` stores them."""

    async def of(self, identity: Identity) -> OpenedPage | None: ...
    async def in_workspace(self, workspace: Workspace) -> Sequence[OpenedPage]: ...
    async def keep(self, page: OpenedPage, *, though_stale: bool = True) -> None: ...
    async def stale(self, platform: str) -> Sequence[OpenedPage]: ...
    async def forget(self, identity: Identity) -> None: ...


class AtHome(Protocol):
    """The interface for Home tabs that adapters call.

    `news` tells when stored Home tabs may be out of date.
    """

    @property
    def opened(self) -> PagesOpened: ...
    async def page(self, workspace: str, turn: Turn) -> HomePage: ...
    def news(self, look: Callable[[], None]) -> AbstractAsyncContextManager[asyncio.Event]: ...


class HomePages:
    """Composes Home tabs, and knows which of them are open."""

    def __init__(self, edgefinder: Edgefinder, say: Callable[[Answer, str], Reply]) -> None:
        """`say` renders an answer."""
        self._edgefinder = edgefinder
        self._say = say
        self.opened = edgefinder.opened_pages
        self.news = edgefinder.outbox.listening

    async def page(self, workspace: str, turn: Turn) -> HomePage:
        """Return a person's Home tab. What the person's role needs most comes first."""
        async with self._edgefinder.audit.acting(actor_of(turn, "home")):
            return await self._page(workspace, turn)

    async def _page(self, workspace: str, turn: Turn) -> HomePage:
        edgefinder = self._edgefinder
        asker, record = await edgefinder.askers.find_with_record(turn.identity)
        locale = asker.language or turn.locale
        turn = replace(turn, locale=locale)
        call = Call(turn, asker, record, "", edgefinder)
        replies: list[Reply] = []
        if Audience.CANDIDATES.admits(asker):
            replies.append(self._say(await status_and_next.status.handler(call), locale))
        if Audience.TEACHERS.admits(asker):
            replies += [
                self._say(await roster.roster.handler(call), locale),
                await self._lately(call),
            ]
        records = Audience.STAFF.admits(asker)
        if replies:
            return HomePage(tuple(replies), known=True, locale=locale, records=records)
        which = Workspace(turn.identity.platform, workspace)
        checks, days = await edgefinder.check_history.recent(which)
        offer = await person_to_offer(turn, asker, edgefinder)
        stranger = asker.person is None
        data = {"person": asker.person, "stranger": stranger, "offer": offer}
        steps = (OFFER, *FIRST_STEPS) if offer else FIRST_STEPS
        first = self._say(Answer("home", data, steps), locale)
        own = await own_rules(edgefinder, asker) if stranger else ()
        rules = self._rules(own, locale) if stranger else None
        return HomePage(
            *((first,), stranger, tuple(checks), days, rules, bool(own)),
            known=not stranger,
            locale=locale,
            records=records,
        )

    def _rules(self, own: Sequence[Goal], locale: str) -> Reply:
        catalog = self._edgefinder.catalog
        told = [{"title": each.title, "asks": asks_for(each, catalog)} for each in own[:_RULES]]
        data = {"rules": told, "more": len(own) - len(told)}
        return self._say(Answer("rules", data), locale)

    async def _lately(self, call: Call) -> Reply:
        earned = await self._edgefinder.rosters.last_earned(call.asker, _LATELY)
        catalog = self._edgefinder.catalog
        titled = [replace(each, credential=catalog.title_of(each.credential)) for each in earned]
        return self._say(Answer("last_earned", {"earned": titled}), call.turn.locale)
