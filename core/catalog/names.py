"""The catalog's English names to readers of other languages: areas translated, titles explained.

A credential keeps its official English title everywhere, as it stands on what NIMS prints. Readers
of another language are told beside it what it says.
"""

from core.language.message import Message, found

TITLE, AREA = "credential", "area"
"""The contexts of these names in the catalogs of translations."""


def gloss(title: str, locale: str) -> str:
    """What a title says, in the language of a locale; empty in English and where nobody knows."""
    words = found(locale, title, context=TITLE)
    return "" if words == title else words


def area_name(name: str) -> Message:
    """The name of an area, to be said in the reader's language."""
    return Message(name.replace("%", "%%"), {}, context=AREA)


def area(name: str, locale: str) -> str:
    """The name of an area in the language of a locale."""
    return found(locale, name, context=AREA)
