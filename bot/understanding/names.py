"""Find the people and rosters that a message names.

Only people and rosters that the asker may see are found.
"""

import re
from collections import Counter
from collections.abc import Sequence

from bot.understanding.known_names import given_names
from bot.understanding.words import Word, plain
from core.names import letters_wrong
from core.people.model import Person
from core.people.roster_names import Roster
from core.values import value

_SHORTEST_NAME = 3
_FUZZY_FROM = 5
_TWO_LETTERS = 2
_SHORT_WORDS = frozenset(
    re.findall(
        r"\w+",
        """al am an as at be by da de do el en es eh go ha he hi id if in is it la le lo me mi my no
        of oh ok on or os pa qu re se si so su te ti to tu un up us va ve we ya yo""",
    )
)
"""Two-letter words that are not names."""
NOT_NAMES = frozenset(
    ["van", "der", "von", "del", "los", "las", "ibn", "may", "park", "grace", "rose"]
)
"""Parts of names that are also ordinary words. They count as names only with a capital letter."""
_GIVEN_AND_WORDS = frozenset(("grace", "rose"))
"""The given names among `NOT_NAMES`. They also count at the start of a message."""
_BEFORE_GIVEN_NAMES = frozenset(("la", "y", "and", "to", "for", "with", "con", "a", "of", "de"))
ALSO_WORDS = frozenset(
    re.findall(
        r"\w+",
        """abril alma amber angel art autumn bill blanca cali carter chase chester christian clay cliff
        consuelo cruz crystal daisy dale dan dawn don dean diamond dolores domingo drake drew dulce
        dusty earl ella esperanza estrella faith frank gage german glen grace grant guy harry hazel
        holly homer hope hunter israel ivy jack jade jan jean jerry jesus jimmy junior lana lee leo
        linda luna luz mai marco mark mason max mercedes mia mike milagros miles misty nina norma
        paige pat paz perla pilar prince ray reese refugio remedios rich rob rocio roger roman rosa
        rose ruby rusty sandy santiago santos sean sierra socorro sol soledad stan sterling sue
        summer tanner taylor tina tono trinidad trinity tucker ty vera violet wade will""",
    )
)
"""Names that are also ordinary words or places. They need a capital letter inside a sentence."""
_BEFORE_NAMES = frozenset(
    [
        "is",
        "hows",
        "about",
        "did",
        "does",
        "has",
        "was",
        "show",
        "pull",
        "up",
        "va",
        "anda",
        "tiene",
        "paso",
        "termino",
        "muestrame",
        "busca",
        "candidate",
        "student",
        "alumno",
        "alumna",
        "candidato",
        "candidata",
        "estudiante",
    ]
)
"""Words that come before a name. After them, a name does not need a capital letter."""
_ROSTER_WORDS = {
    **dict.fromkeys(
        ["morning", "mornings", "am", "manana", "mananas", "matutino", "matutina"], "mornings"
    ),
    **dict.fromkeys(
        [
            "evening",
            "evenings",
            "night",
            "nights",
            "noche",
            "noches",
            "tarde",
            "tardes",
            "nocturno",
            "vespertino",
            "vespertina",
            "pm",
        ],
        "evenings",
    ),
    **dict.fromkeys(["lathe", "torno", "torneado", "turning"], "turning"),
    **dict.fromkeys(["machining", "maquinado", "mecanizado", "maquinados"], "machining"),
}


@value
class NamedPeople:
    """The students that are named, and the positions of the words that name them."""

    people: tuple[Person, ...] = ()
    places: frozenset[int] = frozenset()


def find_people(
    words: Sequence[Word], people: Sequence[Person], common: frozenset[str] = frozenset()
) -> NamedPeople:
    """Return the students whose names or numbers are in a message.

    If several students have a name, return all of them. `common` has words that are not misspelled
    names, such as "grade", which is not Grace.
    """
    scores: dict[int, tuple[int, frozenset[int]]] = {}
    for person in people:
        parts = plain(person.name).replace("'", "").replace("-", " ").split()
        held = frozenset(
            place
            for place, word in enumerate(words)
            if not (word.folded == "grace" and _folded(words, place + 1) == "period")
            if (person.number and word.folded == plain(person.number))
            or any(_is(word, part, words[place - 1] if place else None, common) for part in parts)
        )
        if held:
            whole = any(words[place].folded == plain(person.number or "-") for place in held)
            scores[person.id] = (9 if whole else len(held), held)
    if not scores:
        return NamedPeople()
    best = max(score for score, _ in scores.values())
    found = tuple(p for p in people if scores.get(p.id, (0, frozenset()))[0] == best)
    places = frozenset[int]().union(*(scores[p.id][1] for p in found))
    return NamedPeople(found, places)


