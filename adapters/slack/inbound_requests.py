"""The kinds of requests from Slack: a class for each thing that a person or Slack can do."""

from typing import Any, ClassVar, TypeAlias

from adapters.slack.files import SharedFile
from adapters.slack.windows.window import Window
from bot.access import BY_COMMAND, Access, Audience
from bot.reply import Turn
from bot.whose_record import Shows
from core.values import value


@value
class AnswerTarget:
    """Where a person asked, and what we need for sending an answer there.

    `ts` is the time of the message whose button was pressed. `asked_ts` is the time of the
    question. `direct`: the channel is the person's direct messages with the bot. `ephemeral`: only
    this person sees the message with the button. `trigger` can open a window within three seconds.
    `view` is the id of an open window.
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
    """The language of those messages to the person that the adapter itself writes."""


@value
class _Inbound:
    """A request from Slack: who acted (`turn`) and where (`target`).

    `once` is the request's id, which stays the same if Slack repeats the request. `access` says who
    may make such a request, and whose records the answer may show.
    """

    access: ClassVar[Access]
    turn: Turn
    target: AnswerTarget
    once: str

    def __init_subclass__(cls) -> None:
        if not isinstance(getattr(cls, "access", None), Access):
            raise TypeError(f"{cls.__name__} does not say who may do it: give access")


@value
class Asked(_Inbound):
    """A person asks something in words or with a button, with or without files.

    `repeats`: Slack may deliver the question several times, even to different processes.
    `is_command`: the question is a slash command, which Slack may also deliver to several
    processes. In both cases, the question must be claimed first, to avoid a second answer.
    """

    access = BY_COMMAND

    files: tuple[SharedFile, ...] = ()
    repeats: bool = False
    is_command: bool = False


@value
class MessageChecked(_Inbound):
    """A person uses the shortcut that verifies the award codes and files in a message."""

    access = Access(Audience.EVERYONE, Shows.PROOF)

    files: tuple[SharedFile, ...] = ()


@value
class WindowOpened(_Inbound):
    """A person presses a button that opens one of our windows."""

    access = BY_COMMAND

    window: Window[Any]


@value
class Submitted(_Inbound):
    """A person submits a window. `filled` is what the window's `read` returned."""

    access = BY_COMMAND

    window: Window[Any]
    filled: Any
    files: tuple[SharedFile, ...] = ()


@value
class Shared(_Inbound):
    """A person shows the verdicts for these award codes to everyone in the conversation."""

    access = Access(Audience.EVERYONE, Shows.PROOF)

    codes: tuple[str, ...]


@value
class LinksPosted(_Inbound):
    """A person posts links to our pages.

    `unfurl_id` and `source` tell Slack which message contains the links.
    """

    access = Access(Audience.EVERYONE, Shows.STATUS)

    unfurl_id: str
    source: str
    links: tuple[str, ...]


@value
class DetailsRequested(_Inbound):
    """A person opens the panel of a link's card.

    `ref` identifies the card. `trigger` is the id with which we can fill the panel.
    """

    access = Access(Audience.EVERYONE, Shows.PROOF | Shows.STUDENTS)

    link: str
    ref: str
    trigger: str


@value
class HomeOpened(_Inbound):
    """A person opens the Home tab. `shown` is the id of the view that Slack shows, or ''."""

    access = Access(Audience.EVERYONE, Shows.OWN | Shows.STUDENTS | Shows.CHECKS)

    shown: str


@value
class MessagesOpened(_Inbound):
    """A person opens the direct messages with the bot, where we suggest prompts."""

    access = Access(Audience.EVERYONE, Shows.NOBODY)


@value
class RetentionSet(_Inbound):
    """A person chooses for how many days the workspace's checks are kept."""

    access = Access(Audience.WORKSPACE_ADMINISTRATORS, Shows.NOBODY)

    days: int


@value
class StepRun(_Inbound):
    """A workflow runs the step of our app, with an award code to verify."""

    access = Access(Audience.EVERYONE, Shows.PROOF)

    execution: str
    code: str


@value
class AppRemoved(_Inbound):
    """One or several workspaces removed the app.

    `teams` are the ids of the workspaces. `uninstalled`: the installation itself was removed, not
    only some workspaces of an org. `removed_at` is in whole Unix seconds, or 0 if Slack does not
    give the time.
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
