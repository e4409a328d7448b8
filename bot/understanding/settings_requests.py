"""Recognize requests about settings: a name, chats, notices, who sees results."""

import re

from bot.understanding.class_questions import class_of_notices
from bot.understanding.goal_names import find_goals
from bot.understanding.hours_in_text import quiet_in
from bot.understanding.names_in_text import called_in
from bot.understanding.orders import is_no_order, is_reported
from bot.understanding.readings import TEACHERS, Reading, Words
from bot.understanding.settings_in_text import pace_in, zone_in

_SURELY = 0.9


def new_name(it: Words) -> Reading | None:
    """Return the request to call the writer by another name, or None."""
    if it.said.people and it.view.role in TEACHERS:
        return None
    best = next(iter(it.said.readings), None)
    sure = best is not None and best.command == "whoami" and "?" not in it.text
    name = called_in(it.text, sure=sure)
    return Reading("whoami", f"name {name}", _SURELY) if name else None


def old_chats(it: Words) -> Reading | None:
    """Return the request to unlink the chats of an old phone, or None."""
    if (
        it.view.role == "stranger"
        or it.said.people
        or it.said.named.mentions
        or (_LOST.search(it.spoken) and not _SHUTS_LOST.match(it.spoken))
    ):
        return None
    if _SHUTS_LOST.match(it.spoken):
        return Reading("unlink", "others", _SURELY)
    ordered = _OLD_PHONE.search(it.spoken) and _CUT_OFF.search(it.spoken)
    if ordered or _EVERYWHERE_ELSE.search(it.spoken):
        return Reading("unlink", "others", _SURELY)
    return None


def nudges_off(it: Words) -> Reading | None:
    """Return the order to stop reminders to take the next exam, or None.

    An order to stop reminders about students without progress counts too. The message may quote the
    reminder.
    """
    if it.view.role in {"stranger", "employer"} or "?" in it.text or _KEEPS.search(it.spoken):
        return None
    ended = _STOPS.search(it.spoken) and _NUDGED.search(it.spoken)
    return Reading("notices", "nudges off", _SURELY) if ended else None


def notices_here(it: Words) -> Reading | None:
    """Return the order to send notices to this chat, or None."""
    if it.view.role == "stranger" or "?" in it.text or not _TO_THIS_CHAT.search(it.spoken):
        return None
    return None if is_reported(it.text) else Reading("notices", "here", _SURELY)


def own_role(it: Words) -> Reading | None:
    """Return the question "what am I in this system?", or None."""
    if it.view.role == "stranger" or not _WHAT_AM_I.search(it.spoken):
        return None
    return Reading("whoami", "", _SURELY)


def goal_dropped(it: Words) -> Reading | None:
    """Return the order to stop following the writer's only followed goal, or None.

    A question how to do that counts too.
    """
    if len(it.view.followed) != 1 or it.said.named.mentions or not _DROPS_GOAL.search(it.spoken):
        return None
    if is_no_order(_HOW.sub("", it.spoken)):
        return None
    if find_goals(it.said.named.words, it.view.goals, vague=False):
        return None
    return Reading("unfollow", it.view.followed[0], _SURELY)


def time_zone(it: Words) -> Reading | None:
    if it.view.role in {"stranger", "employer"} or it.said.codes:
        return None
    zone = zone_in(it.spoken)
    return Reading("notices", zone, _SURELY) if zone else None


def record_hidden(it: Words) -> Reading | None:
    """Recognize that a candidate wants a school to stop seeing their results."""
    if it.view.role != "candidate" or not _SCHOOL.search(it.spoken) or "?" in it.text:
        return None
    if not (_NOT_SEE.search(it.spoken) or _TAKEN_BACK.search(it.spoken)):
        return None
    named = _SCHOOL_NAMED.search(it.text)
    what = "roster" if _OFF_LIST.search(it.spoken) else "results"
    return Reading("privacy", f"end {what} {named[0]}" if named else "", _SURELY)


def pace_of_class(it: Words) -> Reading | None:
    """Recognize that an instructor says how often to send notices of one class."""
    best = it.said.readings[0]
    if it.view.role not in TEACHERS or "?" in it.text or best.command not in {"roster", "students"}:
        return None
    where = class_of_notices(it.spoken, it.said.named, it.view.rosters)
    pace = pace_in(it.spoken)
    if not where or not pace or not _NOTICES.search(it.spoken):
        return None
    return Reading("notices", f"{pace} {where}", _SURELY)


def pace_again(it: Words) -> Reading | None:
    """Recognize another pace of notices, as in "make it daily after all", without their name."""
    if it.view.role in {"stranger", "employer"} or "?" in it.text or is_reported(it.text):
        return None
    said = it.said
    if said.people or said.unlisted or said.named.mentions or said.codes:
        return None
    return Reading("notices", pace_in(it.spoken), _SURELY) if _PACED.match(it.spoken) else None


def at_night(it: Words) -> Reading | None:
    """Recognize the wish to get no messages at night."""
    if it.view.role == "stranger" or "?" in it.text or is_reported(it.text):
        return None
    found = quiet_in(it.spoken)
    return Reading("notices", found, _SURELY) if found else None


