"""The confirmed e-mail address of somebody in Slack, where the operator trusts who keeps it."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from adapters.slack.addresses import user_of
from adapters.slack.errors import TROUBLE, error_of
from adapters.slack.installation_teams import InstallationTeams
from adapters.slack.web_api import WebApi
from bot.reply import Turn

_log = logging.getLogger(__name__)


class VerifiedEmails:
    """Lets turns tell the address of whoever asks, when it is needed.

    An administrator of a workspace can set its people's addresses, and so could make any account of
    it anybody's. So it is done only in workspaces that are `trusted` with what is on record about
    everybody; None: the app serves one workspace alone, the operator's own.
    """

    def __init__(
        self, api: WebApi, teams: InstallationTeams, trusted: frozenset[str] | None
    ) -> None:
        self._api = api
        self._teams = teams
        self._trusted = trusted

    def of(self, turn: Turn) -> Turn:
        """The same turn, vouched for where that may be."""
        workspace = turn.identity.workspace
        if self._trusted is not None and workspace not in self._trusted:
            return turn
        user = user_of(turn.identity)
        return replace(turn, verified_email=partial(self._address, workspace, user))

    async def _address(self, workspace: str, user: str) -> str | None:
        """The address; None for whoever is not of this workspace, or has confirmed none."""
        if not await self._teams.holds(workspace):
            return None  # somebody from elsewhere, in a channel that is shared with us
        try:
            found = (await self._api.calls.users_info(user=user))["user"]
        except TROUBLE as error:
            _log.info("an address could not be asked for: Slack said %s", error_of(error))
            return None
        return confirmed_address(found, workspace)


def confirmed_address(user: Mapping[str, Any], workspace: str) -> str | None:
    """The address in a user object that is this person's own beyond doubt.

    https://docs.slack.dev/reference/objects/user-object
    """
    org = user.get("enterprise_user") or {}
    theirs = {user.get("team_id"), *(org.get("teams") or ())}
    nobody = ("deleted", "is_bot", "is_app_user", "is_workflow_bot", "is_stranger")
    if workspace not in theirs or any(user.get(each) for each in nobody):
        return None
    email = (user.get("profile") or {}).get("email")
    return email if email and user.get("is_email_confirmed") is True else None
