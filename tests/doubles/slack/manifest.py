"""Enforce the app's manifest: the app gets only events and commands that it declares."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.doubles.slack.schema import Json

if TYPE_CHECKING:
    from tests.doubles.slack.deliveries import Delivery

# the scope that each event requires: https://docs.slack.dev/reference/events
EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "link_shared": "links:read",
}


@dataclass(frozen=True)
class Manifest:
    """An app manifest. If `declared` is None, the app may do everything."""

    declared: Json | None = None

    @property
    def rotates_tokens(self) -> bool:
        settings = (self.declared or {}).get("settings", {})
        return bool(settings.get("token_rotation_enabled"))

    def scopes(self) -> frozenset[str] | None:
        if self.declared is None:
            return None
        return frozenset(self.declared["oauth_config"]["scopes"]["bot"])

    def must_know_command(self, command: str) -> None:
        """Check that the manifest declares this command.

        In Slack, people can type only declared commands.
        """
        self._must_know(command, "slash_commands", "command")

    def must_know_shortcut(self, callback_id: str) -> None:
        self._must_know(callback_id, "shortcuts", "callback_id")

    def _must_know(self, name: str, feature: str, key: str) -> None:
        if self.declared is None:
            return
        known = [entry[key] for entry in self.declared.get("features", {}).get(feature, [])]
        if name not in known:
            raise AssertionError(f"the manifest's {feature} do not declare {name!r}, only {known}")

    def why_withheld(self, delivery: "Delivery") -> str:
        """Return why Slack would not send this to the app, or '' if it would."""
        settings = (self.declared or {}).get("settings", {})
        if delivery.kind == "events_api":
            events = settings.get("event_subscriptions", {}).get("bot_events", [])
            if self.declared is not None and delivery.what not in events:
                return f"the manifest subscribes to no {delivery.what}"
            needed = EVENT_SCOPES.get(delivery.what)
        elif delivery.kind == "slash_commands":
            needed = "commands"
        else:
            interactivity = settings.get("interactivity", {}).get("is_enabled", False)
            if self.declared is not None and not interactivity:
                return "the manifest does not enable interactivity"
            needed = None
        granted = delivery.person.workspace.scopes if delivery.person else frozenset()
        return f"missing scope {needed}" if needed and needed not in granted else ""
