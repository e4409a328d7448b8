"""Tell whether a teacher's message is about somebody else's things instead of their own.

Commands such as `data` and `unlink` only reach the asker's own record and chats. "Who looked at his
record" must not be answered with who looked at the asker's.
"""

import re

from bot.understanding.known_names import given_names
from bot.understanding.names import ALSO_WORDS, NOT_NAMES
from bot.understanding.readings import Said, View
from bot.understanding.talk import Talk
from bot.understanding.words import Word, plain, words_of
from core.people.model import Asker, Role

_STAFF = frozenset((Role.INSTRUCTOR.value, Role.EVALUATOR.value, Role.ADMINISTRATOR.value))
_BY_NAME = frozenset(
    ("data", "unlink", "certificate", "print", "share", "withdraw", "follow", "unfollow", "prove",
     "proofs", "forget")
)  # fmt: skip
"""Commands that are about somebody else's things as soon as a message names that person."""
_BY_OWNER = frozenset(("seen", "notices", "language", "whoami"))
"""Commands whose messages may name a person in passing, as in "did Ruth look at it".

They are about somebody else's things only if the message says whose.
"""
_OF_STUDENT_SHOWN = frozenset(("seen", "data", "unlink"))
"""Commands that are about the student just shown, unless the asker speaks of themselves."""
_STUDENT = r"(?! (?:student|kid|guy|boy|girl|apprentice|alumn|muchach|aprendi|chic|estudiant))"
_ME = re.compile(rf"\b(?:my|mine|i|im|ive|id|me|myself|mi|mis|mio|mia|yo|conmigo)\b{_STUDENT}")
_MINE = re.compile(rf"\b(?:my|mine|mi|mis|mio|mia)\b{_STUDENT}")
"""Matches words for the asker and for what is theirs, but not "my student"."""
_HIS = re.compile(r"\b(?:his|hers|her|him|he|hes|she|shes|(?:de|para|a|con) ella)\b")
_THEIRS = re.compile(r"\b(?:their|theirs|sus?|de ellos|de ellas|le|les|lo|la)\b")
"""Matches words that mean a person only if a student was just shown."""
EL = re.compile(r"\bél\b", re.IGNORECASE)
"""Matches "él" with its accent, which the text in plain letters lacks."""
_OWNED = re.compile(
    r"\w['\u2019]s\b|\b(?:for|of|de|a|para|mute|call|switch|tell|silencia|calla) [^\W\d_]",
    re.IGNORECASE,
)
"""Matches words that say whose something is, or whom an order is about."""


def other_candidate(text: str, command: str, asker: Asker, view: View) -> str:
    """Return the name of another person whose record a candidate asks about, or "".

    The answer would show the candidate's own record, as if it were the other person's.
    """
    candidate = asker.person if view.role == Role.CANDIDATE.value else None
    if candidate is None or command not in _OF_RECORD or _ME.search(plain(text)):
        return ""
    words, own = words_of(text), set(plain(candidate.name).split())
    before = [Word("", ""), *words]
    for asked, word in zip(before, words, strict=False):
        name = word.folded.removesuffix("s") if "'" in word.written else word.folded
        if name not in given_names() or name in own | NOT_NAMES | ALSO_WORDS | _STAFF_TITLES:
            continue
        titled = asked.folded in _STAFF_TITLES
        if not titled and (word.written[:1].isupper() or asked.folded in _ASKED_OF):
            return word.written.partition("'")[0].partition("\u2019")[0]
    return ""


_OF_RECORD = frozenset(("status", "score", "next"))
_STAFF_TITLES = frozenset(("mr", "mrs", "ms", "miss", "dr", "prof", "profe", "maestro", "maestra"))
_ASKED_OF = frozenset(("did", "does", "has", "is", "was", "hows", "y", "a"))
"""Words after which a name in small letters is a person's."""


def is_of_another(text: str, command: str, said: Said, talk: Talk, view: View) -> bool:
    """Whether a command that only reaches the asker's own things was meant for somebody else's."""
    if view.role not in _STAFF:
        return False
    spoken = plain(text)
    named = bool(said.people) or bool(said.unlisted)
    him = bool(_HIS.search(spoken) or EL.search(text))
    if not him and talk.things.student and talk.command == "student":
        him = bool(_THEIRS.search(spoken))
    if command in _BY_NAME:
        found = (named or him) and not _MINE.search(spoken)
    elif command in _BY_OWNER:
        found = (him or (named and bool(_OWNED.search(text)))) and not _ME.search(spoken)
    else:
        return False
    if command in _OF_STUDENT_SHOWN and talk.command == "student":
        found = found or not _ME.search(spoken)
    return found
