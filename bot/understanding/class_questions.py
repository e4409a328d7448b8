"""Build the arguments of questions about students.

The arguments say which students, in which class, and toward which goal.
"""

import re
from collections.abc import Sequence

from bot.periods import period_in
from bot.understanding.class_words import ASKED, asked_in
from bot.understanding.credentials import Named
from bot.understanding.goal_names import find_goals
from bot.understanding.names import find_rosters, other_class, rosters_told_apart
from bot.understanding.words import Word, plain
from core.goals.model import Goal
from core.people.roster_names import Roster

_TWO = 2
_HOLDS = re.compile(
    r"\b(?:who|which|anybody|anyone|any of|names?|quien(?:es)?|cuales|alguien|nombres)\b.{0,40}\b(?:has|have|holds?|got|gotten|earned|won|tienen?|traen?|gan(?:o|aron)|sac(?:o|aron)|obtuv\w+)\b"
)
"""Matches a question about who holds a credential, whenever it was earned."""
_SINCE = re.compile(
    r"\b(?:this|last|past|since|lately|recently|new|newly|just|months?|weeks?|days?|today|yesterday|ultim\w+|desde|reciente\w*|nuev\w+|mes(?:es)?|semanas?|dias?|hoy|ayer|este|esta)\b"
)
"""Matches words for a time."""
_LATELY = re.compile(
    r"\b(?:weeks?|semanas?|(?<!30 )(?<!thirty )(?<!treinta )(?:days|dias)|today|hoy|yesterday|ayer|weekend"
    r"|(?:since|desde)(?: last| el| la)? (?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|lunes|martes"
    r"|miercoles|jueves|viernes|sabado|domingo))\b"
)
"""Matches words for the last week. Without them, the last month is meant."""
_WHO = re.compile(
    r"\b(?:who|whos|who's|anyone|anybody|everyone|everybody|how many|students?|kids|class|quien\w*|alguien"
    r"|cuant[oa]s|alumn[oa]s|estudiantes|muchach[oa]s|grupo|clase)\b"
)
_A_CLASS = re.compile(
    r"\b(?:class(?:es)?|groups?|sections?|rosters?|kids|crew|bunch|cohort|students|guys|people|ones|mornings|evenings"
    r"|grupos?|clases?|turno|seccion|lista|alumn[oa]s|muchach[oa]s|(?:los|las|l[oa]s) de (?:la|las))\b"
)
_A_GOAL = re.compile(
    r"\b(?:goals?|metas?|merit\w*|penn\w*|pensil\w*|pa (?:skills|basic|competent|advanced)|machinist"
    r"|maquinista|mfgt|diploma)\b"
)
"""Matches words that can only mean a goal."""
_WHO_IS_LOCKED = re.compile(
    r"\bwho(?:'?s| is| are| all is)? (?:\w+ )?locked\b|\bquien(?:es)? (?:esta|estan|anda|andan|sigue|siguen)(?: \w+)? (?:bloquead|trabad)\w+"
)
_BEST = re.compile(
    r"(?<!not )(?<!no va )(?<!no )\b(?:best|ahead|furthest(?! (?:back|behind))|leading|top|star|va mejor|mejores|adelantad\w+"
    r"|punter\w+|aventajad\w+|lleva la delantera)\b"
)
"""Matches words for students who are ahead.

The sentence encoder confuses them with words for students who are behind.
"""
_FAR_BEHIND = re.compile(r"\b(?:furthest|farthest|most|mas) (?:back|behind|atras\w*|rezagad\w*)\b")
_BEHIND = re.compile(r"\b(?:behind|(?:re|a)tra[sz]ad\w*|resagad\w*|rezagad\w*)\b")
_AVERAGE = re.compile(
    r"(?<!on )\b(?:averag\w+|avg|mean (?:scores?|grades?)|promedi\w+"
    r"|(?:highest|best|top|lowest|worst) (?:\w+ )?(?:scores?|grades?|marks?)"
    r"|scor(?:ed?|es|ing)(?: the)? (?:highest|best|most|lowest|worst|least)"
    r"|(?:mejor|peor)(?:es)? (?:calificacion\w*|notas?|puntajes?)"
    r"|(?:calificacion\w*|notas?|puntajes?) (?:mas (?:alt|baj)\w+|promedio)"
    r"|sac(?:o|aron) (?:la |las )?(?:mas|menos)\b"
    r"|(?:rank\w*|orden\w+)\b.*\b(?:scores?|grades?|calificacion\w*|notas?|puntajes?))\b"
)
"""Matches a question about how high the scores of students are."""
_TO_PASS = re.compile(
    r"\b(?:to pass|pass with|need\w*|require\w*|para (?:pasar|aprobar)|necesit\w+)\b"
)
_FAILED = re.compile(
    r"\b(?:who|whos|anyone|anybody|which (?:students|kids)|quien\w*|alguien|cuales)\b"
    r".*\b(?:fail\w*|flunk\w*|bomb\w*|reprob\w*|repruebo|trono|tronaron|no paso|no pasaron)\b"
)
_GETTING_ON = {
    "ahead": re.compile(
        r"\b(?:who(?:'?s| is| are| all is)?|which (?:ones|students|kids))(?: \w+)? (?:doing|going) (?:the )?(?:best|great|well)\b"
        r"|\b(?:quien(?:es)?|los que|l[oa]s que|cual(?:es)?) (?:me |nos |les )?(?:va|van|anda|andan) (?:mejor|muy bien|mas adelantad\w+)\b"
    ),
    "behind": re.compile(
        r"\b(?:who(?:'?s| is| are| all is)?|which (?:ones|students|kids))(?: \w+)? (?:doing (?:the )?(?:worst|bad|badly|poorly)|struggling)\b"
        r"|\b(?:quien(?:es)?|l[oa]s que|cual(?:es)?) (?:me |nos |les )?(?:va|van|anda|andan) (?:mal|muy mal|peor|flojos?|batallando)\b"
    ),
}
"""Patterns of questions about which students do well, or which do badly."""
_BOTH = re.compile(
    r"\b(?:both|each|(?:the|my) two|every|amb[oa]s|cada|(?:los|mis|las) dos)(?: (?:uno )?(?:of|de)"
    r" (?:my|the|our|mis|los|las))?(?: two)?"
    r" (?:classes|class|groups?|sections?|rosters?|grupos?|clases?|secciones|seccion)\b"
)
_OF_SCORES = frozenset(("students", "roster", "score"))
_BY_CLASS = frozenset(("students", "roster"))
_FULL = {"one": "one away", "not": "not linked"}
_WITHOUT = re.compile(
    r"\b(?:(?:has|have|having|got|with) no|ha(?:ve?|s) ?n'?t(?: got)?|(?:has|have) not|no (?:l[oa]s? )?(?:tienen?|traen?|han?)"
    r"|(?:still|yet|left) to (?:do|take|pass|finish|sit)|por (?:hacer|presentar|pasar))\b"
)
_OF_EXAMS = frozenset(("missing", "failed", "count"))
_WITHOUT_CREDENTIAL = frozenset(("behind", "not", "ahead"))


