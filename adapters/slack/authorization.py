"""Find the installation that a request belongs to, and its token."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext

from adapters.slack.addresses import SlackAddress
from adapters.slack.inbound_requests import Incoming

if TYPE_CHECKING:
    from adapters.slack.installations import Tokens

_NAMED = "named"


class Authorize(AsyncAuthorize):
    """Bolt's `authorize`: return the only token, or that of the request's workspace or org.

    Unlike Bolt's own, it does not ask Slack each time whether the token is valid.
    """

    def __init__(self, token: str | None, tokens: "Tokens | None") -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # untyped in slack-bolt
        self._token = token
        self._tokens = tokens

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
        if self._tokens is None:
            return AuthorizeResult(
                enterprise_id=enterprise_id, team_id=team_id, bot_token=self._token
            )
        bot = await self._tokens.of(
            enterprise_id=enterprise_id,
            team_id=team_id,
            is_enterprise_install=bool(context.is_enterprise_install),
        )
        if bot is None:
            return None
        if bot.team_id and bot.team_name and not bot.is_enterprise_install:
            context[_NAMED] = {bot.team_id: bot.team_name}
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=bot.bot_token,
            bot_id=bot.bot_id,
            bot_user_id=bot.bot_user_id,
        )


def named_in(context: AsyncBoltContext) -> Mapping[str, str]:
    """Return the name of the installation's only workspace by its id; {} if it is not stored."""
    named: Mapping[str, str] = context.get(_NAMED, {})
    return named


def installed_in(context: AsyncBoltContext) -> str:
    """Return the id of the workspace or org where the app is installed."""
    return (context.enterprise_id if context.is_enterprise_install else context.team_id) or ""


def with_installation(incoming: Incoming, context: AsyncBoltContext) -> Incoming:
    """Add the installation to the request's addresses if it is not that of their workspace."""
    installation, turn = installed_in(context), incoming.turn
    if installation in {"", turn.identity.workspace}:
        return incoming
    address = replace(SlackAddress.read(turn.address), installed_in=installation)
    turn = replace(turn, address=str(address))
    if turn.chat is not None:
        there = replace(SlackAddress.read(turn.chat.address), installed_in=installation)
        turn = replace(turn, chat=replace(turn.chat, address=str(there)))
    return replace(incoming, turn=turn)
