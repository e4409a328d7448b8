"""Translate the English names of areas and credentials for readers of other languages.

Area names are replaced by their translation. A credential keeps its official English title
everywhere, as NIMS prints it, and readers of another language also see its translation.
"""

from core.language.message import Message
from core.language.translation import found

TITLE, AREA = "credential", "area"
"""The contexts (msgctxt) under which the translation catalogs have titles and area names."""


def gloss(title: str, locale: str) -> str:
    """Return the translation of a credential's title.

    Return an empty text for English, or if there is no translation.
    """
    words = found(locale, title, context=TITLE)
    return "" if words == title else words


def area_name(name: str) -> Message:
    """Return an area's name as a message, which is translated when it is shown."""
    return Message(name.replace("%", "%%"), {}, context=AREA)


def area(name: str, locale: str) -> str:
    """Return the name of an area in the language of a locale."""
    return found(locale, name, context=AREA)
