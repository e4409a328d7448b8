"""The classes that messages are told apart by, and what names are put away in them."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.understanding.credentials import Named


def class_of(command: str, argument: str) -> str:
    """The class of a command with its argument: topics of facts and kinds of talk are their own."""
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


def classes_of_row(row: Mapping[str, Any]) -> set[str]:
    """All classes that are right for a row of the training data."""
    pairs = [(row["command"], row["argument"]), *row.get("fair", ())]
    pairs += [(each["command"], each["argument"]) for each in row.get("also", ())]
    return {class_of(command, argument) for command, argument in pairs}


def put_away(named: Named, people: frozenset[int] = frozenset(), *, asked: bool = False) -> str:
    """The message's words with credentials and people replaced by one word each."""
    words = ["xperson" if place in people else w.folded for place, w in enumerate(named.words)]
    for mention in sorted(named.mentions, key=lambda each: -each.start):
        words[mention.start : mention.end] = ["xcred"]
    kept: Sequence[str] = [
        word for place, word in enumerate(words) if word != "xperson" or words[place - 1] != word
    ]
    return " ".join(kept) + (" ?" if asked else "")