def too_many(it: Words) -> Reading | None:
    """Recognize a complaint about too many messages from the bot.

    The answer shows what can be turned off.
    """
    if it.view.role in {"stranger", "employer"} or it.said.codes or not _TOO_MANY.search(it.spoken):
        return None
    return Reading("notices", "", _SURELY)


_TO_THIS_CHAT = re.compile(
    r"^(?:(?:please|pls|hey|ok|oye|por favor|can you|could you|you can|from now on|i want you to|quiero que|mejor)[, ]+)*(?:me )?"
    r"(?:send|put|post|deliver|mand\w+|envi\w+|pas\w+|pon\w*)(?: me)? (?:all )?(?:my |the |l[oa]s |mis |sus )?"
    r"(?:notices?|notifications?|alerts?|avisos|notificaciones|alertas) (?:right )?(?:(?:to|in|on|into|a|en|por) (?:this|est[ea])(?: same| mismo)? (?:chat|phone|number|channel|celular|telefono|numero|canal)"
    r"|here|aqui|aca)\b"
)
_STOPS = re.compile(
    r"\b(?:stop|quit|enough|no more|kill|cut out|lay off|(?:turn|switch|shut)(?: \w+){0,3} off|(?:turn|switch|shut) off"
    r"|dej(?:a|e|en)(?:me)? de|ya (?:no|par\w+|basta|estuvo)|par(?:a|e|en)l[eo]|quit[ae]\w*|apag\w+|basta)\b"
)
_KEEPS = re.compile(
    r"\b(?:don'?t|do not|never|no) (?:me )?(?:l[oae]s? )?(?:stop|quit|dejes?|quites?|apagues?)\b"
)
_NUDGED = re.compile(
    r"\b(?:push|pressur|nag|pester|rush|hurry)ing me\b.{0,40}\b(?:exams?|tests?|next)\b"
    r"|\b(?:empuj|presion|apur|insist|apresur)\w+\b.{0,40}\b(?:exam\w*|prueba|siguiente)\b"
    r"|\bte toca (?:tu|el|la) (?:siguiente|proxim[oa])\b|\b(?:time for|take) your next (?:exam|test)\b"
    r"|\b(?:reminders?|recordatorios?|avisos|notices?)\b.{0,24}\b(?:students?|kids|people|alumn[oa]s|muchach[oa]s)\b.{0,24}"
    r"\b(?:not moving|not making|stuck|stalled|slow|behind|que no (?:avanz|mueve)\w*|atorad[oa]s|lent[oa]s|atrasad[oa]s)"
)
"""Matches words about reminders to take an exam, or about students without progress."""
_WHAT_AM_I = re.compile(
    r"\b(?:what am i (?:in (?:the|this|your) (?:system|records?|app)|(?:set up|listed|registered|down|signed up) as|here)"
    r"|que soy (?:yo )?(?:en (?:el|este|su) (?:sistema|registro)|aqui|para (?:ustedes|el sistema))|como que (?:estoy|ando) (?:dad[oa] de alta|registrad[oa]))\b"
)
_HOW = re.compile(r"^\W*(?:(?:oye|oiga|hey|y|and|ok),? )*(?:how (?:do|can|would) i|como) ")
_DROPS_GOAL = re.compile(
    r"\b(?:quit(?:o|ar|a|e|en)|sac(?:o|ar|a)|saque|remove|drop|get rid of|take off|unfollow)(?: (?:the|my|that|this|la|mi|esa|esta))? (?:goal|meta)\b"
)
_TOO_MANY = re.compile(
    r"\b(?:you|bot|getting|get|me (?:llegan|mandas|mandan|manda|llega)|recibo|estas)\b.{0,30}"
    r"\b(?:too (?:much|many(?: (?:messages|notices|alerts|texts|notifications|pings))?)\W*$|(?:demasiad|muchisim|tant)[oa]s (?:mensajes|avisos|notificaciones|alertas))"
)
_PACED = re.compile(
    r"^(?:(?:ok|okay|fine|actually|no|well|then|and|bueno|mejor|pues|entonces|y|oye|sabes que)[ ,.]+)*"
    r"(?:(?:make|set|put|change|switch|turn) (?:it|that|them|those)(?: back)?(?: to)?|let'?s (?:do|make it|go (?:with|back to))|go back to|hazl[oa]s?|haga(?:lo|los)|ponl[oa]s?|dejal[oa]s?|cambial[oa]s?(?: a)?)"
    r" (?:just |only |nomas |solo )?(?:daily|weekly|every day|every week|once a (?:day|week)|diari[oa]s?|semanal(?:es)?|cada (?:dia|semana)|una vez (?:al dia|a la semana|por semana))"
    r"(?:[ ,]+(?:after all|instead|again|then|please|mejor|otra vez|por favor|porfa|entonces|de nuevo))*\W*$"
)
"""Matches an order that only names how often something is to be sent."""
_NOTICES = re.compile(
    r"\b(?:notices?|notif\w*|digests?|summar\w+|updates?|news|reports?|messages?|only|avisos?|avis\w+"
    r"|resumen(?:es)?|novedades|mensajes?|solo|nomas)\b"
)
_LOST = re.compile(
    r"\b(?:lost|lose|stole\w*|missing|robb\w*|swiped|perdi\w*|perdid[oa]|rob(?:aron|o|ad[oa])|extravi\w*)\b"
)
"""Matches words for a lost phone.

A message with these words asks what to do. It does not order to unlink the phone.
"""
_SHUTS_LOST = re.compile(
    r"(?:\W*(?:and|so|then|ok|now|please|can you|could you|y|entonces|por favor|ahora|puedes?) )*(?:shut|kick|cut|log|sign|disconnect|unlink|boot|remove|turn|lock|saca|cierra|desconect|desvincul|cort|apag|bloque)\w*\b"
    r".{0,24}\b(?:(?:stolen|lost|missing) (?:one|phone|cell|device|tablet)|(?:telefono|celular|cel|aparato|el|la|tablet) (?:que (?:me )?(?:rob\w+|perdi)|robad[oa]|perdid[oa]))\b"
)
"""Matches an order to unlink the phone that was lost or stolen."""
_OLD_PHONE = re.compile(
    r"\b(?:(?:old|previous|former|last|other|ex'?s?) (?:phone|cell|cellphone|number|chat|tablet|device|account|one)"
    r"|(?:telefono|celular|cel|numero|chat|aparato|tablet\w*|equipo) (?:viejo|anterior|pasado|de antes)"
    r"|(?:otro|viejo|anterior) (?:telefono|celular|cel|numero|chat|aparato)"
    r"|(?:telefono|celular|cel|numero|aparato) nuevo\b.{0,60}\b(?:otro|viejo|anterior)"
    r"|(?:new|nuevo|cambi\w+|switch\w*|got a)\b.{0,40}\b(?:phones?|cell|number|telefono|celular|cel|numero)\b.{0,60}"
    r"\b(?:old|other|previous|viejo|otro|anterior))\b"
)
_CUT_OFF = re.compile(
    r"\b(?:kick\w*|cut|disconnect\w*|unhook\w*|unlink\w*|unpair\w*|remove|boot|drop|log\w* (?:it |that |the \w+ )?out"
    r"|sign\w* (?:it |that )?out|take .{0,30}\boff|get (?:it|that|the \w+ \w+) off|no longer get\w*"
    r"|(?:stop|quit|not|no longer|\w+n'?t)(?: \w+){0,2} (?:get|getting|receive|receiving|see|seeing|show up)\b"
    r"|saca\w*|saqu\w*|quita\w*|quit[ae]\w*|desconect\w*|desvincul\w*|cort[ae]\w*|elimin\w*|borra\w*"
    r"|ya no (?:le |me )?(?:lleg\w+|mand\w+|recib\w+)|no le llegue\w*)\b"
)
_EVERYWHERE_ELSE = re.compile(
    r"\b(?:log|sign)(?: me)? out (?:of )?(?:everywhere|every (?:place|device|phone|chat)|all (?:\w+ )?(?:devices|phones|chats))"
    r"(?: \w+)? (?:except|but|besides|other than)\b"
    r"|\b(?:cierra|cerrar|saca\w*|desconecta\w*) .{0,30}\b(?:todos lados|los demas|todas partes|en todo)\b.{0,20}"
    r"\b(?:menos|excepto|salvo)\b"
)
_SCHOOL = re.compile(
    r"\b(?:colleges?|schools?|universit\w+|academ\w+|campus|colegios?|escuelas?|universidad\w*|prepa\w*|tecnologico)\b"
)
_SCHOOL_NAMED = re.compile(
    r"\b(?:[A-Z][\w.'-]+ ){1,4}(?:College|School|University|Academy|Institute|Tech)\b"
    r"|\b(?:Colegio|Escuela|Universidad|Academia|Instituto)(?: (?:de |del |la )?[A-Z][\w.'-]+){1,4}"
)
_NOT_SEE = re.compile(
    r"\b(?:dont|don't|do not|never|stop|quit|not|no longer|cant|can't|shouldnt|shouldn't|no|nunca|ya no|deja\w*|que no)\b"
    r".{0,50}\b(?:let\w*|see|seeing|look\w*|view\w*|have|show\w*|access|vea[ns]?|ver|mir[ea]n?|muestr\w+|compart\w+|ensen\w+|acceso)\b"
    r".{0,50}\b(?:my|mine|mi|mis)\b"
)
_TAKEN_BACK = re.compile(
    r"\b(?:tak\w+|withdraw|revoke|end|cancel|pull|quit\w+|retir\w+|cancel\w+|revoc\w+|quita\w*)\b.{0,30}"
    r"\b(?:permission|agreement|consent|access|permiso|acceso|autorizacion|acuerdo|consentimiento)\b"
)
_OFF_LIST = re.compile(r"\b(?:rosters?|class list|lists?|lista|listas)\b")
