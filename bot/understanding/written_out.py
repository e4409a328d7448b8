"""Replace emoji by the words that they stand for, and split joined words such as "whatnext"."""

import re

from bot.understanding.cut_endings import with_endings

_ALONE = {
    "\N{WAVING HAND SIGN}": "hello",
    "\N{BELL WITH CANCELLATION STROKE}": "turn off my notices",
    "\N{SPEAKER WITH CANCELLATION STROKE}": "turn off my notices",
    "\N{BELL}": "turn on my notices",
    "\N{LOCK}": "my exam is locked",
    "\N{LINK SYMBOL}": "i want to share my credential",
    "\N{MONEY BAG}": "how much does it cost",
    "\N{BANKNOTE WITH DOLLAR SIGN}": "how much does it cost",
    "\N{MONEY WITH WINGS}": "how much does it cost",
    "\N{EYES}": "who has seen my credential",
    "\N{HUNDRED POINTS SYMBOL}": "what is my score",
    "\N{PRINTER}": "where do i print my credential",
}
"""What a message means if it has only this emoji."""
_INSIDE = {
    "\N{LOCK}": ("locked", "bloqueado"),
    "\N{LINK SYMBOL}": ("link", "enlace"),
    "\N{BELL WITH CANCELLATION STROKE}": ("turn off notices", "apaga los avisos"),
    "\N{MONEY BAG}": ("cost", "costo"),
    "\N{PRINTER}": ("print", "imprimir"),
}
"""The word that an emoji stands for between other words, in English and Spanish."""
_BESIDE = re.compile(f"(?<=\\w) ?([{''.join(_INSIDE)}])\ufe0f?(?= \\w)")
"""Matches an emoji between two words. At the end of a message it is mostly decoration."""
_SPANISH = re.compile(
    r"\b(?:el|la|los|las|mi|mis|un|una|que|qu\xe9|qui[e\xe9]n|para|pal?|del?|con|en|por|mand\w+|ya)\b",
    re.IGNORECASE,
)
_SKIN = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f\\s?!.\xbf\xa1]+")

_JOINED = {
    "".join(words): " ".join(words)
    for line in """
    what next|whats next|what is next|whats left|what is left|how am i doing|am i done|did i pass|my score|my scores
    my status|my next exam|my certificate|my certificates|my goals|my credential|my credentials|what do i need|what does it cost
    how much does it cost|how much is it|where do i print|who am i|good morning|thank you|thank you so much|thanks a lot
    help me|when can i retake|log me out|show my score|que me falta|que sigue|que sigue ahora|como voy|ya pase|pase o no
    mi calificacion|mis calificaciones|mi puntaje|mis puntajes|mi certificado|mis certificados|mis metas|mi siguiente examen
    mi estado|mi credencial|mis credenciales|cuanto cuesta|cuanto me falta|cuanto saque|cuando puedo repetir|buenos dias|buenas tardes
    buenas noches|muchas gracias|quien soy|que es nims|what is nims|ayuda por favor
    """.replace("\n", "|").split("|")
    if (words := line.split())
}
"""Short questions typed without spaces, with their words."""
_LETTERS = str.maketrans("\xe1\xe9\xed\xf3\xfa", "aeiou")
_LEAST, _MOST = 5, 24
_DOLLARS = re.compile(r"(?<![\w$])\$+(?![\w$])")
"""Matches dollar signs that stand alone, as in "mill op $". They ask for the price."""


def written_out(text: str) -> str:
    """Return the message with its emoji, joined words and cut endings written out."""
    text = _DOLLARS.sub("cost", text)
    if " " not in text and _LEAST <= len(text) <= _MOST:
        joined = text.strip("?!.\xbf\xa1").lower().translate(_LETTERS)
        text = _JOINED.get(joined, text)
    text = with_endings(text)
    if text.isascii():
        return text
    signs = _SKIN.sub("", text)
    if signs and signs[0] in _ALONE and len(set(signs)) == 1:
        return _ALONE[signs[0]]
    spanish = _SPANISH.search(text) is not None
    return _BESIDE.sub(lambda found: f" {_INSIDE[found[1]][spanish]}", text)
