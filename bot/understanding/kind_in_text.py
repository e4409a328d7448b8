"""Find which kind of exam a message is about: the theory, or the performance exam."""

import re
from collections.abc import Sequence

from bot.understanding.level_and_kind_words import KINDS
from bot.understanding.words import Word, plain
from core.catalog.model import ExamKind

PART = re.compile(r"\bparts?\b(?! (?:of|time|list|inspection|number))", re.IGNORECASE)
AFFIDAVIT = re.compile(r"\b(?:affidavits?|afidavits?)\b")
"""Matches the paper that confirms a performance exam. Theory exams have none."""
_WHAT_ELSE = re.compile(
    r"\b(?:(?<!do )(?<!did )i(?: ?'?ve| have| got| did| had| passed| finished| took| already)\b(?! to\b)"
    r"|(?:already|done with|finished|passed|got) (?:have )?(?:the|my)\b"
    r"|ya (?:tengo|hice|pase|saque|acabe|termine|aprobe)|^tengo|^hice|^pase)"
    r".*\b(?:else|rest|besides|other|more|what'?s left|que mas|otra cosa|algo mas|demas|resto"
    r"|que (?:me )?falta|piden|otro)\b"
    r"|\b(?:done|finished|complete|through with|terminad[oa]|complet[oa]|acabe|termine|lista?o?)\b.*"
    r"\b(?:or (?:is it |was (?:it|that) )?(?:just|only)|or (?:do|am|did|is|are) i? ?(?:still|just|only|not|missing)|or still|o (?:nomas|solo|nada mas|me falta|todavia))\b"
)
"""Matches a message about one exam of a credential that asks for the whole credential.

It says that one exam is done and asks for the others, or asks whether all of it is done or just the
one exam.
"""
_DONE = r"(?:pass(?:ed)?|done|finished|cleared|got|behind me|pase|paso|aprob\w+|hice|hech[oa]|saque|termin\w+|acab\w+|list[oa]|tengo)"
_EXAM = rf"(?:{'|'.join(KINDS)}|part)"
_NOW_THE_OTHER = re.compile(
    rf"\b(?:{_EXAM}\b.*\b{_DONE}|{_DONE}\b.*\b{_EXAM})\b[^,.;:!?]*[,.;:!?]+[ \u00bf\u00a1]+(?:(?:and|so|but|now|then|y|pero|ahora|entonces),? )*"
    rf"(?:(?:what|how) about |what happens with |is |que (?:hay|pasa|onda) (?:de(?:l)?|con) |falta )?(?:my |the |that |its |la |el |mi |su )?(?P<other>{_EXAM})\b"
)
"""Matches "the theory is done, what about the part", and finds the exam that it asks about."""


def kind_in(text: str, words: Sequence[Word], *, beside_name: bool) -> ExamKind | None:
    """Return the kind of exam that a message names, or None if it names none or asks about both.

    `beside_name`: the message names a credential, so "part" means its performance exam.
    """
    said = plain(text)
    kinds = {KINDS[word.folded] for word in words if word.folded in KINDS}
    if other := _NOW_THE_OTHER.search(said):
        return KINDS.get(other["other"], ExamKind.PERFORMANCE)
    kind = next(iter(kinds)) if len(kinds) == 1 else None
    if not kinds and beside_name and PART.search(text):
        kind = ExamKind.PERFORMANCE
    return None if kind is not None and _WHAT_ELSE.search(said) else kind
