"""Read hours of the day that a message states, such as quiet hours."""

import re

_CLOCK = r"(\d{1,2})(?::(\d{2}))?\s*(am|pm|a\.?m\.?|p\.?m\.?)?"
_SPAN = re.compile(
    rf"(?:from|de|between|entre)\s+(?:las?\s+)?{_CLOCK}\s*(?:to|until|till|til|a|hasta|y|and|-)\s*(?:las?\s+)?{_CLOCK}"
)
_HOURS_ALONE = re.compile(
    r"\b(\d{1,2}):(\d{2})()\s*(?:-|to|until|till|til|a|hasta)\s*(?:las?\s+)?(\d{1,2}):(\d{2})()\b"
)
_IN_HALF = re.compile(rf"\b{_CLOCK}\s*(?:to|until|till|til|a|hasta|-)\s*(?:las?\s+)?{_CLOCK}")
_PART_OF_DAY = re.compile(
    r"\b(\d{1,2}(?::\d{2})?) (?:(de la (?:noche|tarde)|at night|in the (?:night|evening|afternoon))"
    r"|de la (?:manana|madrugada)|in the morning)\b"
)
_BEGINS_AGAIN = re.compile(
    r"\b(?:(?:start|begin|resume|go|come) (?:back|again|up)|back on|again|hasta|until|till|til|empie\w+|vuelv\w+)(?: (?:up|again|on|otra vez|de nuevo|a \w+))*"
    r" (?:at|by|from|a las|las)? ?(\d{1,2})(?::(\d{2}))? ?([ap]m)?\b"
)
"""Matches the hour from which notices may come again."""
_AFTER = re.compile(rf"(?:after|past|despues de)\s+(?:las?\s+)?{_CLOCK}")
_AT = re.compile(
    rf"\b(?:at|a las?) {_CLOCK}\W*(in the morning|in the evening|de la manana|de la tarde|de la noche|$)"
)
_NOT_AT_NIGHT = re.compile(
    r"\b(?:(?:don'?t|do not|never|stop|quit|no|not|nothing)\b.{0,20}\b(?:send\w*|text\w*|writ\w+|messag\w+|ping\w*|bother\w*|wake\w*|notif\w*)"
    r"|(?:no|ya no|nunca) (?:me |nos )?(?:mand\w+|escrib\w+|envi\w+|avis\w+|molest\w+|despiert\w+|lleg\w+)|callame|silenci\w+)\b.{0,40}"
    r"\b(?:(?:at|during the|by) nights?|after dark|while i(?: a|')?m? ?(?:asleep|sleep\w*)|(?:de|por|en) la (?:noche|madrugada)|de (?:noche|madrugada)|(?:mientras|cuando) (?:duermo|estoy dormid[oa])|hasta las? \w+)\b"
)
"""Matches words that say not to write at night."""
_SEVEN, _NOON = 7, 12


def hours_in(said: str, kind: str) -> str:
    """Return the hours that a message states, as an argument of `notices`, or "".

    Examples are `quiet 22:00-07:00` and `at 07:30`. `said` is the message in plain letters. `kind`
    is what the classifier says the message asks for: `on`, `off`, `quiet` or "".
    """
    if span := _span_in(said):
        later = int(span[4]) > int(span[1])  # because "3 pm to 11" ends in the evening too
        half = span[3] or (span[6] if later and int(span[1]) < _NOON else None)
        if not span[3] and span[6] and int(span[4]) == _NOON:
            half = "pm" if _of_morning(span[6]) else "am"  # "10 to midnight", "8 to noon"
        if not half and not later and _SEVEN <= int(span[1]) <= _NOON and _of_morning(span[6]):
            # "ten to 6 am" begins at night, "12 to 6 am" at midnight
            half = "am" if int(span[1]) == _NOON else "pm"
        start = _time(span[1], span[2], half)  # "3 to 11 pm" begins after noon
        by_day = _of_morning(span[3]) and int(span[1]) < _NOON and not later
        end = _time(span[4], span[5], span[6] or (span[3] if later else "pm" if by_day else None))
        if not half and not span[6] and start < end < "08:00":  # "two to five" means the afternoon
            start, end = (f"{int(each[:2]) + 12}{each[2:]}" for each in (start, end))
        if not span[3] and not span[6] and "07:00" <= start < "12:00" and end <= "09:59":
            start = f"{int(start[:2]) + 12}{start[2:]}"  # quiet hours are at night
        return f"quiet {start}-{end}" if start and end else "quiet"
    if (after := _AFTER.search(said)) and (start := _time(after[1], after[2], after[3] or "pm")):
        again = _BEGINS_AGAIN.search(said)
        end = _time(again[1], again[2], again[3] or "am") if again else ""
        return f"quiet {start}-{end or '07:00'}"
    if (at := _AT.search(said)) and kind != "off":
        return f"at {_time(at[1], at[2], at[3] or _half(at[4]))}"
    return ""


