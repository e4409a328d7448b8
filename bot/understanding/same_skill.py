"""Narrow a name that fits several credentials by the credential that the chat was about."""

import re
from collections.abc import Sequence
from functools import cache

from bot.understanding.credentials import Named
from bot.understanding.readings import OF_BEGUN, OF_HELD, SEVERAL, Reading, View, narrow_to_own
from bot.understanding.talk import Talk
from bot.understanding.words import plain
from core.catalog.model import Catalog, Credential
from core.values import replace

_NARROWED = OF_HELD | OF_BEGUN | {"credential", "cost"}
_OTHER = re.compile(r"\b(?:other|otr[oa])\b")


def nearest(codes: Sequence[str], before: str, catalog: Catalog) -> str:
    """Return those of several credentials that are most like the last one.

    The result is their codes, joined by `|`. Most alike are those at the same level with most words
    of the title in common. For example, after the operator of CNC mills, "and the lathe" means the
    operator of CNC lathes. `before` is the code of the last credential. If it is one of `codes`,
    return all.
    """
    last = catalog.credential(before)
    found = [each for code in codes if (each := catalog.credential(code))]
    if last is None or len(found) <= 1 or last in found:
        return SEVERAL.join(codes)
    likeness = {each.code: _likeness(each, last) for each in found}
    most = max(likeness.values())
    return SEVERAL.join(code for code, like in likeness.items() if like == most)


def of_those_talked_about(
    text: str, reading: Reading, named: Named, talk: Talk, view: View
) -> Reading:
    """Narrow a name that fits several credentials to those that the chat was about.

    "The lathe one" is the turning credential just talked about or listed, and "the other lathe one"
    is another turning credential on the asker's record.
    """
    if reading.command not in _NARROWED or len(named.mentions) != 1:
        return reading
    fitting = named.mentions[0].codes
    read, _space, kind = reading.argument.partition(" ")
    if len(fitting) <= 1 or not set(fitting).issuperset(read.split(SEVERAL)):
        return reading
    before = talk.things.credentials
    if before and before[0] in fitting and _OTHER.search(plain(text)):
        about = [code for code in fitting if code != before[0] and code in view.held | view.begun]
    else:
        listed = {call.rpartition(" ")[2] for call in talk.choices}
        about = [code for code in fitting if code in before]
        about = about or [code for code in fitting if code in listed]
    own = [code for code in about if code in view.held] if reading.command in OF_HELD else about
    if not own:
        return reading
    code = SEVERAL.join(narrow_to_own(reading.command, tuple(own), view))
    return replace(reading, argument=f"{code} {kind}".strip())


def of_plain_skill(reading: Reading, named: Named, catalog: Catalog) -> Reading:
    """Read the name of a skill alone as the credential that has no other name at Level I.

    "Milling" fits six credentials, but only Manual Milling Skills I is called "Milling I". No
    credential is called "Turning I" alone, so "turning" stays unclear.
    """
    if len(named.mentions) != 1 or named.levels - {"I"}:
        return reading
    parts = reading.argument.split(" ")
    several = [part for part in parts if SEVERAL in part]
    if len(several) != 1 or set(several[0].split(SEVERAL)) != set(named.mentions[0].codes):
        return reading
    fitting = [each for code in several[0].split(SEVERAL) if (each := catalog.credential(code))]
    shared = frozenset.intersection(*map(words_of_title, fitting)) if fitting else frozenset()
    plain_ones = {
        each.code for each in fitting for word in shared if f"{word.title()} I" in each.aliases
    }
    if len(plain_ones) != 1:
        return reading
    argument = reading.argument.replace(several[0], plain_ones.pop())
    return replace(reading, argument=argument)


def words_of_title(credential: Credential) -> frozenset[str]:
    """Return the words of a credential's title."""
    return _words(credential.title)


def _likeness(one: Credential, other: Credential) -> tuple[bool, int, int]:
    mine, others = _words(one.title), _words(other.title)
    return one.level == other.level, len(mine & others), -len(mine ^ others)


@cache
def _words(title: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", title.lower()))
