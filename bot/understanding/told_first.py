"""Find the question or order at the end of a message that first tells about something else."""

import re

from bot.understanding.leave_alone import only_leaves_alone
from bot.understanding.readings import STAFF, Said, View
from bot.understanding.small_talk import courtesy_in, is_thanked
from bot.understanding.words import asks, plain, words_of


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


def asked_last(text: str) -> str:
    """Return the last sentence if it alone asks something after others that only tell, or "".

    It is used if the whole message is unclear. A sentence with a word such as "it" needs the others.
    """
    parts = [each for each in _SENTENCES.split(text.strip()) if each and not _is_polite(each)]
    *told, last = parts or [""]
    if not told or not (asks(last) or "?" in last) or any(asks(e) or "?" in e for e in told):
        return ""
    return "" if len(last.split()) < _SHORTEST or _POINTS.search(plain(last)) else last


def _is_polite(sentence: str) -> bool:
    return courtesy_in(sentence) != "" or is_thanked(sentence)


_SHORTEST = 4
_SENTENCES = re.compile(r"(?<=[.!?])\s+")
_POINTS = re.compile(
    r"\b(?:it|its|that|this|those|these|them|one|there|him|her|he|she|they|eso|esa|ese|esto|lo(?! que)|ahi|ell[ao]s?|el(?= (?:va|puede|tiene|quiere|necesita))|\w{3,}[aeiou]r?l[ao]s?)\b"
)
_SENTENCE = re.compile(r"(?<=[.!;])\s+")
