"""Recognize web addresses that are made to look like ours.

These addresses have similar letters, another ending or extra words.
"""

import unicodedata
from urllib.parse import urlsplit

from core.language.message import Message, _
from core.verification.files.links import unwrap_link

_LIKE = str.maketrans(
    {
        **dict.fromkeys("\u0430\u03b1", "a"),
        **dict.fromkeys("\u0501", "d"),
        **dict.fromkeys("\u0435\u0454\u03b5", "e"),
        **dict.fromkeys("\u0456\u03b91l\u0131|\u04cf", "i"),
        **dict.fromkeys("\u0458", "j"),
        **dict.fromkeys("\u03ba\u043a", "k"),
        **dict.fromkeys("\u0578\u043f\u03b7", "n"),
        **dict.fromkeys("\u043e\u03bf\u03c30", "o"),
        **dict.fromkeys("\u0440\u03c1", "p"),
        **dict.fromkeys("\u0433\u0491", "r"),
        **dict.fromkeys("\u04555", "s"),
        **dict.fromkeys("\u0442", "t"),
        **dict.fromkeys("\u03c5", "u"),
        **dict.fromkeys("\u03bd", "v"),
        **dict.fromkeys("\u0441", "c"),
        **dict.fromkeys("\u0445", "x"),
        **dict.fromkeys("\u0443\u04af", "y"),
    }
)
"""Maps letters of other alphabets, and digits, to the Latin letters that they look like."""
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "k12", "net", "org", "cc"})
_SHORTEST_NAME = 4
"""The minimum length of a host name to compare, in letters. Shorter names may be similar by chance.
"""
_SHORTEST_MISSPELT = 6


def warning_about(link: str, own: str | None) -> Message | None:
    """Return a warning if a link's address only looks like ours, else None.

    `own` is our own address.
    """
    host, ours = _host(unwrap_link(link)), _host(own or "")
    if not host or not ours or not _looks_like(host, ours):
        return None
    return _(
        "the link points to %(host)s, which is not our address: do not follow it. Ours is %(ours)s",
        host=host,
        ours=ours,
    )


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _looks_like(host: str, ours: str) -> bool:
    name, ending = _name_and_ending(ours)
    if not name or host == ours or host.endswith(f".{name}.{ending}") or host == f"{name}.{ending}":
        return False
    seen, own = _seen(host), _seen(name)
    if seen == _seen(ours) or seen.endswith(f".{own}.{ending}") or seen == f"{own}.{ending}":
        return True  # the address is ours, but spelled with look-alike letters
    if len(name) < _SHORTEST_NAME:
        return False
    labels = seen.split(".")
    return any(own in label or _is_misspelt(label, own) for label in labels)


def _is_misspelt(label: str, own: str) -> bool:
    if len(own) < _SHORTEST_MISSPELT:
        return False
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - few links need it

    return OSA.distance(label, own, score_cutoff=1) == 1


def _name_and_ending(host: str) -> tuple[str, str]:
    """Return the registered name in a host, and the ending after it, such as ("example", "co.uk").

    Both are "" for an IP address and for `localhost`.
    """
    labels = host.split(".")
    if len(labels) < 2 or labels[-1].isdecimal() or ":" in host:  # noqa: PLR2004 - a name, an ending
        return "", ""
    behind = 2 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 1  # noqa: PLR2004 - a country
    return labels[-behind - 1], ".".join(labels[-behind:])


def _seen(host: str) -> str:
    """Return a host as a hurried reader sees it: look-alike letters are replaced."""
    labels = []
    for label in host.split("."):
        shown = label
        if label.startswith("xn--"):
            try:
                shown = label.removeprefix("xn--").encode("ascii").decode("punycode")
            except UnicodeError:
                shown = label
        labels.append(shown)
    plain = unicodedata.normalize("NFKD", ".".join(labels)).casefold()
    plain = "".join(each for each in plain if not unicodedata.combining(each)).translate(_LIKE)
    for pair, single in _PAIRS:
        plain = plain.replace(pair, single)
    return plain
