"""The words of a Telegram message, whatever kind it is, and whether it says anything at all."""

from collections.abc import Iterator
from typing import Any

from telegram import Message, Update
from telegram.ext.filters import StatusUpdate

_RICH = "rich_message"
"""Of Bot API 10.1; python-telegram-bot keeps members that it does not know in `api_kwargs`."""
_MOST_LETTERS = 4096
"""As much as a plain message may have."""


def words_of(message: Message) -> str:
    """Text, caption, the title and tasks of a checklist, or the words of a rich message."""
    if words := message.text or message.caption:
        return words
    if (checklist := message.checklist) is not None:
        return "\n".join([checklist.title, *(task.text for task in checklist.tasks)])
    rich = message.api_kwargs.get(_RICH)
    return "\n".join(_lines(rich))[:_MOST_LETTERS].strip() if isinstance(rich, dict) else ""


def is_said(message: Message) -> bool:
    """Whether it is more than news of the chat: of a kind that is newer than the library, say."""
    known = StatusUpdate.ALL.check_update(Update(0, message=message))
    return not known and (message.checklist is not None or bool(message.api_kwargs))


def _lines(blocks: Any) -> Iterator[str]:
    """A line for each text in blocks, from top to bottom."""
    waiting = [blocks]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if "text" in each and (line := "".join(_inline(each["text"]))):
                yield line
            waiting.extend(reversed([value for name, value in each.items() if name != "text"]))
        elif isinstance(each, list):
            waiting.extend(reversed(each))


def _inline(text: Any) -> Iterator[str]:
    """The letters of a RichText: a string, a list of such, or an object with a `text`."""
    waiting = [text]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, list):
            waiting.extend(reversed(each))
        elif isinstance(each, dict):
            waiting.append(each.get("text"))
