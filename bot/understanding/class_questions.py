"""The arguments of questions about students: which ones, in which class, toward which goal."""

import re
from collections.abc import Sequence

from bot.understanding.credentials import Named
from bot.understanding.names import find_goals, find_rosters
from bot.understanding.words import Word
from core.goals.model import Goal
from core.people.roster_names import Roster

_LATELY = re.compile(
    r"\b(?:weeks?|semanas?|(?<!30 )(?<!thirty )(?<!treinta )(?:days|dias)|today|hoy|yesterday|ayer|weekend"
    r"|(?:since|desde)(?: last| el| la)? (?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|lunes|martes"
    r"|miercoles|jueves|viernes|sabado|domingo))\b"
)
"""Words for the last days, rather than the last month."""
_WHO = re.compile(
    r"\b(?:who|whos|who's|anyone|anybody|everyone|everybody|how many|students?|kids|class|quien\w*|alguien"
    r"|cuant[oa]s|alumn[oa]s|estudiantes|muchach[oa]s|grupo|clase)\b"
)
_A_GOAL = re.compile(
    r"\b(?:goals?|metas?|merit\w*|penn\w*|pensil\w*|pa (?:skills|basic|competent|advanced)|machinist"
    r"|maquinista|mfgt|diploma)\b"
)
"""Words that name a goal beyond doubt."""
_BEST = re.compile(
    r"(?<!not )(?<!no va )(?<!no )\b(?:best|ahead|furthest|leading|top|star|va mejor|mejores|adelantad\w+"
    r"|punter\w+|aventajad\w+|lleva la delantera)\b"
)
"""Words for those who are ahead, which a sentence encoder takes for their opposite."""
_FULL = {"one": "one away", "not": "not linked"}
_WITHOUT_CREDENTIAL = frozenset(("behind", "not", "ahead"))


def filter_of(
    kind: str, said: str, credential: str, named: Named, rosters: Sequence[Roster]
) -> str:
    """The argument of `students`: what is asked, of which credential, in which class."""
    if kind == "behind" and _BEST.search(said):
        kind = "ahead"
    parts = [_FULL.get(kind, kind)]
    if kind == "earned":
        parts.append("week" if _LATELY.search(said) else "month")
    if credential and kind not in _WITHOUT_CREDENTIAL:
        # in these a credential is asked about, not one of its exams
        parts.append(credential.partition(" ")[0] if kind in {"one", "earned"} else credential)
    found = find_rosters(_other_words(named), rosters) if len(rosters) > 1 else []
    if len({each.name for each in found}) == 1:  # several terms of one class, or one class
        # by numbers where buttons repeat the question, which may not be long
        short = "|" in credential
        names = [f"#{each.id}" if short else each.label for each in found]
        parts.append(f"in {' and '.join(names)}")
    return " ".join(parts)


def toward_goal(
    command: str, said: str, named: Named, rosters: Sequence[Roster], goals: Sequence[Goal]
) -> str:
    """The argument of `roster` for a question of who meets a goal; "" for any other question."""
    if not rosters or command not in {"students", "roster", "goal"}:
        return ""
    if not _A_GOAL.search(said) or not (command != "goal" or _WHO.search(said)):
        return ""
    words = _other_words(named)
    meant = find_goals(words, goals, vague=False)
    if len(meant) != 1:
        return ""
    return "|".join(
        f"{each.label} goal {meant[0].code}" for each in find_rosters(words, rosters) or rosters
    )


def _other_words(named: Named) -> list[Word]:
    """The words that are not part of a credential's name."""
    of_names = {place for each in named.mentions for place in range(each.start, each.end)}
    return [word for place, word in enumerate(named.words) if place not in of_names]
