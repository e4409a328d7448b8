"""Read a question about students that continues the last answer: "and her?"."""

import re

from bot.understanding.lead_ins import Core
from bot.understanding.level_and_kind_words import KINDS
from bot.understanding.names import find_people
from bot.understanding.readings import EACH, STAFF, Reading, View
from bot.understanding.results_in_text import is_stated
from bot.understanding.same_question import Heard
from bot.understanding.talk import Talk
from bot.understanding.words import Word, bare, words_of

_SURELY, _HARDLY = 0.95, 0.3
_MOST_WORDS = 12


def asked_of_student(heard: Heard, core: Core) -> Reading | None:
    """Return what a message asks about students after the last answer, or None.

    The result shows one or two students, or a fact such as the passing score.
    """
    if heard.view.role not in STAFF or heard.said.codes:
        return None
    if len(core.words.split()) > _MOST_WORDS or not core.words or is_passed_on(heard.text):
        return None
    if fact := _fact(heard, core.words):
        return Reading("ask", fact, _SURELY)
    for kind in (_of_both, _of_other_name, _of_same):
        if found := kind(heard, core.words):
            return Reading("student", found, _SURELY)
    return None


def is_passed_on(text: str) -> bool:
    """Whether a message only thanks, or says that the writer will tell a student."""
    return "?" not in text and _PASSED_ON.search(bare(text)) is not None


def _fact(heard: Heard, words: str) -> str:
    """Return the topic of the fact that words ask for after a student's page, or "".

    The words name no person, as in "what is a passing score".
    """
    if heard.talk.command not in _PAGES or heard.said.people or _ONE.search(words):
        return ""
    return next((fact for fact, asked in _FACTS.items() if asked.search(words)), "")


def student_in(talk: Talk, view: View) -> str:
    """Return the name of the student who was last discussed, or "" if there is none."""
    known = talk.things.student
    exact = next((each.name for each in view.people if known in {each.name, each.number}), "")
    if exact or not known:
        return exact
    found = find_people(words_of(known), view.people).people  # as typed in "student liam"
    return found[0].name if len(found) == 1 else known


def _of_both(heard: Heard, words: str) -> str:
    """Return two students to show beside each other, or "" for any other message.

    They are the last two students, or the last student and a student whom the message names.
    """
    talk, said = heard.talk, heard.said
    if talk.command not in _OF_PEOPLE or said.named.mentions or len(said.people) > 1:
        return ""
    shown, before = student_in(talk, heard.view), talk.things.student_before
    named = [each.name for each in said.people if each.name != shown]
    if named:
        beside = _BESIDE.search(words) or _HIM_AND.search(words)
        both = [shown, *named] if beside else []
    elif said.people:
        both = [before, shown] if _BESIDE.search(words) else []
    elif talk.command == "student":
        compared = _OF_TWO.search(words) or (talk.alternatives and _COMPARED.search(words))
        joined = bool(_BESIDE.search(words)) and _only_asks(_BESIDE.sub(" ", words))
        both = [before, shown] if joined or compared else []
    else:
        both = []
    return EACH.join(both) if all(both) else ""


def _of_other_name(heard: Heard, words: str) -> str:
    """Return the student whose name is also an ordinary word, as in "and grace", or ""."""
    if heard.talk.command != "student" or heard.said.people or len(words.split()) > _FEW_WORDS:
        return ""
    titled = [Word(each.written.title(), each.folded) for each in heard.said.named.words]
    found = find_people(titled, heard.view.people)
    rest = " ".join(each.folded for place, each in enumerate(titled) if place not in found.places)
    return found.people[0].name if len(found.people) == 1 and _only_asks(rest) else ""


