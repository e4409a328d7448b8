"""The catalog's English names for readers of other languages.

A credential keeps its official English title everywhere, as NIMS prints it; readers of another
language also see a translation of it. Area names are translated.
"""

from core.language.message import Message
from core.language.translation import found

TITLE, AREA = "credential", "area"
"""The message contexts of these names in the translation catalogs."""


def gloss(title: str, locale: str) -> str:
    """Return a title in a locale's language.

    Return an empty text for English, and if there is no translation.
    """
    words = found(locale, title, context=TITLE)
    return "" if words == title else words


def area_name(name: str) -> Message:
    """Return an area's name, marked to be translated for the reader."""
    return Message(name.replace("%", "%%"), {}, context=AREA)


def area(name: str, locale: str) -> str:
    """Return the name of an area in the language of a locale."""
    return found(locale, name, context=AREA)
