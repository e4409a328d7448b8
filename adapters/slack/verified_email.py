"""Look up a Slack user's confirmed e-mail address, in workspaces that the operator trusts."""

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from adapters.slack.errors import TROUBLE, error_of
from adapters.slack.installation_teams import InstallationTeams
from adapters.slack.web_api import WebApi
from bot.reply import FindEmail

_log = logging.getLogger(__name__)


class VerifiedEmails:
    """Gives functions that look up a sender's confirmed e-mail address.

    Administrators of a workspace can change its members' addresses, and could so claim anyone's
    record. So only `trusted` workspaces are asked. If `trusted` is None, the app serves a single
    workspace, the operator's own, which is trusted.
    """

    def __init__(
        self, api: WebApi, teams: InstallationTeams, trusted: frozenset[str] | None
    ) -> None:
        self._api = api
        self._teams = teams
        self._trusted = trusted

    def lookup(self, workspace: str, user: str) -> FindEmail | None:
        """Return the lookup for this person; None if the workspace is not trusted."""
        if self._trusted is not None and workspace not in self._trusted:
            return None
        return partial(self._address, workspace, user)

    async def _address(self, workspace: str, user: str) -> str | None:
        """Return the address; None if it is unconfirmed or the person is of another workspace."""
        if not await self._teams.holds(workspace):
            return None  # a member of another workspace, in a shared channel
        try:
            found = (await self._api.calls.users_info(user=user))["user"]
        except TROUBLE as error:
            _log.info("an address could not be asked for: Slack said %s", error_of(error))
            return None
        return confirmed_address(found, workspace)


def confirmed_address(user: Mapping[str, Any], workspace: str) -> str | None:
    """Return the confirmed address in a user object; None if it may not be this person's.

    https://docs.slack.dev/reference/objects/user-object
    """
    org = user.get("enterprise_user") or {}
    theirs = {user.get("team_id"), *(org.get("teams") or ())}
    nobody = ("deleted", "is_bot", "is_app_user", "is_workflow_bot", "is_stranger")
    if workspace not in theirs or any(user.get(each) for each in nobody):
        return None
    email = (user.get("profile") or {}).get("email")
    return email if email and user.get("is_email_confirmed") is True else None
