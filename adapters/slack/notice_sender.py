"""Send notices to people's direct messages and to channels."""

from collections.abc import Callable

from adapters.delivery_outcome import Delivered, Failed, Outcome, Unreachable
from adapters.slack.addresses import PLATFORM, SlackAddress
from adapters.slack.error_meanings import meaning
from adapters.slack.errors import TROUBLE, error_of
from adapters.slack.rendering import messages_of
from adapters.slack.web_api import WebApi
from bot.reply import Reply


class SlackSender:
    """Sends notices to `TEAM:USER` (a direct message) or `TEAM:CHANNEL` (everyone in a channel)."""

    platform = PLATFORM

    def __init__(self, api: WebApi, delivered: Callable[[str], None] = lambda _: None) -> None:
        """`delivered` is called with the address of each notice that was delivered to a person."""
        self._api = api
        self._delivered = delivered

    def concurrency_key(self, _: str) -> str:
        """Return the same key for all destinations, because all of them are in one workspace."""
        return ""

    async def send(self, address: str, reply: Reply) -> Outcome:
        """Send all messages and files of a notice, and return the outcome.

        If one of the messages fails, the whole notice counts as failed.
        """
        user = SlackAddress.read(address).recipient
        if not self._api.is_open:
            return Failed("Slack is not connected")
        if not user:
            return Unreachable("this is not a Slack address")
        try:
            outcome = await self._send(user, reply)
        except Exception as error:  # noqa: BLE001 - one notice must not stop the relay
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
        for message in messages_of(reply, lacks=self._api.refused.types):
            await self._api.post(client, channel, message)
        await self._api.upload(client, channel, reply.attachments)


def is_channel(number: str) -> bool:
    """Whether this is the id of a channel and not of a person (docs.slack.dev/apis/web-api)."""
    return number.startswith(("C", "G"))
