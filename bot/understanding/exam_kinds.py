"""Read a few words about one kind of exam: "the written's done, right?"."""

import re

from bot.understanding.all_of_it import means_all
from bot.understanding.asked_more import subject_of
from bot.understanding.credentials_beside import at_level, credential_meant
from bot.understanding.kind_in_text import AFFIDAVIT
from bot.understanding.lead_ins import Core
from bot.understanding.level_and_kind_words import KINDS
from bot.understanding.orders import is_reported
from bot.understanding.readings import EACH, Reading
from bot.understanding.same_question import Heard
from bot.understanding.talk import GOES_ON, Talk, is_code
from bot.understanding.words import bare
from core.catalog.model import ExamKind

_SURELY, _LIKELY, _MOST_WORDS = 0.95, 0.3, 16


def of_exam_kind(heard: Heard, core: Core) -> Reading | None:
    """Return what a candidate asks about one kind of exam of the credential just talked about.

    Return None if the message names a credential itself, or asks about all exams.
    """
    said = heard.said
    if heard.view.role != "candidate" or said.named.mentions or said.people or said.codes:
        return None
    if len(core.words.split()) > _MOST_WORDS or is_reported(heard.text):
        return None
    if kind := _several(core.words):
        return _of_both(heard.talk, kind)
    if AFFIDAVIT.search(core.words) and (other := credential_meant(bare(heard.text), heard.talk)):
        return Reading("status", f"{other} {ExamKind.PERFORMANCE}", _SURELY)
    code = _subject(heard)
    if code and heard.talk.command in _ASKED and _ONE_OR_BOTH.fullmatch(core.words):
        return Reading(heard.talk.command, code, _SURELY)
    kind = _one(_SENTENCES.split(core.words)[-1]) or _one(core.words)
    if kind is None or not code:
        return None
    command = _asked(heard, core.words, kind)
    if command == "cost":
        return Reading(command, code, _SURELY)
    return Reading(command, f"{code} {kind}", _SURELY) if command else None


def _subject(heard: Heard) -> str:
    """Return the credential just talked about, or that of the level which the message says."""
    code, levels = subject_of(heard.talk), heard.said.named.levels
    if not code or len(levels) != 1:
        return code
    [level] = levels
    known = map(heard.catalog.credential, heard.talk.things.credentials)
    before = (each.code for each in known if each is not None and each.level is level)
    return next(before, "") or at_level(code, level, heard.catalog) or code


def _asked(heard: Heard, words: str, kind: ExamKind) -> str:
    """Return `status` or `score`, if the message asks that about one exam, or ""."""
    best = heard.said.readings[0]
    if heard.talk.command in _TALKED and _DONE.search(words):
        return "status"
    if heard.talk.command in _ON_RECORD and (found := _WHAT_OF.fullmatch(words)):
        scored = heard.talk.command == "score" and not found["happened"]
        return "score" if scored else "status"
    if means_all(bare(heard.text)):
        return ""
    asks = (
        best.command in _ASKED | {"cost"}
        and best.score >= _LIKELY
        and heard.talk.command in _TALKED
    )
    return best.command if asks and best.argument in {"", str(kind)} else ""


def _one(words: str) -> ExamKind | None:
    """Return the kind of exam that the words name, or None for no kind or both kinds."""
    spoken = re.findall(r"[a-z]+", _HANDS_ON.sub("handson", words))
    kinds = {KINDS[word] for word in spoken if word in KINDS}
    if _PART.search(words):
        kinds.add(ExamKind.PERFORMANCE)
    return kinds.pop() if len(kinds) == 1 else None


def _several(words: str) -> ExamKind | None:
    """Return the kind of exam that words ask about for several credentials, or None.

    An example is "the written ones".
    """
    for kind, pattern in _PLURAL.items():
        if pattern.fullmatch(words):
            return kind
    return None


def _of_both(talk: Talk, kind: ExamKind) -> Reading | None:
    """Return the last question, about one kind of exam of two credentials, or None."""
    calls = [each.partition(" ") for each in talk.alternatives]
    codes = [each[2].partition(" ")[0] for each in calls]
    if talk.command not in _ASKED or len(codes) <= 1 or not all(map(is_code, codes)):
        return None
    return Reading(talk.command, EACH.join(f"{code} {kind}" for code in codes), _SURELY)


