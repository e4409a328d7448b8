"""Say a few words in full: what the chat is about in the place of "it", "that one" or "lo".

The classifier knows questions that name what they ask about: "how do I book it" and "y cuánto dura"
are uncertain, "how do I book the exam" and "y cuánto dura el examen" are not.
"""

import re
from collections.abc import Iterator

from bot.understanding.asked_more import subject_of
from bot.understanding.interpretations import Reader
from bot.understanding.language import language_of_text
from bot.understanding.lead_ins import core_of
from bot.understanding.left_out import filled_in
from bot.understanding.places import place_in
from bot.understanding.readings import Said, View
from bot.understanding.talk import Talk, is_code
from bot.understanding.words import bare
from core.values import replace

_MOST_WORDS, _FEW = 9, 5
_UNSURE, _CLEARLY, _MORE, _BEYOND_TALK = 0.5, 0.6, 0.15, 0.85
"""A message is said in full if its best reading scores less than the first. What it means then
scores at least the second, and more by the third. Small talk gives way only to the last.
"""


async def in_full(text: str, talk: Talk, said: Said, view: View, reader: Reader) -> Said:
    """Return the message as read in full, if only that makes it clear; else as it was read."""
    if not _needs_more(text, talk, said):
        return said
    alone = said.readings[0]
    least = _CLEARLY
    if alone.argument.startswith("talk:"):
        least = _BEYOND_TALK
    spanish = (language_of_text(text) or talk.language) == "es"
    best = None
    for sentence in _sentences(text, talk, spanish=spanish):
        found = await reader.read(sentence, view)
        if best is None or found.readings[0].score > best.readings[0].score:
            best = found
        if best.readings[0].score >= _BEYOND_TALK:
            break
    if best is None or best.readings[0].score < max(least, alone.score + _MORE):
        return said
    meant = filled_in(text, best.readings[0], talk)
    if meant.argument.startswith("talk:"):
        return said
    return replace(best, readings=(meant, *best.readings[1:], *said.readings))


def _needs_more(text: str, talk: Talk, said: Said) -> bool:
    """Whether a message asks something uncertain that may become clear with what it leaves out."""
    if not talk.command or said.readings[0].score >= _UNSURE:
        return False
    if said.codes or said.named.mentions or said.people or said.second is not None:
        return False
    return len(core_of(text).words.split()) <= _MOST_WORDS


def _sentences(text: str, talk: Talk, *, spanish: bool) -> Iterator[str]:
    """The message with each of the things that it may leave out."""
    spoken = bare(text)
    listed = _listed(spoken, talk)
    things = _things(talk, spanish=spanish)
    for thing in (listed, *things) if listed else things:
        said = _with(spoken, thing, spanish=spanish)
        if not said:
            continue
        yield f"{said}?" if "?" in text else said


def _listed(spoken: str, talk: Talk) -> str:
    """The credential in the list just shown that the message means by its place."""
    found = _IN_LIST.search(spoken)
    place = place_in(found[0]) if found else None
    codes = [each for call in talk.choices if is_code(each := call.rpartition(" ")[2])]
    return codes[place] if place is not None and -len(codes) <= place < len(codes) else ""


def _with(spoken: str, thing: str, *, spanish: bool) -> str:
    """Put the thing in the place of the pronoun, or behind a few words without one; else ""."""
    own = _OWN_THING.search(spoken) is not None
    if spanish:
        if found := _ESE.search(spoken):
            return f"{spoken[: found.start()]}{thing}{spoken[found.end() :]}"
        if not own and (found := _CLITIC.search(spoken)):
            return f"{spoken[: found.start()]}{spoken[found.end() :]} {thing}"
        if found := _ENCLITIC.search(spoken):
            return f"{spoken[: found.start(1)]}{spoken[found.end(1) :]} {thing}"
    elif found := _IT.search(spoken):
        return f"{spoken[: found.start()]}{thing}{spoken[found.end() :]}"
    return "" if own or len(core_of(spoken).words.split()) > _FEW else f"{spoken} {thing}"


