"""Find which command a question such as "how do they get on here" asks to have explained."""

import re

from bot.understanding.orders import CHANGING
from bot.understanding.talk import Talk

_OF_LINKS = frozenset(("prove", "share", "proofs", "seen", "certificate", "print", "privacy"))
_EXPLAINED = CHANGING | {"approve", "minor", "print", "seen", "proofs"}
"""Commands that a question may go on about after their answer, as in "what changes for him"."""
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
    r"|me l[oa] (?:manda|ensena|pasa)\w*|le (?:ensena|manda|pasa)\w* .{0,12}\blo suyo|le pido al?|(?:patron|jefe|empresa) vea\w*)\b|\bget the real one\b"
)
_TAKEN_DOWN = re.compile(
    r"\b(?:kill|cancel|close|pull|stop|undo|take (?:it|that|them|em|the \w+) (?:down|back|off)|taking it (?:back|down)|turn (?:it|that) off|hide|shut|remove|regret|change my mind|lost code"
    r"|quit\w+|kit\w+|cerr\w+|cierr\w+|cancel\w+|borr\w+|arrepient\w+|arrepent\w+|bajar\w*|ocult\w+|ya no quiero)\b"
)
_LASTS = re.compile(
    r"\b(?:how long|last|lapse|run out|runs out|stay up|stays up|expires?|good for|dura\w*|caduc\w+|venc\w+|cuanto tiempo|hasta cuando|cuantos dias|comes up|opens? (?:it|em|them)|get told|do i know|me avisan)\b"
)
_LOSES = re.compile(
    r"\b(?:lose|loses|gone|lost|happens to|go away|erase[sd]?|wiped|pierd\w+|perd\w+|se (?:va|borra)n?|que pasa con)\b"
)


def help_asked(spoken: str, talk: Talk) -> str:
    """Return the command that a question asks to have explained, or "" for none in particular.

    `spoken` has plain letters.
    """
    if _ANYTHING_ELSE.search(spoken):
        return ""
    about = talk.argument if talk.command == "help" else talk.command
    if about in {"forget", "unlink", "withdraw"} and _LOSES.search(spoken):
        return about
    if _CONNECT.search(spoken):
        return "link"
    if _CHECKED.search(spoken):
        return "verify"
    if _SENT.search(spoken):
        return "share"
    if about in _OF_LINKS and _TAKEN_DOWN.search(spoken):
        return "proofs" if about in {"prove", "proofs"} else "withdraw"
    if about in {"prove", "share"} and _LASTS.search(spoken):
        return about
    return about if about in _EXPLAINED else ""
