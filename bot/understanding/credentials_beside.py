"""Find a credential related to the last one, such as another level of its skill."""

import re
from collections.abc import Sequence

from bot.understanding.readings import SEVERAL
from bot.understanding.same_skill import nearest, words_of_title
from bot.understanding.talk import Talk
from bot.understanding.words import CATALOG_WORDS
from core.catalog.model import Catalog, Credential, Level


def credential_meant(spoken: str, talk: Talk) -> str:
    """Return the earlier credential that a message refers to, or "".

    "The other one" is the credential before the last. "The first" is the oldest.
    """
    before = talk.things.credentials
    if len(before) <= 1:
        return ""
    if OTHER_ONE.search(spoken):
        return before[1]
    return before[-1] if _FIRST.search(spoken) else ""


def codes_at(codes: Sequence[str], level: Level | None) -> str:
    """Return the codes of the credentials at a level, or all codes if there are none."""
    at = [code for code in codes if level and f"{len(level.value)}-" in code[:4]]
    return SEVERAL.join(at or codes)


def at_level(codes: str, level: Level, catalog: Catalog) -> str:
    """Return those of several credentials that are at a level.

    For a single code, return the same skill at that level, or "".
    """
    found = [each for code in codes.split(SEVERAL) if (each := catalog.credential(code))]
    if len(found) > 1:
        return SEVERAL.join(each.code for each in found if each.level is level)
    other = re.sub(r"[123]", str(len(level.value)), codes, count=1)
    return other if catalog.credential(other) else ""


def beside_level(known: Credential, step: str, catalog: Catalog) -> str:
    """Return the same skill one level above or below, or "" if there is none."""
    levels = list(Level)
    place = levels.index(known.level) + (1 if step == "up" else -1) if known.level else -1
    return at_level(known.code, levels[place], catalog) if 0 <= place < len(levels) else ""


def sibling(words: Sequence[str], last: str, catalog: Catalog) -> str:
    """Return the credential that a word such as "operator" means after another one.

    `last` is the other one's code. If several fit, return the one most like it. Return "" if none
    fits, or if several are equally like it.
    """
    known = catalog.credential(last)
    means = {part for word in words for part in CATALOG_WORDS.get(word, word).split()}
    if known is None:
        return ""
    means &= _TELLING_APART
    if not means or means <= words_of_title(known):
        return ""
    fitting = [each for each in catalog.credentials if means <= words_of_title(each)]
    near = [each for each in fitting if each.area == known.area and each.level == known.level]
    codes = nearest([each.code for each in near], last, catalog)
    return codes if SEVERAL not in codes else ""


def of_same_area(words: Sequence[str], last: str, catalog: Catalog) -> str:
    """Return the credential of the last one's area whose title has this one word.

    For example, "and the inspection one" means the stamping credential about inspection. Return ""
    if there are several words, or if the word is in several titles of the last one's level.
    """
    known = catalog.credential(last)
    if known is None or len(words) != 1 or len(words[0]) < _TELLING:
        return ""
    means = set(CATALOG_WORDS.get(words[0], words[0]).split())
    fitting = [
        each
        for each in catalog.credentials
        if each.area == known.area and means <= words_of_title(each)
    ]
    if len(fitting) > 1:  # at several levels
        fitting = [each for each in fitting if each.level is known.level]
    return fitting[0].code if len(fitting) == 1 and fitting[0] is not known else ""


def told_apart(words: Sequence[str], before: Sequence[str], catalog: Catalog) -> str:
    """Return the credential that a word such as "operator" means after others.

    It is one of those talked about, if one of them has that word, or a sibling of the last.
    """
    means = {part for word in words for part in CATALOG_WORDS.get(word, word).split()}
    means &= _TELLING_APART
    known = (each for code in before if (each := catalog.credential(code)))
    said = (each.code for each in known if means and means <= words_of_title(each))
    return next(said, "") or sibling(words, before[0] if before else "", catalog)


_TELLING = 5
"""Minimum letters of a word that alone tells one credential of an area from the others."""
OTHER_ONE = re.compile(r"\b(?:the other(?: one| class| group)?|l[ao] otr[ao]|(?:el|del|al) otro)\b")
_FIRST = re.compile(
    r"\b(?:(?:the|that) (?:very )?(?:first|1st)|(?:el|la|lo|del|al) primer[oa]?)\b(?! (?:time|vez|intento|attempt))"
)
_TELLING_APART = frozenset(("operator", "programming", "setup"))
"""Words that tell apart the credentials of one machine. Alone, they name no credential."""
