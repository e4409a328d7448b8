"""Find the exam that a candidate describes by its state: "when can I retake it", "my part"."""

import re
from collections.abc import Callable

from bot.understanding.readings import Reading, Said, View
from bot.understanding.words import bare
from core.catalog.model import ExamKind
from core.progress import CandidateProgress, CredentialProgress, ExamState
from core.values import replace

_MOST_WORDS = 22
_OF_STATE = frozenset(("status", "next", "score"))
_ALL = re.compile(
    r"\b(?:all|every\w*|each|any|both|total|overall|everywhere|todos?|todas?|cada|ambos|ambas|cualquier\w*|cuales|which|else|besides|apart|other|rest|otr[oa]s|aparte|demas|resto)\b"
)
"""Matches words about several exams."""
_RETAKE = re.compile(
    r"\b(?:re-?take|re-?test|re-?do|do ?over|fix it|try (?:it )?again|take (?:it|that|the test|the exam) again|(?:another|next|third|second|last|number three) (?:shot|try|attempt|go|chance)"
    r"|again|unlocks?|locks?|locked|opens|opened|reopens?|(?:it|that|one|mine|test|exam) open|blocked|wait(?:ing)? period|number three|whens mine|when's mine"
    r"|how many (?:more )?days|how long(?: is| till| until)?(?: the| my)? wait|do (?:it|that) over|(?:how many|any) (?:tries|attempts|chances|more tries)|how many have i used"
    r"|cuantos dias|(?:h?asta|desde) cuando|cuant[oa]s (?:intentos|oportunidades|veces llevo|chances)"
    r"|volver(?:l[oae])? a|vuelvo a|otra (?:vez|oportunidad)|de nuevo|nuevamente|repet\w+|repit\w+|retom\w+|desbloque\w*|bloquead\w*|abr[ae]n?|abrir\w*|cerrad[oa]|trabad[oa]|destrab\w+"
    r"|(?:siguiente|otro|tercer|proximo|ultimo) (?:intento|chance))\b"
)
_FAILED = re.compile(
    r"\b(?:the (?:one|test|exam) (?:that )?i (?:failed|flunked|bombed|missed|didn'?t pass)|my failed (?:one|test|exam)|the failed one"
    r"|(?:i|me) (?:failed|flunked|bombed) (?:it|that)|how bad|how far off|by how much did i (?:miss|fail)|(?:first|1st) or (?:the )?(?:second|2nd)|which (?:try|time) was worse"
    r"|(?:el|la|es[ea]|es[ea] examen|el examen) que (?:me )?(?:reprob(?:e|aron)|tron(?:e|aron)|fall[eo]|no pase|perdi|volvi a reprobar|colgue|queme|ponche|poncharon|jale|jalaron|raj(?:e|aron)|rasp(?:e|aron)|volaron|tumbaron|salio mal|fue mal)|el reprobado)\b"
)
_PART = re.compile(
    r"\b(?:my|the|mi|la|that|esa) (?:part|piece|pieza)s?\b|\baff?idavits?\b|\b(?:hand(?:ed)? in|turned in|entregue|meti|lleve) (?:my |the |mi |la )?(?:part|piece|pieza)\b"
)


def by_state(
    text: str, best: Reading, said: Said, view: View, known: Callable[[], CandidateProgress]
) -> Reading:
    """Return a reading that names the exam which the message describes by its state.

    "When can I retake it" is about the only locked exam, and "did my part get confirmed" about the
    only performance exam that remains where the theory exam is passed. Return `best` if no exam, or
    more than one, is in this state. `known` returns the candidate's progress. It is called only if the
    words describe an exam.
    """
    if view.role != "candidate" or best.command not in _OF_STATE or best.argument:
        return best
    if said.named.mentions or said.people or said.unlisted or said.codes or said.named.levels:
        return best
    words = bare(text)
    if len(words.split()) > _MOST_WORDS or _ALL.search(words):
        return best
    if _FAILED.search(words):
        return _named(best, [one for one in known().in_progress if _is_failed(one)], "")
    if best.command != "score" and _RETAKE.search(words):
        return _named(best, [one for one in known().in_progress if one.locked], "")
    if best.command in {"status", "next"} and _PART.search(words):
        waiting = [one for one in known().in_progress if _only_part_remains(one)]
        return _named(best, waiting, f" {ExamKind.PERFORMANCE}")
    return best


def _named(best: Reading, found: list[CredentialProgress], kind: str) -> Reading:
    if len(found) != 1:
        return best
    command = "status" if best.command == "next" else best.command
    return replace(best, command=command, argument=f"{found[0].credential.code}{kind}")


def _is_failed(one: CredentialProgress) -> bool:
    return any(each.state in {ExamState.FAILED, ExamState.LOCKED} for each in one.exams)


def _only_part_remains(one: CredentialProgress) -> bool:
    return bool(one.remaining) and all(
        each.exam.kind is ExamKind.PERFORMANCE for each in one.remaining
    )
