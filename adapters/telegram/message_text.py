"""Extract the text of any message, and recognize messages that no person wrote."""

import inspect
from collections.abc import Iterator
from typing import Any

from telegram import Message
from telegram.constants import MessageAttachmentType
from telegram.ext.filters import StatusUpdate

from adapters.telegram.bot_api_rules import Plain

_RICH = "rich_message"
"""The name of a field of Bot API 10.1 that python-telegram-bot does not support yet."""
_MOST_LETTERS = 4096
"""If a rich message is longer than this many characters, only its start is read.

Plain messages have the same limit.
"""
_ATTACHMENTS = frozenset(each.value for each in MessageAttachmentType)
_GROUPED = {
    "CHAT_CREATED": ("group_chat_created", "supergroup_chat_created", "channel_chat_created"),
    "MIGRATE": ("migrate_to_chat_id", "migrate_from_chat_id"),
}
"""For each filter of PTB that matches several fields of service messages, these fields."""
_SERVICE = frozenset(
    field
    for name in vars(StatusUpdate)
    if name.isupper() and name != "ALL"
    for field in _GROUPED.get(name, (name.lower(),))
)
"""The fields of service messages, such as `new_chat_members` when somebody joins."""
_KNOWN = frozenset({*inspect.signature(Message).parameters, "from"})


def words_of(message: Plain) -> str:
    """Return the text of a message, or ''.

    It is the message's text, caption, checklist or rich message.
    """
    words: str = message.get("text") or message.get("caption") or ""
    if words:
        return words
    if (checklist := message.get("checklist")) is not None:
        return "\n".join([checklist["title"], *(task["text"] for task in checklist["tasks"])])
    rich = message.get(_RICH)
    return "\n".join(_lines(rich))[:_MOST_LETTERS].strip() if isinstance(rich, dict) else ""


def is_attached(message: Plain) -> bool:
    """Whether a sticker, voice message, location, contact or the like is attached to a message."""
    return not _ATTACHMENTS.isdisjoint(message)


def is_said(message: Plain) -> bool:
    """Whether a message without text is from a person, and not a service message.

    Only messages of people have a checklist or fields that we do not know.
    """
    fields = message.keys()
    return not fields & _SERVICE and ("checklist" in fields or bool(fields - _KNOWN))


_WORDS = ("summary", "text", "caption", "credit", "expression")
"""The fields of blocks, list items and table cells that hold text, in reading order."""


def _lines(blocks: Any) -> Iterator[str]:
    """Yield a line for each text in the blocks, in reading order. A table row is one line."""
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
    """Whether a block's field is a caption with a text and a credit, and not only a text."""
    return isinstance(value, dict) and "type" not in value


def _rows(block: Any) -> list[list[Any]]:
    cells = block.get("cells")
    rows = cells if isinstance(cells, list) else []
    return [
        [each for each in row if isinstance(each, dict)] for row in rows if isinstance(row, list)
    ]


_CHARACTERS = ("text", "button", "expression", "alternative_text")
"""The fields of a RichText object that hold its characters or another RichText."""


def _inline(text: Any) -> Iterator[str]:
    """Yield the characters of a RichText: a string, a list of RichTexts, or an object with a
    `text`.
    """
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
