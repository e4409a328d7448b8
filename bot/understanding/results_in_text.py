"""Read the result of a performance exam, in an evaluator's own words."""

import re
from collections.abc import Sequence

from bot.commands.day_argument import DAY
from bot.understanding.known_names import no_people
from bot.understanding.words import plain
from core.people.model import Person

_FAILED = re.compile(
    r"\b(?:fail\w*|flunk\w*|did ?n[o']?t (?:pass|make it)|not pass\w*|reprob\w*|no (?:paso|aprobo|salio|sirve|quedo|dio|cumple)"
    r"|trono|bomb\w*|scrap\w*|reject\w*|chatarra|rechaz\w*|no good|not good|(?:is|are|was|were|came out) bad"
    r"|no[ -]?go|(?:too|bit) (?:small|big|tight|loose|short|long|deep|shallow)|under ?size\w*|over ?size\w*|out of round"
    r"|(?:quedo|salio|esta|quedaron|salieron) (?:muy |un poco |medio )?(?:chic[oa]|grande|cort[oa]|larg[oa]|pasad[oa]|ovalad[oa]|fuera)s?"
    r"|out of (?:tolerance|spec)|fuera de (?:tolerancia|medida)|(?:esta|salio|quedo|salieron) mal\b|no esta bien)"
)
_PASSED = re.compile(
    r"\b(?:pass\w*|p[ao]s[ae]l[aoe]s?|paso|aprueb\w+|(?:put|let|run) (?:him|her|them|it|that|this|\w+'?s?) through|(?:mark|put|count|write)\w* (?:\w+ ){1,3}(?:good|ok)"
    r"|(?:is|'s|was|be) a go|bien hech[oa]s?|aprob\w*|complet\w*|accept\w*|acept\w*|in (?:tolerance|spec)|dentro de (?:tolerancia|medida)"
    r"|(?:is|are|was|were|came out|turned out|looks?|checks? out|measures?|inspects?)(?: all| real| really| very)?"
    r" (?:good|fine|ok|okay|great|perfect|clean|to print|on size)|checks out|(?:esta|salio|quedo|quedaron|salieron)"
    r"(?: muy)? (?:bien|buen[ao]s?|perfect[ao]s?|a la medida))\b"
)
_ASKED_OR_HELD = re.compile(
    r"\b(?:right|verdad|cierto)\W*$|\b(?:is|was|did|has|does)(?:n'?t)? (?:he|she|it|they)(?: not)?\W*$"
    r"|[,;:] ?(?:(?:and|so|y) )?(?:did|has|have|is|was|does) (?:he|she|they|it)\b"
    r"|[,;:.!] ?(?:who|which|what|how|where|when|show|pull up|look (?:him|her) up|quien(?:es)?|cuant[oa]s|que (?:tien|hay|dice)\w*|como|donde|cuando|muestr\w+|ensen\w+)\b(?! (?:passed|failed|is\b.*\bpass))|\b(?:let me|i have to|i need to|gotta) (?:\w+ )?(?:check|look|see|make sure)\b|\bdej[ae](?:me|nme)? (?:revis|chec|ve[ro]|confirm)\w*"
    r"|[,.;:\u2026-] ?(?:no,? |ay,? |oh,? )*(?:wait|hold on|esper\w+|aguant\w+)\b(?!.*\b(?:pass|fail|paso|aprob|reprob|trono|good|bad|bien|mal)\w*)"
)
"""Matches a question in one clause of a message, as in "Liam, did he pass", or a second thought."""
_NOT_STATED = re.compile(
    r"\?|^\W*(?:who|what|when|how|did|has|have|is|are|was|does|do|if|should|can|could|quien|que|cuando|como|si|sera)\b"
    r"|\b(?:says?|said|told|claims?|swears?|swore|insists?|promis\w+|jura|if|would|should|think\w*|thought|dice|dijo|dicen|segun|si|creo|cree|believe|maybe|quiza)\b"
)
"""Matches a question, a quotation or a guess, which is not a result."""
_NO_NAMES = frozenset(
    [
        "i",
        "yo",
        "he",
        "she",
        "it",
        "this",
        "that",
        "they",
        "we",
        "you",
        "el",
        "ella",
        "ese",
        "esa",
        "esto",
        "este",
        "esta",
        "la",
        "lo",
        "result",
        "resultado",
        "correction",
        "perdon",
    ]
)
_NAME = r"[^\W\d_a-zà-ÿ][\w-]*(?:['\u2019](?!s\b)\w+)?"
_WHOSE = re.compile(
    rf"^(?i:(?:and|y|ok|la|el|the|pieza|parte|examen|trabajo|part|piece|one|also|tambien|now|ahora|result|resultado"
    rf"|apunt[ae]|anot[ae]|registr[ae]|marqu?[ae]|pong?[ae]?|record|put|mark|write|log|note|perd[oó]n|correction|,)"
    rf"(?: (?:of|from|de|del|down|que|that|a))?[,:.]? )*"
    rf"(?P<who>{_NAME}(?: {_NAME}){{0,3}})(?:['\u2019]s\b)?"
)


