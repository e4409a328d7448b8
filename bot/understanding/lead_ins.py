"""Remove the words that lead in to a message: "no, better ...", "ok then ...", "bueno, y ..."."""

import re
from functools import lru_cache

from bot.understanding.words import asks, bare
from core.memories import emptied_when_forgetting
from core.values import value

_REFUSING = (
    r"no+|nope|nah|na|not that(?: one)?|actually|wait|hold on|scratch that|on second thoughts?|better|rather|instead"
    r"|never ?mind|nvm|forget (?:about )?(?:it|that)(?=[,.;: ]+\w)|olvid[ae](?:lo|la|lo ya)?(?=[,.;: ]+\w)|mejor(?: no)?|siempre no|ya no(?=[,.;:])|mas bien|es[aeo] no|esper(?:a|e|ate|ame|eme|ese)|aguant[ae](?:me|te)?|la verdad|pensandolo bien|i changed my mind"
)
LEADING = (
    r"h+m+|m{2,}|screw it|forget it(?=[,.;: ]+all\b)|lol|haha\w*|j[aeé]j[aeé]\w*|uh+|um+|oh|ah|ay|ok(?:ay|is)?|k|alright|all right|fine|great|perfect|perfecto|cool|nice|good|thanks"
    r"|gracias|yeah|yes|yep|sure|si|sip|claro|bueno|bien|muy bien|pues|listo|va|vale|sale|orale|andale|well|sorry"
    r"|my bad|perdon|perdona|disculp[ae]|mira|oye|oiga|hey|so|y|and|but|pero|n|or|o|then|entonces|ento?nses|also"
    r"|fr|tho|though|for real|dang|damn|man|bro|girl|dude|you know what|know what|anyways?|whatever|loco|mano|mija|mijo|nena|nene|diablo|diache|acho|mera|wepa|asere|compa|primo"
    r"|oh bueno|sabes (?:que|q|una cosa)|fijate|dale|a ver|tranquil[oa]|tambien|please|pls|por favor|porfa|just|nomas|solo|igual|ugh|oops|whoops|ups|shoot|dang|hijole|chin|argh|ya(?! no\b)|now|ahora"
)
FOLLOWS = re.compile(
    r"^(?:and|y|what about|how about|same (?:thing |question )?(?:for|with)|also|lo mismo|que (?:hay|tal)|only|just|solo"
    r"|nomas|i meant?|me refiero|for|para|ahora|now|ok and|e|then|tambien|o|or|no,?|not that one"
    r"|in|en|against|contra|digo|perdon|sorry|wait|espere?|my bad|wrong)\b"
    r"|\b(?:too|also|as well|tambien|igual|instead|quise decir|i meant)(?: (?:please|pls|por favor|porfa))?$"
)
"""Matches the beginning or end of a message that continues or corrects the last question."""
_NO_BEFORE = re.compile(
    r"no (?!(?:no|nope|wait|better|actually|instead|mejor|siempre|espera\w*|es[aeo] no|hide|take|make|show|drop|kill"
    r"|remove|delete|stop|cancel|open|put|give|use|turn|the|that|this|hers|his|el|quit[ae](?!s\b)\w*|borra(?!s\b)\w*"
    r"|saca(?!s\b)\w*|baja(?!s\b)\w*|cancela(?!s\b)\w*|esconde(?!s\b)\w*|oculta(?!s\b)\w*|retira(?!s\b)\w*"
    r"|apaga(?!s\b)\w*|pon\w*|haz\w*)\b)"
)
"""Matches a "no" that belongs to the words after it, as in "no lo quites".

Any other "no" refuses the last answer, as in "no, take it off".
"""
_LEAD_IN = re.compile(rf"(?:(?P<refusing>{_REFUSING})|{LEADING})\b[\s,.;:!\u2026\u00bf\u00a1-]*")
_TRAILING = re.compile(
    r"[\s,]+(?:anyway|anyways|though|tho|exactly|btw|by the way|por cierto|bro|dude|man|buddy|po|pues|oye|compa|compadre|amigo|eh"
    r"|exactamente|che|vos|wey|guey|mijo)$"
)
"""Matches words at the end of a question that do not change it."""
_SPELLED = {
    typed: meant
    for several, meant in {
        "ke|k|q|qe": "que", "kien|qien": "quien", "kienes|qienes": "quienes", "kual": "cual",
        "kuando|cuand": "cuando", "kuanto": "cuanto", "x": "por", "pa": "para", "u": "you",
        "thats|that's": "that is", "whats|what's|wats": "what is", "whos|who's": "who is",
        "its|it's": "it is", "em|'em": "them", "lemme": "let me", "1": "one", "porke|porque": "por que",
        "gonna": "going to", "wanna": "want to",
    }.items()
    for typed in several.split("|")
}  # fmt: skip
"""Short forms that people type, with the words that they stand for."""
_SHORT = re.compile(rf"\b(?:{'|'.join(_SPELLED)})\b")


