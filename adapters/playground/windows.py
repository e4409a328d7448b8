"""The Slack windows that are open on the playground's page, and what people filled in."""

import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from cachetools import LRUCache

from adapters.playground.panes import Explanation, Pane
from bot.home_page import HomePage
from bot.reply import Answers, Reply, Turn
from bot.workplace.interfaces import AtWork

View = Mapping[str, Any]
"""A Home tab or window in Slack's format: https://docs.slack.dev/reference/views/"""

_MOST_OPEN = 64
"""How many open windows to remember. An older window has to be opened again."""
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class SlackViews(Protocol):
    """Makes the Home tab and windows in Slack's format."""

    def home(self, page: HomePage, user: str) -> View: ...
    def message(self, reply: Reply, user: str) -> Sequence[Mapping[str, Any]]: ...
    async def opened(self, action: str, turn: Turn) -> View | None: ...
    def errors(self, view: View) -> Mapping[str, str]: ...
    async def submitted(self, view: View, turn: Turn) -> Reply | None: ...
    def answered(self, reply: Reply, turn: Turn) -> View: ...
    def credentials(self) -> Sequence[Mapping[str, Any]]: ...


ViewsOf = Callable[[Answers, AtWork], SlackViews]
"""A function that returns the SlackViews for a conversation and its features for employers."""


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """A window that a chat of the playground shows.

    `filled` has the values by field, and `errors` the errors by block id. `options` are the choices
    for menus whose choices Slack would request from us. `why` explains how the answer in the window
    was made.
    """

    number: str
    pane: Pane
    view: View
    filled: Mapping[str, Sequence[str]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    options: Sequence[Mapping[str, Any]] = ()
    why: Explanation | None = None


class OpenWindows:
    """The open windows of the playground, by number."""

    def __init__(self) -> None:
        self._views: LRUCache[str, View] = LRUCache(_MOST_OPEN)

    def add(self, pane: Pane, view: View) -> OpenWindow:
        number = secrets.token_hex(4)
        self._views[number] = view
        return OpenWindow(number, pane, view)

    def find(self, number: str) -> View | None:
        return self._views.get(number)


def with_state(view: View, filled: Mapping[str, Sequence[str]], file_name: str) -> View:
    """Return the view as Slack would send it on submission.

    https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
    """
    values = {
        block["block_id"]: {element["action_id"]: _value(element, filled, file_name)}
        for block, element in inputs_in(view)
    }
    return {**view, "state": {"values": values}}


def inputs_in(view: View) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield each input block of a view, with the block's input element."""
    for block in view["blocks"]:
        if block["type"] == "input":
            yield block, block["element"]


def _value(
    element: Mapping[str, Any], filled: Mapping[str, Sequence[str]], file_name: str
) -> Mapping[str, Any]:
    given = [each for each in filled.get(element["action_id"], ()) if each]
    first = given[0] if given else None
    chosen = [{"value": each} for each in given]
    match element["type"]:
        case "plain_text_input":
            return {"value": first}
        case "static_select":
            return {"selected_option": chosen[0] if chosen else None}
        case "timepicker":
            return {"selected_time": first if first and _TIME.fullmatch(first) else None}
        case "datepicker":
            return {"selected_date": first if first and _DAY.fullmatch(first) else None}
        case "file_input":
            return {"files": [{"id": "brought", "name": file_name}] if file_name else []}
        case _:
            return {"selected_options": chosen}
