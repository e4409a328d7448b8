"""A window (modal): what opens it, what stands in it, what is done with what was sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from adapters.slack.files import SharedFile
from adapters.slack.rendering import Json
from bot.reply import Answers, Reply, Turn
from bot.workplace import AtWork

Filled = TypeVar("Filled")


@dataclass(frozen=True, slots=True)
class Desk:
    """Whom windows ask: the conversation, and what a workplace has beside it."""

    conversation: Answers
    workplace: AtWork


class Window(Generic[Filled]):
    """One kind of window. Slack knows it by `callback_id` once it is sent.

    `action_id` is that of the button that opens it, if any. `reserved` says what only
    administrators of the workspace may do in it; '' where everybody may. `shown_at_home`: the Home
    tabs of the workspace show what was set in it.
    """

    callback_id: ClassVar[str]
    action_id: ClassVar[str] = ""
    reserved: ClassVar[str] = ""
    shown_at_home: ClassVar[bool] = False

    async def view(self, turn: Turn, desk: Desk) -> Json:
        """What stands in it when it is opened."""
        raise NotImplementedError

    def errors(self, view: Mapping[str, Any]) -> Mapping[str, str]:  # noqa: ARG002 - by default
        """What is to be mended in the sent window, by field."""
        return {}

    def read(self, view: Mapping[str, Any]) -> Filled | None:
        """What was filled in; None where that asks for nothing."""
        raise NotImplementedError

    def files(self, view: Mapping[str, Any]) -> tuple[SharedFile, ...]:  # noqa: ARG002 - by default
        """The files that were chosen in it."""
        return ()

    async def handle(self, turn: Turn, filled: Filled, desk: Desk) -> Reply:
        """Do what was asked; the window shows the answer. `turn` brings the first of the files."""
        raise NotImplementedError
