"""Recognize remarks that ask nothing, and "no, the other one" after one student."""

import re

from bot.understanding.classifier_labels import NO_ORDER
from bot.understanding.readings import Reading, Said
from bot.understanding.talk import Talk
from bot.understanding.words import bare, only_tells
from core.values import replace

_FEWEST, _MOST_ABOUT = 4, 24
_TOLD = 0.5
_ONLY_SHOWN = frozenset(("student", "goal", "ask"))
"""Commands that only show something, so that what somebody tells in passing is no request."""


def is_remark(text: str, meant: Reading, said: Said, talk: Talk) -> bool:
    """Whether a message only says something about the student who was just shown.

    Showing the same page again would not answer it. The classifier may also say that the message
    tells something.
    """
    names = bool(said.people or said.unlisted or said.named.mentions)
    told = said.readings[0].argument == NO_ORDER and said.readings[0].score >= _TOLD
    if told and meant.command in _ONLY_SHOWN and not names and "?" not in text:
        return True
    if meant.command != "student" or meant.argument not in talk.things.students[:1]:
        return False
    if names or said.codes or "?" in text:
        return False
    words = bare(text)
    if not _FEWEST <= len(words.split()) <= _MOST_ABOUT or _ASKED.search(words):
        return False
    return _ABOUT_PERSON.match(words) is not None


def is_mentioned(text: str, best: Reading) -> bool:
    """Whether a message says that it only tells something, or what somebody else says."""
    if "?" in text or best.command not in _TOLD_OF or not only_tells(text):
        return False
    said = bare(text)
    if _BY_THE_WAY.search(said):
        return True
    told = _SAYS.match(said) is not None and _INTERROGATIVE.search(said) is None
    return told and best.score < _SURELY_ASKED


def other_student(text: str, meant: Reading, talk: Talk) -> Reading | None:
    """Return the student before the one just shown, for "no, the other one".

    Return `meant` for any other message, and None if no other student was discussed.
    """
    shown = meant.command == "student" and meant.argument == talk.things.student
    if not shown or not _THE_OTHER.fullmatch(bare(text)):
        return meant
    before = talk.things.student_before
    return replace(meant, argument=before) if before else None


_THE_OTHER = re.compile(
    r"(?:(?:no|not (?:him|her|that one)|wait|sorry|perdon|ese no|esa no|i (?:mean|meant)|digo),? )*(?:the|el|la) (?:other|otr[oa])(?: (?:one|guy|girl|kid|boy|student|muchach[oa]|alumn[oa]))?"
)
_ABOUT_PERSON = re.compile(
    r"(?:(?:oh|ah|ay|ha|haha|jaja|well|wow|nice|good|great|poor|man|yeah|yes|ok|and|but|pero|y|pues|si|bueno|hala|vaya|mira|funny|no) )*"
    r"(?:he|she|his|her|they|their|hes|shes|he's|she's|him|(?:that|the|this|poor|sweet|good|smart) (?:boy|girl|kid|guy|one|lad|young man)|el (?:pobre|muchacho|chico|nino|plebe)|la (?:pobre|muchacha|chica|nina)"
    r"|pobre\w*|ella|ellos|ese (?:muchacho|chico|nino|plebe|vato|nene)|esa (?:muchacha|chica|nina|nena)|su (?:papa|mama|hermano|hermana|abuel\w+|familia|novi\w))\b"
)
_ASKED = re.compile(
    r"\b(?:what|who|whos|which|when|where|why|how|hows|right|yet|left|needs?|missing|passed|failed|scores?|tests?|exams?|theory|part|next|other|same|list|first|second|third|last|back|tell|show|page|record|please|did|does|is|put|mark|write"
    r"|que|quien\w*|cual\w*|cuando|como|cuant\w*|donde|verdad|falta\w*|tiene|teoria|pieza|examen\w*|prueba|puede|otr[oa]|primer\w*|segund\w*|tercer\w*|ultim\w*|siguiente|mism[oa]|lista|ver|dime|ensen\w*|muestr\w*|paso|saco|debe|nota|calific\w*|regres\w*|favor|ponle|apunta\w*|registra\w*)\b"
)
"""Matches words of a question, an order or a result."""
_TOLD_OF = frozenset(
    ("ask", "cost", "status", "score", "credential", "next", "student", "students")
)
"""Commands that answer a question. Orders and results are also given in passing."""
_SURELY_ASKED = 0.7
_BY_THE_WAY = re.compile(
    r"\b(?:by the way|btw|fyi|(?:just )?so (?:that )?you know|just (?:letting you know|saying)|for your (?:info|information)"
    r"|por cierto|(?:nomas |solo )?(?:para|pa'?) que (?:lo )?sepas?|(?:nomas|solo) (?:te|le|les) aviso|(?:te|le|les) (?:cuento|platico|aviso))\b"
)
_SAYS = re.compile(
    r"(?:(?:y|pues|and|but|pero|so) )*(?:mi|my|el|la|the|our|su|his|her) (?:\w+ ){1,2}(?:says|said|told me|thinks|dice|dijo|me dijo|me dice|cree|piensa)\b"
)
_INTERROGATIVE = re.compile(
    r"\b(?:what|which|when|where|who|whom|whose|why|how|if|whether|should|can|could|que si|si|cual\w*|cuando|donde|quien\w*|por que|como|cuant\w*|to (?:ask|send|get|show|check|bring)|pregunt\w+|mand\w+|pid\w+|debo|tengo que|tiene que|hay que|need|must|have to)\b"
)
