"""Explain the command that the chat was about if a message asks how it works."""

import re

from bot.understanding.orders import CHANGING
from bot.understanding.readings import Reading
from bot.understanding.talk import Talk
from core.values import replace

_PAPERS = frozenset(("share", "print", "certificate"))
_EXPLAINED = CHANGING | _PAPERS | {"verify", "check", "proofs", "remind", "link", "seen", "correct"}


def of_command_meant(reading: Reading, spoken: str, talk: Talk) -> Reading:
    """Return `help` for the command that a question means, as in "how do they get on here".

    Return the reading unchanged if the message asks for help in general.
    """
    if reading.argument or _ANYTHING_ELSE.search(spoken):
        return reading
    if _CONNECT.search(spoken):
        return replace(reading, argument="link")
    about = talk.argument if talk.command == "help" else talk.command
    if about not in _EXPLAINED | _GOES_ON:
        about = talk.earlier or about
    if about in _LOST and _LOSES.search(spoken):
        return replace(reading, argument=about)
    if _POINTS.search(spoken) or _WHAT_THEN.search(spoken):
        reading = _of_last_command(reading, spoken, about, talk)
    if reading.argument:
        return reading
    return replace(reading, argument=_named(spoken, about))


def _named(spoken: str, about: str) -> str:
    """Return the command that a question describes, `about` if it goes on about it, or ""."""
    if _CHECKED.search(spoken):
        return "verify"
    if _SENT.search(spoken):
        return "share"
    if about in _OF_LINKS and _TAKES_BACK.search(spoken):
        return "proofs" if about in {"prove", "proofs"} else "withdraw"
    if about in {"prove", "share"} and _LASTS.search(spoken):
        return about
    return about if about in CHANGING or about in _GOES_ON else ""


def _of_last_command(reading: Reading, spoken: str, about: str, talk: Talk) -> Reading:
    """Return `help` for the command that the chat was about, as in "what happens if I do?".

    After a card or a link, "what if he types it wrong" asks how codes are checked, and "can I take
    it back" how a link is withdrawn. Return the reading unchanged if the message asks for help of
    any other kind.
    """
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


_LOST = frozenset(("forget", "unlink", "withdraw"))
_OF_LINKS = _PAPERS | {"prove", "proofs", "seen", "privacy"}
_GOES_ON = frozenset(("approve", "minor"))
_ANYTHING_ELSE = re.compile(
    r"\b(?:what (?:else )?can (?:you|i|u)|you do|else|commands?|options|menu|que (?:mas )?(?:puedes|sabes|haces)|para que sirves|otra cosa|comandos|opciones|^help\b|^ayuda\b|use this|usar esto|works? here|funciona esto)\b"
)
"""Matches a question about everything that the bot can do."""
_CONNECT = re.compile(
    r"\b(?:how|what|como|que) .{0,24}\b(?:get (?:them |her |him |everybody |everyone |kids |students )*(?:on|in|connected|linked|hooked)|(?:log|sign|hook)(?: \w+)? (?:on|in|up)|join|connect(?:ed)?|link(?:ed)? (?:up|in|the chat|their chat|her|him|them)?|invites?"
    r"|conect\w+|enlaz\w+|lig[au]\w*|entran?|se meten?|se unen?)\b"
    r"|\bhow do (?:they|we|students|kids) (?:link|connect|join)\b|\bwhat do (?:they|i tell them to|students) type\b|\bque (?:escriben|teclean)\b"
    r"|\b(?:letter|paper|carta|papel) (?:with|con) (?:a |an |una? )?(?:code|clave|codigo|key)\b"
)
_CHECKED = re.compile(
    r"\b(?:check|verify|tell|know|prove|confirm|sees?|sabe\w*|compr(?:ueb|ob)\w*|verific\w+|chec\w+|revis\w+|cuenta) .{0,40}\b(?:real|true|legit|genuine|fake|forged|verdad\w*|cierto|embuste|fals\w+|buen[oa]|autentic\w+|valid\w*)\b"
    r"|\blook (?:me|em|it|them|him|her|mine) up\b|\bcheck (?:mine|one|one of (?:these|those|them)|theirs|codes?|on (?:me|it))\b"
    r"|\b(?:types? (?:it|that|the code)|type(?:s|d)? .{0,12}\bin|scans?|q ?r|lo mete|mete el codigo|escanea\w*|teclea\w*)\b|\bwhat .{0,16}do with (?:a|the|that|this|my|his) code\b|\bque hago con (?:un|el|ese|este) codigo\b"
    r"|\bhow (?:would|could|can|do|does|will) (?:a |an |my |the |next )*(?:boss|employer|company|shop|one|they|he|she) (?:check|verify|look)\b|\bcomo (?:lo|la|le) (?:checa|comprueb|verific)\w+"
)
_SENT = re.compile(
    r"\b(?:how|como|que) .{0,24}\b(?:(?:he|she|they|student|candidate|guy|person) (?:show|send|get|give|prove)s? (?:me|us|it|one)|(?:can|could|would|do|does) a (?:student|candidate|guy|person) show"
    r"|me l[oa] (?:manda|ensena|pasa)\w*|le (?:ensena|manda|pasa)\w* .{0,12}\blo suyo|le pido al?|(?:patron|jefe|empresa) vea\w*)\b|\bget (?:the real one|(?:him|her|them) to (?:show|send|give|prove))\b"
)
_LASTS = re.compile(
    r"\b(?:how long|last|lapse|run out|runs out|stay up|stays up|expires?|good for|dura\w*|caduc\w+|venc\w+|cuanto tiempo|hasta cuando|cuantos dias|comes up|opens? (?:it|em|them)|get told|do i know|me avisan)\b"
)
_LOSES = re.compile(
    r"\b(?:lose|loses|gone|lost|happens to|go away|erase[sd]?|wiped|pierd\w+|perd\w+|se (?:va|borra)n?|que pasa con)\b"
)


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
    r"\b(?:take\w* (?:\w+ )?(?:back|down|off|away)|taking it (?:back|down)|turn (?:it|that) off|undo|kill\w*|clos(?:e|es|ed|ing)|shut\w*|cancel\w*|remov\w+|delet\w+|revok\w+|pull\w*|stop\w*|hid(?:e|es|den|ing)|withdr\w+|get rid|regret|change my mind"
    r"|[kq]u?it(?:o|ar\w*|e\w*)|cierr\w+|cerr\w+|borr\w+|retir\w+|deshac\w+|ocult\w+|escond\w+|elimin\w+|cancel\w+|arrepient\w+|arrepent\w+|ya no quiero)\b"
)
_CHECKS = re.compile(
    r"\b(?:check\w*|verif\w+|scan\w*|codes?|types?|enters?|real|fakes?|faked|proof|confirm\w*|look (?:it|me) up|qr|account"
    r"|revis\w+|comprueb\w+|comprob\w+|codigos?|escane\w+|teclea\w*|escrib[aei]\w*|met[ae]n?|confirm\w+|fals\w+|autentic\w+|cuenta)\b"
)
