"""Find the name of a person who is on none of the asker's rosters.

Without this, "how is Kevin doing" would be read as a question about the student last shown.
"""

from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files

from bot.understanding.credentials import Named
from bot.understanding.words import Word, plain
from core.values import value


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TEACHING = frozenset(("instructor", "administrator", "evaluator"))
"""The roles that may name people who are on no roster of theirs."""
_NAMES_FILE = "given_names.txt"
_SHORTEST, _FEW, _LONGEST_NAME = 3, 2, 3
_ALSO_WORDS = _words(
    """abril alma amber angel art autumn bill blanca cali carter chase chester christian clay cliff
    consuelo cruz crystal daisy dale dan dawn don dean diamond dolores domingo drake drew dulce dusty
    earl ella esperanza estrella faith frank gage german glen grace grant guy harry hazel holly homer
    hope hunter israel ivy jack jade jan jean jerry jesus jimmy junior lana lee leo linda luna luz mai
    marco mark mason max mercedes mia mike milagros miles misty nina norma paige pat paz perla pilar
    prince ray reese refugio remedios rich rob rocio roger roman rosa rose ruby rusty sandy santiago
    santos sean sierra socorro sol soledad stan sterling sue summer tanner taylor tina tono trinidad
    trinity tucker ty vera violet wade will"""
)
"""Names that are also ordinary words or places. They need a capital letter inside a sentence."""
_BEFORE = _words(
    """about also and candidate check did does find for has hows how is next now open pull see show
    student then up view was with
    a abre abreme ahora alumna alumno anda busca buscame candidata candidato con de enseneme ensename
    estudiante luego muestra muestrame muestreme para tambien tiene va ve ver y"""
)
"""Words that a name often follows."""


@value
class Unlisted:
    """A name as it was written, and the positions of its words. Both are empty if there is none."""

    name: str = ""
    places: frozenset[int] = frozenset()


NOBODY = Unlisted()


@cache
def _given_names() -> frozenset[str]:
    return _words(files("bot.understanding").joinpath(_NAMES_FILE).read_text(encoding="utf-8"))


def find_unlisted(named: Named, taken: frozenset[str], knows: Callable[[str], bool]) -> Unlisted:
    """Return the first words of a message that are a person's name.

    `taken` are folded words that name something else, such as a class. `knows` tells whether a
    folded word is an ordinary word, also if it is misspelled.
    """
    words = named.words
    inside = {place for each in named.mentions for place in range(each.start, each.end)}
    free = [
        place not in inside and word.folded not in taken and word.folded.isalpha()
        for place, word in enumerate(words)
    ]
    for place in range(len(words)):
        if free[place] and _begins_name(words, place, knows):
            end = place + 1
            while end < len(words) and end - place < _LONGEST_NAME and free[end]:
                if not _goes_on(words, end, knows):
                    break
                end += 1
            written = " ".join(each.written for each in words[place:end])
            return Unlisted(_without_possessive(written), frozenset(range(place, end)))
    return NOBODY


def _begins_name(words: Sequence[Word], place: int, knows: Callable[[str], bool]) -> bool:
    word = words[place]
    folded = _base(word)
    if len(folded) < _SHORTEST or "'" in folded:
        return False
    told = place > 0 and words[place - 1].folded in _BEFORE
    capital = place > 0 and _is_title(word)
    if folded in _ALSO_WORDS:
        return capital and not _all_titles(words)
    if folded in _given_names():
        return True
    return (capital or told) and not knows(folded) and not _all_titles(words)


def _goes_on(words: Sequence[Word], place: int, knows: Callable[[str], bool]) -> bool:
    """Whether a word after a name is part of it."""
    word = words[place]
    if _is_title(word) and not _all_titles(words):
        return True
    return len(word.folded) >= _SHORTEST and not knows(_base(word))


def _is_title(word: Word) -> bool:
    return word.written[:1].isupper() and not word.written.isupper()


def _all_titles(words: Sequence[Word]) -> bool:
    """Whether all words begin with a capital letter, so it shows no name: "Show Me The List"."""
    return len(words) > _FEW and all(map(_is_title, words))


def _base(word: Word) -> str:
    """Return the word without the "s" of "Kevin's"."""
    return plain(_without_possessive(word.written))


def _without_possessive(written: str) -> str:
    return written.replace("\u2019", "'").removesuffix("'s")
