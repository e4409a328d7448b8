"""Read which part of a list a message means: "the first", "number two", "all of them"."""

import re

from bot.understanding.ordinals import LAST, LAST_ONES, at
from bot.understanding.talk import Talk

_PLACES = {
    **{place: at(place) for place in (1, 2, 3)},
    LAST: rf"{LAST_ONES}|bottom(?: one)?|de abajo",
    # looked for last, because other places contain "one" too, as in "the second one"
    0: rf"{at(0)}|top(?: one)?|de arriba",
}
_OF_THEM = r"(?: (?:one|of (?:them|those|the two)|de (?:ellas|ellos|esas|esos)|on (?:the|that) list|de la lista))*"
_PLACE = {
    place: re.compile(rf"(?:the |la |el |lo |number |numero |no |#)*(?:{words}){_OF_THEM}$")
    for place, words in _PLACES.items()
}
_NUMBER = re.compile(rf"(?:the |la |el |number |numero |no |#)*(\d{{1,3}}){_OF_THEM}$")
_ONLY_PLACE = re.compile(
    rf"(?:the |la |el |lo |number |numero |no |#)*(?:{'|'.join(_PLACES.values())}|\d{{1,3}}|all|both|todos?|todas?|amb[oa]s|l[oa]s dos)"
    rf"{_OF_THEM}(?: please| por favor)?"
)
_ALL = re.compile(
    r"\b(?:all|both|everything|every|the (?:whole )?lot|the two(?: of them)?|todos?|todas?|amb[oa]s|l[oa]s dos)\b"
)
STEPS = {
    "up": re.compile(
        r"\bnext (?:one |level |step |tier )?(?:up|higher|above)\b|\b(?:one|level) on top of (?:it|that)\b|\band (?:the )?higher(?: one)?$|\b(?:la|el) (?:de )?mas arriba\b|\b(?:(?:del|el) )?nivel de arriba\b|\b(?:one|level|step) (?:up|higher|above)\b|\bthe one (?:above|over) (?:it|that)\b|\b(?:anything|something|algo|un[oa]) (?:higher|above|harder|mas (?:alt|avanzad|dificil|perr)\w*)\b|\b(?:a )?(?:harder|tougher|higher|more advanced) (?:one|level|version)\b|\bnext (?:level|tier)\b"
        r"|\b(?:el|la) (?:que sigue|de arriba|siguiente nivel|nivel (?:que sigue|siguiente|de arriba))\b|\b(?:un|el siguiente) nivel (?:mas|arriba)\b"
    ),
    "down": re.compile(
        r"\b(?:one|level|step) (?:down|lower|below)\b|\b(?:one|level|goal) (?:beneath|below|under|underneath)(?: it| that| this)?\b|\b(?:la|el) (?:de )?mas abajo\b|\bnivel de abajo\b|\b(?:el|la|the) (?:anterior|previous)(?: one)?\b|\bnext (?:one )?(?:down|lower|below)\b"
        r"|\b(?:la|el) de abajo\b|\bun nivel (?:menos|abajo)\b|\bnivel (?:anterior|previo)\b|\b(?:previous level|level before)\b"
    ),
    "least": re.compile(
        r"\b(?:easiest|simplest|lowest|bottom (?:level|tier)|smallest|least|most basic|entry[ -]level|mas (?:facil(?:it[oa])?|sencill(?:it)?[oa]|baj(?:it)?[oa]|simple"
        r"|chi(?:c|quit)[oa]|basic[oa])|mas faciles|menos dificil|pide menos)\b"
    ),
    "most": re.compile(
        r"\b(?:hardest|toughest|highest|biggest|top (?:level|tier|one)|uppermost|most (?:advanced|difficult)|mas (?:dificil|alt[oa]|dur[oa]|pesad[oa]|grande"
        r"|avanzad[oa]|perr[oa])|pide mas)\b"
    ),
    "middle": re.compile(
        r"\b(?:middle|mid|medium|in[ -]between|in the middle|de en ?medio|del? medio|intermedi[oa]|median[oa])\b"
    ),
}  # fmt: skip
"""Patterns of words that say which entry of an ordered list is meant.

`up` and `down` are the entries above and below the last one. `least` and `most` are the entries at
the ends, and `middle` is the one between.
"""


def is_all(words: str) -> bool:
    """Whether words mean all entries of a list."""
    return _ALL.search(words) is not None


def place_in(words: str) -> int | None:
    """Return the place in a list that the words name: from 0, or `LAST`.

    Return None if the words name no place.
    """
    for place, pattern in _PLACE.items():
        if pattern.search(words):
            return place
    return None


def is_place(words: str) -> bool:
    """Whether words only name a place in a list, or the whole list."""
    return _ONLY_PLACE.fullmatch(words) is not None


def number_at(words: str, talk: Talk, call: str) -> str:
    """Return the number of the entry that the words mean in the list just shown.

    The number is the one on the entry's button, or else the entry's place in the list. Return "" if
    the words mean no entry. `call` is how the calls of the list's buttons begin.
    """
    numbers = [each.removeprefix(call) for each in talk.choices if each.startswith(call)]
    if found := _NUMBER.search(words):
        return found[1]
    place = place_in(words)
    if place is None:
        return ""
    if numbers:
        return numbers[place] if place < len(numbers) else ""
    return "" if place == LAST else str(place + 1)
