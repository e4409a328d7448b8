"""Words for a place in a list: "first", "segunda", "number two"."""

ORDINALS = (
    "first|1st|primer[oa]?|1r[oa]", "second|2nd|segund[oa]|2d[oa]", "third|3rd|tercer[oa]?|3r[oa]",
    "fourth|4th|cuart[oa]", "fifth|5th|quint[oa]", "sixth|6th|sext[oa]", "seventh|7th|septim[oa]",
    "eighth|8th|octav[oa]", "ninth|9th|noven[oa]", "tenth|10th|decim[oa]",
)  # fmt: skip
"""For each place from the first on, a pattern of its ordinals."""
NUMBERS = (
    "one|uno", "two|dos", "three|tres", "four|cuatro", "five|cinco", "six|seis",
    "seven|siete", "eight|ocho", "nine|nueve", "ten|diez",
)  # fmt: skip
"""For each place from the first on, a pattern of its number."""
LAST_ONES = "last|ultim[oa]"
LAST = -1
"""The number that stands for the last place in a list."""


def either(patterns: tuple[str, ...]) -> str:
    return "|".join(patterns)


def at(place: int) -> str:
    """Return a pattern of all words for a place, such as "second", "two" and "number two"."""
    number = NUMBERS[place]
    return rf"{ORDINALS[place]}|(?:number|numero) (?:{number})|{number}"


def spelled_out(patterns: tuple[str, ...]) -> dict[str, int]:
    """Return the place of each form of a number, such as 0 for "first" and "primera"."""
    found = {}
    for place, several in enumerate(patterns):
        for each in several.split("|"):
            stem, gender, optional = each.partition("[oa]")
            forms = [f"{stem}o", f"{stem}a"] if gender else [stem]
            found.update(dict.fromkeys([*forms, stem] if optional else forms, place))
    return found