_SENTENCES = re.compile(r"[.;!?]+ ")
_ASKED = frozenset(("status", "score"))
_ON_RECORD = frozenset(("status", "score", "next"))
_TALKED = GOES_ON | {"ask", "remind", "help", "result"}
_HANDS_ON = re.compile(r"\bhands[ -]on\b")
_PART = re.compile(
    r"\b(?:my|the|that|mi|la|esa|only|just|solo) (?:part|piece|pieza|parte)\b(?! of (?!it\b|that\b|this\b)| de (?!es|est|ell?\b))"
)
_OF_EXAM = (
    r"(?:part|piece|performance|practical|hands[ -]on(?: part| one)?|theory|written(?: one| part| test)?"
    r"|pieza|parte|practic[oa]|teoric[oa]|teoria|escrito|desempeno)"
)
_WHAT_OF = re.compile(
    rf"(?:(?P<happened>what happened (?:with|to)|que paso con)|what (?:about|of)|how about|what is (?:up|going on) with|how is|how did|que (?:hay|onda|tal) (?:de|con)?|como (?:va|esta|quedo))"
    rf" ?(?:my|the|that|its|el|l|la|mi|su)? {_OF_EXAM}(?: (?:go|exam|test|part|one|thing|of (?:it|that)|for (?:it|that)|then|de es[aeo]|entonces))*"
)
_BESIDE_BOTH = r"(?:(?:is it|do i need|just|only|also|both|the|my|all|solo|nomas|nada mas|el|la|l[oa]s|es|tambien|too|is|left|part|exam|test|one|falta|left) )*"
_ONE_OR_BOTH = re.compile(
    rf"{_BESIDE_BOTH}{_OF_EXAM},? (?:and|or|plus|y|o|e)(?: also| tambien)? {_BESIDE_BOTH}{_OF_EXAM}(?: (?:too|also|both|as well|part|exam|test|left|or both|tambien|l[oa]s dos|o l[oa]s dos))*"
)
"""Matches the question whether one exam is left or both."""
_DONE = re.compile(
    rf"^(?:my|the|that|mi|el|la|so|is|and|y|es[ae]| )*{_OF_EXAM}(?: (?:of|for|on|de|para) (?:it|that|this|that one|es[aeo]|est[aeo]|el|ella))?(?:'?s| is| was| has| ya| si| me| l[oa])*"
    r" (?:already |all |actually )?(?:passed|done|finished|good|cleared|paso|pase|aprob\w+|salio bien|quedo|list[oa]|esta)\b(?! (?:by|for|in|on|to|with|en|con)\b)"
    rf"|\b(?:only|just|solo|nomas|nada mas)\b.{{0,16}}\b{_OF_EXAM}\b.{{0,12}}\b(?:missing|left|to go|falta|queda)\b"
    rf"|\b{_OF_EXAM} (?:is )?all (?:that'?s|that is|i have|i got|is) left\b|\b(?:falta|queda) (?:solo|nomas|nada mas) (?:el|la) {_OF_EXAM}\b"
)
"""Matches a statement or question that one kind of exam is done, or is all that is left."""
_BOTH = r"(?: (?:for|of|on|de) (?:both(?: of them)?|them|the two|l[oa]s dos|amb[oa]s|ell[oa]s|es[oa]s(?: dos)?))?"
_BESIDE = r"(?:(?:only|just|solo|nomas|nada mas|y|and|what about|how about|que tal|scores? (?:for|on|of)|(?:las )?notas? (?:de|en)|de|los|las|the|both|amb[oa]s) )*"
_PLURAL = {
    ExamKind.THEORY: re.compile(
        rf"{_BESIDE}(?:theor(?:y|ies)|writtens?|written (?:ones|tests|exams|parts)|theory (?:ones|tests|exams|parts)|teoric[oa]s|escritos){_BOTH}"
    ),
    ExamKind.PERFORMANCE: re.compile(
        rf"{_BESIDE}(?:performances|performance (?:ones|tests|exams|parts)|practicals|parts|practic[oa]s|piezas){_BOTH}"
    ),
}  # fmt: skip
