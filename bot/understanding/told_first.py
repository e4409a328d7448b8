"""Find the question or order at the end of a message that first tells about something else."""

import re

from bot.understanding.leave_alone import only_leaves_alone
from bot.understanding.readings import STAFF, Said, View
from bot.understanding.words import asks, words_of


def asked_after_telling(text: str, said: Said, view: View) -> str:
    """Return the last sentence if only it asks, and earlier ones name other credentials, or "".

    An example is "they only do mills. take the lathe one down again", and also "leave the mill one
    alone, hide the lathe one". Staff are left out, because they also record a result in a sentence
    that asks for nothing.
    """
    mentions = said.named.mentions
    if view.role in STAFF or len(mentions) <= 1 or said.codes:
        return ""
    *told, last = _SENTENCE.split(text.strip())
    first, _, rest = last.partition(", ")
    if not told and rest and only_leaves_alone(first):
        told, last = [first], rest
    if not told or not asks(last) or any(asks(each) or "?" in each for each in told):
        return ""
    begins = len(said.named.words) - len(words_of(last))
    named = sum(each.start >= begins for each in mentions)
    return last if 0 < named < len(mentions) else ""


_SENTENCE = re.compile(r"(?<=[.!;])\s+")
