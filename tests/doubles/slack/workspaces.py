"""Workspaces with their channels, direct messages and users."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.doubles.slack.messages import Message
from tests.doubles.slack.people import Person
from tests.doubles.slack.schema import Json

if TYPE_CHECKING:
    from tests.doubles.slack.platform import SlackPlatform

# All scopes that a method or an event of this double requires.
ALL_SCOPES = frozenset(
    {
        "app_mentions:read",
        "assistant:write",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "links:read",
        "links:write",
        "users:read",
        "users:read.email",
    }
)


@dataclass(eq=False)
class Channel:
    """A channel, a private channel or direct messages, with their messages."""

    id: str
    name: str
    workspace: "Workspace"
    members: list[Person] = field(default_factory=list)
    private: bool = False
    direct: bool = False
    with_bot: bool = True
    archived: bool = False
    history: list[Message] = field(default_factory=list)
    status: str = ""
    """The status line that the app has set."""

    @property
    def messages(self) -> list[Message]:
        """Return the current messages of people and of the bot, without ephemeral ones."""
        return [m for m in self.history if not m.deleted and not m.ephemeral]

    @property
    def posted(self) -> list[Message]:
        """Return the bot's current messages that everyone here can read."""
        return [m for m in self.messages if m.by_bot]

    @property
    def shown_name(self) -> str:
        """Return the name in payloads. Slack does not send the names of private channels."""
        if self.direct:
            return "directmessage"
        return "privategroup" if self.private else self.name

    def archive(self) -> None:
        self.archived = True

    def find(self, ts: object) -> Message | None:
        """Return the message with this ts. Ephemeral ones cannot be found."""
        return next((m for m in self.messages if m.ts == ts), None)

    def as_slack_shows_it(self) -> Json:
        """Return the conversation object of conversations.info."""
        common: Json = {
            "id": self.id,
            "created": 1_700_000_000,
            "is_archived": self.archived,
            "is_im": self.direct,
            "context_team_id": self.workspace.id,
        }
        if self.direct:
            return {**common, "user": self.members[0].id, "is_open": True}
        return {
            **common,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": not self.private,
            "is_group": self.private,
            "is_private": self.private,
            "is_member": self.with_bot,
            "num_members": len(self.members) + int(self.with_bot),
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }


class Workspace:
    """A Slack workspace with the app installed."""

    def __init__(
        self,
        slack: "SlackPlatform",
        team_id: str,
        *,
        name: str = "Example Tool & Die",
        domain: str = "example-tool-and-die",
        scopes: Iterable[str] | None = None,
        bot_token: str | None = None,
        bot_name: str = "edgefinder",
    ) -> None:
        self.slack = slack
        self.id = team_id
        self.name = name
        self.domain = domain
        self.scopes = frozenset(slack.manifest_scopes() if scopes is None else scopes)
        self.bot_name = bot_name
        self.bot_id = slack.next_id("B")
        self.bot_user_id = slack.next_id("UBOT")
        self.bot_token = bot_token or f"xoxb-{team_id.lower()}-{slack.next_id('')}"
        self.revoked_tokens: set[str] = set()
        self.active = True
        self.lacks: set[str] = set()
        """The types of blocks that this workspace does not support yet."""
        self.refresh_token = ""
        self.installed_in: str | None = None
        """The org for which the app is installed, or None if it is only in this workspace."""
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self._direct: dict[str, Channel] = {}

    def user(
        self, user_id: str, name: str, email: str | None = None, *, verified: bool = True
    ) -> Person:
        """Create a user of the workspace. `verified`: the e-mail address is confirmed."""
        person = Person(self, user_id, name, email, verified=verified)
        self.people[user_id] = person
        return person

    def channel(
        self,
        name: str,
        members: Iterable[Person] = (),
        *,
        private: bool = False,
        with_bot: bool = True,
    ) -> Channel:
        """Create a channel with these people, and with the bot if `with_bot`."""
        channel_id = self.slack.next_id("C")
        channel = Channel(channel_id, name, self, list(members), private=private, with_bot=with_bot)
        self.channels[channel_id] = channel
        return channel

    def direct_message(self, person: Person) -> Channel:
        """Return this person's direct messages with the bot."""
        if person.id not in self._direct:
            channel_id = self.slack.next_id("D")
            self.channels[channel_id] = Channel(channel_id, "", self, [person], direct=True)
            self._direct[person.id] = self.channels[channel_id]
        return self._direct[person.id]

    def conversation_between(self, *people: Person) -> Channel:
        """Create direct messages between people: slash commands work, but the bot cannot post."""
        channel_id = self.slack.next_id("D")
        self.channels[channel_id] = Channel(
            channel_id, "", self, list(people), direct=True, with_bot=False
        )
        return self.channels[channel_id]

    def somebody(self, user_id: str) -> Person | None:
        """Return a person by id: of this workspace, or of one that shares a channel with it."""
        sharing = (each for channel in self.channels.values() for each in channel.members)
        found = self.people.get(user_id)
        return found or next((each for each in sharing if each.id == user_id), None)

    def person_by_email(self, email: str) -> Person | None:
        wanted = email.casefold()
        return next((p for p in self.people.values() if (p.email or "").casefold() == wanted), None)

    def uses_the_app_of(self, other: "Workspace") -> None:
        """Share the token of `other`, because both are in the org that installed the app."""
        self.installed_in, self.bot_token = other.installed_in, other.bot_token
        self.scopes = other.scopes

    def suspend(self) -> None:
        """Suspend the workspace: every call now fails with account_inactive."""
        self.active = False

    def as_slack_shows_it(self) -> Json:
        """Return the team object of interactivity payloads."""
        return {"id": self.id, "domain": self.domain}