def _of_same(heard: Heard, words: str) -> str:
    """Return the student shown last, if a question without a name is about them."""
    talk, said = heard.talk, heard.said
    page = talk.command == "student"
    if talk.command not in _PAGES or said.people or _OF_CLASS.search(words):
        return ""
    best, name = said.readings[0], student_in(talk, heard.view)
    if (
        _OWN.search(words)
        or is_stated(heard.text)
        or (_OF_EXAM.search(words) and not _ONE.search(words))
    ):
        return ""
    if (
        said.named.kind
        and not said.named.mentions
        and _only_asks(
            " ".join(each.folded for each in said.named.words if each.folded not in KINDS)
        )
    ):
        return name if page else ""
    ones = _ONE.search(bare(heard.text)) or _ACCENTED.search(heard.text.lower())
    asked = page and best.command in _OF_STUDENTS
    stands = bool(_STANDS.search(bare(heard.text))) and not _WHY.search(words)
    asked = asked or (best.command in {"ask", "result"} and stands)
    asked = asked or (best.command == "ask" and bool(ones) and best.score < _HARDLY)
    if asked or (ones and best.command in _OF_STUDENTS | _OF_OTHERS):
        return name
    return name if _TIMES.search(words) else ""


def _only_asks(words: str) -> bool:
    """Whether words only ask to see a student, and nothing else."""
    return all(word in _ASKING for word in re.findall(r"\w+", words))


