"""How people and channels of Slack are written on record, and read again."""

from dataclasses import dataclass

from bot.capabilities import Capabilities
from core.people.model import Identity

PLATFORM = "slack"

CAPABILITIES = Capabilities("Slack")


@dataclass(frozen=True, slots=True)
class SlackAddress:
    """A user or channel of a workspace, and the installation by which the app reaches it.

    Written `TEAM:RECIPIENT`. `INSTALLATION/TEAM:RECIPIENT` where the app is installed elsewhere: in
    an org, or in the workspace that shares a channel with that person's.
    """

    team: str
    recipient: str
    installed_in: str = ""

    @property
    def installation(self) -> str:
        """The workspace or org that the app is installed in."""
        return self.installed_in or self.team

    def __str__(self) -> str:
        prefix = f"{self.installed_in}/" if self.installed_in else ""
        return f"{prefix}{self.team}:{self.recipient}"

    @classmethod
    def read(cls, written: str) -> "SlackAddress":
        """Parse the written form; what lacks a part has it empty."""
        installed_in, slash, rest = written.rpartition("/")
        team, _, recipient = rest.partition(":")
        return cls(team, recipient, installed_in if slash else "")


def slack_identity(team: str, user: str) -> Identity:
    """Somebody of a workspace."""
    return Identity(PLATFORM, f"{team}:{user}", workspace=team)


def user_of(identity: Identity) -> str:
    """The user's id within their workspace."""
    return identity.external_id.removeprefix(f"{identity.workspace}:")
