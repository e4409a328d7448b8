"""Find the name of a person who is on none of the asker's rosters.

Without this, "how is Kevin doing" would be read as a question about the student last shown.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from bot.understanding.credentials import Named
from bot.understanding.known_names import given_names, no_people
from bot.understanding.names import ALSO_WORDS, NamedPeople, places_of_staff
from bot.understanding.words import Word, plain, words_of
from core.names import is_slip
from core.people.model import Person
from core.values import value


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SHORTEST, _FEW, _LONGEST_NAME = 3, 2, 5
_WITH_APOSTROPHE = re.compile(r"[DdOo]['\u2019][^\W\d_a-z]\w{2,}")
_PARTICLES = _words("al da de del della den der di dos du el la las los san santa van von y")
"""Small words inside of names, as in "de la Cruz"."""
_AND = _words("and y e")
_I = _words("i im ive ill id")
_NO_NAME_AFTER = _words(
    """a an the our your my some any this that these those another each every
    in on at into from near to using via
    un una unos unas el la los las nuestro nuestra mi su este esta ese esa cada en desde hasta"""
)
"""Words before things and places. After them, only a well-known name is a person's."""
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


def namesake(
    said: str,
    named: Named,
    people: NamedPeople,
    taken: frozenset[str],
    knows: Callable[[str], bool],
    common: frozenset[str] = frozenset(),
) -> Unlisted:
    """Return the whole name of somebody who shares only a part of it with a student.

    For example, "Kevin Haddad" is found beside a student called Noor Haddad. `common` has the
    ordinary words that are no family names.
    """
    if not people.people or len(people.places) != 1:
        return NOBODY
    [held] = people.places
    words = named.words
    inside = _of_credentials(named)
    parts = {part for each in people.people for part in plain(each.name).replace("-", " ").split()}
    for place in (held - 1, held + 1):
        if not 0 <= place < len(words) or place in inside or words[place].folded in taken:
            continue
        first, last = sorted((place, held))
        written = f"{words[first].written} {words[last].written}"
        folded = _base(words[place])
        if written not in said or any(is_slip(folded, part) for part in parts):
            continue
        follows = place > held and _is_title(words[place]) and not _all_titles(words)
        family = follows and folded not in common | no_people() | ALSO_WORDS
        if family or _is_surely_name(words, place, knows, starts=place < held):
            return Unlisted(_without_possessive(written), frozenset((first, last)))
    return NOBODY


def names_staff(name: str, staff: Sequence[Person]) -> bool:
    """Whether a name as it was written is that of somebody on the staff, or a part of it."""
    words = words_of(name)
    return any(len(places_of_staff(words, [each])) == len(words) for each in staff)


def _of_credentials(named: Named) -> set[int]:
    """Return the positions of the words that name credentials."""
    return {place for each in named.mentions for place in range(each.start, each.end)}


def _is_surely_name(
    words: Sequence[Word], place: int, knows: Callable[[str], bool], *, starts: bool
) -> bool:
    word, folded = words[place], _base(words[place])
    if folded in no_people() or folded in ALSO_WORDS:
        return False
    if folded in given_names() and (starts or _is_title(word)):
        return True
    return _is_title(word) and not _all_titles(words) and place > 0 and not knows(folded)


def find_unlisted(
    said: str,
    named: Named,
    taken: frozenset[str],
    knows: Callable[[str], bool],
    staff: frozenset[int] = frozenset(),
) -> Unlisted:
    """Return the first words of a message that are a person's name.

    `said` is the message, and `named` has its words. `taken` are folded words that name something else, such as a class. `knows` tells whether a
    folded word is an ordinary word, also if it is misspelled. `staff` are the positions of the
    names of staff, who are not students.
    """
    words = named.words
    inside = _of_credentials(named)
    free = [
        place not in inside
        and place not in staff
        and word.folded not in _I
        and word.folded not in taken
        and word.folded.isalpha()
        and _base(word) not in no_people()
        for place, word in enumerate(words)
    ]
    for place in range(len(words)):
        if free[place] and _begins_name(words, place, knows):
            end = _end_of_name(said, words, place, free, knows)
            written = " ".join(each.written for each in words[place:end])
            for first, second in pairwise(words[place:end]):
                if hyphen := _hyphened(said, first, second):
                    written = written.replace(f"{first.written} {second.written}", hyphen)
            return Unlisted(_without_possessive(written), frozenset(range(place, end)))
    return NOBODY


def _hyphened(said: str, first: Word, second: Word) -> str:
    """Return two words as they are written with a hyphen between them, or ""."""
    written = f"{first.written}-{second.written}"
    return written if re.search(rf"(?<!\w){re.escape(written)}(?!\w)", said) else ""


