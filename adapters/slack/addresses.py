"""Build and parse the stored addresses of Slack users and channels."""

from bot.capabilities import Capabilities
from core.people.model import Identity
from core.values import value

PLATFORM = "slack"

CAPABILITIES = Capabilities("Slack", tables=100, panels=True)


@value
class SlackAddress:
    """A user or channel of a workspace, and the installation of the app that sends there.

    An address is written as `TEAM:RECIPIENT`. If the app is not installed in the workspace `TEAM`
    itself, the address is written as `INSTALLATION/TEAM:RECIPIENT`. In this form, `INSTALLATION` is
    the org of the workspace, or another workspace that shares a channel with `TEAM`.
    """

    team: str
    recipient: str
    installed_in: str = ""

    @property
    def installation(self) -> str:
        """Return the id of the workspace or org where the app is installed."""
        return self.installed_in or self.team

    def __str__(self) -> str:
        prefix = f"{self.installed_in}/" if self.installed_in else ""
        return f"{prefix}{self.team}:{self.recipient}"

    @classmethod
    def read(cls, written: str) -> "SlackAddress":
        """Parse a stored address. Missing parts become empty strings."""
        installed_in, slash, rest = written.rpartition("/")
        team, _, recipient = rest.partition(":")
        return cls(team, recipient, installed_in if slash else "")


def slack_identity(team: str, user: str) -> Identity:
    """Return the account of a user in a Slack workspace, as core knows it."""
    return Identity(PLATFORM, f"{team}:{user}", workspace=team)


def user_of(identity: Identity) -> str:
    """Return the user's id within the workspace, without the workspace's id."""
    return identity.external_id.removeprefix(f"{identity.workspace}:")
