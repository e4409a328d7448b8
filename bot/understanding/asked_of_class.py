"""Read a few words that go on about a class, such as "and who doesn't" or "the theory only?"."""

import re

from bot.understanding.asked_more import subject_of
from bot.understanding.lead_ins import Core
from bot.understanding.level_and_kind_words import KINDS
from bot.understanding.readings import Reading
from bot.understanding.same_question import Heard
from bot.understanding.words import bare

_SURELY, _MOST_WORDS = 0.95, 10


def asked_of_class(heard: Heard, core: Core) -> Reading | None:
    """Return the question about students that a few words ask, or None.

    They come after a question about students, or after one student's page.
    """
    if heard.view.role not in _TEACHING or heard.said.codes or heard.said.people:
        return None
    if len(core.words.split()) > _MOST_WORDS:
        return None
    for kind in (_who_else, _the_others, _one_part):
        if found := kind(heard, core.words):
            return Reading("students", found, _SURELY)
    return None


def _who_else(heard: Heard, words: str) -> str:
    """Return the question for "who else?" after one student's page.

    It is about the class, not about that student.
    """
    mentions = heard.said.named.mentions
    if heard.talk.command != "student" or len(mentions) != 1 or not _WHO.match(words):
        return ""
    asked = next((asked for asked, verb in _VERBS.items() if verb.search(words)), "")
    codes = mentions[0].codes
    if not asked or len(codes) != 1:
        return ""
    kind = heard.said.named.kind
    return f"{asked} {codes[0]}{f' {kind}' if kind else ''}"


def _the_others(heard: Heard, words: str) -> str:
    """Return the question about those who do not hold the credential.

    The last question was about those who do. The other way round works too.
    """
    before = heard.talk.argument.split(" ")[0]
    if heard.talk.command != "students" or heard.said.named.mentions or heard.said.named.kind:
        return ""
    code = subject_of(heard.talk)
    if not code:
        return ""
    asked = ""
    if before in {"count", "earned"} and _NOT_THEY.fullmatch(words):
        asked = "missing"
    elif before == "missing" and _THEY_DO.fullmatch(words):
        asked = "count"
    return f"{asked} {code}{_where(heard)}" if asked else ""


def _one_part(heard: Heard, words: str) -> str:
    """Return the last question, asked about one exam of the credential.

    This is the theory exam or the performance exam.
    """
    kind = heard.said.named.kind
    before = heard.talk.argument.split(" ")[0]
    if heard.talk.command != "students" or kind is None or heard.said.named.mentions:
        return ""
    code = subject_of(heard.talk)
    beside = [each for each in re.findall(r"\w+", words) if each not in KINDS]
    if not code or before not in _VERBS or not all(each in _OF_PARTS for each in beside):
        return ""
    asked = next((asked for asked, verb in _ALSO.items() if verb.search(bare(heard.text))), before)
    return f"{asked} {code} {kind}{_where(heard)}"


def _where(heard: Heard) -> str:
    where = heard.talk.argument.partition(" in ")[2]
    return f" in {where}" if where else ""


_TEACHING = frozenset(("instructor", "administrator"))
_WHO = re.compile(r"(?:who|quien(?:es)?|a quien(?:es)?)\b(?: (?:else|mas|all|other))?")
_VERBS = {
    "missing": re.compile(
        r"\b(?:missing|lacks?|needs?|without|hasn'?t|doesn'?t|falta\w*|no (?:l[oa] )?tienen?)\b"
    ),
    "failed": re.compile(
        r"\b(?:fail\w*|flunk\w*|bomb\w*|reprob\w*|trono|tronaron|no (?:l[oa] )?(?:paso|pasaron))\b"
    ),
    "count": re.compile(
        r"\b(?:has|have|holds?|got|earned|passed|tienen?|saco|sacaron|paso|pasaron|gano|ganaron)\b"
    ),
}
_ALSO = {"missing": _VERBS["missing"], "failed": _VERBS["failed"]}
"""Other questions that words about one exam may ask, with their words."""
_YET = (
    r"(?: (?:have|has|had|got|gotten|earned|it|that|this|one|yet|still|ones?|l[oa]|tienen?|ha|han|todavia|aun|ya|eso|es[ae]|then"
    r"|passed|pasado|sacado|paso|pasaron|saco|sacaron))*"
)
_NOT_THEY = re.compile(
    rf"(?:who|which (?:ones|kids|students)|quien(?:es)?|cuales)(?: (?:still|all|todavia|aun))* (?:does ?n'?t|do ?n'?t|do(?:es)? not|has ?n'?t|have ?n'?t"
    rf"|has not|have not|did ?n'?t|is ?n'?t|no){_YET}"
    r"|(?:who is|whos|who'?s|who) (?:left|missing(?: (?:it|that))?|still missing(?: (?:it|that))?|without(?: (?:it|that))?|not)"
    r"|(?:what about |how about |que hay de )?(?:the )?(?:ones|kids|students) (?:who|that) (?:do|have) ?n[o']?t" + _YET +
    r"|(?:who|a quien(?:es)?|quien(?:es)?) (?:todavia |aun )?(?:(?:les? |la |lo )*faltan?|lacks?|needs?)" + _YET +
    r"|(?:what about |how about |y )?(?:the rest|the others|everyone else|everybody else|los demas|los otros|el resto|las demas)"
)  # fmt: skip
_THEY_DO = re.compile(
    rf"(?:who|which (?:ones|kids|students)|quien(?:es)?|cuales) (?:does|do|did|has|have|si|ya)(?: (?:si|ya|l[oa]))*{_YET}"
    r"|(?:what about |how about )?(?:the rest|the others|everyone else|everybody else|los demas|los otros|el resto|las demas)"
)
_OF_PARTS = frozenset(
    re.findall(
        r"\w+",
        """is it the that they re they're missing lack lacking need needed just only part one half portion side exam test
        paper piece and or what about for of them those who are failed fail did in too also then then,
        es el la los las lo que les le falta faltan nada mas nomas solo solamente parte y de por reprobaron
        reprobo tronaron trono examen prueba pieza esa ese eso no quien quienes tambien pues a""",
    )
)
"""Words that only narrow the last question to one exam, if the exam's name is beside them."""
