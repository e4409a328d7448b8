"""A window (modal): what opens it, its fields, and what happens when it is submitted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from adapters.slack.files import SharedFile
from adapters.slack.rendering import Json
from bot.access import Access
from bot.reply import Answers, Reply, Turn
from bot.workplace.interfaces import AtWork

Filled = TypeVar("Filled")


@dataclass(frozen=True, slots=True)
class WindowServices:
    """What windows use: the conversation, and the features for workspaces."""

    conversation: Answers
    workplace: AtWork


class Window(Generic[Filled]):
    """One kind of window, which Slack identifies by `callback_id` on submission.

    `access`: who may use it, and whose record it may show; a window without it cannot be imported.
    `action_id` belongs to the button that opens it, if any. `reserved` says that only
    administrators of the workspace may do it; '' if everyone may. `shown_at_home`: the workspace's
    Home tabs show what was set in it.
    """

    callback_id: ClassVar[str]
    access: ClassVar[Access]
    action_id: ClassVar[str] = ""
    reserved: ClassVar[str] = ""
    shown_at_home: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        if not isinstance(getattr(cls, "access", None), Access):
            raise TypeError(f"the window {cls.__name__} does not say who may use it: give access")

    async def view(self, turn: Turn, services: WindowServices) -> Json:
        """Return the window to open."""
        raise NotImplementedError

    def errors(self, view: Mapping[str, Any]) -> Mapping[str, str]:  # noqa: ARG002 - the default does not need it
        """Return the errors in the submitted window, by field."""
        return {}

    def read(self, view: Mapping[str, Any]) -> Filled | None:
        """Return the values that were filled in; None if there is nothing to do."""
        raise NotImplementedError

    def files(self, view: Mapping[str, Any]) -> tuple[SharedFile, ...]:  # noqa: ARG002 - the default does not need it
        """Return the files chosen in it."""
        return ()

    async def handle(self, turn: Turn, filled: Filled, services: WindowServices) -> Reply:
        """Do what was asked and return the answer for the window. `turn` has the first of the
        files.
        """
        raise NotImplementedError
