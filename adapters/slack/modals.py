"""Modals: a field to ask in, and below it what was answered; for one person's eyes, in place."""

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.slack.rendering import Json, messages_of
from bot.reply import Reply

TITLE = "Edgefinder"
ASK = "ask"
CHECK_LIST = "check-list"
OPEN_LIST = "open-list"
TYPED = "typed"
BROUGHT = "brought"
MOST_BLOCKS = 100  # docs.slack.dev/reference/views/modal-views, blocks
_ROOM_FOR_OURS = 4
_TYPED_CHARACTERS = 2_000
_LIST_CHARACTERS = 3_000  # docs.slack.dev/reference/block-kit/block-elements, plain_text_input
_REST = "There is more than a window holds: the whole answer is in your direct messages with me."
LIST_FILES = [
    *("csv", "xlsx", "xls", "ods", "txt", "pdf", "docx", "eml", "html", "zip"),
    *("png", "jpg", "jpeg", "heic", "webp", "gif", "tiff", "bmp"),
]
_NOTHING = "Paste codes or links here, or choose a file below."
_WORKING = "Working on it: this takes a little longer."


def answer_view(reply: Reply, serial: str = "", more: Sequence[Json] = ()) -> tuple[Json, bool]:
    """The modal that shows a reply, and whether all of the reply is in it.

    `serial` tells one field to ask in from the next: Slack keeps what stood in a field of the
    same name.
    """
    blocks = [block for message in messages_of(reply, more) for block in message.blocks]
    whole = len(blocks) <= MOST_BLOCKS - _ROOM_FOR_OURS
    if not whole:
        blocks = [*blocks[: MOST_BLOCKS - _ROOM_FOR_OURS], note(_REST)]
    several = {"type": "actions", "elements": [verify_button()]}
    return _modal([_question(serial), several, {"type": "divider"}, *blocks]), whole


def list_view() -> Json:
    """The modal in which a list of codes is pasted, or brought as a file."""
    field = {
        "type": "plain_text_input",
        "action_id": TYPED,
        "multiline": True,
        "max_length": _LIST_CHARACTERS,
        "placeholder": plain("EF-XXXX-XXXX-XXXX-X, one a line or however they come"),
    }
    return {
        **window(),
        "callback_id": CHECK_LIST,
        "submit": plain("Verify"),
        "blocks": [
            {
                "type": "input",
                "block_id": CHECK_LIST,
                "optional": True,
                "label": plain("Codes or links of credentials, up to 100"),
                "hint": plain("You learn whose each is, what it is of, and whether it stands."),
                "element": field,
            },
            {
                "type": "input",
                "block_id": BROUGHT,
                "optional": True,
                "label": plain("Or a file with them"),
                "hint": plain(
                    "A table, a text, a PDF, a picture or a mail. It is read, and not kept."
                ),
                "element": {
                    "type": "file_input",
                    "action_id": BROUGHT,
                    "filetypes": LIST_FILES,
                    "max_files": 1,
                },
            },
        ],
    }


def wrong_in_list(view: Mapping[str, Any]) -> Mapping[str, str]:
    """What is to be mended in the sent window of a list, by field."""
    return {} if typed_in(view).strip() or files_in(view) else {CHECK_LIST: _NOTHING}


def note_view(words: str) -> Json:
    """A modal that says something, and nothing more."""
    return {**window(), "blocks": [note(words)]}


def working_view() -> Json:
    """The same window while the answer is not there yet."""
    return {**window(), "blocks": [note(_WORKING)]}


def typed_in(view: Mapping[str, Any]) -> str:
    """What stands in the field of a modal that was sent."""
    value = filled_in(view, TYPED).get("value")
    return value if isinstance(value, str) else ""


def files_in(view: Mapping[str, Any]) -> Any:
    """The files that were chosen in a modal that was sent, as Slack tells of them."""
    return filled_in(view, BROUGHT).get("files")


def filled_in(view: Mapping[str, Any], action_id: str) -> Mapping[str, Any]:
    """What stands in one of the fields of a modal that was sent."""
    state = view.get("state")
    values = state.get("values") if isinstance(state, Mapping) else None
    for fields in values.values() if isinstance(values, Mapping) else ():
        field = fields.get(action_id) if isinstance(fields, Mapping) else None
        if isinstance(field, Mapping):
            return field
    return {}


def _modal(blocks: list[Json]) -> Json:
    return {**window(), "callback_id": ASK, "submit": plain("Ask"), "blocks": blocks}


def window() -> Json:
    """The frame of every modal."""
    return {"type": "modal", "title": plain(TITLE), "close": plain("Close")}


def _question(serial: str) -> Json:
    return {
        "type": "input",
        "block_id": f"{ASK}-{serial}",
        "label": plain("Ask a question, or paste a code to verify"),
        "element": {
            "type": "plain_text_input",
            "action_id": TYPED,
            "max_length": _TYPED_CHARACTERS,
            "placeholder": plain("what is left?   EF-XXXX-XXXX-XXXX-X"),
        },
    }


def verify_button() -> Json:
    """Opens the window for a list of codes."""
    return {
        "type": "button",
        "action_id": OPEN_LIST,
        "text": plain("Verify several"),
        "accessibility_label": "Verify several credentials: a list of codes, or a CSV file",
    }


def note(words: str) -> Json:
    """A line of small print."""
    return {"type": "context", "elements": [plain(words)]}


def plain(text: str) -> Json:
    """A text object without marks."""
    return {"type": "plain_text", "text": text, "emoji": False}