def _end_of_name(
    said: str, words: Sequence[Word], start: int, free: Sequence[bool], knows: Callable[[str], bool]
) -> int:
    """Return the index after the last word of a name.

    A particle must be followed by a name.
    """
    end = at = start + 1
    while at < len(words) and at - start < _LONGEST_NAME:
        if at == end and _hyphened(said, words[at - 1], words[at]):  # "Soo-jin"
            end = at = at + 1
            continue
        if not free[at]:
            break
        # two people, as in "Kevin y Brayan", unlike the one in "Ortega y Gasset"
        joins = words[at].folded in _AND and at == start + 1
        if joins and at + 1 < len(words) and _given_here(words, at + 1):
            break
        if words[at].folded not in _PARTICLES:
            small = not words[at].written[:1].isupper()
            # in small letters, an unknown word is a family name only after such a given name
            alone = at + 1 == len(words) and not words[start].written[:1].isupper()
            if small and (at > end or not (alone or _base(words[at]) in given_names())):
                break
            if not _goes_on(words, at, knows):
                break
            end = at + 1
        at += 1
    return end


def _given_here(words: Sequence[Word], place: int) -> bool:
    return _base(words[place]) in given_names()


def _is_verb(words: Sequence[Word], place: int) -> bool:
    """Whether a word is a verb of Spanish by its form, as in "la voy a regañar", "está guindá"."""
    written, before = words[place].written, words[place - 1].folded
    if written[:1].isupper():
        return False
    going = before == "a" and place > 1 and words[place - 2].folded in _GOES
    return written.endswith(("\xe1", "\xed")) or (going and written.endswith(("ar", "er", "ir")))


_GOES = _words("voy vas va vamos van iba ibas iban fui fue ir")


def _begins_name(words: Sequence[Word], place: int, knows: Callable[[str], bool]) -> bool:
    word = words[place]
    if _WITH_APOSTROPHE.fullmatch(_without_possessive(word.written)):
        return True
    folded = _base(word)
    if len(folded) < _SHORTEST or "'" in folded:
        return False
    told = place > 0 and words[place - 1].folded in _BEFORE
    told = told and not _is_verb(words, place)
    capital = place > 0 and _is_title(word)
    if folded in ALSO_WORDS:
        whole = place == 0 and 1 < len(words) <= _LONGEST_NAME and all(map(_is_part, words))
        pair = place == 0 and len(words) > 1 and _is_title(word) and _is_title(words[1])
        pair = pair and not _all_titles(words) and not knows(_base(words[1]))
        return (
            pair or (whole and not knows(_base(words[-1]))) or (capital and not _all_titles(words))
        )
    if folded in given_names():
        return True
    if place == 0 and _is_family_name(words, knows):
        return True
    if knows(folded) or (place > 0 and words[place - 1].folded in _NO_NAME_AFTER - _BEFORE):
        return False
    if place == 0:  # a message of nothing but a name
        return len(words) > 1 and _is_title(word) and all(map(_is_part, words))
    return (capital or told) and not _all_titles(words)


def _is_family_name(words: Sequence[Word], knows: Callable[[str], bool]) -> bool:
    """Whether a message begins with an unknown family name: "Kovac's mill part", "Kovac y Diaz"."""
    first, *others = words
    if not _is_title(first) or knows(_base(first)) or not others or _all_titles(words):
        return False
    owns = _without_possessive(first.written) != first.written
    last = others[1] if others[0].folded in _AND and len(others) > 1 else others[0]
    return owns or (_is_title(last) and not knows(_base(last)))


def _is_part(word: Word) -> bool:
    """Whether a word is written as a part of a name."""
    return _is_title(word) or word.written in _PARTICLES


def _goes_on(words: Sequence[Word], place: int, knows: Callable[[str], bool]) -> bool:
    """Whether a word after a name is part of it."""
    word = words[place]
    if _base(word) in given_names() or (_is_title(word) and not _all_titles(words)):
        return True
    return len(word.folded) >= _SHORTEST and not knows(_base(word))


def _is_title(word: Word) -> bool:
    return word.written[:1].isupper() and not word.written.isupper()


def _all_titles(words: Sequence[Word]) -> bool:
    """Whether all words begin with a capital letter, as in "Show Me The List".

    In such a message, capital letters do not show names.
    """
    return len(words) > _FEW and all(map(_is_title, words))


def _base(word: Word) -> str:
    """Return the word without the "s" of "Kevin's"."""
    return plain(_without_possessive(word.written))


def _without_possessive(written: str) -> str:
    return written.replace("\u2019", "'").removesuffix("'s")
