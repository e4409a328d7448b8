"""Explain the command that the chat was about if a message asks how it works."""

import re

from bot.understanding.orders import CHANGING
from bot.understanding.readings import Reading
from bot.understanding.talk import Talk
from core.values import replace

_PAPERS = frozenset(("share", "print", "certificate"))
_EXPLAINED = CHANGING | _PAPERS | {"verify", "check", "proofs", "remind", "link", "seen", "correct"}


def of_last_command(reading: Reading, spoken: str, talk: Talk) -> Reading:
    """Return `help` for the command that the chat was about, as in "what happens if I do?".

    After a card or a link, "what if he types it wrong" asks how codes are checked, and "can I take
    it back" how a link is withdrawn. Return the reading unchanged if the message asks for help of
    any other kind.
    """
    if reading.argument or not (_POINTS.search(spoken) or _WHAT_THEN.search(spoken)):
        return reading
    about = talk.argument if talk.command == "help" else talk.command
    about = about if about in _EXPLAINED else talk.earlier
    if about not in _EXPLAINED:
        checked = _CHECKS.search(spoken) and _OTHERS.search(spoken)
        return replace(reading, argument="verify") if checked else reading
    papers = about in _PAPERS or (about == "verify" and talk.earlier in _PAPERS)
    if papers and _TAKES_BACK.search(spoken):
        return replace(reading, argument="withdraw")
    if papers and _CHECKS.search(spoken):
        return replace(reading, argument="verify")
    if about == "prove" and _TAKES_BACK.search(spoken):
        return replace(reading, argument="proofs")
    return replace(reading, argument="share" if about in _PAPERS else about)


_POINTS = re.compile(
    r"\b(?:it|its|that|this|one|same|those|them|they|he|him|his|she|her|their|there|some(?:body|one)|anyone|boss|employers?|company|hr"
    r"|es[aeo]s?|est[aeo]s?|mism[ao]|l[oa]s?|les?|ell[oa]s?|(?:de|con|en|que) el|su|alguien|ahi|patron|jefe|empresa"
    r"|\w{3,}[aeiou]r?(?:me|te|se)?l[ao]s?)\b"
)
"""Matches a word for what was shown, or for a person who gets it."""
_OTHERS = re.compile(
    r"\b(?:boss|employers?|company|shop|hr|they|he|she|some(?:body|one)|any(?:body|one)|people|patron|jefe|empresa|taller|ell[oa]s|alguien)\b"
)
_WHAT_THEN = re.compile(
    r"\b(?:happens?|undo|if|si|too|also|tambien|pasa|gone|back|account|cuenta)\b"
)
_TAKES_BACK = re.compile(
    r"\b(?:take\w* (?:\w+ )?(?:back|down|off|away)|undo|cancel\w*|remov\w+|delet\w+|revok\w+|pull\w*|stop\w*|hid(?:e|es|den|ing)|withdr\w+|get rid"
    r"|quit(?:o|ar\w*|e\w*)|borr\w+|retir\w+|deshac\w+|ocult\w+|escond\w+|elimin\w+)\b"
)
_CHECKS = re.compile(
    r"\b(?:check\w*|verif\w+|scan\w*|codes?|types?|enters?|real|fakes?|faked|proof|confirm\w*|look (?:it|me) up|qr|account"
    r"|revis\w+|comprueb\w+|comprob\w+|codigos?|escane\w+|teclea\w*|escrib[aei]\w*|met[ae]n?|confirm\w+|fals\w+|autentic\w+|cuenta)\b"
)
