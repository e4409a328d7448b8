"""The stored form of Slack users and channels, and how to parse it."""

from dataclasses import dataclass

from bot.capabilities import Capabilities
from core.people.model import Identity

PLATFORM = "slack"

CAPABILITIES = Capabilities("Slack", tables=100, panels=True)


@dataclass(frozen=True, slots=True)
class SlackAddress:
    """A user or channel of a workspace, and the installation through which the app reaches it.

    Written as `TEAM:RECIPIENT`, or `INSTALLATION/TEAM:RECIPIENT` when the app is installed
    elsewhere: in an org, or in the workspace that shares a channel with that person's workspace.
    """

    team: str
    recipient: str
    installed_in: str = ""

    @property
    def installation(self) -> str:
        """The workspace or org where the app is installed."""
        return self.installed_in or self.team

    def __str__(self) -> str:
        prefix = f"{self.installed_in}/" if self.installed_in else ""
        return f"{prefix}{self.team}:{self.recipient}"

    @classmethod
    def read(cls, written: str) -> "SlackAddress":
        """Parse the written form; missing parts are empty."""
        installed_in, slash, rest = written.rpartition("/")
        team, _, recipient = rest.partition(":")
        return cls(team, recipient, installed_in if slash else "")


def slack_identity(team: str, user: str) -> Identity:
    """Return the identity of a user in a workspace."""
    return Identity(PLATFORM, f"{team}:{user}", workspace=team)


def user_of(identity: Identity) -> str:
    """Return the user's id within the workspace."""
    return identity.external_id.removeprefix(f"{identity.workspace}:")
