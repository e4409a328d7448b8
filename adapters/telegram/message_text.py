"""The words of a Telegram message of any kind, and whether it has content at all."""

from collections.abc import Iterator
from typing import Any

from telegram import Message, Update
from telegram.ext.filters import StatusUpdate

_RICH = "rich_message"
"""From Bot API 10.1; python-telegram-bot keeps fields that it does not know in `api_kwargs`."""
_MOST_LETTERS = 4096
"""Maximum characters, the same as for a plain message."""


def words_of(message: Message) -> str:
    """Return the text, caption, checklist title and tasks, or words of a rich message."""
    if words := message.text or message.caption:
        return words
    if (checklist := message.checklist) is not None:
        return "\n".join([checklist.title, *(task.text for task in checklist.tasks)])
    rich = message.api_kwargs.get(_RICH)
    return "\n".join(_lines(rich))[:_MOST_LETTERS].strip() if isinstance(rich, dict) else ""


def is_said(message: Message) -> bool:
    """Whether this is content and not a service message, even of a kind that PTB does not know
    yet.
    """
    known = StatusUpdate.ALL.check_update(Update(0, message=message))
    return not known and (message.checklist is not None or bool(message.api_kwargs))


_WORDS = ("summary", "text", "caption", "credit", "expression")
"""Fields of blocks, list items and table cells that hold words, in the order of reading."""


def _lines(blocks: Any) -> Iterator[str]:
    """Yield a line for each text in blocks, from top to bottom; a table row is one line."""
    waiting = [blocks]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting.extend(reversed(each))
        elif isinstance(each, dict):
            said = [name for name in _WORDS if name in each and not _is_nested(each[name])]
            yield from filter(None, ("".join(_inline(each[name])) for name in said))
            for row in _rows(each):
                yield " ".join(filter(None, ("".join(_inline(cell.get("text"))) for cell in row)))
            rest = [value for name, value in each.items() if name not in {*said, "cells"}]
            waiting.extend(reversed(rest))


def _is_nested(value: Any) -> bool:
    """Whether this is a caption with its own text and credit, not a text itself."""
    return isinstance(value, dict) and "type" not in value


def _rows(block: Any) -> list[list[Any]]:
    cells = block.get("cells")
    rows = cells if isinstance(cells, list) else []
    return [
        [each for each in row if isinstance(each, dict)] for row in rows if isinstance(row, list)
    ]


_CHARACTERS = ("text", "button", "expression", "alternative_text")
"""Fields that hold the characters of a RichText object, or the object that has them."""


def _inline(text: Any) -> Iterator[str]:
    """Return the characters of a RichText: a string, a list of them, or an object with a `text`."""
    waiting = [text]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, list):
            waiting.extend(reversed(each))
        elif isinstance(each, dict):
            named = [each[name] for name in _CHARACTERS if name in each]
            waiting.extend(named[:1])
