"""All windows, by the button that opens a window and by callback_id."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from adapters.slack import windows
from adapters.slack.rendering import Json
from adapters.slack.windows.ask import ASK
from adapters.slack.windows.blocks import language_of_view, view_in, working_view
from adapters.slack.windows.window import Window
from core.language.message import localized


def _defined() -> Iterator[type[Window[Any]]]:
    """Yield the classes of windows that the modules of this package define."""
    for module in iter_modules(windows.__path__, f"{windows.__name__}."):
        for each in vars(import_module(module.name)).values():
            if isinstance(each, type) and issubclass(each, Window) and each is not Window:
                yield each


WINDOWS: tuple[Window[Any], ...] = tuple(each() for each in dict.fromkeys(_defined()))
OPENED_BY: Mapping[str, Window[Any]] = {each.action_id: each for each in WINDOWS if each.action_id}
"""Windows by the action_id of the button that opens them."""
BELOW: Mapping[str, Window[Any]] = {name: each for each in WINDOWS for name in each.below}
"""Windows by the template of an answer below which the window's button is shown."""
_SENT_AS = {each.callback_id: each for each in WINDOWS}


def window_of(view: Mapping[str, Any]) -> Window[Any]:
    """Return the window that a person submitted.

    If its callback_id is unknown, return AskWindow.
    """
    return _SENT_AS.get(str(view.get("callback_id")), _SENT_AS[ASK])


def response_to(body: Mapping[str, Any]) -> Json:
    """Return the immediate response to a submitted window: errors, or "Working on it"."""
    view = body.get("view")
    sent = view if isinstance(view, Mapping) else {}
    locale = language_of_view(sent)
    if wrong := window_of(sent).errors(sent):
        return {"response_action": "errors", "errors": localized(dict(wrong), locale)}
    return {"response_action": "update", "view": view_in(working_view(), locale)}
