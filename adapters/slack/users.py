"""Look up the language and the confirmed e-mail address of a turn's sender."""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from cachetools import TTLCache

from adapters.slack.addresses import user_of
from adapters.slack.errors import TROUBLE, error_of
from adapters.slack.installation_teams import InstallationTeams
from adapters.slack.web_api import WebApi
from bot.reply import FindEmail, Turn
from core.language.catalogs import ENGLISH
from core.values import replace

_log = logging.getLogger(__name__)

_KEPT_SECONDS = 24 * 60 * 60
_MOST_KEPT = 20_000
_ANSWERED_SECONDS = 0.7
"""How many seconds an answer waits at most for the person's language.

This is short, because a window has to open within three seconds.
"""


class SlackUsers:
    """Looks up the users of an installation. Their languages are cached for a day.

    The administrators of a workspace can change the e-mail addresses of its members, and could
    claim anyone's record that way. So only addresses from `trusted` workspaces are used. If
    `trusted` is None, the app serves only the operator's own workspace, which is trusted.
    """

    def __init__(
        self, api: WebApi, teams: InstallationTeams, trusted: frozenset[str] | None
    ) -> None:
        self._api = api
        self._teams = teams
        self._trusted = trusted
        self._locales: TTLCache[str, str] = TTLCache(_MOST_KEPT, _KEPT_SECONDS)

    async def known(self, turn: Turn) -> Turn:
        """Return the turn with its sender's language, and a function that looks up their e-mail."""
        user = user_of(turn.identity)
        try:
            locale = self._locales[user]  # `get` would take longer: it looks up the key twice
        except KeyError:
            locale = await self._locale_of(user)
        email = self.email_lookup(turn.identity.workspace, user)
        return replace(turn, locale=locale, verified_email=email)

    def email_lookup(self, workspace: str, user: str) -> FindEmail | None:
        """Return a function that looks up a user's confirmed e-mail address.

        Return None if the workspace is not trusted.
        """
        if self._trusted is not None and workspace not in self._trusted:
            return None
        return partial(self._address, workspace, user)

    async def _locale_of(self, user: str) -> str:
        """Ask Slack for a user's language. Return English if Slack does not answer soon."""
        if not user:
            return ENGLISH
        try:
            async with asyncio.timeout(_ANSWERED_SECONDS):
                found = await self._api.quick.users_info(user=user, include_locale=True)
        except TROUBLE as error:
            _log.info("the user's language could not be fetched: Slack said %s", error_of(error))
            return ENGLISH
        known = self._locales[user] = str(found["user"].get("locale") or ENGLISH)
        return known

    async def _address(self, workspace: str, user: str) -> str | None:
        """Ask Slack for the user's confirmed e-mail address.

        Return None if the address is not confirmed, if the app is not installed in the user's
        workspace, or if Slack does not answer.
        """
        if not await self._teams.holds(workspace):
            return None  # the user belongs to another company and is in a shared channel
        try:
            found = (await self._api.calls.users_info(user=user))["user"]
        except TROUBLE as error:
            _log.info(
                "the user's e-mail address could not be fetched: Slack said %s", error_of(error)
            )
            return None
        return confirmed_address(found, workspace)


def confirmed_address(user: Mapping[str, Any], workspace: str) -> str | None:
    """Return the e-mail address in a user object if it is confirmed.

    Return None if the address is not confirmed, or if the user is not a human member of this
    workspace.

    https://docs.slack.dev/reference/objects/user-object
    """
    org = user.get("enterprise_user") or {}
    theirs = {user.get("team_id"), *(org.get("teams") or ())}
    nobody = ("deleted", "is_bot", "is_app_user", "is_workflow_bot", "is_stranger")
    if workspace not in theirs or any(user.get(each) for each in nobody):
        return None
    email = (user.get("profile") or {}).get("email")
    return email if email and user.get("is_email_confirmed") is True else None