_FEW_WORDS = 4
_PASSED_ON = re.compile(
    r"^(?:ok |okay |great |perfect |bueno |listo )*(?:thanks|thank you|gracias)\b.*\b(?:he|she|ella|him|her|le)\b"
    r"|^(?:(?:ok|okay|great|good|fine|bueno|listo|va|vale|sale)\W+)*(?:(?:i'?ll|i will|will|i'?m gonna|gonna) (?:tell|let|remind|warn|text|call) (?:him|her|them)|(?:yo )?(?:se lo|le) (?:digo|aviso|dire|voy a decir))\b"
)
"""Matches thanks, or words that say that the writer tells a student what was shown."""
_PAGES = frozenset(("student", "result"))
_FACTS = {
    "passing-score": re.compile(
        r"\b(?:passing (?:score|grade|mark)|(?:what is|what counts as) (?:a )?passing|minimum (?:score|grade|to pass)|(?:nota|calificacion|puntaje) minim[oa]|minim[oa] (?:para|que))\b"
    ),
    "evaluator": re.compile(
        r"\b(?:who (?:gets to |has to |can |else can |is the one who )?(?:confirms?|inspects?|checks?|grades?|evaluates?)"
        r"|quien (?:l[oae] |puede |es el que )*(?:confirm|inspeccion|revis|evalu|calific)\w*)\b"
    ),
    "theory-first": re.compile(
        r"^(?:is (?:that|it|this) )?(?:even |really )?(?:legal|allowed|permitted|ok to do|against the rules)$|^(?:eso )?(?:es legal|se puede|esta permitido|se vale)(?: (?:eso|asi|al reves))*$"
    ),
}
"""For each topic of facts, a pattern of the questions that follow a student's page."""
_STANDS = re.compile(
    r"\b(?:when (?:can|could|may|will|does|is) (?:he|she)\b|(?<!how )(?:did|has|had) (?:he|she)\b|how(?:'d| did| has) (?:he|she)\b"
    r"|is (?:he|she) (?:still|locked|open|done|waiting|due|back)\b|(?:he|she)(?:'s| has| had)? (?:already )?(?:passed|failed|got|has|lacks|needs|blew|bombed|turned|took)\b"
    r"|(?:his|her) (?:part|piece|score|test|theory|written|lock|grade)s?(?:'s| is| was| did)\b)"
    r"|^\W*(?:y |pero )*(?:ella |el )?(?:ya |no |nunca )*(?:reprobo|paso|aprobo|presento|entrego|trono|saco|hizo)\b"
)
"""Matches words that say or ask how one student is doing, as in "did she pass"."""
_OF_EXAM = re.compile(
    r"^(?:what|que|de que)\b.{0,24}\b(?:that|this|es[ae]|est[ae]) (?:exam|test|part|piece|one|credential|examen|prueba|pieza|parte|credencial)\b"
    r"|^(?:es[ae]|est[ae]) (?:examen|prueba|pieza|credencial)\W+(?:de )?que\b"
)
"""Matches a question about an exam on a student's page, as in "what is that exam"."""
_WHY = re.compile(r"\b(?:why|how come|por que|allowed|legal|who|quien|anybody|alguien)\b")
_OF_PEOPLE = frozenset(("student", "students", "result", "roster"))
_OF_STUDENTS = frozenset(("student", "next", "status", "score"))
_OF_OTHERS = frozenset(
    ("students", "roster", "privacy", "certificate", "seen", "", "unclear", "catalog", "remind")
)
"""Commands that the classifier may choose for a message about the student last shown.

The message has no name, but a word such as "her".
"""
_BESIDE = re.compile(
    r"\b(?:side by side|next to|beside|compar\w*|together|versus|vs|against|junt[oa]s?|lado a lado|al lado|a la par"
    r"|frente a|both(?: of them)?|the two of them|l[oa]s dos|amb[oa]s|with (?:him|her)|con (?:el|ella))\b"
)
_HIM_AND = re.compile(
    r"^(?:a )?(?:him|her|he|she|el|ella|es[ae]|est[ae]|that one|this one)(?: (?:and|y|vs|versus|or|o|con|with)) "
)
_OF_TWO = re.compile(
    r"\b(?:which (?:one|of (?:them|those|the two)|is|has|student)|of the two|between (?:them|the two)|who of (?:them|the two)"
    r"|cual (?:de (?:ell[oa]s|l[oa]s dos|amb[oa]s)|va|tiene|lleva|anda)|quien de (?:ell[oa]s|l[oa]s dos)|de l[oa]s dos|entre ell[oa]s|entre l[oa]s dos)\b"
)
_COMPARED = re.compile(
    r"\b(?:who(?: i?s| has)?|which|quien(?: (?:va|lleva|tiene|anda|esta))?|cual)\b.*\b(?:further|farther|more|most|better|best|ahead|closer|closest|behind|less|fewer"
    r"|mejor|mas|menos|adelant\w+|atras\w*|cerca)\b"
)
_OF_CLASS = re.compile(
    r"(?:^|\b(?:and|y|ok|so|a) )(?:who|quien(?:es)?)\b|\b(?:who else|whole class|my class|the class|everyone|everybody|anyone|anybody|others|the rest|how many (?:students|kids)"
    r"|clase|grupo|alguien|todos|l[oa]s demas|l[oa]s otr[oa]s|l[oa]s que|cuant[oa]s (?:alumn|muchach)\w+)\b"
)
"""Words about the class, not about one student."""
_OWN = re.compile(r"\b(?:i|my|mine|mis?|mio|yo|me)\b")
_ONE = re.compile(
    r"\b(?:he|she|him|her|his|hers|ella|le|(?:lleva|debe|tiene|ha|va|anda|paso|reprobo|saco|presento|trono|necesita|falta|trae|ocupa)(?= |$))\b"
)
"""Matches words about one person, such as "her", and Spanish verbs about one person."""
_ACCENTED = re.compile(r"\bél\b")
_TIMES = re.compile(
    r"\b(?:how (?:many times|often)|cuantas veces|cuantos intentos|how many (?:tries|attempts)|le (?:hace )?(?:falta|queda)n?|le hacen falta)\b"
)
_ASKING = frozenset(
    re.findall(
        r"\w+",
        """ponlos ponlas ponme ponmelos put them see these those each muestralos comparalos
        about again ahora and are at back but can doing does did far for get getting go going guy has have he her him his how i
        in is it just kid left let look looking meant me more need needs next now of ok on one open passed please pull right s see she show
        so still student that the then to up was what whats where with yet earned done missing lack lacks
        a abre abreme anda ahi al alumna alumno ahora bueno como con cuanto de del deme dame dime ella el en ensename enseneme entonces
        es esta este falta faltan ha hizo la las le les lleva lo los mas me muestrame muestreme necesita o otra vez para perdon pero por porfa
        pues que queda quedan quiero saco se si su sus tal tambien tiene todavia va ver vuelve volvamos vamos y ya regresa regresame""",
    )
)
"""Words that only ask for a student's page, such as "show"."""
