"""Look up the language of a person's Slack, cached for a day."""

import asyncio
import logging

from cachetools import TTLCache

from adapters.slack.errors import TROUBLE, error_of
from adapters.slack.web_api import WebApi
from core.language.catalogs import ENGLISH

_log = logging.getLogger(__name__)

_KEPT_SECONDS = 24 * 60 * 60
_MOST_KEPT = 20_000
_ANSWERED_SECONDS = 0.7
"""Seconds that an answer waits for this lookup: a window has to open within three seconds."""


class Locales:
    """The locales of people's Slack.

    Only users.info has them. If Slack does not answer in time, the turn is answered in English.
    """

    def __init__(self, api: WebApi) -> None:
        self._api = api
        self._known: TTLCache[str, str] = TTLCache(_MOST_KEPT, _KEPT_SECONDS)

    async def of(self, user: str) -> str:
        """Return the locale of a person."""
        if not user:
            return ENGLISH
        try:
            return self._known[user]  # `get` would look it up twice
        except KeyError:
            pass
        try:
            async with asyncio.timeout(_ANSWERED_SECONDS):
                found = await self._api.quick.users_info(user=user, include_locale=True)
        except TROUBLE as error:
            _log.info("a language could not be asked for: Slack said %s", error_of(error))
            return ENGLISH
        locale = self._known[user] = str(found["user"].get("locale") or ENGLISH)
        return locale
