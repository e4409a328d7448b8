"""Requests from Slack: one class for each thing that people, or Slack itself, can do."""

from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from adapters.slack.files import SharedFile
from adapters.slack.windows.window import Window
from bot.access import BY_COMMAND, Access, Audience
from bot.reply import Turn
from bot.shows import Shows


@dataclass(frozen=True, slots=True)
class AnswerTarget:
    """Where a person asked, and the ways in which they can be answered.

    `ts` belongs to the pressed message, `asked_ts` to the one that was written. `direct`: in the
    direct messages with the bot; `ephemeral`: only this person sees the pressed message. `trigger`
    opens a window with the answer, within three seconds; `view` is the open window that shows it.
    """

    channel: str
    user: str
    response_url: str = ""
    thread_ts: str = ""
    ts: str = ""
    asked_ts: str = ""
    direct: bool = False
    ephemeral: bool = False
    trigger: str = ""
    view: str = ""
    locale: str = "en"
    """The language for the adapter's own words to the person."""


@dataclass(frozen=True, slots=True)
class _Inbound:
    """Who acted and where, and an id that stays the same when Slack delivers it again.

    `access`: who may do it, and whose record the answer may show.
    """

    access: ClassVar[Access]
    turn: Turn
    target: AnswerTarget
    once: str

    def __init_subclass__(cls) -> None:
        if not isinstance(getattr(cls, "access", None), Access):
            raise TypeError(f"{cls.__name__} does not say who may do it: give access")


@dataclass(frozen=True, slots=True)
class Asked(_Inbound):
    """A person asks something in words or with a button, with or without files.

    `repeats`: Slack may deliver it again, even to another process, and a second answer would be
    seen. `is_command`: a slash command, of which the same is true where several processes serve.
    """

    access = BY_COMMAND

    files: tuple[SharedFile, ...] = ()
    repeats: bool = False
    is_command: bool = False


@dataclass(frozen=True, slots=True)
class MessageChecked(_Inbound):
    """A person has the codes and files in someone else's message verified."""

    access = Access(Audience.EVERYONE, Shows.PROOF)

    files: tuple[SharedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class WindowOpened(_Inbound):
    """A person presses a button that opens a window."""

    access = BY_COMMAND

    window: Window[Any]


@dataclass(frozen=True, slots=True)
class Submitted(_Inbound):
    """A person submits a window; `filled` is what its `read` returned."""

    access = BY_COMMAND

    window: Window[Any]
    filled: Any
    files: tuple[SharedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Shared(_Inbound):
    """A person shows the verdicts for these codes to everyone in the conversation."""

    access = Access(Audience.EVERYONE, Shows.PROOF)

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinksPosted(_Inbound):
    """A person posts links to our pages; `unfurl_id` and `source` locate the previews."""

    access = Access(Audience.EVERYONE, Shows.STATUS)

    unfurl_id: str
    source: str
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DetailsRequested(_Inbound):
    """A person opens the panel of a link's card; `trigger` shows it, `ref` is the card's id."""

    access = Access(Audience.EVERYONE, Shows.PROOF | Shows.STUDENTS)

    link: str
    ref: str
    trigger: str


@dataclass(frozen=True, slots=True)
class HomeOpened(_Inbound):
    """A person opens the Home tab; `shown` is the view that Slack is showing already, if any."""

    access = Access(Audience.EVERYONE, Shows.OWN | Shows.STUDENTS | Shows.CHECKS)

    shown: str


@dataclass(frozen=True, slots=True)
class MessagesOpened(_Inbound):
    """A person opens the direct messages with the bot, where prompts are offered."""

    access = Access(Audience.EVERYONE, Shows.NOBODY)


@dataclass(frozen=True, slots=True)
class RetentionSet(_Inbound):
    """A person chooses how many days the workspace's checks are kept."""

    access = Access(Audience.WORKSPACE_ADMINISTRATORS, Shows.NOBODY)

    days: int


@dataclass(frozen=True, slots=True)
class StepRun(_Inbound):
    """A workflow runs our step, with a code to verify."""

    access = Access(Audience.EVERYONE, Shows.PROOF)

    execution: str
    code: str


@dataclass(frozen=True, slots=True)
class AppRemoved(_Inbound):
    """The app is removed from workspaces; `uninstalled`: the installation itself is gone too.

    `removed_at`: when, in Unix seconds without a fraction; 0 if Slack does not say.
    """

    access = Access(Audience.PLATFORMS, Shows.NOBODY)

    teams: tuple[str, ...]
    uninstalled: bool
    removed_at: int = 0


Incoming: TypeAlias = (
    Asked
    | MessageChecked
    | WindowOpened
    | Submitted
    | Shared
    | LinksPosted
    | DetailsRequested
    | HomeOpened
    | MessagesOpened
    | RetentionSet
    | StepRun
    | AppRemoved
)
