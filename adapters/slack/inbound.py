"""What comes in from Slack: one class for each thing that people, or Slack itself, can do."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from adapters.slack.files import SharedFile
from adapters.slack.windows.window import Window
from bot.reply import Turn


@dataclass(frozen=True, slots=True)
class AnswerTarget:
    """Where somebody asked, and by which ways they can be answered.

    `ts` is the pressed message's. `direct`: the direct messages with the bot; `ephemeral`: the
    pressed message is for this person's eyes alone. `trigger` opens a window with the answer, for
    three seconds; `view` is the window that is open and shows it.
    """

    channel: str
    user: str
    response_url: str = ""
    thread_ts: str = ""
    ts: str = ""
    direct: bool = False
    ephemeral: bool = False
    trigger: str = ""
    view: str = ""


@dataclass(frozen=True, slots=True)
class _Inbound:
    """Who did it and where, and a name that stays the same when Slack brings it again."""

    turn: Turn
    target: AnswerTarget
    once: str


@dataclass(frozen=True, slots=True)
class Asked(_Inbound):
    """Somebody asks the conversation, in words or by a button; with files, or files alone.

    `repeats`: Slack may bring it again, to another process too, and a second answer would be seen.
    """

    files: tuple[SharedFile, ...] = ()
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class MessageChecked(_Inbound):
    """Somebody has the codes and files in another's message verified."""

    files: tuple[SharedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class WindowOpened(_Inbound):
    """Somebody presses what opens a window."""

    window: Window[Any]


@dataclass(frozen=True, slots=True)
class Submitted(_Inbound):
    """Somebody sends a window; `filled` is what its `read` made of it."""

    window: Window[Any]
    filled: Any
    files: tuple[SharedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Shared(_Inbound):
    """Somebody shows the verdicts of these codes to everybody in the conversation."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinksPosted(_Inbound):
    """Somebody writes links to our pages; previews of them go to `unfurl_id`, of `source`."""

    unfurl_id: str
    source: str
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HomeOpened(_Inbound):
    """Somebody opens the Home tab; `shown` is the view that Slack shows there already, if any."""

    shown: str


@dataclass(frozen=True, slots=True)
class RetentionSet(_Inbound):
    """Somebody chooses how many days the workspace's checks are kept."""

    days: int


@dataclass(frozen=True, slots=True)
class StepRun(_Inbound):
    """A workflow comes to our step, with a code to verify."""

    execution: str
    code: str


@dataclass(frozen=True, slots=True)
class AppRemoved(_Inbound):
    """The app is taken out of workspaces; `uninstalled`: the installation itself is gone too."""

    teams: tuple[str, ...]
    uninstalled: bool


Incoming: TypeAlias = (
    Asked
    | MessageChecked
    | WindowOpened
    | Submitted
    | Shared
    | LinksPosted
    | HomeOpened
    | RetentionSet
    | StepRun
    | AppRemoved
)
