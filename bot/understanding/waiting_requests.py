"""Recognize questions about an exam that a candidate cannot take yet.

Examples are "when can I retake the lathe", "why can't I take the theory" and "mándame un
recordatorio cuando abra".
"""

import re

from bot.understanding.asked_more import wants_word
from bot.understanding.readings import Reading, Words, narrow_to_own

_SURELY = 0.9


def until_open(it: Words) -> Reading | None:
    """Recognize that a candidate asks when the exam of one credential opens again."""
    best = it.said.readings[0]
    failed = best.score < _UNSURE and _FAILED.search(it.spoken) is not None
    waiting = failed or (best.command, best.argument) in _OF_WAITING_TIMES
    waiting = waiting or (best.command == "remind" and not wants_word(it.spoken))
    if it.view.role != "candidate" or not waiting:
        return None
    if (
        len(it.said.named.mentions) != 1
        or it.said.second is not None
        or not _WHEN_I.search(it.spoken)
    ):
        return None
    code = _only_one(it)
    return Reading("status", code, best.score) if code else None


def why_not_yet(it: Words) -> Reading | None:
    """Recognize that a candidate asks why one credential's exam cannot be taken now."""
    if it.view.role != "candidate" or not _WHY_NOT.search(it.spoken):
        return None
    code = _only_one(it)
    return Reading("status", code, _SURELY) if code else None


def reminder_asked(it: Words) -> Reading | None:
    """Recognize that a candidate orders a reminder for the day when one exam opens."""
    if it.view.role != "candidate" or "?" in it.text or not _REMINDER.search(it.spoken):
        return None
    code = _only_one(it)
    return Reading("remind", code, _SURELY) if code else None


def _only_one(it: Words) -> str:
    """Return the code of the only credential that a message names, or ""."""
    if len(it.said.named.mentions) != 1 or it.said.second is not None:
        return ""
    codes = narrow_to_own("status", it.said.named.mentions[0].codes, it.view)
    return codes[0] if len(codes) == 1 else ""


def told_then(it: Words) -> Reading | None:
    """Recognize a Spanish order to be told when an exam opens.

    "Cuando se abra" means a day to come, so the writer wants a reminder. "Cuándo se abre" asks now.
    """
    if it.view.role != "candidate" or not _TELL_THEN.search(it.spoken):
        return None
    if len(it.said.named.mentions) > 1 or it.said.second is not None:
        return None
    known = it.said.readings[0].command == "remind"
    return None if known else Reading("remind", _only_one(it), _SURELY)


_TELL_THEN = re.compile(
    r"\b(?:me (?:dices?|avisas?|avisan|mandas?|escribes?|notificas?|recuerdas?|puedes? (?:decir|avisar|recordar))|dime|digame|avis[ae]me|avisenme|recuerd[ae]me|escrib[ae]me|mandame)\b.{0,30}"
    r"\b(?:cuando|en cuanto|el dia que) (?:(?:ya|se|me|lo|la|el|examen|teorico) )*(?:abra|desbloquee|destrabe|libere|desatore|pueda (?:volver|repetir\w*|presentar\w*|hacer\w*|otra vez))\b"
)
OF_WAITING = (told_then, reminder_asked, until_open, why_not_yet)
"""The requests about exams that cannot be taken yet."""
_OF_WAITING_TIMES = frozenset((("ask", "retakes"), ("ask", "locked")))
_UNSURE = 0.35
_FAILED = re.compile(r"\b(?:flunk\w*|fail\w*|bomb\w*|reprob\w*|tron[eo]|trone)\b")
_WHEN_I = re.compile(
    r"\b(?:when(?:'?s| is| are| can| do| may| am| will)|how (?:long|soon|much longer)|cuando|cuanto (?:me )?falta|que dia)\b"
    r".{0,60}\b(?:i|i'?m|me|my|mine|back in|again|reopen\w*|open\w*|puedo|podre|mi|volver\w*|dejan|abr\w+|toca)\b"
)
_WHY_NOT = re.compile(
    r"\b(?:(?:why|how come)(?: is it(?: that)?)? (?:can(?:'?t| ?not)|couldn'?t|am i not (?:able|allowed) to|i (?:can(?:'?t| ?not)|couldn'?t)"
    r"|won'?t (?:it|they|you) let me|(?:they|it|you) won'?t let me) (?:i )?(?:even |just )?(?:take|retake|sit|do|test|try|get (?:in|back in|into)|schedule|book|sign up)"
    r"|(?:por ?que|como es que) (?:todavia |aun )?no (?:puedo|me dejan?|me deja el sistema) (?:todavia |aun )?(?:hacer|presentar|tomar|repetir|volver|intentar|agendar|entrar))\w*\b"
)
"""Matches the question why an exam cannot be taken."""
_REMINDER = re.compile(
    r"\b(?:remind me|(?:set|send|give|put|make|create|add) (?:me )?(?:up )?(?:a|an|another|the) (?:\w+ )?(?:reminder|heads[ -]?up)"
    r"|(?:manda(?:me)?|pon(?:me|ga(?:me)?)?|dame|crea(?:me)?|hazme|quiero|ocupo|necesito) (?:un|otro|el) (?:recordatorio|reminder|aviso)|recuerdame|me recuerdas)\b"
    r".{0,60}\b(?:when(?:ever)?|once|the day|as soon as|cuando|en cuanto|el dia)\b"
)
"""Matches an order for a reminder on the day when something happens."""
