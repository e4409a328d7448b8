"""Look up the language of a person's Slack, cached for a day."""

import asyncio
import logging
from dataclasses import replace

from cachetools import TTLCache

from adapters.slack.addresses import user_of
from adapters.slack.errors import TROUBLE, error_of
from adapters.slack.web_api import WebApi
from bot.reply import Turn
from core.language.catalogs import ENGLISH

_log = logging.getLogger(__name__)

_KEPT_SECONDS = 24 * 60 * 60
_MOST_KEPT = 20_000
_ANSWERED_SECONDS = 0.7
"""Seconds that an answer waits for this lookup: a window has to open within three seconds."""


class Locales:
    """Adds to turns the locale of the sender's Slack.

    Only users.info has it. If Slack does not answer in time, this turn is answered in English.
    """

    def __init__(self, api: WebApi) -> None:
        self._api = api
        self._known: TTLCache[str, str] = TTLCache(_MOST_KEPT, _KEPT_SECONDS)

    async def of(self, turn: Turn) -> Turn:
        """Return a copy of the turn with the sender's locale."""
        user = user_of(turn.identity)
        if not user:
            return turn
        if user not in self._known:
            try:
                async with asyncio.timeout(_ANSWERED_SECONDS):
                    found = await self._api.quick.users_info(user=user, include_locale=True)
            except TROUBLE as error:
                _log.info("a language could not be asked for: Slack said %s", error_of(error))
                return turn
            self._known[user] = str(found["user"].get("locale") or ENGLISH)
        return replace(turn, locale=self._known[user])
