"""Tell whether a command that acts at once, such as `follow`, may run without asking."""

import re

from bot.understanding.imperatives import is_order
from bot.understanding.orders import is_no_order, without_order
from bot.understanding.readings import Reading
from bot.understanding.reminder_words import asks_to_be_told, only_mentions_reminder
from bot.understanding.settings_in_text import without_hard_language
from bot.understanding.words import plain

_SURE = 0.5
AT_ONCE = frozenset(("follow", "watch", "link", "language"))
"""Commands that act at once. A message that only mentions one must not run it."""


def may_run(text: str, *readings: Reading) -> bool:
    """Whether the commands of all these readings may run without asking.

    A command that acts at once may run only if the message orders it.
    """
    return not any(
        each.command in AT_ONCE
        and (acts_unasked(text, each) or without_order(text, each) is not each)
        for each in readings
    )


def acts_unasked(text: str, reading: Reading) -> bool:
    """Whether a command would act at once although the message may not be an order."""
    if reading.command == "remind" and reading.argument != "off":
        return only_mentions_reminder(plain(text)) or not asks_to_be_told(plain(text))
    if reading.command not in AT_ONCE:
        return False
    if reading.command == "language":
        text = without_hard_language(text)
        if not text.strip(" .,!"):
            return True
        if "?" in text and not _POLITELY.search(plain(text)):
            return True  # "en inglés nomás?" asks about an exam or an answer
    if reading.score < _SURE or is_no_order(text):
        return True
    return bool(reading.argument) and not is_order(text, reading.command)


_POLITELY = re.compile(
    r"\b(?:can|could|will|would) (?:you|we|u)\b|\b(?:please|por favor|porfa)\b|\b(?:puede[ns]?|podria[ns]?|podemos)\b"
    r"|\b(?:speak|talk|answer|write|say|switch|change|translate|habl\w+|contest\w+|respond\w+|escrib\w+|dig\w+|dime|cambi\w+|pon\w*|traduc\w+)\b"
)
"""Matches the words of a polite order in the form of a question."""
