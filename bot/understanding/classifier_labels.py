"""The classes that the classifier chooses from, and the placeholders for names in messages."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.understanding.credentials import Named


def class_of(command: str, argument: str) -> str:
    """Return the class of messages that a command and its argument belong to.

    Each topic of facts and each kind of small talk is a class, such as `ask:cost` or `talk:thanks`.
    """
    if command == "":
        return argument or "unclear"
    if command == "ask":
        return f"ask:{argument}"
    if command == "students":
        return f"students:{argument.split(maxsplit=1)[0] if argument else 'count'}"
    if command == "notices":
        word = argument.split(maxsplit=1)[0] if argument else ""
        return f"notices:{word}" if word in {"on", "off", "quiet"} else "notices"
    return command


NO_ORDER = "noorder"
"""The class of messages that mention a command but do not order it.

For example, they deny it, quote it or only imagine it.
"""


def class_of_row(row: Mapping[str, Any]) -> str:
    """Return the class that a row of training data is an example of."""
    if row["command"] == "unclear" and row.get("forbidden"):
        return NO_ORDER
    return class_of(row["command"], row["argument"])


def spoken(away: str) -> str:
    """Return a message for the encoder, with natural words instead of placeholders."""
    return away.replace("xcred", "this credential").replace("xperson", "this student")


def put_away(
    named: Named,
    spelled: Callable[[str], str],
    people: frozenset[int] = frozenset(),
    staff: frozenset[int] = frozenset(),
    *,
    asked: bool = False,
) -> str:
    """Return the message with correct spelling, and with placeholders for names.

    Credentials and people are replaced. The names of staff are left out. `people` and `staff` are
    the positions of the words to replace and to leave out. With `asked`, a question mark is added.
    """
    words = [
        "xperson" if place in people else "" if place in staff else spelled(word.folded)
        for place, word in enumerate(named.words)
    ]
    for mention in sorted(named.mentions, key=lambda each: -each.start):
        words[mention.start : mention.end] = ["xcred"]
    kept: Sequence[str] = [
        word
        for place, word in enumerate(words)
        if word and (word != "xperson" or words[place - 1] != word)
    ]
    return " ".join(kept) + (" ?" if asked else "")
