"""Read a question about a class that says "it" for the goal or credential just shown.

"Who of mine has it?" after the price of a credential asks which students hold that credential.
"""

import re

from bot.periods import period_in
from bot.understanding.asked_more import subject_of
from bot.understanding.class_words import OF_CREDENTIALS
from bot.understanding.goal_names import find_goals
from bot.understanding.lead_ins import Core
from bot.understanding.orders import is_reported
from bot.understanding.readings import SEVERAL, TEACHERS, Reading, Said
from bot.understanding.same_question import Heard
from bot.understanding.short_term_memory import goal_of
from bot.understanding.talk import Talk, is_code
from bot.understanding.words import bare, plain
from core.values import replace

_SURELY, _MOST_WORDS = 0.95, 12
_GOAL = " goal "


def class_about_it(heard: Heard, core: Core) -> Reading | None:
    """Return what an instructor asks of the class about the goal or credential just shown."""
    said, words = heard.said, core.words
    if heard.view.role not in TEACHERS or said.named.mentions or said.people or said.codes:
        return None
    if (
        len(words.split()) > _MOST_WORDS
        or is_reported(heard.text)
        or not (_WHO.search(words) or _AVERAGE.search(words))
    ):
        return None
    if find_goals(said.named.words, heard.view.goals, vague=False) or _OTHER.search(words):
        return None
    found = _toward_goal(heard, words) or _of_credential(heard, words)
    return Reading(*found, _SURELY) if found else None


def _toward_goal(heard: Heard, words: str) -> tuple[str, str] | None:
    """Return how far the class is from the goal just shown."""
    talk = heard.talk
    goal = goal_of(talk) or (talk.argument.partition(_GOAL)[2] if talk.command == "roster" else "")
    if not goal or SEVERAL in goal or not _REACHES.search(words):
        return None
    where = talk.argument.partition(_GOAL)[0] if talk.command == "roster" else talk.things.roster
    if not where and len(heard.view.rosters) == 1:
        where = heard.view.rosters[0].label
    return ("roster", f"{where}{_GOAL}{goal}") if where else None


def _of_credential(heard: Heard, words: str) -> tuple[str, str] | None:
    """Return who in the class has the credential just shown, lacks it or failed it.

    Or return the students' scores in it, if the message asks for their average.
    """
    talk, code = heard.talk, subject_of(heard.talk)
    if not code or talk.command not in _OF_CREDENTIALS or not _IT.search(words):
        return None
    kind = heard.said.named.kind
    exam = f" {kind}" if kind else ""
    for asked, pattern in _ASKED.items():
        if pattern.search(words):
            where = talk.argument.partition(" in ")[2] if talk.command == "students" else ""
            return "students", f"{asked} {code}{exam}{f' in {where}' if where else ''}"
    return None


def of_credential_shown(text: str, reading: Reading, talk: Talk, said: Said) -> Reading:
    """Return a question about students with the credential that its "that one" means.

    For example, "who failed that" after one student's page is about the credential on that page.
    """
    asked, _space, where = reading.argument.partition(" in ")
    head, *others = asked.split(" ") if asked else [""]
    alone = not others or (head == "earned" and period_in(asked))
    code = subject_of(talk) or next(iter(talk.things.credentials), "")
    if (
        reading.command != "students"
        or head not in OF_CREDENTIALS
        or not alone
        or not is_code(code)
    ):
        return reading
    if said.named.mentions or said.named.levels or not _THAT_ONE.search(bare(text)):
        return reading
    if head == "earned" and not period_in(plain(text)):
        asked = "count"  # who holds it, whenever it was earned
    parts = (asked, code, str(said.named.kind or ""), f"in {where}" if where else "")
    return replace(reading, argument=" ".join(part for part in parts if part))


_THAT_ONE = re.compile(
    r"(?<!students )(?<!kids )(?<!ones )(?<!those )(?<!people )(?<!guys )(?<!everyone )(?<!anyone )(?<!alumnos )\b(?:it|that|this one|same one"
    r"|(?:de|en|con|a|por|sin|la|el|tiene|tienen|falta|reprobo|paso) (?:es[ae]|ese mismo|esa misma)|es[ae] (?:mism[oa]|tambien|examen|prueba|pieza|teoria|parte|credencial)"
    r"|es[ae]$|(?:traen?|tienen?|llevan?) (?:ya )?es[ae]|(?:quien(?:es)?|alguien|nadie|cuant[oa]s)(?: ya| no| mas| la)* l[oa] \w+|l[oa] (?:tienen?|traen?|reprob\w+|pas(?:o|aron)|sac(?:o|aron)|deben?))\b"
)
"""Matches words that point at the credential or exam just shown."""
_AVERAGE = re.compile(r"\b(?:averag\w+|avg|promedio\w*)\b")
_OF_CREDENTIALS = frozenset(("credential", "cost", "students", "ask"))
_WHO = re.compile(
    r"\b(?:who|whos|which (?:of (?:my|mine|our)|ones|kids|students)|how many|any(?:one|body)?(?: of)?(?: (?:my|mine|ours))?|quien(?:es)?|cuant[oa]s|algun[oa]?s?)\b"
)
_OTHER = re.compile(
    r"\b(?:lock\w*|link\w*|unlock\w*|sign\w*|firm\w*|see|sees|ver|ven|hir\w+|pay\w*|paga\w*|ask(?:s|ed)?|evaluat\w+"
    r"|when (?:do|does|will|can|is|are)|bloquead\w+|candado|enlaz\w*|vincul\w*|week|month|semana|mes|today|hoy|one (?:exam|test)|un examen)\b"
)
"""Matches words for other questions, about the class or about anything else."""
_REACHES = re.compile(
    r"\b(?:(?:would|could|can|does|do|did|will)? ?(?:makes?|made|meets?|met|qualif\w+|reach(?:es)?|claim|complete[sd]?|get in|covers?)"
    r"|(?:has|have|got|holds?|owns?) (?:it|that|all(?: of)?(?: (?:it|that))?)|close(?:st|r)?|near(?:est|er)?|over (?:it|that)|there"
    r"|cumpl\w+|llegan?|llegaria\w*|alcanz\w+|complet\w+|l[oa] (?:tienen?|tendrian?|traen?)|cerca|califican?)\b"
)
_IT = re.compile(
    r"\b(?:it|that|that one|this|this one|those|l[oa]|es[aeo]|est[aeo]|es[ae] (?:ultim[oa]|mism[oa]))\b"
)
_ASKED = {
    "average": _AVERAGE,
    "failed": re.compile(r"\b(?:fail\w*|flunk\w*|bomb\w*|reprob\w+|tron(?:o|aron|ado))\b"),
    "missing": re.compile(
        r"\b(?:needs?|lacks?|miss\w*|short|without|(?:has|have|does|do|did|is|are) ?n[o']?t|(?:has|have|does|do|did) not|hasnt|havent|doesnt|dont|didnt|still"
        r"|(?:le|les) faltan?|faltan?|sin|no l[oa])\b"
    ),
    "count": re.compile(
        r"\b(?:has|have|had|got|owns?|holds?|earn\w*|pass(?:ed)?|finish\w*|done|tienen?|traen?|sac(?:o|aron)|gan(?:o|aron)|pas(?:o|aron)|aprob\w+)\b"
    ),
}
"""Patterns of questions about students. The first that matches says what is asked."""
