"""Read settings that a message states: notices, a language."""

import re
from itertools import pairwise

from bot.understanding.hours_in_text import hours_in, in_digits
from bot.understanding.words import plain

_OFF = re.compile(
    r"\b(?:off|stop|quit|skip|leave out|omit\w*|mute|silence|disable|no more|unsubscribe|shut|dont|don't|not|no need|hold|paus\w+|suspend\w*|cancel|enough|ditch|apag\w*"
    r"|desactiv\w*|silenci\w*|dej\w+|par\w+|ya no|no me|basta|quita\w*|no quiero)\b"
)
_ON = re.compile(
    r"\b(?:on|back|unmute|enable|resume|want|notify|tell me|let me know|hear about|avis[ae]\w*|prend\w*|activ\w*|encend\w*|reactiv\w*|quiero)\b"
)
_SURELY_OFF = re.compile(
    r"\b(?:suspend(?:a|as|an|er|ame|erme|erlas|erlos|alas|alos| (?:my|the|all|those))\b|hold (?:everything|all|off on|the (?:messages|notices|alerts|updates)|my (?:messages|notices|alerts))|(?:ya )?no quiero que me lleg\w+"
    r"|no me (?:avises|avisen|mandes|manden|escribas|escriban|notifiques)\b(?! (?:antes|despues|en la noche|de noche|los|el fin|hasta))"
    r"|(?:dont|don't|do not|never) (?:text|message|write|notify|ping|e-?mail) me\b(?=[ .!]*$)"
    r"|(?:ya )?no (?:hace falta|es necesario|ocupo|necesito|quiero) (?:que (?:me )?)?(?:avis|notifi|mand)\w+"
    r"|(?:dont|don't|do not|no need to|stop|quit)(?: (?:need|have|want you) to)? (?:tell|notify|inform|ping|bother|text|message|messaging|telling|notifying|pinging|texting)"
    r"(?:ing)?(?: me| us)?(?: anything)? (?:about|of|when|on|every|each)\b(?!.{0,60}\b(?:digest|summary|once|weekly|daily)\b))"
)
"""Matches words that switch notices off, whatever the classifier says."""
_SURELY_ON = re.compile(
    r"\b(?:(?:me|nos) hacen falta (?:sus|los|tus|esos)|(?:l[oa]s )?extrano (?:sus|los|tus|esos) (?:mensajes|avisos)|(?:should|would|i'd|id) (?:also )?like to (?:be told|hear|know|get)|(?:i )?miss (?:the|your|those|my|getting)\b"
    r"|(?:dont|don't|do not|never) (?:take|turn|shut|cut) (?:\w+ ){1,3}(?:away|off)|(?:turn|switch|bring|put) (?:\w+ ){1,3}back(?! off)(?: on)?"
    r"|vuelv\w+ a (?:mandar|avisar|activar)\w*|no (?:me )?l[oa]s (?:quit|apag|suspend|cancel)\w+)\b"
)
_DAYS_AWAY = re.compile(
    r"\b(?:vacations?|vacacion\w*|leave|away|out of town|holidays?|hold|paus\w+|suspend\w*)\b"
)
"""Matches words for a pause, such as a vacation.

A day in such a message begins a pause. It is not the day of a digest.
"""
_QUIET = re.compile(
    r"\b(?:nights?|nites?|nighttime|sleep\w*|asleep|bed(?:time)?|quiet|wake|late|hours|noches?|madrugadas?"
    r"|dorm\w*|duerm\w*|despiert\w*|silencio)\b"
)
_MESSAGE_ME = re.compile(
    r"\b(?:message|text|ping|email|write|write to) (?:me|us)\b|\b(?:mand\w+|escrib\w+|envi\w+)(?:me|nos)\b"
)
"""Matches words that ask for messages about something."""
_TOPICS = {
    "nudges": r"remind\w*|nudg\w*|nag\w*|recordatori\w*|insist\w*",
    "imports": r"import(?:s|ed)?|importa\w*|files?",
    "results": r"results?|scores?|resultados?|califica\w*",
    "credentials": r"credentials?|certificates?|credencial\w*",
}
_PACES = {
    "daily": r"daily|every day|once a day|(?:a|per|each) day|diari\w+|cada dia|al dia|por dia"
    r"|end of day|(?:the )?end of (?:the|each|every|my) (?:day|shift)|closing time|(?:each|every) (?:morning|evening|afternoon|night)"
    r"|(?:al|el) final del dia|al cerrar|a la hora de (?:salida|cerrar)|cada (?:manana|tarde|noche)|todas las (?:mananas|tardes|noches)",
    "weekly": r"weekly|every week|once a week|(?:a|per) week|por semana|semanal\w*|cada semana|a la semana"
    r"|(?:one|a single) \w+ (?:a|per|each) week|una vez (?:por|a la) semana|cada ocho dias|end of (?:the|each) week|fin(?:al)? de (?:la )?semana",
    "each": r"at once|right away|immediately|each (?:one|time)|every time|cada vez que|instant\w*|as (?:soon|it happens)"
    r"|the (?:moment|minute|second) (?:an?|one|any|some|my|they|he|she|someone|somebody)"
    r"|al instante|en cuanto|inmediat\w*|al momento|en el momento|luego luego|no en (?:un )?resumen"
    r"|not (?:in |as )?(?:an? )?(?:digest|summary)",
}
_DAYS = {
    "monday": "mondays?|lunes", "tuesday": "tuesdays?|martes", "wednesday": "wednesdays?|miercoles",
    "thursday": "thursdays?|jueves", "friday": "fridays?|viernes",
    "saturday": "saturdays?|sabados?", "sunday": "sundays?|domingos?",
}  # fmt: skip


