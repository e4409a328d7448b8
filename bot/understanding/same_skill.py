"""Narrow a name that fits several credentials by the credential that the chat was about."""

import re
from collections.abc import Sequence
from functools import cache

from bot.understanding.readings import SEVERAL
from core.catalog.model import Catalog, Credential


def nearest(codes: Sequence[str], before: str, catalog: Catalog) -> str:
    """Return those of several credentials that are most like the one before, joined by `|`.

    They have its level and words of its title. For example, after the operator of CNC mills, "and
    the lathe" is the operator of CNC lathes. If the one before is among them, return all.
    """
    last = catalog.credential(before)
    found = [each for code in codes if (each := catalog.credential(code))]
    if last is None or len(found) <= 1 or last in found:
        return SEVERAL.join(codes)
    likeness = {each.code: _likeness(each, last) for each in found}
    most = max(likeness.values())
    return SEVERAL.join(code for code, like in likeness.items() if like == most)


def words_of_title(credential: Credential) -> frozenset[str]:
    """Return the words of a credential's title."""
    return _words(credential.title)


def _likeness(one: Credential, other: Credential) -> tuple[bool, int, int]:
    mine, others = _words(one.title), _words(other.title)
    return one.level == other.level, len(mine & others), -len(mine ^ others)


@cache
def _words(title: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", title.lower()))
