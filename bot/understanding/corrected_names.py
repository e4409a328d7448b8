"""Leave out names that a message itself corrects or replaces by narrower names."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.understanding.level_and_kind_words import GLUE, KINDS
from bot.understanding.words import Word

if TYPE_CHECKING:
    from bot.understanding.credentials import Mention


def as_corrected(mentions: Sequence["Mention"], words: Sequence[Word]) -> list["Mention"]:
    """Return those of the named credentials that a message really means.

    "The lathe, wait, I meant the mill" means only the mill. "The turning test, the between centers
    one" means only turning between centers.
    """
    found = sorted(mentions, key=lambda each: each.start)
    for place in range(len(found) - 1, 0, -1):
        between = [word.folded for word in words[found[place - 1].end : found[place].start]]
        if _corrects(between):
            return found[place:]
        if _BESIDE.issuperset(between):
            one, other = found[place - 1 : place + 1]
            if set(other.codes) < set(one.codes):
                del found[place - 1]
            elif set(one.codes) < set(other.codes):
                del found[place]
    return found


def _corrects(between: Sequence[str]) -> bool:
    pairs = {f"{one} {two}" for one, two in pairwise(between)}
    return not _CORRECTING.isdisjoint(between) or not _CORRECTING_PAIRS.isdisjoint(pairs)


_CORRECTING = frozenset(
    ("wait", "sorry", "oops", "whoops", "digo", "perdon", "espera", "espere", "esperate")
)
_CORRECTING_PAIRS = frozenset(
    ("i meant", "i mean", "scratch that", "quise decir", "me equivoque", "mas bien", "make that")
)
_BESIDE = (GLUE | KINDS.keys() | {"that", "esa", "ese", "este", "esta", "i", "mean"}) - {"and", "y"}
"""Words that may stand between a name of a credential and a narrower name of it."""