YES_HE_DID = re.compile(r"(?i)\bs\u00ed\b")
"""Matches the Spanish "yes". Without its accent, the word means "if"."""


def outcome_in(text: str) -> str:
    """Return `pass` or `fail` if a message states how an exam ended, else ""."""
    spoken = plain(text).replace("\u2019", "'")
    if _FAILED.search(spoken):
        return "fail"
    return "pass" if _PASSED.search(spoken) else ""


def asks_what_waits(spoken: str) -> bool:
    """Whether an evaluator's message, in plain letters, asks which parts there are to inspect."""
    return _TO_INSPECT.search(spoken) is not None


def is_stated(text: str) -> bool:
    """Whether a message states how an exam ended, instead of asking, guessing or quoting."""
    return bool(outcome_in(text)) and not is_guessed(text)


def is_guessed(text: str) -> bool:
    """Whether a message asks about, guesses or quotes how an exam ended."""
    return _NOT_STATED.search(plain(text)) is not None or is_asked_or_held(text)


def is_asked_or_held(text: str) -> bool:
    """Whether a message asks how an exam ended, or takes back what it has begun to state."""
    return _ASKED_OR_HELD.search(plain(text)) is not None


def without_outcome(text: str) -> str:
    """Return a message in plain letters, without the words for how an exam ended."""
    return _PASSED.sub(" ", _FAILED.sub(" ", plain(text)))


def named_first(text: str) -> str:
    """Return the name at the beginning of a message, or "" if there is none."""
    found = _WHOSE.match(text.strip())
    name = found["who"] if found else ""
    return "" if plain(name.partition(" ")[0]) in _NO_NAMES | no_people() else name


def result_of(text: str, name: str, exam: str) -> str:
    """Return `STUDENT; EXAM; pass|fail; DAY` for a message that records a result.

    The outcome is `pass` if the message states none, and the day is left out if the message names
    none or today.
    """
    kind = "" if not exam or exam.endswith(("theory", "performance")) else " performance"
    outcome = outcome_in(text) or "pass"
    return f"{name}; {exam}{kind}; {outcome}{_day_of_result(text)}"


def score_of_result(said: str, people: Sequence[Person], exam: str) -> str:
    """Return the result of the one student that a message names.

    It has the form of `result_of`. Return "" if the message names no student or no exam.
    """
    return result_of(said, people[0].name, exam) if len(people) == 1 and exam else ""


_TO_INSPECT = re.compile(
    r"\b(?:what|whats|what's|which|anything|any|something|how many|que|cual(?:es)?|cuant[oa]s|algo|hay)\b.{0,30}"
    r"\b(?:(?:to|gotta|got to|have to|need to|para|pa|por|que|me toca|tengo que|hay que) (?:still )?(?:look at|inspect|review|check|confirm|grade|revisar|mirar|checar|inspeccionar|calificar|confirmar))\b(?! (?:for|in|on|para|en)\b)"
    r"|\b(?:what|whats|what's|who|show|see|anything|any|something|how many|que|quien(?:es)?|algo|cuant[oa]s)\b.{0,24}\b(?:on|in|en) (?:my|the|mi|la) (?:list|lista|plate|table|bench|mesa|banco)\b"
    r"|^(?:y )?(?:que|cual) (?:otra|otro|mas|otra mas) (?:me )?(?:falta|queda)$|^what(?:'s| is)? (?:else|left)(?: (?:is|to do|for me|there))*$"
)
_DAY = re.compile(rf"\b(?:{DAY})\b", re.IGNORECASE)


def _day_of_result(said: str) -> str:
    found = _DAY.search(said)
    return f"; {found[0]}" if found and found[0].lower() not in {"today", "hoy"} else ""
