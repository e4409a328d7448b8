"""Find the installation of the app that a request belongs to, with its token."""

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext

from adapters.slack.addresses import SlackAddress
from adapters.slack.inbound_requests import Incoming
from core.values import replace, value

if TYPE_CHECKING:
    from adapters.slack.installations import Tokens

_INSTALLATION = "edgefinder_installation"


@value
class AppInstallation:
    """The app's installation in a workspace or org, with its bot and token.

    `named` maps the workspace's id to its name, or is empty if the name is not known.
    """

    id: str
    token: str = ""
    named: Mapping[str, str] = field(default_factory=dict)
    bot_id: str | None = None
    bot_user_id: str | None = None


class Authorize(AsyncAuthorize):
    """Gives Bolt the token for a request.

    The token is the only token of this process, or that of the request's workspace or org. Unlike
    Bolt's own `authorize`, this does not ask Slack each time whether the token is valid.
    """

    def __init__(self, token: str | None, tokens: "Tokens | None") -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # untyped in slack-bolt
        self._token = token
        self._tokens = tokens

    async def installation(
        self, enterprise_id: str | None, team_id: str | None, *, in_org: bool
    ) -> AppInstallation | None:
        """Return the app's installation in a workspace, or with `in_org` in its org.

        Return None if the app is not installed there.
        """
        place = (enterprise_id if in_org else team_id) or ""
        if self._tokens is None:
            return AppInstallation(place, self._token or "")
        bot = await self._tokens.of(
            enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=in_org
        )
        if bot is None:
            return None
        named: dict[str, str] = {}
        if bot.team_id and bot.team_name and not bot.is_enterprise_install:
            named[bot.team_id] = bot.team_name
        return AppInstallation(place, bot.bot_token, named, bot.bot_id, bot.bot_user_id)

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,  # noqa: ARG002 - Bolt's signature
        actor_enterprise_id: str | None = None,  # noqa: ARG002 - Bolt's signature
        actor_team_id: str | None = None,  # noqa: ARG002 - Bolt's signature
        actor_user_id: str | None = None,  # noqa: ARG002 - Bolt's signature
    ) -> AuthorizeResult | None:
        in_org = bool(context.is_enterprise_install)
        found = await self.installation(enterprise_id, team_id, in_org=in_org)
        if found is None:
            return None
        context[_INSTALLATION] = found
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=found.token or None,
            bot_id=found.bot_id,
            bot_user_id=found.bot_user_id,
        )


def installation_in(context: AsyncBoltContext) -> AppInstallation:
    """Return the installation of the app that a request in Bolt's context belongs to.

    For some events, such as the removal of the app, Bolt has no token and finds no installation.
    For these events, return an installation without a token.
    """
    found: AppInstallation | None = context.get(_INSTALLATION)
    if found is not None:
        return found
    place = context.enterprise_id if context.is_enterprise_install else context.team_id
    return AppInstallation(place or "")


def with_installation(incoming: Incoming, installed_in: str) -> Incoming:
    """Return the request, with the installation added to its addresses if they need it.

    They need it if the person's own workspace has not installed the app. The installation is then
    that of the workspace's org, or of a workspace that shares a channel with it.
    """
    turn = incoming.turn
    if installed_in in {"", turn.identity.workspace}:
        return incoming
    address = replace(SlackAddress.read(turn.address), installed_in=installed_in)
    turn = replace(turn, address=str(address))
    if turn.chat is not None:
        there = replace(SlackAddress.read(turn.chat.address), installed_in=installed_in)
        turn = replace(turn, chat=replace(turn.chat, address=str(there)))
    return replace(incoming, turn=turn)
