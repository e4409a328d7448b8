"""Ask the last question about another goal, as in "and pa advanced?"."""

import re

from bot.understanding.lead_ins import core_of
from bot.understanding.readings import SEVERAL
from bot.understanding.talk import Talk
from bot.understanding.words import bare
from core.goals.model import Goal


def for_goal(text: str, talk: Talk, meant: Goal) -> tuple[str, str] | None:
    """Return the call that asks the last question about the goal `meant`.

    If the message does not order to follow or prove the goal, the call only shows it. Return None
    if the last question was not about goals.
    """
    if talk.command == "check":
        codes = talk.argument.partition(" for ")[0]
        return ("check", f"{codes} for {meant.code}") if codes else None
    if talk.command == "roster" and talk.argument:
        classes = talk.argument.split(SEVERAL)
        each = (f"{one.partition(' goal ')[0]} goal {meant.code}" for one in classes)
        return "roster", SEVERAL.join(each)
    if talk.command in {"follow", "unfollow", "prove"}:
        core = core_of(text)
        also = _ALSO.search(bare(text)) is not None or _IN_ITS_PLACE.search(core.words) is not None
        also = "?" not in text and (also or core.refused) and NOT_IT.search(core.words) is None
        if talk.command == "prove":  # `prove` makes no link before a button is pressed
            also = "?" not in text or _ANOTHER.search(bare(text)) is not None
        days = talk.argument.partition(" ")[2] if talk.command == "prove" else ""
        return (talk.command, f"{meant.code} {days}".strip()) if also else ("goal", meant.code)
    of_goal = talk.command == "goals" or (
        talk.command in {"goal", "cost"} and talk.argument.islower()
    )
    command = "goal" if talk.command == "goals" else talk.command
    return (command, meant.code) if of_goal else None


_IN_ITS_PLACE = re.compile(r"\b(?:instead|rather|mejor|better|en vez|en su lugar)\b")
_ALSO = re.compile(
    r"^(?:also|tambien)\b|\b(?:too|also|as well|tambien|igual)(?: (?:please|pls|por favor|porfa))?$"
)
_ANOTHER = re.compile(r"\b(?:another|one more|otr[oa]|un[oa] mas)\b")
NOT_IT = re.compile(r"\b(?:not|don'?t|dont|never|if|leave|keep|dej\w+|nunca|si)\b")
"""Matches words that say not to do something, or name a condition."""
