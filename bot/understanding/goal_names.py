"""Find the goals that a message names.

Only goals that the asker may see are found.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from bot.understanding.names import SMALL
from bot.understanding.nearest_word import NearestWord
from bot.understanding.words import Word, plain
from core.goals.model import Goal
from core.language.catalogs import LANGUAGES
from core.language.message import in_language
from core.memories import emptied_when_forgetting

_GOAL_WORDS = {
    **dict.fromkeys(
        ["pensilvania", "pennsylvania", "penn", "pa", "pensylvania", "pensilvanya"], "pennsylvania"
    ),
    **dict.fromkeys(
        [
            "carolina",
            "nc",
            "charlotte",
            "gastonia",
            "greensboro",
            "raleigh",
            "durham",
            "hired",
            "hire",
            "job",
            "trabajo",
            "chamba",
            "jale",
            "entry",
            "entrada",
            "inicial",
            "principiante",
        ],
        "entry",
    ),
    **dict.fromkeys(["machinist", "maquinista"], "machinist"),
    **dict.fromkeys(
        ["merit", "merito", "meritorio", "siete", "seven", "especial", "special"], "merit"
    ),
    **dict.fromkeys(["basic", "basico", "basica"], "basic"),
    **dict.fromkeys(["competent", "competente", "middle", "intermedio", "medio"], "competent"),
    **dict.fromkeys(["advanced", "avanzado", "avanzada"], "advanced"),
    **dict.fromkeys(
        [
            "highschool",
            "high",
            "school",
            "prepa",
            "preparatoria",
            "preparatorias",
            "schools",
            "diploma",
            "escuela",
            "secundaria",
        ],
        "school",
    ),
    **dict.fromkeys(["chicago", "mfgt", "citycolleges"], "mfgt"),
    **dict.fromkeys(
        ["instructors", "instructores", "accredited", "acreditarnos", "acreditado"], "instructors"
    ),
    **dict.fromkeys(["teachers", "maestros", "maestras", "profesores", "faculty"], "staff"),
    "acreditacion": "accreditation",
}
_HUNDREDS = re.compile(
    r"(?:one|a|un|uno|ciento?|cien)(?: hundred(?: and)?)? (?P<tens>twenty|thirty|forty|veinti|veinte|treinta|cuarenta)"
    r"(?: ?(?:y )?(?P<ones>one|two|three|four|five|six|seven|eight|nine|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve))?\b"
)
"""Matches the number of a course as it is said: "one twenty-three", "ciento cuarenta"."""
_TENS = {
    "twenty": 2,
    "veinti": 2,
    "veinte": 2,
    "thirty": 3,
    "treinta": 3,
    "forty": 4,
    "cuarenta": 4,
}
_ONES = {
    word: place
    for place, words in enumerate(
        ("one uno", "two dos", "three tres", "four cuatro", "five cinco", "six seis", "seven siete",
         "eight ocho", "nine nueve"),
        1,
    )
    for word in words.split()
}  # fmt: skip


def _course_number(words: Sequence[Word]) -> set[str]:
    """Return a set with the number of a course that is written in words, if any."""
    found = _HUNDREDS.search(" ".join(word.folded for word in words))
    return {str(100 + 10 * _TENS[found["tens"]] + _ONES.get(found["ones"], 0))} if found else set()


_TWO_OF_LEVEL_ONE = re.compile(
    r"\b(?:two|2|dos) (?:\w+ )?(?:(?:de |at |of )?(?:level|lvl|nivel) (?:one|1|i|uno)s?|level ?ones)\b"
)
"""Matches what the employers of North Carolina ask: two credentials of level I."""
_VAGUE = frozenset(
    [
        "job",
        "trabajo",
        "chamba",
        "jale",
        "hire",
        "hired",
        "entry",
        "entrada",
        "school",
        "escuela",
        "diploma",
        "medio",
        "middle",
        "siete",
        "seven",
        "accreditation",
        "acreditacion",
        "teachers",
        "maestros",
        "maestras",
        "profesores",
        "faculty",
    ]
)
_LEAST = 0.2
"""Minimum score of a goal that a message names. A word that no other goal has scores 1."""


def find_goals(words: Sequence[Word], goals: Sequence[Goal], *, vague: bool = True) -> list[Goal]:
    """Return the goals that a message names by their words, numbers or purpose.

    With `vague`, it is enough to mention a job or a school.
    """
    spoken = {
        _goal_word(word.folded)
        for word in _without_para(words)
        if vague or word.folded not in _VAGUE
    } - SMALL | _course_number(words)
    if vague and _TWO_OF_LEVEL_ONE.search(" ".join(word.folded for word in words)):
        spoken.add("entry")
    weights = _weights_of_words(tuple((goal.title, goal.code) for goal in goals))
    if weights.keys().isdisjoint(spoken):
        return []
    scores = {
        goal.code: sum(weights[part] for part in _words_of_goal(goal.title, goal.code) & spoken)
        for goal in goals
    }
    best = max(scores.values(), default=0.0)
    if best < _LEAST:
        return []
    return [goal for goal in goals if scores[goal.code] == best]


@lru_cache(maxsize=2000)
def _goal_word(word: str) -> str:
    """Return the word of goals' titles that a folded word stands for, even if it is mistyped."""
    return _GOAL_WORDS.get(word) or _GOAL_WORDS.get(_MISTYPED(word) or "", word)


