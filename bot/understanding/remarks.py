"""Recognize a remark about a student: "he's a sweet kid"."""

import re

from bot.understanding.readings import Reading, Said
from bot.understanding.talk import Talk
from bot.understanding.words import bare

_FEWEST, _MOST_ABOUT = 4, 24


def is_remark(text: str, meant: Reading, said: Said, talk: Talk) -> bool:
    """Whether a message only says something about the student who was just shown.

    Showing the same page again would not answer it.
    """
    if meant.command != "student" or meant.argument not in talk.things.students[:1]:
        return False
    if said.people or said.unlisted or said.named.mentions or said.codes or "?" in text:
        return False
    words = bare(text)
    if not _FEWEST <= len(words.split()) <= _MOST_ABOUT or _ASKED.search(words):
        return False
    return _ABOUT_PERSON.match(words) is not None


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
