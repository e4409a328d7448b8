"""Word lists that tell people's names from other words with a capital letter."""

from functools import cache
from importlib.resources import files


@cache
def _words_in(file: str) -> frozenset[str]:
    text = files("bot.understanding").joinpath(file).read_text(encoding="utf-8")
    return frozenset(text.split())


def given_names() -> frozenset[str]:
    """Return about 1,700 common given names in plain letters."""
    return _words_in("given_names.txt")


def no_people() -> frozenset[str]:
    """Return machines, tools, software, companies and places that people write with a capital."""
    return _words_in("not_people.txt")