def _folded(words: Sequence[Word], place: int) -> str:
    return words[place].folded if place < len(words) else ""


def places_of_staff(words: Sequence[Word], staff: Sequence[Person]) -> frozenset[int]:
    """Return the positions of the words that name people of the staff.

    A name may be cut short, as in "Sam" for Samuel.
    """
    parts = {
        part
        for person in staff
        for part in plain(person.name).replace("'", "").replace("-", " ").split()
        if len(part) >= _SHORTEST_NAME and part not in NOT_NAMES
    }
    spoken = [_without_possessive(word) for word in words]
    return frozenset(
        place
        for place, word in enumerate(spoken)
        if word in parts
        or (
            len(word) >= _SHORTEST_NAME
            and words[place].written[:1].isupper()
            and any(part.startswith(word) for part in parts)
        )
    )


def _is(word: Word, part: str, before: Word | None, common: frozenset[str]) -> bool:
    if len(part) < _SHORTEST_NAME:
        return len(part) == _TWO_LETTERS and word.folded == part and part not in _SHORT_WORDS
    folded = word.folded.removesuffix("s") if word.folded == f"{part}s" else word.folded
    if folded == part:
        told = before is not None and before.folded in _BEFORE_NAMES
        if part in _GIVEN_AND_WORDS:
            told = told or before is None or before.folded in _BEFORE_GIVEN_NAMES
        return part not in NOT_NAMES or word.written[:1].isupper() or told
    if len(part) < _FUZZY_FROM or len(folded) < _FUZZY_FROM or folded in common:
        return False
    # "Pavel" is not a misspelling of a student's name Patel
    if folded in given_names() and part not in given_names():
        return False
    return letters_wrong()(folded, part, score_cutoff=1) <= 1


def find_rosters(words: Sequence[Word], rosters: Sequence[Roster]) -> list[Roster]:
    """Return the rosters whose distinctive words appear in a message."""
    spoken = {part for part in _parts_of_rosters(words) if part}
    named = {roster.id: _words_of_roster(roster) for roster in rosters}
    holders = Counter(part for parts in named.values() for part in parts)
    scores = {
        roster.id: sum(1 / holders[part] for part in named[roster.id] & spoken)
        for roster in rosters
    }
    best = max(scores.values(), default=0.0)
    return [roster for roster in rosters if best > 0 and scores[roster.id] == best]


def rosters_told_apart(words: Sequence[Word], rosters: Sequence[Roster]) -> list[Roster]:
    """Return the rosters that a message names one by one, in its order: "mornings and evenings".

    Return [] if the message names fewer than two rosters, or has no word such as "and" between
    them. A roster is named by words that no other roster has.
    """
    named = {roster.id: _words_of_roster(roster) for roster in rosters}
    holders = Counter(part for parts in named.values() for part in parts)
    found: dict[int, int] = {}
    for place, part in enumerate(_parts_of_rosters(words)):
        if holders[part] == 1:
            [roster] = [each for each, parts in named.items() if part in parts]
            found.setdefault(roster, place)
    if not _joined(words, list(found.values())):
        return []
    return [roster for each in found for roster in rosters if roster.id == each]


def _parts_of_rosters(words: Sequence[Word]) -> list[str]:
    """Return the words in the form that roster names have.

    A time that is not a class, as in "this morning", becomes "".
    """
    folded = [_OF_CLOCK.sub("", _without_possessive(word)) for word in words]
    parts = [_ROSTER_WORDS.get(each, each) for each in folded]
    before = ["", *(word.folded for word in words)]
    return [
        "" if part in _TIMES and last in _NOT_CLASS else part
        for part, last in zip(parts, before, strict=False)
    ]


def _joined(words: Sequence[Word], places: Sequence[int]) -> bool:
    """Whether "and", "or", "versus" or the like stands between these words."""
    return len(places) > 1 and any(
        word.folded in JOINS for word in words[min(places) : max(places)]
    )