def notices_in(said: str, kind: str, roster: str = "") -> str:
    """Return the argument of `notices` that a message asks for, or "".

    `said` is the message in plain letters. `kind` is what the classifier says it asks for: `on`,
    `off`, `quiet` or "". `roster` is the name of the class that the message names.
    """
    if times := zone_in(said) or hours_in(in_digits(said), kind):
        return times
    pace = pace_in(said)
    if _SURELY_ON.search(said):
        kind = "on"
    elif _SURELY_OFF.search(said):
        kind = "off"
    if kind == "off" and pace == "each":  # here "every time" is what the writer does not want
        pace = ""
    state = kind if kind in {"on", "off"} else ""
    if not state:
        state = "off" if _OFF.search(said) else "on" if _ON.search(said) else ""
    if roster and (pace or state == "off"):
        return f"{pace or state} {roster}"
    wanted = kind != "off" and _ON.search(said)
    if kind == "quiet" or (kind != "on" and _QUIET.search(said) and not wanted):
        return "quiet"
    if re.search(
        r"\b(?:here|this (?:group|channel|chat)|aqui|aca|este (?:mismo )?(?:grupo|canal|chat))\b",
        said,
    ):
        return "here"
    if pace and not (pace == "weekly" and day_in(said)):
        return pace
    away = state == "off" and _DAYS_AWAY.search(said)
    if (day := day_in(said)) and not away:
        return f"day {day}"
    if not state and _MESSAGE_ME.search(said) and topic_in(said):
        state = "on"
    topic = topic_in(said) if state else ""
    return f"{topic} {state}" if topic else state


def day_in(said: str) -> str:
    """Return the day of the week that a message names, or ""."""
    return next((day for day, words in _DAYS.items() if re.search(rf"\b(?:{words})\b", said)), "")


def topic_in(said: str) -> str:
    """Return the kind of notices that a message names, or "" if it names none."""
    return next(
        (name for name, words in _TOPICS.items() if re.search(rf"\b(?:{words})\b", said)), ""
    )