def _things(talk: Talk, *, spanish: bool) -> tuple[str, ...]:
    """What the chat is about, in words that the classifier knows, likeliest first."""
    words: tuple[tuple[str, str], ...] = _NAMES.get(talk.command, ())
    if talk.command == "ask":
        words = _OF_FACTS.get(talk.argument, _OF_ANY_FACT)
    found = [spanish_ if spanish else english for english, spanish_ in words]
    if talk.command not in _WITHOUT_SUBJECT and (code := subject_of(talk)):
        found.insert(0, code)
    elif talk.command in _OF_CODES and talk.things.code:
        found.append(talk.things.code)
    return tuple(found)


_EXAM = ("the exam", "el examen")
_PART = ("the part", "la pieza")
_CREDENTIAL = ("a credential", "una credencial")
_NAMES = {
    "status": (_EXAM, _PART),
    "next": (_EXAM, _PART),
    "score": (_EXAM,),
    "remind": (_EXAM,),
    "credential": (_EXAM,),
    "cost": (_EXAM,),
    "catalog": (_CREDENTIAL,),
    "goals": (("the goal", "la meta"),),
    "goal": (("the goal", "la meta"),),
    "follow": (("the goal", "la meta"),),
    "prove": (("the link", "el enlace"),),
    "proofs": (("the link", "el enlace"),),
    "share": (("the link", "el enlace"),),
    "certificate": (("my certificate", "mi certificado"),),
    "print": (("my certificate", "mi certificado"),),
    "seen": (("see my record", "ver mis resultados"),),
    "privacy": (("see my record", "ver mis resultados"),),
    "minor": (("see my record", "ver mis resultados"),),
    "verify": (("this credential", "esta credencial"),),
    "check": (("this credential", "esta credencial"),),
    "watch": (("this credential", "esta credencial"),),
    "notices": (("my notices", "mis avisos"),),
    "link": (("the invitation code", "el codigo de invitacion"),),
    "correct": (("my record", "mi registro"),),
}
_OF_FACTS = {
    "evaluator": (("the evaluator", "el evaluador"), _PART),
    "proctor": (("the proctor", "el que vigila el examen"), _EXAM),
    "affidavit-missing": (("the affidavit", "el afidavit"),),
    "locked": (("the locked exam", "el examen bloqueado"), _EXAM),
    "what-is-nims": (("NIMS", "NIMS"), _CREDENTIAL),
    "apprenticeship": (("my apprenticeship", "mi aprendizaje"),),
    "on-the-job": (("my apprenticeship", "mi aprendizaje"),),
    "college-credit": (("college credit", "credito para la universidad"),),
    "worth": (_CREDENTIAL,),
    "meaning": (_CREDENTIAL,),
    "start-where": (_EXAM, _CREDENTIAL),
    "where-print": (("my certificate", "mi certificado"),),
    "forged": (("this credential", "esta credencial"),),
}
_OF_ANY_FACT = (_EXAM, _PART)
_WITHOUT_SUBJECT = frozenset(("privacy", "seen", "notices", "correct"))
_OF_CODES = frozenset(("verify", "check", "watch"))
_IT = re.compile(
    r"\b(?:(?:that|this) one|the (?:first|second|third|last|other)(?: one| of (?:those|them|these))*|it|that|this|those|them|these|one)\b"
)
_OWN_THING = re.compile(
    r"\b(?:exams?|tests?|certif\w+|credential\w*|examen\w*|pruebas?|credencial\w*|piezas?|goals?|metas?|links?|ligas?|enlaces?)\b"
)
"""Words for what a message asks about, so nothing is left out."""
_IN_LIST = re.compile(
    r"\b(?:the|el|la) (?:first|second|third|fourth|last|1st|2nd|3rd|primer[oa]?|segund[oa]|tercer[oa]?|ultim[oa])\b(?: one| of (?:those|them|these))*"
)
_ESE = re.compile(
    r"\b(?:es[aeo]s?|est[aeo]s?|el (?:primero|segundo|otro)|la (?:primera|segunda|otra))\b(?! es\b)"
)
_CLITIC = re.compile(
    r"(?:^|(?<=\by )|(?<=como )|(?<=cuando )|(?<=donde )|(?<=quien )|(?<=que )|(?<=\bno )|(?<=\bme )|(?<=\bte )|(?<=\bse )|(?<=\bya )|(?<=\bsi ))l[ao]s? (?=\w{3,})"
)
_ENCLITIC = re.compile(r"\b\w{3,}(l[ao]s?)\b")