def other_class(said: str, rosters: Sequence[Roster]) -> str:
    """Return the words for a class that is not one of these rosters, or "".

    For example, the words are "night class", but all rosters are by day.
    """
    times = [_words_of_roster(roster) & _TIMES for roster in rosters]
    if not any(times):
        return ""
    for found in _BY_TIME.finditer(said):
        time = _ROSTER_WORDS.get(next(each for each in found.groups() if each))
        if time and not any(time in each for each in times):
            return _GOES_ON.sub("", found[0])
    return ""


_GOES_ON = re.compile(r"^(?:(?:and|so|then|what about|how about|y|entonces|que tal) )+")


def words_of_rosters(rosters: Sequence[Roster]) -> frozenset[str]:
    """Return all words in the rosters' names, in lower case and without accents."""
    return frozenset(part for each in rosters for part in re.findall(r"\w+", plain(each.name)))


def _without_possessive(word: Word) -> str:
    """Return the folded word without the "s" of "Kevin's"."""
    owns = word.written.replace("\u2019", "'").lower().endswith("'s")
    return word.folded[:-1] if owns else word.folded


def _words_of_roster(roster: Roster) -> set[str]:
    """Return the words by which a roster is called: those of its name and of its instructors."""
    parts = re.findall(r"\w+", plain(roster.name))
    own = plain(roster.taught_by).replace("'", "").replace("-", " ").split()
    teachers = {part for part in own if len(part) >= _SHORTEST_NAME} - NOT_NAMES - ALSO_WORDS
    return ({_ROSTER_WORDS.get(part, part) for part in parts} | teachers) - SMALL


_OF_CLOCK = re.compile(r"^\d{1,2}(?=[ap]m$)")
"""Matches the hour in "6pm". The "pm" alone names a class: "the 6pm group"."""
_TIMES = frozenset(("mornings", "evenings"))
_NOT_CLASS = frozenset(
    (
        "this",
        "good",
        "tomorrow",
        "yesterday",
        "last",
        "every",
        "esta",
        "ayer",
        "hoy",
        "pasado",
        "por",
    )
)
"""If one of these words is before a time of day, the time is not a class."""
JOINS = frozenset(
    ("and", "or", "vs", "versus", "than", "with", "against", "y", "e", "o", "contra", "con", "que")
)
_BY_TIME = re.compile(
    r"\b(?P<en>mornings?|evenings?|night) (?:(?:cnc|lathe|mill|milling|machining|turning|grinding|welding) ){0,2}(?:class|group|section|kids|crew|folks|students|people|guys"
    r"|bunch|cohort|roster|ones)\b"
    r"|(?<!in )(?<!on )(?<!during )\b(?:the|my|our) (?P<alone>mornings|evenings)\b"
    r"|(?<=\bin )(?:\w+,? ){1,4}(?P<named>mornings|evenings)$"
    r"|\b(?:grupo|clase|turno|seccion|muchach[oa]s|alumn[oa]s|los|las)(?: de)?(?: la| las| el)?"
    r" (?P<es>mananas?|noches?|tardes?|matutino|nocturno)\b"
    r"|^(?:(?:and|so|then|what about|how about) )*(?:the )?(?P<brief>mornings?|evenings?|nights?)(?: ones?)?(?: then| too)?$"
    r"|^(?:(?:y|entonces|que tal) )*(?:el|la) de (?:la |el )?(?P<breve>mananas?|noches?|tardes?|matutino|nocturno)(?: tambien)?$"
)
"""Matches a class that is named by its time of day."""


SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "for",
        "of",
        "the",
        "to",
        "i",
        "1",
        "s",
        "y",
        "de",
        "la",
        "el",
        "en",
        "los",
        "las",
        "as",
        "at",
        "in",
        "on",
        "certificate",
        "credit",
        "hires",
        "employer",
        "program",
        "programme",
        "colleges",
        "city",
        "north",
        "nims",
        "skills",
        "credential",
        "what",
        "do",
        "need",
        *(
            "del",
            "segun",
            "un",
            "una",
            "nivel",
            "por",
            "dos",
            "two",
            "creditos",
            "plan",
            "programa",
        ),
        *("empleador", "norte", "con"),
    ]
)