@value
class Core:
    """A message in plain letters, without the words that lead in to it.

    `refused` is True if the words left out refuse the last answer, as in "no, better ...".
    """

    words: str
    refused: bool = False
    left: int = 0
    """Number of words after the lead-in.

    A last word such as "bro" counts, although `words` does not have it.
    """


@lru_cache(maxsize=64)
def core_of(text: str) -> Core:
    """Return a message without the words that lead in to it. Short forms are written out."""
    rest, refused = bare(text).replace("\u2019", "'"), False
    while found := _LEAD_IN.match(rest):
        if _NO_BEFORE.match(rest):  # the "no" of "no hides nada" does not refuse the last answer
            break
        refused = refused or found["refusing"] is not None
        rest = rest[found.end() :]
    left = len(rest.split())
    rest = _TRAILING.sub("", rest)
    return Core(_SHORT.sub(lambda found: _SPELLED[found[0]], rest), refused, left)


emptied_when_forgetting(core_of.cache_clear)


def wish_after(text: str) -> str:
    """Return the order or question after a refusal, as in "no, show me ...".

    Return "" if there is none.
    """
    core = core_of(text)
    if not core.refused or core.left < _SHORTEST_WISH or not asks(core.words):
        return ""
    wish = " ".join(text.split()[-core.left :])
    if _DENIED.match(
        core.words
    ):  # "no, I don't want that, show me ..." refuses what it names first
        return next((each for each in _CLAUSES.split(wish)[1:] if asks(each)), "")
    return wish


_SHORTEST_WISH = 2


def asked_after_story(text: str) -> str:
    """Return what a message asks after a story ("I weld and want to know ..."), or ""."""
    found = _WANTS_TO_KNOW.search(text)
    rest = text[found.end() :].strip() if found and found.start() else ""
    if found and _DENIED.search(bare(text[: found.end()])):
        return ""
    return rest if len(rest.split()) > _SHORTEST_WISH else ""


_CLAUSES = re.compile(r"[,.;:!]+ +|\b(?:but|pero|sino) ")
_DENIED = re.compile(
    r"\b(?:i |yo )?(?:\w+n'?t|not|never|no|nunca|tampoco) (?:\w+ ){0,2}?(?:want\w*|need\w*|like|wonder\w*|quiero|queria|quisiera|necesito|ocupo)\b"
)
_WANTS_TO_KNOW = re.compile(
    r"[\s,.;](?:(?:and|y|so|but|pero|i|yo|just|nom[a\u00e1]s|solo|me|was|am|i'm|we|really)\s+)*"
    r"(?:(?:want(?:ed)?|need(?:ed)?|would like|'d like|hop(?:ed|ing)|like) to (?:know|ask|find out|see)|wonder(?:ed|ing)?|my question is"
    r"|quiero saber|quer[i\u00ed]a (?:saber|preguntar)|quisiera (?:saber|preguntar)|(?:necesito|ocupo) saber|mi pregunta es|me pregunto)"
    r"[\s,:]+(?:(?:if|whether|si)\s)?",
    re.IGNORECASE,
)
"""Matches the words between a story and its question."""