def asks_average(name: str, said: str) -> bool:
    """Whether a teacher asks for the scores of students and their average.

    `name` is the class that the classifier gave the message, and `said` is the message.
    """
    command, _colon, topic = name.partition(":")
    if _AVERAGE.search(said) is None:
        return False
    return command in _OF_SCORES or (topic == "passing-score" and not _TO_PASS.search(said))


def asked_not_for_roster(command: str, said: str) -> str:
    """Return which students a message asks for, if it was read as a question about a whole class.

    These are those who `failed`, or those who are `ahead` or `behind`. Otherwise return "".
    """
    if command != "roster":
        return ""
    if _FAILED.search(said):
        return "failed"
    return next((asked for asked, pattern in _GETTING_ON.items() if pattern.search(said)), "")


def asks_locked(name: str, said: str) -> bool:
    """Whether what seems a question about locked exams asks which students are locked out."""
    return name == "ask:locked" and _WHO_IS_LOCKED.search(said) is not None


def for_each_class(
    command: str, argument: str, said: str, named: Named, rosters: Sequence[Roster]
) -> tuple[str, ...]:
    """Return one argument for each of the two classes that a question names.

    `students` takes three or more classes in one argument. Return () for any other question.
    """
    if command not in _BY_CLASS:
        return ()
    apart = rosters_told_apart(_other_words(named), rosters)
    if not apart and len(rosters) == _TWO and _BOTH.search(said):
        apart = list(rosters)
    if len(apart) < _TWO:
        return ()
    asked = argument.partition(" in ")[0] if command == "students" else ""
    if command == "students" and len(apart) > _TWO:
        return (f"{asked} in {' and '.join(each.label for each in apart)}",)
    if len(apart) > _TWO:
        return ()
    goal = argument.split("|", maxsplit=1)[0].partition(" goal ")[2] if command == "roster" else ""
    behind = f" goal {goal}" if goal else ""
    before = f"{asked} in " if command == "students" else ""
    return tuple(f"{before}{each.label}{behind}" for each in apart)


