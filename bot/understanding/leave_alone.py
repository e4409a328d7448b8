"""Recognize messages that only say to leave something alone."""

import re

from bot.understanding.goal_names import find_goals
from bot.understanding.lead_ins import core_of
from bot.understanding.readings import Said, View
from bot.understanding.words import asks, plain


def leaves_alone(text: str, said: Said, view: View) -> bool:
    """Whether a message only says to leave something alone or that it is not needed.

    An example is "leave the mill one as it is, my boss saw it".
    """
    words, _, reason = core_of(text).words.partition(", ")
    if reason and (asks(reason) or not _REASON.match(reason)):
        words = core_of(text).words
    if view.role not in _ROLES or "?" in text or _ALONE.fullmatch(words) is None:
        return False
    named = said.named.mentions or said.people or said.codes
    return bool(
        named
        or _POINTS.search(plain(text))
        or find_goals(said.named.words, view.goals, vague=False)
    )


def only_leaves_alone(clause: str) -> bool:
    """Whether a clause says to leave something alone."""
    return _ALONE.fullmatch(core_of(clause).words) is not None


_ROLES = frozenset(("candidate", "employer", "stranger"))
"""Roles for which "leave it as it is" asks to do nothing.

An instructor who says to leave something may mean to leave a class's notices on.
"""
_BEGINS = r"(?:the|my|that|those|el|la|los|las|l[oa]s? de(?:l)?|es[aeo]s?|mis?)"
_THING = rf"(?:{_BEGINS} )*(?:(?!(?:to|que|me|nothing|nada|do|not|no|how|what|when|who|which|why|does|is|como|cuando|quien|cual)\b)[\w&'-]+ ?){{1,4}}?"
_NOT_NEEDED = r"no (?:me |nos )?(?:hacen? falta|(?:l[oa]s? )?(?:ocup|necesit)\w+|l[oa]s? (?:toqu|muev|quit)\w+)"
_ALONE = re.compile(
    r"(?:(?:just|you can|puedes?|please|mejor|kidding|jk|(?:es )?broma) )*(?:"
    rf"(?:leave|let|keep) {_THING} ?(?:alone|be|out of (?:it|this)|as (?:it|they) (?:is|are)|as is|like (?:that|it is)|(?:the way|where|how) (?:it|they) (?:is|are))"
    r"|leave (?:it|that|this|them|those|the (?:rest|others?|other (?:one|two)))"
    rf"|(?:(?:i|we|he|she|they) )?(?:don'?t|do not|does not|doesn'?t|won'?t|will not) need {_THING}"
    rf"|not {_THING} ?(?:though|tho|yet)|{_THING} (?:is|are) not needed|{_THING} (?:stays|can stay)(?: put| on| up| as (?:it )?is)?"
    rf"|{_THING},? ?(?:dej(?:a|e|en)?l?[oa]?s?(?: (?:asi|en paz|quiet[oa]s?|como estan?|donde estan?|ahi))?|{_NOT_NEEDED}|(?:todavia|aun) no|no (?:todavia|aun)|se quedan?(?: asi)?)"
    rf"|(?:dej\w+|no (?:toques?|muevas?)) {_THING} ?(?:asi|en paz|quiet[oa]s?|como estan?|donde estan?|ahi)"
    rf"|no (?:hacen? falta|ocupo|necesito) {_THING})"
    r"(?: (?:then|now|for now|though|please|entonces|por ahora|ahorita|nomas|por favor|gracias|thanks))*"
)
"""Matches a message that says to leave alone what it names."""
_REASON = re.compile(
    r"(?:ya|porque|pues|ese|esa|eso|because|cause|cuz|since|it|that(?: one)?|he|she|they|my|mi|el|la) (?!\w+ (?:too|also|tambien)$)"
)
"""Matches the beginning of a reason why something is to be left alone."""
_POINTS = re.compile(r"\b(?:rest|others?|otr[oa]s?|demas|one|number|numero|\d{1,2})\b")