_ZONE = re.compile(
    r"\b(?:time ?zone|zona horaria|huso horario|hora (?:del )?(?:centro|este|pacifico|montana|oriente)"
    r"|(?:eastern|central|mountain|pacific|alaska|hawaii)(?: standard| daylight)? time)\b"
)
_NAMED_ZONE = re.compile(r"\b[a-z]+(?:_[a-z]+)*/[a-z]+(?:[_/][a-z]+)*\b")
_ZONES = {
    "este": "eastern", "oriente": "eastern", "centro": "central", "montana": "mountain",
    "pacifico": "pacific",
}  # fmt: skip
_ZONE_ASKED = re.compile(
    r"\b(?:what|which|whats|que|cual)\b.{0,24}\b(?:time ?zone|zona horaria|huso)\b|\bexams?\b|\bexamen"
)
"""Matches a question about a time zone. It does not set the time zone."""


def zone_in(said: str) -> str:
    """Return `zone NAME` if a message states a time zone.

    Return `zone` if the message only mentions time zones, and "" for any other message.
    """
    named = _NAMED_ZONE.search(said)
    if _ZONE.search(said) is None and not (named and "zon" in said):
        return ""
    if _ZONE_ASKED.search(said):
        return ""
    if named:
        return f"zone {named[0]}"
    from core.notices.schedule import zone_named  # noqa: PLC0415 - few messages name a time zone

    words = [_ZONES.get(word, word) for word in re.findall(r"[a-z]+", said)]
    pairs = [f"{first} {second}" for first, second in pairwise(words)]
    zone = next((each for each in (*pairs, *words) if zone_named(each)), "")
    return f"zone {zone}".strip()


def pace_in(said: str) -> str:
    """Return how often a message wants notices: `each`, `daily` or `weekly`, or "".

    If the message names a pace that it does not want, return it only if it names no other pace.
    """
    named = [name for name, words in _PACES.items() if re.search(rf"\b(?:{words})\b", said)]
    wanted = [
        name
        for name in named
        if name == "each" or not re.search(rf"{_NOT_BEFORE_PACE}(?:{_PACES[name]})\b", said)
    ]
    return next(iter(wanted or named), "")


_NOT_BEFORE_PACE = (
    r"\b(?:not?|don'?t|dont|instead of|rather than|ya no|nada de|en vez de)\b(?: \w+){0,3} "
)


_NUMBER = re.compile(
    r"(?:#|\b(?:number|numero|no|num|la|el|on|unwatch|vigilar|proof|comprobante) )(\d{1,3})\b"
)
_ORDINALS = {
    "1": "first|primer[oa]?", "2": "second|segund[oa]", "3": "third|tercer[oa]?",
}  # fmt: skip
_NUMBERS = {
    "one": "1", "uno": "1", "una": "1", "two": "2", "dos": "2", "three": "3", "tres": "3", "four": "4",
    "cuatro": "4", "five": "5", "cinco": "5", "six": "6", "seis": "6", "seven": "7", "siete": "7",
}  # fmt: skip
_NUMBER_NAMED = re.compile(
    rf"\b(?:number|numero|num|nurnber|item|entry|line|proof|link|alarm|alert|watch|comprobante|enlace|liga|alarma|alerta|vigilancia|renglon|el|la|al)"
    rf" ({'|'.join(_NUMBERS)}|[1-9])\b"
)
_ALL = re.compile(
    r"\b(?:every|everbody|evrything|whatsoever|entirely|completely|empty|vacia|por completo|en ceros|zero out|ningun"
    r"|(?:clear|delete|wipe|empty|erase) (?:out )?my (?:watch|alert)\w*|all|everything|everybody|everyone|nobody|anybody|nadie|whole|entire|any of (?:them|these|those|the|my)|every one|todas?|todos|todo|ninguna|ninguno|watches"
    r"|vigilancias)\b"
)