emptied_when_forgetting(_goal_word.cache_clear)
_MISTYPED = NearestWord(
    ("pennsylvania", "pensilvania", "advanced", "avanzado", "competent", "competente", "machinist",
     "chicago"),
    5,
    8,
)  # fmt: skip
"""Corrects mistyped words that are typical of goals, such as "pensylvania"."""


def _without_para(words: Sequence[Word]) -> Sequence[Word]:
    """Return the words without each "pa" that means "para" and not Pennsylvania."""
    if all(word.folded != "pa" for word in words) or not any(
        word.folded in _SPANISH for word in words
    ):
        return words
    behind = [word.folded for word in words[1:]]
    return [
        word
        for word, after in zip(words, [*behind, ""], strict=True)
        if word.folded != "pa" or after in _LEVELS_OF_GOALS
    ]


_SPANISH = frozenset(
    re.findall(
        r"\w+",
        "a al algo como con cual cuanto cuesta de el ella ellos en es esa ese esta este hay la las le lo los mandame mas me mi necesito nomas para pide por que quiero se si sirve su un una y ya yo",
    )
)
"""Spanish words. Beside them, "pa" means "para"."""
_LEVELS_OF_GOALS = frozenset(
    re.findall(
        r"\w+",
        "basic basico basica competent competente advanced avanzado avanzada skills skill one goal",
    )
)
"""Words after "pa" with which it means Pennsylvania even in Spanish."""


def goal_titles(goal: Goal) -> tuple[str, ...]:
    """Return the titles of a goal in plain letters, one for each language."""
    return _titles(goal.title)


@lru_cache(maxsize=1000)
def _titles(title: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain(in_language(title, each)) for each in LANGUAGES))


@lru_cache(maxsize=1000)
def _words_of_goal(title: str, code: str) -> frozenset[str]:
    """Return the distinctive words in a goal's titles and code, in the form that messages use."""
    written = " ".join((*_titles(title), code.replace("-", " ")))
    return frozenset(_GOAL_WORDS.get(part, part) for part in re.findall(r"\w+", written)) - SMALL


@lru_cache(maxsize=100)
def _weights_of_words(goals: tuple[tuple[str, str], ...]) -> dict[str, float]:
    """Return how well each word tells these goals apart: 1 if only one goal has it."""
    holders = Counter(part for each in goals for part in _words_of_goal(*each))
    return {part: 1 / count for part, count in holders.items()}