def class_of_other_name(said: str, named: Named, rosters: Sequence[Roster]) -> str:
    """Return the classes that a message names, joined by `|`, as the argument of `roster`.

    If the message names a class that the teacher does not have, return the words for it.
    """
    found = find_rosters(named.words, rosters)
    return other_class(said, rosters) or "|".join(each.name for each in found)


def class_of_notices(said: str, named: Named, rosters: Sequence[Roster]) -> str:
    """Return the one class whose notices a message is about.

    If it is not one of the person's classes, return the words for it. Return "" if the message
    names no class. A time of day alone, as in "every evening", names no class.
    """
    if unknown := other_class(said, rosters):
        return unknown
    names = {each.name for each in find_rosters(named.words, rosters)}
    if len(names) != 1:
        return ""
    name = names.pop()
    return name if _A_CLASS.search(said) or plain(name) in said else ""


def filter_of(
    kind: str, said: str, credential: str, named: Named, rosters: Sequence[Roster]
) -> str:
    """Return the argument of `students`: what is asked, and of which class.

    It may also name a credential. `kind` is what the classifier says is asked, such as `missing`.
    """
    if not credential and ASKED["nothing"].search(said):
        kind = "nothing"
    elif ASKED["retake"].search(said):
        kind = "retake"
    elif kind == "behind" and _BEST.search(said):
        kind = "ahead"
    elif kind == "ahead" and (_FAR_BEHIND.search(said) or _BEHIND.search(said)):
        kind = "behind"
    if asked_in(said) == "not linked":
        kind = "not"
    if kind in {"count", "missing"} and credential and _WITHOUT.search(said):
        kind = "missing"
    elif kind in _OF_EXAMS and credential and (said_so := asked_in(said)) in _OF_EXAMS:
        kind = kind if ASKED[kind].search(said) else said_so
    period = period_in(said)
    untimed = period is None and not _SINCE.search(said)
    if kind == "earned" and credential and _HOLDS.search(said) and untimed:
        kind = "count"
    elif kind == "count" and credential and period:
        kind = "earned"
    parts = [_FULL.get(kind, kind)]
    if kind == "earned":
        lately = "week" if _LATELY.search(said) else "month"
        parts.append(period.word if period else lately)
    if credential and kind not in _WITHOUT_CREDENTIAL:
        # these two questions are about a credential, not about one of its exams
        parts.append(credential.partition(" ")[0] if kind in {"one", "earned"} else credential)
    if kind == "failed" and period:
        parts.append(period.word)
    if unknown := other_class(said, rosters):
        return f"{' '.join(parts)} in {unknown}"
    found = find_rosters(_other_words(named), rosters)
    if len({each.name for each in found}) == 1:  # one class, or several terms of it
        # buttons may repeat the question, and their calls must be short, so use numbers
        short = "|" in " ".join(parts)
        names = [f"#{each.id}" if short else each.label for each in found]
        parts.append(f"in {' and '.join(names)}")
    return " ".join(parts)


def toward_goal(
    command: str, said: str, named: Named, rosters: Sequence[Roster], goals: Sequence[Goal]
) -> str:
    """Return the argument of `roster` for a question about who meets a goal.

    Return "" for any other question.
    """
    if not rosters or command not in {"students", "roster", "goal"}:
        return ""
    if not _A_GOAL.search(said) or not (command != "goal" or _WHO.search(said)):
        return ""
    words = _other_words(named)
    meant = find_goals(words, goals, vague=False)
    classes = find_rosters(words, rosters) or rosters
    if not meant or (len(meant) > 1 and len(classes) > 1):
        return ""
    return "|".join(f"{each.label} goal {goal.code}" for each in classes for goal in meant)


def _other_words(named: Named) -> list[Word]:
    """Return the words that are not part of a credential's name."""
    of_names = {place for each in named.mentions for place in range(each.start, each.end)}
    return [word for place, word in enumerate(named.words) if place not in of_names]
