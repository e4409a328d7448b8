"""A strict double of Slack, for tests that run the real slack-bolt and slack_sdk against it."""

from tests.doubles.slack.deliveries import Delivery, Outcome
from tests.doubles.slack.messages import Message, SlackView
from tests.doubles.slack.people import Person
from tests.doubles.slack.platform import SlackPlatform, Violation
from tests.doubles.slack.web_api import Call
from tests.doubles.slack.workspaces import Channel, Workspace

__all__ = [
    "Call",
    "Channel",
    "Delivery",
    "Message",
    "Outcome",
    "Person",
    "SlackPlatform",
    "SlackView",
    "Violation",
    "Workspace",
]
