"""The base class of Slack windows (modals)."""

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
    """What windows use to do their work: the conversation, and the features for workspaces."""

    conversation: Answers
    workplace: AtWork


class Window(Generic[Filled]):
    """One kind of window.

    Slack names it by its `callback_id` when a person submits it.

    - `access` says who may use the window, and whose records it may show. Defining a subclass
      without `access` raises TypeError.
    - `action_id` is the id of the button that opens the window, or '' if there is no button.
    - `below` lists templates. The button is shown below answers with these templates.
    - `reserved` is a sentence such as "Only administrators can remove rules", or '' if everyone may
      use the window.
    - `shown_at_home`: Home tabs show what this window sets, so they are refreshed after it was
      submitted.
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
        """Return the button that opens the window. Not called if `action_id` is ''."""
        raise NotImplementedError

    def order_at_home(self, page: HomePage) -> int:  # noqa: ARG002 - the default does not need it
        """Return the position of the window's button on this Home tab, counted from 1.

        Return 0 if the Home tab has no button for this window.
        """
        return 0

    async def view(self, turn: Turn, services: WindowServices) -> Json:
        """Return the window, as Slack expects it, for the sender of this turn."""
        raise NotImplementedError

    def errors(self, view: Mapping[str, Any]) -> Mapping[str, str]:  # noqa: ARG002 - the default does not need it
        """Return what is wrong in the submitted window, by field."""
        return {}

    def read(self, view: Mapping[str, Any]) -> Filled | None:
        """Return the values that the person filled in.

        Return None if a field that the window needs is empty.
        """
        raise NotImplementedError

    def files(self, view: Mapping[str, Any]) -> tuple[SharedFile, ...]:  # noqa: ARG002 - the default does not need it
        """Return the files that the person chose in the window."""
        return ()

    async def handle(self, turn: Turn, filled: Filled, services: WindowServices) -> Reply:
        """Do what the submitted window asks for, and return the answer.

        `turn` contains the first of the uploaded files.
        """
        raise NotImplementedError