def quiet_hours_in(said: str) -> str:
    """Return `quiet HH:MM-HH:MM` if an answer states only hours, or ""."""
    spoken = in_digits(said)
    span = _IN_HALF.search(_PART_OF_DAY.sub(_with_half, spoken))
    found = hours_in(f"from {span[0]}" if span else spoken, "quiet")
    return found if found.startswith("quiet ") else ""


def changed_hours(said: str, before: str) -> str:
    """Return quiet hours of which an answer states only the beginning or the end, or "".

    The rest stays as in `before`, the argument of the last answer. "Till 6" after
    "quiet 21:00-07:00" is "quiet 21:00-06:00".
    """
    spoken = in_digits(_PART_OF_DAY.sub(_with_half, said))
    found = _ONE_END.fullmatch(spoken)
    if found is None or not before.startswith("quiet"):
        return ""
    span = _KEPT_HOURS.search(before)
    start, end = (span[1], span[2]) if span else (_NIGHT, _MORNING)
    morning = 0 < int(found["hour"]) < _STARTS_LATE
    half = found["half"] or ("am" if found["ends"] or morning else "pm")
    changed = _time(found["hour"], found["minute"], half)
    if not changed:
        return ""
    return f"quiet {start}-{changed}" if found["ends"] else f"quiet {changed}-{end}"


_NIGHT, _MORNING, _STARTS_LATE = "22:00", "07:00", 5
_KEPT_HOURS = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")
_ONE_END = re.compile(
    r"(?:(?:and|but|so|only|just|make it|better|starting|start|say|y|pero|mejor|solo|nomas|que sea|ponle|empezando) )*"
    r"(?:(?P<ends>till|until|til|up to|to|before|hasta|antes de)|after|past|from|starting|since|at|desde|despues de|a partir de|de)"
    r" (?:at |about |around |like |como |eso de )*(?:a )?(?:las? )?(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))? ?(?P<half>[ap]\.?m\.?)?"
    r"(?: (?:o'?clock|please|on|then|por favor|instead|mejor|or so|en adelante|every night|cada noche|the next day|del otro dia))*"
)
"""Matches the beginning or the end of a span of hours, and nothing else."""


def quiet_in(said: str) -> str:
    """Return the quiet hours for a message that says not to write at night, or "".

    If such a message states no hours, return `quiet`.
    """
    if not _NOT_AT_NIGHT.search(said):
        return ""
    return quiet_hours_in(said) or "quiet"


def _span_in(said: str) -> re.Match[str] | None:
    """Find the hours at which a time begins and ends, as in "from 10 pm to 6".

    For both hours, the match has groups for the hour, the minute, and AM or PM.
    """
    spoken = _PART_OF_DAY.sub(_with_half, said)
    found = _SPAN.search(spoken) or _HOURS_ALONE.search(spoken)
    if found is None and (span := _IN_HALF.search(spoken)) and span[3]:
        return span
    return found


def _with_half(spoken: re.Match[str]) -> str:
    midnight = spoken[1].partition(":")[0] == "12"
    return f"{spoken[1]} {'pm' if spoken[2] and not midnight else 'am'}"


def _of_morning(half: str | None) -> bool:
    return half is not None and half.startswith("a")


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


_EARLY_HOURS = {
    word: place
    for place, words in enumerate(("one una", "two dos", "three tres", "four cuatro", "five cinco"), 1)
    for word in words.split()
}  # fmt: skip
_EARLY = re.compile(
    rf"\b({'|'.join(_EARLY_HOURS)})(?= (?:in the|at night|am\b|pm\b|a\.m|p\.m|o'?clock|de la (?:tarde|noche|manana|madrugada)))"
)
"""Matches small numbers that are hours because a part of the day follows, as in "two pm"."""


_TILL = r" (?:to|until|till|til|a|hasta|y) (?:las? )?"
_EARLY_FIRST = re.compile(
    rf"\b({'|'.join(_EARLY_HOURS)})(?={_TILL}(?:\d|{'|'.join(_EARLY_HOURS)}))"
)
_EARLY_LAST = re.compile(
    rf"((?:\d|[ap]m|noche|tarde|night|evening){_TILL})({'|'.join(_EARLY_HOURS)})\b"
)
"""Match small numbers that are hours, because they begin or end a span of hours."""


_MIDDAY = re.compile(r"\b(?:noon|midday|(?:el |al )?mediodia)\b")
_MIDNIGHT = re.compile(r"\b(?:midnight|(?:la )?medianoche)\b")


def in_digits(said: str) -> str:
    """Return the message with hours as digits instead of words."""
    said = _MIDDAY.sub("12 pm", _MIDNIGHT.sub("12 am", said))
    said = _EARLY.sub(lambda found: str(_EARLY_HOURS[found[1]]), said)
    spoken = " ".join(_HOURS.get(word, word) for word in said.split())
    spoken = _EARLY_FIRST.sub(lambda found: str(_EARLY_HOURS[found[1]]), spoken)
    return _EARLY_LAST.sub(lambda found: f"{found[1]}{_EARLY_HOURS[found[2]]}", spoken)
