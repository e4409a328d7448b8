"""The current state of messages and views."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.doubles.slack import blocks as block_kit
from tests.doubles.slack.schema import Json

if TYPE_CHECKING:
    from tests.doubles.slack.people import Person
    from tests.doubles.slack.workspaces import Channel


@dataclass(frozen=True)
class Control:
    """A control in a message or view that a person can press or choose."""

    label: str
    block: Json
    element: Json
    option: Json | None = None


def controls(blocks: list[Json]) -> Iterator[Control]:
    """Return the buttons and menu options in these blocks, in the order of display."""
    for block in blocks:
        candidates = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        for element in candidates:
            if not isinstance(element, dict):
                continue
            if element.get("type") == "button":
                yield Control(element["text"]["text"], block, element)
            for option in _options(element):
                yield Control(option["text"]["text"], block, element, option)


def _options(element: Json) -> list[Json]:
    groups = element.get("option_groups", [])
    found: list[Json] = [*element.get("options", [])]
    return found + [option for group in groups for option in group["options"]]


def find_control(blocks: list[Json], label: str) -> Control:
    """Return the control with this label. If there is none, the error lists the labels."""
    found = list(controls(blocks))
    for control in found:
        if control.label == label:
            return control
    labels = ", ".join(repr(control.label) for control in found) or "none at all"
    raise AssertionError(f"nothing here has the label {label!r}; the labels: {labels}")


@dataclass(eq=False)
class Message:
    """A message as people see it now. Updates and deletions change this object."""

    ts: str
    channel: "Channel"
    author: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    entities: dict[str, Json] = field(default_factory=dict)
    """The Work Objects shown below the message, by the link that each is about."""
    unfurls: Json = field(default_factory=dict)
    metadata: Json | None = None
    thread_ts: str | None = None
    only_for: "Person | None" = None
    by_bot: bool = True
    via: str = "chat.postMessage"
    edits: int = 0
    deleted: bool = False

    @property
    def ephemeral(self) -> bool:
        return self.only_for is not None

    @property
    def buttons(self) -> list[str]:
        """Return the labels of the message's buttons and menu options."""
        return [control.label for control in controls(self.blocks)]

    @property
    def shown(self) -> str:
        """Return what people read: the blocks' text, or the plain text if there are no blocks."""
        parts = [block_kit.shown(self.blocks) if self.blocks else self.text]
        parts += [a.get("text") or block_kit.shown(a.get("blocks", [])) for a in self.attachments]
        return "\n".join(part for part in parts if part)

    def as_slack_shows_it(self) -> Json:
        """Return the message object of Slack's responses and payloads."""
        workspace = self.channel.workspace
        found: Json = {
            "type": "message",
            "user": self.author,
            "ts": self.ts,
            "text": self.text,
            "team": workspace.id,
        }
        if self.by_bot:
            found |= {"bot_id": workspace.bot_id, "app_id": workspace.slack.app_id}
        else:
            found["client_msg_id"] = workspace.slack.next_id("client-", digits=12)
        for key in ("blocks", "attachments", "files", "thread_ts", "metadata"):
            if value := getattr(self, key):
                found[key] = value
        if self.edits:
            found["edited"] = {"user": self.author, "ts": self.ts}
        return found


@dataclass(eq=False)
class SlackView:
    """A modal or a Home tab that a person has open."""

    id: str
    person: "Person"
    content: Json
    root_id: str
    previous: "SlackView | None" = None
    hash: str = ""
    closed: bool = False

    @property
    def blocks(self) -> list[Json]:
        found: list[Json] = self.content["blocks"]
        return found

    @property
    def shown(self) -> str:
        return block_kit.shown(self.blocks)

    @property
    def buttons(self) -> list[str]:
        return [control.label for control in controls(self.blocks)]

    def as_slack_shows_it(self, state: Json | None = None) -> Json:
        """Return the view object of Slack's responses and payloads."""
        workspace = self.person.workspace
        shown = {
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            "title": None,
            "close": None,
            "submit": None,
            **self.content,
        }
        return {
            **shown,
            "id": self.id,
            "team_id": workspace.id,
            "state": {"values": state or {}},
            "hash": self.hash,
            "previous_view_id": self.previous.id if self.previous else None,
            "root_view_id": self.root_id,
            "app_id": workspace.slack.app_id,
            "app_installed_team_id": workspace.id,
            "bot_id": workspace.bot_id,
        }


def with_ids(blocks: list[Json], next_id: "NextId") -> list[Json]:
    """Return the blocks as Slack stores them, with an id on every block and control."""
    kept = []
    for block in blocks:
        copy = {"block_id": next_id("b"), **block}
        for key in ("accessory", "element"):
            if isinstance(copy.get(key), dict):
                copy[key] = _with_action_id(copy[key], next_id)
        if copy["type"] == "actions":
            copy["elements"] = [_with_action_id(e, next_id) for e in copy["elements"]]
        kept.append(copy)
    return kept


def _with_action_id(element: Json, next_id: "NextId") -> Json:
    if element["type"] == "image":
        return element
    return {"action_id": next_id("a"), **element}


class NextId:
    """Generates ids like Slack's: a prefix and a unique number."""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self, prefix: str, *, digits: int = 8) -> str:
        self._last += 1
        return f"{prefix}{self._last:0{digits}d}"
