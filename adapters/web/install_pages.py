"""The interface of the endpoints that install the Slack app."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from adapters.web.platform_webhooks import Answered
from bot.access import Audience, declared
from bot.whose_record import Shows

Link = tuple[str, str]
"""A link's text and URL."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words of an error page. `links` are links to other pages."""

    status: int
    headline: str
    advice: str
    headers: Mapping[str, str]
    links: Sequence[Link] = ()


class InstallPages(Protocol):
    """Starts and finishes installing the Slack app in a workspace (OAuth)."""

    @declared(Audience.EVERYONE, Shows.NOBODY)
    async def install(self, query: str, headers: Mapping[str, str]) -> Answered: ...
    @declared(Audience.EVERYONE, Shows.NOBODY)
    async def installed(self, query: str, headers: Mapping[str, str]) -> Spoken: ...
