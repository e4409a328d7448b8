"""Read the result of a performance exam, in an evaluator's own words."""

import re
from collections.abc import Sequence

from bot.understanding.words import plain
from core.people.model import Person

_FAILED = re.compile(
    r"\b(?:fail\w*|flunk\w*|did ?n[o']?t pass|not pass\w*|reprob\w*|no (?:paso|aprobo|salio|sirve|quedo|dio|cumple)"
    r"|trono|bomb\w*|scrap\w*|reject\w*|chatarra|rechaz\w*|no good|not good|(?:is|are|was|were|came out) bad"
    r"|out of (?:tolerance|spec)|fuera de (?:tolerancia|medida)|(?:esta|salio|quedo|salieron) mal\b|no esta bien)"
)
_PASSED = re.compile(
    r"\b(?:pass\w*|paso|aprob\w*|complet\w*|accept\w*|acept\w*|in (?:tolerance|spec)|dentro de (?:tolerancia|medida)"
    r"|(?:is|are|was|were|came out|turned out|looks?|checks? out|measures?|inspects?)(?: all| real| really| very)?"
    r" (?:good|fine|ok|okay|great|perfect|clean|to print|on size)|checks out|(?:esta|salio|quedo|quedaron|salieron)"
    r"(?: muy)? (?:bien|buen[ao]s?|perfect[ao]s?|a la medida))\b"
)
_NOT_STATED = re.compile(
    r"\?|^\W*(?:who|what|when|how|did|has|have|is|are|was|does|do|if|should|can|could|quien|que|cuando|como|si|sera)\b"
    r"|\b(?:says?|said|told|claims?|if|would|should|think\w*|thought|dice|dijo|dicen|segun|si|creo|cree|believe|maybe|quiza)\b"
)
"""Matches a question, a quotation or a guess, which is not a result."""
_NAME = r"[^\W\d_a-zà-ÿ][\w-]*(?:['\u2019](?!s\b)\w+)?"
_WHOSE = re.compile(
    rf"^(?:(?:and|y|ok|la|el|the|pieza|parte|examen|trabajo|part|piece|one|also|tambien|now|ahora|,)"
    rf"(?: (?:of|from|de|del))?,? )*"
    rf"(?P<who>{_NAME}(?: {_NAME}){{0,3}})(?:['\u2019]s\b)?"
)


def outcome_in(text: str) -> str:
    """Return `pass` or `fail` if a message states how an exam ended, else ""."""
    spoken = plain(text).replace("\u2019", "'")
    if _FAILED.search(spoken):
        return "fail"
    return "pass" if _PASSED.search(spoken) else ""


def is_stated(text: str) -> bool:
    """Whether a message states how an exam ended, instead of asking, guessing or quoting."""
    return bool(outcome_in(text)) and not is_guessed(text)


def is_guessed(text: str) -> bool:
    """Whether a message asks about, guesses or quotes how an exam ended."""
    return _NOT_STATED.search(plain(text)) is not None


def without_outcome(text: str) -> str:
    """Return a message in plain letters, without the words for how an exam ended."""
    return _PASSED.sub(" ", _FAILED.sub(" ", plain(text)))


def named_first(text: str) -> str:
    """Return the name at the beginning of a message, or "" if there is none."""
    found = _WHOSE.match(text.strip())
    return found["who"] if found else ""


def result_of(text: str, name: str, exam: str) -> str:
    """Return `STUDENT; EXAM; pass|fail; DAY`, or as much of this as the message gives."""
    kind = "" if exam.endswith(("theory", "performance")) else " performance"
    outcome = outcome_in(text) or "pass"
    return f"{name}; {exam}{kind}; {outcome}{_day_of_result(text)}"


def score_of_result(said: str, people: Sequence[Person], exam: str) -> str:
    """Return the result of the one student that a message names.

    Return "" if it names no student or no exam.
    """
    return result_of(said, people[0].name, exam) if len(people) == 1 and exam else ""


_DAY = re.compile(
    r"\b(?:today|hoy|yesterday|ayer|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{2,4})\b", re.IGNORECASE
)


def _day_of_result(said: str) -> str:
    found = _DAY.search(said)
    return f"; {found[0]}" if found and found[0].lower() not in {"today", "hoy"} else ""
