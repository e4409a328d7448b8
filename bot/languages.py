"""The languages in which platforms show what there is to ask, and the product's own few words.

Answers are in English; menus and descriptions are read before anything is asked, and so come in
the languages of `bot/locales` too (gettext, one file a language).
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

NAME = "Edgefinder"
SHORT_DESCRIPTION = (
    "NIMS credentials: which exams remain, and whether one that you are shown is real."
)
DESCRIPTION = (
    "I know the NIMS credentials of the metalworking trades.\n\n"
    "Candidates: ask me which exams remain, and hear of it the moment you earn a credential.\n"
    "Instructors: see where your class stands.\n"
    "Employers: send me the code of a credential, and I say whether it is real."
)


@cache
def translations() -> Mapping[str, Mapping[str, str]]:
    """By language (two letters, ISO 639-1), what each English text is in it."""
    from babel.messages.pofile import read_po  # noqa: PLC0415 - slow to import, and seldom needed

    found: dict[str, Mapping[str, str]] = {}
    for file in files("bot").joinpath("locales").iterdir():
        language, _, kind = file.name.rpartition(".")
        if kind == "po":
            with file.open("rb") as opened:
                messages = read_po(opened, locale=language)
            found[language] = {
                str(each.id): str(each.string) for each in messages if each.id and each.string
            }
    return found


def said_in(language: str, text: str) -> str:
    """The text in a language; in English where there are no words for it."""
    return translations().get(language, {}).get(text, text)
