"""Read settings that a message states: notices, a language."""

import re
from itertools import pairwise

_CLOCK = r"(\d{1,2})(?::(\d{2}))?\s*(am|pm|a\.?m\.?|p\.?m\.?)?"
_SPAN = re.compile(
    rf"(?:from|de|between|entre)\s+(?:las?\s+)?{_CLOCK}\s*(?:to|until|till|a|y|and|-)\s*(?:las?\s+)?{_CLOCK}"
)
_HOURS_ALONE = re.compile(r"\b(\d{1,2}):(\d{2})()\s*-\s*(\d{1,2}):(\d{2})()\b")
_IN_HALF = re.compile(rf"\b{_CLOCK}\s*(?:to|until|till|a|-)\s*(?:las?\s+)?{_CLOCK}")
_PART_OF_DAY = re.compile(
    r"\b(\d{1,2}(?::\d{2})?) (?:(de la (?:noche|tarde)|at night|in the (?:evening|afternoon))"
    r"|de la (?:manana|madrugada)|in the morning)\b"
)
_AFTER = re.compile(rf"(?:after|past|despues de)\s+(?:las?\s+)?{_CLOCK}")
_AT = re.compile(
    rf"\b(?:at|a las?) {_CLOCK}\W*(in the morning|in the evening|de la manana|de la tarde|de la noche|$)"
)
_OFF = re.compile(
    r"\b(?:off|stop|quit|mute|silence|disable|no more|unsubscribe|shut|dont|not|cancel|enough|apag\w*"
    r"|desactiv\w*|silenci\w*|dej\w+|par\w+|ya no|no me|basta|quita\w*|no quiero)\b"
)
_ON = re.compile(
    r"\b(?:on|back|unmute|enable|resume|want|notify|tell me|let me know|hear about|avis[ae]\w*|prend\w*|activ\w*|encend\w*|reactiv\w*|quiero)\b"
)
_QUIET = re.compile(
    r"\b(?:nights?|nites?|nighttime|sleep\w*|asleep|bed(?:time)?|quiet|wake|late|hours|noches?|madrugadas?"
    r"|dorm\w*|duerm\w*|despiert\w*|silencio)\b"
)
_TOPICS = {
    "nudges": r"remind\w*|nudg\w*|nag\w*|recordatori\w*|insist\w*",
    "results": r"results?|scores?|resultados?|califica\w*",
    "credentials": r"credentials?|certificates?|credencial\w*",
    "imports": r"imports?|importacion\w*|files?",
}
_PACES = {
    "daily": r"daily|every day|once a day|(?:a|per|each) day|diari\w+|cada dia|al dia|por dia",
    "weekly": r"weekly|every week|once a week|(?:a|per) week|por semana|semanal\w*|cada semana|a la semana",
    "each": r"at once|right away|immediately|each (?:one|time)|every time|cada vez que|instant\w*|as (?:soon|it happens)"
    r"|the (?:moment|minute|second) (?:an?|one|any|some|my|they|he|she|someone|somebody)"
    r"|al instante|en cuanto|inmediat\w*|al momento|en el momento|luego luego|no en (?:un )?resumen"
    r"|not (?:in |as )?(?:an? )?(?:digest|summary)",
}
_DAYS = {
    "monday": "monday|lunes", "tuesday": "tuesday|martes", "wednesday": "wednesday|miercoles",
    "thursday": "thursday|jueves", "friday": "friday|fridays|viernes",
    "saturday": "saturday|sabado", "sunday": "sunday|domingo",
}  # fmt: skip


def _hours_in(said: str, kind: str) -> str:
    """Return the hours that a message states, as an argument of `notices`, or "" if it states none.

    The message must be in plain letters.
    """
    if span := _span_in(said):
        later = int(span[4]) > int(span[1])  # because "3 pm to 11" ends in the evening too
        start = _time(span[1], span[2], span[3])
        end = _time(span[4], span[5], span[6] or (span[3] if later else None))
        if not span[3] and not span[6] and "07:00" <= start < "12:00" and end <= "09:59":
            start = f"{int(start[:2]) + 12}{start[2:]}"  # because these are quiet hours at night
        return f"quiet {start}-{end}" if start and end else "quiet"
    if (after := _AFTER.search(said)) and (start := _time(after[1], after[2], after[3] or "pm")):
        return f"quiet {start}-07:00"
    if (at := _AT.search(said)) and kind != "off":
        return f"at {_time(at[1], at[2], at[3] or _half(at[4]))}"
    return ""


def quiet_hours_in(said: str) -> str:
    """Return `quiet HH:MM-HH:MM` if an answer states only hours, or ""."""
    spoken = _in_digits(said)
    span = _IN_HALF.search(_PART_OF_DAY.sub(_with_half, spoken))
    found = _hours_in(f"from {span[0]}" if span else spoken, "quiet")
    return found if found.startswith("quiet ") else ""


def _span_in(said: str) -> re.Match[str] | None:
    """Find a span of two hours.

    The groups of the match are the hour, the minute and AM or PM of each.
    """
    spoken = _PART_OF_DAY.sub(_with_half, said)
    found = _SPAN.search(spoken) or _HOURS_ALONE.search(spoken)
    if found is None and (span := _IN_HALF.search(spoken)) and span[3]:
        return span
    return found


