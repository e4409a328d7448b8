"""The command call of each prompt that we suggest.

A prompt that a person picks arrives as a message. Its call is looked up here, so that the message
need not be understood as free text.
"""

from functools import cache

from bot.understanding.words import plain
from core.language.catalogs import LANGUAGES
from core.language.message import _, in_language

CHECK = _("Check a code")
LEFT, NEXT, MINE = _("What is left?"), _("What should I take next?"), _("My credentials")
AWAY, BEHIND = _("Who is one exam away?"), _("Who is behind?")
CLASS = _("Where does my class stand?")
CATALOG, HELP = _("Which credentials are there?"), _("What can I ask?")
_CALLS = {
    CHECK: "verify",
    LEFT: "status",
    NEXT: "next",
    MINE: "status",
    AWAY: "students one away",
    BEHIND: "students behind",
    CLASS: "roster",
    CATALOG: "catalog",
    HELP: "help",
}


@cache
def _by_words() -> dict[str, str]:
    return {
        plain(in_language(prompt, language)): call
        for prompt, call in _CALLS.items()
        for language in LANGUAGES
    }


def call_of_prompt(text: str) -> str:
    """Return the call of a prompt in any of our languages, or "" for other texts."""
    return _by_words().get(plain(" ".join(text.split())), "")
