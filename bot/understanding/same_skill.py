"""Narrow a name that fits several credentials by the credential that the chat was about."""

import re

from bot.understanding.credentials import Named
from bot.understanding.readings import SEVERAL
from bot.understanding.words import plain
from core.catalog.model import Catalog

_TELLS_NOTHING = frozenset(("skills", "and", "operations"))


def codes_like(named: Named, before: str, catalog: Catalog) -> str:
    """The codes of the first credential that is named, narrowed to those most like `before`.

    After the operator of CNC mills, "and the lathe" is the operator of CNC lathes.
    """
    codes = named.mentions[0].codes
    last = catalog.credential(before)
    if len(codes) == 1 or last is None:
        return SEVERAL.join(codes)
    words = _words(last.title)
    shared = {
        code: len(words & _words(each.title))
        for code in codes
        if (each := catalog.credential(code)) is not None
    }
    most = max(shared.values(), default=0)
    return SEVERAL.join(code for code in codes if shared.get(code) == most)


def _words(title: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", plain(title))) - _TELLS_NOTHING
