"""Notices to direct messages and channels, and what each of Slack's refusals means for them."""

from collections.abc import Callable

from adapters.delivery import Delivered, Failed, Outcome, Unreachable, Wait
from adapters.slack.exporting import messages_of
from adapters.slack.turns import PLATFORM
from adapters.slack.web_api import (
    NO_ANSWER,
    RATE_LIMITED,
    TROUBLE,
    WebApi,
    error_of,
    retry_after,
)
from bot.faults import where
from bot.reply import Reply

GONE = {
    "account_inactive": "the workspace has removed Edgefinder",
    "cannot_dm_bot": "a bot takes no direct messages",
    "cannot_find_user": "Slack knows nobody of that id any more",
    "channel_not_found": "the direct message cannot be reached any more",
    "is_archived": "the conversation is archived",
    "not_in_channel": "Edgefinder was taken out of the conversation",
    "team_access_not_granted": "the workspace has not granted Edgefinder access",
    "token_revoked": "the workspace has removed Edgefinder",
    "user_disabled": "the Slack account is deactivated",
    "user_not_found": "Slack knows nobody of that id any more",
    "user_not_visible": "Slack does not let Edgefinder see that person",
    "users_not_found": "Slack knows nobody of that id any more",
}
"""Refusals that stay: this person is not reached here any more.

Sources: the errors listed at docs.slack.dev/reference/methods/chat.postMessage and
.../conversations.open.
"""

TO_BE_MENDED = {
    "as_user_not_supported": "the token is no bot token: set EDGEFINDER_SLACK_BOT_TOKEN",
    "ekm_access_denied": "the workspace's administrators have suspended posting",
    "invalid_auth": "the bot token is wrong: set EDGEFINDER_SLACK_BOT_TOKEN",
    "messages_tab_disabled": "switch the app's Messages tab on, in its App Home settings",
    "missing_scope": "the app lacks a scope: install it again with im:write and chat:write",
    "not_allowed_token_type": "the token is no bot token: set EDGEFINDER_SLACK_BOT_TOKEN",
    "not_authed": "there is no bot token: set EDGEFINDER_SLACK_BOT_TOKEN",
    "restricted_action": "the workspace lets apps not post: ask its administrators",
    "token_expired": "the bot token has expired: set EDGEFINDER_SLACK_BOT_TOKEN",
}
"""Refusals that somebody can mend: the notice is tried again, and the log says what to do."""


class SlackSender:
    """Sends notices; an address is `TEAM:USER`, or `TEAM:CHANNEL` for all who are in a channel.

    A direct message is opened where there is none.
    """

    platform = PLATFORM

    def __init__(self, api: WebApi, delivered: Callable[[str], None] = lambda _: None) -> None:
        """`delivered` is told the address of whoever has got a notice."""
        self._api = api
        self._delivered = delivered

    async def send(self, address: str, reply: Reply) -> Outcome:
        """Sends all messages of the reply; any that fails makes the whole one fail."""
        _, _, user = address.rpartition(":")
        if not self._api.is_open:
            return Failed("Slack is not connected")
        if not user:
            return Unreachable("this is no Slack address")
        try:
            outcome = await self._send(user, reply)
        except Exception as error:  # noqa: BLE001 - a notice must not end the relay of the others
            return meaning(error)
        if not is_channel(user):
            self._delivered(address)
        return outcome

    async def _send(self, user: str, reply: Reply) -> Outcome:
        try:
            await self._post(user, reply)
        except TROUBLE as error:
            stale = error_of(error) == "channel_not_found"
            if not (stale and self._api.forget_direct_channel(user)):
                raise
            await self._post(user, reply)
        return Delivered()

    async def _post(self, user: str, reply: Reply) -> None:
        client = self._api.quick
        channel = user if is_channel(user) else await self._api.direct_channel(client, user)
        for message in messages_of(reply):
            await client.chat_postMessage(
                channel=channel,
                text=message.text,
                blocks=message.blocks,
                unfurl_links=False,
                unfurl_media=False,
            )
        await self._api.upload(client, channel, reply.attachments)


def is_channel(number: str) -> bool:
    """Whether this is the id of a channel, and not of a person (docs.slack.dev/apis/web-api)."""
    return number.startswith(("C", "G"))


def meaning(error: BaseException) -> Outcome:
    """What a failed call says about this destination."""
    code = error_of(error)
    if code == RATE_LIMITED:
        return Wait(retry_after(error))
    if code in GONE:
        return Unreachable(GONE[code])
    if code == NO_ANSWER:
        return Failed(f"Slack did not answer ({where(error)})")
    return Failed(TO_BE_MENDED.get(code, f"Slack said {code}"))
