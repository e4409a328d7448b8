"""Simulated people who use Slack: they type, press buttons, fill in forms, and read answers."""

from collections import deque
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.doubles.slack import payloads
from tests.doubles.slack.deliveries import Delivery
from tests.doubles.slack.files import SharedFile
from tests.doubles.slack.messages import Message, SlackView, find_control
from tests.doubles.slack.schema import Json

if TYPE_CHECKING:
    from tests.doubles.slack.workspaces import Channel, Workspace


class Person:
    """A person with a Slack account.

    Every action waits until the app has acknowledged it or has failed to. It returns the delivery.
    `hears` returns the bot's next message.
    """

    def __init__(
        self, workspace: "Workspace", user_id: str, name: str, email: str | None, *, verified: bool
    ) -> None:
        self.workspace = workspace
        self.id = user_id
        self.name = name
        self.email = email
        self.verified = verified
        self.deactivated = False
        self.administrator = False
        self.looks: Json = {}
        """Fields of Slack's description of the account that differ from the usual ones: a bot, a
        guest.
        """
        self.unread: deque[Message] = deque()
        self.told: list[str] = []
        """Slack's own messages to this person, such as that a command failed.
        """
        self.home: SlackView | None = None
        self.modals: list[SlackView] = []
        self.form_errors: dict[str, str] = {}
        self.panel: Json | None = None
        """The content of the panel beside a conversation: a Work Object, or an error."""
        self.opened_entity = ""
        self.prompts: list[str] = []
        """The prompts that Slack suggests."""

    def __repr__(self) -> str:
        return f"<{self.name}, {self.id}>"

    @property
    def username(self) -> str:
        return self.name.split()[0].lower()

    @property
    def dms(self) -> "Channel":
        """Return this person's direct messages with the bot."""
        return self.workspace.direct_message(self)

    @property
    def modal(self) -> SlackView | None:
        """Return the view on top, if one is open."""
        return self.modals[-1] if self.modals else None

    def ephemerals(self, channel: "Channel") -> list[Message]:
        """Return the current ephemeral messages to this person in a channel."""
        return [m for m in channel.history if m.only_for is self and not m.deleted]

    async def hears(self, *, timeout: float = 30) -> Message:  # noqa: ASYNC109  uses asyncio.timeout, with a message
        """Wait for the next unread message or edit by the bot that this person can see."""
        slack = self.workspace.slack
        await slack.wait_for(
            lambda _: bool(self.unread), timeout=timeout, what=f"{self.name} heard nothing"
        )
        return self.unread.popleft()

    # Actions of a person

    async def slash(
        self, command: str, text: str = "", *, channel: "Channel | None" = None
    ) -> Delivery:
        """Type a slash command, by default in the direct messages with the bot."""
        place = channel or self.dms
        self.workspace.slack.manifest.must_know_command(command)
        payload = payloads.slash_command(self, command, text, place)
        what = f"{command} {text}".strip()
        return await self._deliver(Delivery("slash_commands", payload, what, self, answerable=True))

    def uploads(self, name: str, content: bytes, media_type: str) -> SharedFile:
        """Upload a file to Slack."""
        slack = self.workspace.slack
        file_id = slack.next_id("F")
        url = f"{slack.url}/files-pri/{file_id}/{quote(name)}"
        file = SharedFile(file_id, name, len(content), "", content, name, True, media_type, url)
        slack.files[file_id] = file
        return file

    async def drops(self, *files: SharedFile, text: str = "") -> Delivery:
        """Drop files into the direct messages with the bot, with or without text."""
        message = self._writes(self.dms, text, None)
        message.files = [file.as_slack_shows_it() for file in files]
        event = {**payloads.message_event(message, self, "im"), "subtype": "file_share"}
        return await self._event(event, "message.im")

    async def dm(self, text: str, *, thread_ts: str | None = None) -> Delivery:
        """Send the bot a direct message."""
        message = self._writes(self.dms, text, thread_ts)
        return await self._event(payloads.message_event(message, self, "im"), "message.im")

    async def says(
        self, channel: "Channel", text: str, *, thread_ts: str | None = None
    ) -> Delivery:
        """Write in a channel without addressing anyone."""
        message = self._writes(channel, text, thread_ts)
        kind = "group" if channel.private else "channel"
        event = payloads.message_event(message, self, kind)
        return await self._event(event, f"message.{kind}s", overheard_in=channel)

    async def mention(
        self, channel: "Channel", text: str, *, thread_ts: str | None = None
    ) -> Delivery:
        """Write in a channel, starting with the bot's name."""
        message = self._writes(channel, f"<@{channel.workspace.bot_user_id}> {text}", thread_ts)
        event = payloads.app_mention(message, self)
        return await self._event(event, "app_mention", overheard_in=channel)

    async def shares_link(self, channel: "Channel", url: str) -> Delivery:
        """Post a link to one of the app's pages."""
        message = self._writes(channel, url, None)
        return await self._event(payloads.link_shared(message, self, url), "link_shared")

    async def opens_panel(self, message: Message, url: str) -> Delivery:
        """Press the card below a link, which opens its panel."""
        entity = message.entities[url]
        self.panel, self.opened_entity = None, entity["external_ref"]["id"]
        event = payloads.entity_details_requested(self, message, entity)
        return await self._event(event, "entity_details_requested")

    async def opens_home(self) -> Delivery:
        """Open the app's Home tab."""
        return await self._event(payloads.app_home_opened(self), "app_home_opened")

    async def opens_messages(self) -> Delivery:
        """Open the direct messages with the app."""
        event = {**payloads.app_home_opened(self), "tab": "messages"}
        return await self._event(event, "app_home_opened")

    async def runs(self, callback_id: str, inputs: Json | None = None) -> Delivery:
        """Start a workflow that contains one of the app's steps."""
        event = payloads.function_executed(self, callback_id, inputs or {})
        return await self._event(event, "function_executed")

    async def press(self, where: Message | SlackView, label: str) -> Delivery:
        """Press the button, or choose the menu option, with this label."""
        control = find_control(where.blocks, label)
        payload = payloads.block_actions(self, where, control)
        return await self._interact(payload, f"press {label!r}")

    async def message_shortcut(self, callback_id: str, message: Message) -> Delivery:
        """Use one of the app's shortcuts on a message."""
        self.workspace.slack.manifest.must_know_shortcut(callback_id)
        payload = payloads.message_action(self, callback_id, message)
        return await self._interact(payload, f"message shortcut {callback_id}")

    async def shortcut(self, callback_id: str) -> Delivery:
        """Use one of the app's global shortcuts."""
        self.workspace.slack.manifest.must_know_shortcut(callback_id)
        return await self._interact(
            payloads.global_shortcut(self, callback_id), f"shortcut {callback_id}"
        )

    async def submits(self, values: dict[str, str] | None = None, *files: SharedFile) -> Delivery:
        """Fill in the top view (by block_id or action_id), choose files, and submit it."""
        view = self._open_view()
        self.form_errors = {}
        shown = [file.as_slack_shows_it() for file in files]
        state = payloads.state_of(view, values or {}, shown)
        payload = payloads.view_submission(self, view, state)
        what = f"submit {view.content.get('callback_id', '')}".strip()
        return await self._deliver(
            Delivery("interactive", payload, what, self, answerable=True, view=view)
        )

    async def looks_up(self, action_id: str, typed: str) -> dict[str, str]:
        """Type into a menu of the top view; return the labels of the app's options."""
        payload = payloads.block_suggestion(self, self._open_view(), action_id, typed)
        delivery = Delivery("interactive", payload, f"look up {typed!r}", self, answerable=True)
        await self._deliver(delivery)
        assert isinstance(delivery.answer, dict), "the app returned no options"
        return {each["text"]["text"]: each["value"] for each in delivery.answer["options"]}

    async def closes(self) -> Delivery | None:
        """Close the top view. The app is notified only if the view has notify_on_close."""
        view = self._open_view()
        self.modals.remove(view)
        view.closed = True
        if not view.content.get("notify_on_close"):
            return None
        return await self._interact(payloads.view_closed(self, view), "close a view")

    def _open_view(self) -> SlackView:
        if self.modal is None:
            raise AssertionError(f"{self.name} has no view open")
        return self.modal

    def _writes(self, channel: "Channel", text: str, thread_ts: str | None) -> Message:
        slack = self.workspace.slack
        written = payloads.as_slack_sends(text)
        message = Message(
            slack.next_ts(), channel, self.id, written, thread_ts=thread_ts, by_bot=False, via=""
        )
        message.blocks = [payloads.rich_text(written, slack.next_id)]
        channel.history.append(message)
        slack.changed()
        return message

    async def _event(
        self, event: Json, what: str, *, overheard_in: "Channel | None" = None
    ) -> Delivery:
        host = overheard_in.workspace if overheard_in is not None else self.workspace
        payload = payloads.event_callback(host, event)
        if host is not self.workspace:  # a shared channel (Slack Connect)
            payload["is_ext_shared_channel"] = True
            event |= {"team": self.workspace.id, "user_team": self.workspace.id}
        delivery = Delivery("events_api", payload, what, self)
        if overheard_in is not None and not overheard_in.with_bot:
            delivery.withheld = "the bot is not in the channel"
        return await self._deliver(delivery)

    async def _interact(self, payload: Json, what: str) -> Delivery:
        return await self._deliver(Delivery("interactive", payload, what, self))

    async def _deliver(self, delivery: Delivery) -> Delivery:
        return await self.workspace.slack.delivery_service.deliver(delivery)
