"""Build the parts of a Slack window, and read the fields of a submitted window."""

from collections.abc import Mapping
from typing import Any

from adapters.slack.rendering import Json
from core.language.catalogs import ENGLISH
from core.language.message import _, localized

TITLE = "Edgefinder"
TYPED = "typed"
MOST_BLOCKS = 100  # docs.slack.dev/reference/views/modal-views, blocks
_OPTION_CHARACTERS = 75
_WORKING = _("Working on it: this takes a little longer.")


def window() -> Json:
    """Return an empty window with a title and a Close button."""
    return {"type": "modal", "title": plain(TITLE), "close": plain(_("Close"))}


def view_in(view: Json, locale: str) -> Json:
    """Translate a window or a Home tab.

    The view stores its locale, so that errors in a submitted window have the window's language.
    """
    said: Json = localized(view, locale)
    return {**said, "private_metadata": locale} if view["type"] == "modal" else said


def language_of_view(view: Mapping[str, Any]) -> str:
    """Return the locale that a submitted window was shown in."""
    locale = view.get("private_metadata")
    return locale if isinstance(locale, str) and locale else ENGLISH


def note_view(words: str) -> Json:
    """Return a window that shows only a text."""
    return {**window(), "blocks": [note(words)]}


def working_view() -> Json:
    """Return the window to show while the answer is being prepared."""
    return {**window(), "blocks": [note(_WORKING)]}


def plain(text: str) -> Json:
    """Return a text object without markup, as Slack expects texts."""
    return {"type": "plain_text", "text": text, "emoji": False}


def note(words: str) -> Json:
    """Return a line of small print below the other blocks."""
    return {"type": "context", "elements": [plain(words)]}


def field(name: str, label: str, element: Json, *, optional: bool = False, hint: str = "") -> Json:
    """Return a field of a window that people fill in.

    `element` is the field's input element. It gets the name of the field unless it has a name
    already.
    """
    return {
        "type": "input",
        "block_id": name,
        "optional": optional,
        "label": plain(label),
        **({"hint": plain(hint)} if hint else {}),
        "element": element if "action_id" in element else {**element, "action_id": name},
    }


def text_input(
    most: int,
    placeholder: str = "",
    *,
    name: str = "",
    multiline: bool = False,
    initial: str | None = None,
) -> Json:
    """Return a text input for up to `most` characters.

    `name` is the input's action_id, or '' to use the name of the field.
    """
    return {
        "type": "plain_text_input",
        **({"action_id": name} if name else {}),
        **({"multiline": True} if multiline else {}),
        "max_length": most,
        **({} if initial is None else {"initial_value": initial}),
        **({"placeholder": plain(placeholder)} if placeholder else {}),
    }


def menu(options: list[Json], initial: Json | None = None) -> Json:
    """Return a menu from which people choose one option."""
    found: Json = {"type": "static_select", "options": options}
    return {**found, "initial_option": initial} if initial else found


def option(text: str, value: str) -> Json:
    """Return an option of a menu. `value` is what the window gets if it is chosen."""
    shown = text if len(text) <= _OPTION_CHARACTERS else f"{text[: _OPTION_CHARACTERS - 1]}…"
    return {"text": plain(shown), "value": value}


def button(action_id: str, label: str, spoken: str = "") -> Json:
    """Return a button that opens a window.

    Screen readers read `spoken` instead of the label.
    """
    made: Json = {"type": "button", "action_id": action_id, "text": plain(label)}
    return {**made, "accessibility_label": spoken} if spoken else made


def filled_in(view: Mapping[str, Any], action_id: str) -> Mapping[str, Any]:
    """Return the state of a field in a submitted window.

    Return {} if the window has no such field.
    """
    state = view.get("state")
    values = state.get("values") if isinstance(state, Mapping) else None
    for fields in values.values() if isinstance(values, Mapping) else ():
        found = fields.get(action_id) if isinstance(fields, Mapping) else None
        if isinstance(found, Mapping):
            return found
    return {}


def typed_in(view: Mapping[str, Any], action_id: str = TYPED) -> str:
    """Return the text that the person typed in a field of a submitted window."""
    value = filled_in(view, action_id).get("value")
    return value if isinstance(value, str) else ""


def selected_in(view: Mapping[str, Any], action_id: str) -> str:
    """Return the value of the option that the person chose in a menu."""
    chosen = filled_in(view, action_id).get("selected_option")
    value = chosen.get("value") if isinstance(chosen, Mapping) else ""
    return value if isinstance(value, str) else ""