def number_in(said: str) -> str:
    """Return the number of the list's entry that a message names, `all`, or "".

    The message is in plain letters.
    """
    said = re.sub(r"(?:unwa\w+|bijilar) (?=\d)", "unwatch ", said)
    if found := _NUMBER.search(said):
        return found[1]
    if named := _NUMBER_NAMED.search(said):
        return _NUMBERS.get(named[1], named[1])
    for number, words in _ORDINALS.items():
        if re.search(rf"\b(?:{words})\b", said):
            return number
    return "all" if _ALL.search(said) else ""


_FINE_IN = re.compile(
    r"\b(english|ingles|spanish|espanol|castellano) (?:(?:is|works|esta|me queda) )?(?:fine|ok|okay|good|better|bien|mejor)\b"
)
"""Matches a language that the writer is content with, as in "no wait, English is fine"."""


def language_in(said: str) -> str:
    """Return `en` or `es`, the language that a message asks for, or "" if unclear."""
    if fine := _FINE_IN.search(said):
        return "es" if fine[1].startswith(("sp", "es", "ca")) else "en"
    hard = _UNWANTED.search(said)
    said = _HARD.sub(" ", said)
    unwanted = _UNWANTED.search(said)
    if (switched := _SWITCHED_TO.search(said)) and unwanted is None:
        return "es" if switched[1].startswith(("sp", "es", "ca")) else "en"
    spanish = re.search(r"\b(?:spanish|espanol|castellano|cristiano|esp)\b", said) is not None
    english = re.search(r"\b(?:english|ingles|eng)\b", said) is not None
    if spanish == english:
        if unwanted := unwanted or hard:
            return "es" if unwanted[1] in {"english", "ingles"} else "en"
        if asked := _TOLD.search(said):
            return "es" if asked[1].startswith(("sp", "es", "ca", "cr")) else "en"
        return ""
    no_spanish = unwanted is not None and unwanted[1] in {"spanish", "espanol"}
    no_english = unwanted is not None and not no_spanish
    wants_spanish = not no_spanish if spanish else no_english
    return "es" if wants_spanish else "en"


def without_hard_language(text: str) -> str:
    """Return a message in plain letters, without words that say that a language is hard."""
    return _HARD.sub(" ", plain(text))


_UNWANTED = re.compile(
    r"\b(?:not|stop|don'?t|no|instead of|ya no|deja\w*|why|how come|por que|x ?que|pq)\b[^,.]*?\b(spanish|espanol|english|ingles)\b"
)
_HARD = re.compile(
    r"\b(?:(?:my|the) )?(?:english|spanish) (?:is (?:not (?:so |very )?good|bad|poor|weak|hard(?: for me)?)|isn'?t (?:so |very )?good)\b"
    r"|\b(?:el |mi )?(?:ingles|espanol) (?:me cuesta|se me (?:hace dificil|dificulta)|no lo (?:entiendo|domino)|es (?:malo|poco))\b"
    r"|\bno (?:le )?(?:entiendo|hablo|se|leo) (?:mucho |bien |muy bien |nada de |ni papa de |casi )?(?:el |al |en )?(?:ingles|espanol)\b"
    r"|\b(?:why|how come|por que|porque|x ?que|pq)\b[^,.;?]{0,40}?\b(?:in|en) (?:english|spanish|ingles|espanol)\b"
)
"""Matches words that say that a language is hard for the writer, who wants the other one.

A question why the bot answers in a language says so too.
"""
_SWITCHED_TO = re.compile(
    r"\b(?:switch|change|set|put|turn|go|bring|cambi\w+|pon\w*|pas\w+|regres\w+|vuelv\w+)(?: (?!english|spanish|ingles|espanol)\w+){0,3}? (?:to|into|in|al?|en)"
    r" (spanish|espanol|castellano|english|ingles)\b"
)
"""Matches the language to switch to. The message may also name the current language."""
_TOLD = re.compile(
    r"(?:, ?|\b(?:use|speak|to|switch to|in|en|habla\w*|hablo|contesta\w* en|cambia a) )"
    r"(spanish|espanol|castellano|cristiano|english|ingles)\W*$"
)
