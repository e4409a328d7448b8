"""The base class of windows (modals)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from adapters.slack.files import SharedFile
from adapters.slack.rendering import Json
from bot.access import Access
from bot.home_page import HomePage
from bot.reply import Answers, Reply, Turn
from bot.workplace.interfaces import AtWork

Filled = TypeVar("Filled")


@dataclass(frozen=True, slots=True)
class WindowServices:
    """What windows need: the conversation, and the features for workspaces."""

    conversation: Answers
    workplace: AtWork


class Window(Generic[Filled]):
    """One kind of window. Slack sends its `callback_id` when it is submitted.

    `access` says who may use the window, and whose record it may show; a subclass without it raises
    an error. `action_id` is that of the button that opens the window, if any. `below` lists the
    templates of the answers that have this button below them. `reserved` is the sentence that says
    that only workspace administrators may use the window, or '' if everyone may. `shown_at_home`:
    Home tabs show what this window sets, so they are refreshed.
    """

    callback_id: ClassVar[str]
    access: ClassVar[Access]
    action_id: ClassVar[str] = ""
    below: ClassVar[frozenset[str]] = frozenset()
    reserved: ClassVar[str] = ""
    shown_at_home: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        if not isinstance(getattr(cls, "access", None), Access):
            raise TypeError(f"the window {cls.__name__} does not say who may use it: give access")

    def button(self) -> Json:
        """Return the button that opens it, if it has one."""
        raise NotImplementedError

    def order_at_home(self, page: HomePage) -> int:  # noqa: ARG002 - the default does not need it
        """Return where its button stands among those of this Home tab, from 1; 0: nowhere."""
        return 0

    async def view(self, turn: Turn, services: WindowServices) -> Json:
        """Return the window to open."""
        raise NotImplementedError

    def errors(self, view: Mapping[str, Any]) -> Mapping[str, str]:  # noqa: ARG002 - the default does not need it
        """Return the errors in the submitted window, by field."""
        return {}

    def read(self, view: Mapping[str, Any]) -> Filled | None:
        """Return the values that the person filled in, or None if there is nothing to do."""
        raise NotImplementedError

    def files(self, view: Mapping[str, Any]) -> tuple[SharedFile, ...]:  # noqa: ARG002 - the default does not need it
        """Return the files that the person chose in the window."""
        return ()

    async def handle(self, turn: Turn, filled: Filled, services: WindowServices) -> Reply:
        """Do what the person asked, and return the answer.

        `turn` contains the first of the files.
        """
        raise NotImplementedError