def _with_half(spoken: re.Match[str]) -> str:
    midnight = spoken[1].partition(":")[0] == "12"
    return f"{spoken[1]} {'pm' if spoken[2] and not midnight else 'am'}"


def notices_in(said: str, kind: str, roster: str = "") -> str:
    """Return the argument of `notices` that a message asks for, or "".

    The message is in plain letters. `roster` is the name of the one class that it names.
    """
    if times := zone_in(said) or _hours_in(_in_digits(said), kind):
        return times
    pace = pace_in(said)
    state = kind if kind in {"on", "off"} else ""
    if not state:
        state = "off" if _OFF.search(said) else "on" if _ON.search(said) else ""
    if roster and (pace or state == "off"):
        return f"{pace or state} {roster}"
    wanted = kind != "off" and _ON.search(said)
    if kind == "quiet" or (kind != "on" and _QUIET.search(said) and not wanted):
        return "quiet"
    if re.search(r"\b(?:here|this (?:group|channel|chat)|aqui|este (?:grupo|canal))\b", said):
        return "here"
    if pace:
        return pace
    for day, pattern in _DAYS.items():
        if re.search(rf"\b(?:{pattern})\b", said):
            return f"day {day}"
    topic = topic_in(said) if state else ""
    return f"{topic} {state}" if topic else state


def topic_in(said: str) -> str:
    """The kind of notices that a message names; "" if none."""
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

    Return `zone` if it only mentions that there is one, and "" for any other message.
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
    """Return how often a message wants notices: `each`, `daily` or `weekly`, or ""."""
    return next(
        (name for name, words in _PACES.items() if re.search(rf"\b(?:{words})\b", said)), ""
    )


def _half(words: str) -> str:
    return "pm" if re.search("evening|tarde|noche", words or "") else ""


def _time(hour: str, minute: str | None, half: str | None) -> str:
    number = int(hour)
    if half and number <= 12:  # noqa: PLR2004 - noon
        number = number % 12 + 12 * (half[0] == "p")
    return f"{number:02}:{minute or '00'}" if number < 24 else ""  # noqa: PLR2004 - hours of a day


_HOURS = {
    word: str(place)
    for place, words in enumerate(
        (
            "six seis", "seven siete", "eight ocho", "nine nueve", "ten diez", "eleven once",
            "twelve doce",
        ),
        6,
    )
    for word in words.split()
}  # fmt: skip


def _in_digits(said: str) -> str:
    """Return the message with hours as digits instead of words."""
    return " ".join(_HOURS.get(word, word) for word in said.split())


_NUMBER = re.compile(
    r"(?:#|\b(?:number|numero|no|num|la|el|on|unwatch|vigilar|proof|comprobante) )(\d{1,3})\b"
)
_ORDINALS = {
    "1": "first|primer[oa]?", "2": "second|segund[oa]", "3": "third|tercer[oa]?",
}  # fmt: skip
_ALL = re.compile(
    r"\b(?:all|everything|everybody|everyone|nobody|anybody|nadie|whole|entire|any of them|every one|todas?|todos|todo|ninguna|ninguno|watches"
    r"|vigilancias)\b"
)


def number_in(said: str) -> str:
    """Return the number in a list that a message gives, `all`, or "".

    The message is in plain letters.
    """
    said = re.sub(r"(?:unwa\w+|bijilar) (?=\d)", "unwatch ", said)
    if found := _NUMBER.search(said):
        return found[1]
    for number, words in _ORDINALS.items():
        if re.search(rf"\b(?:{words})\b", said):
            return number
    return "all" if _ALL.search(said) else ""


def others_in(said: str) -> str:
    """Return `others` if the message asks to unlink all other chats, else ""."""
    return "others" if _OTHERS.search(said) else ""


_OTHERS = re.compile(
    r"\b(?:others?|otros?|otras?|demas|everywhere (?:else|but)|(?:old|previous|former|last|ex)"
    r" (?:phone|cell|chat|number|tablet|one)|keep (?:only )?this|(?:except|but|besides) (?:this|here|for this)"
    r"|(?:phone|cell|telefono|celular|cel|chat|numero|tablet|tableta|aparato) (?:viejo|anterior|pasado|de antes)"
    r"|(?:el|al|del|mi) (?:viejo|anterior)|menos (?:este|esta|yo|el mio|aqui|en este))\b"
)


def language_in(said: str) -> str:
    """Return `en` or `es`, the language that the message asks for."""
    unwanted = re.search(
        r"\b(?:not|stop|dont|no|instead of|ya no|deja\w*)\b[^,.]*\b(spanish|espanol|english|ingles)\b",
        said,
    )
    spanish = re.search(r"\b(?:spanish|espanol|castellano|cristiano|esp)\b", said) is not None
    english = re.search(r"\b(?:english|ingles|eng)\b", said) is not None
    if spanish == english:
        if unwanted is not None:
            return "es" if unwanted[1] in {"english", "ingles"} else "en"
        if asked := _TOLD.search(said):
            return "es" if asked[1].startswith(("sp", "es", "ca", "cr")) else "en"
        return ""
    wants_spanish = spanish is not (unwanted is not None)
    return "es" if wants_spanish else "en"


_TOLD = re.compile(
    r"(?:, ?|\b(?:use|speak|to|switch to|in|en|habla\w*|contesta\w* en|cambia a) )"
    r"(spanish|espanol|castellano|cristiano|english|ingles)\W*$"
)
