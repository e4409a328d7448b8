"""What platforms show before anything is asked has words in every language that we have."""

import pytest

from bot.commands import COMMANDS
from bot.languages import DESCRIPTION, NAME, SHORT_DESCRIPTION, said_in, translations

SHOWN = {SHORT_DESCRIPTION, DESCRIPTION, *(command.summary for command in COMMANDS)}


@pytest.mark.parametrize("language", sorted(translations()))
def test_a_language_has_words_for_all_of_it_and_for_nothing_else(language: str) -> None:
    assert set(translations()[language]) == SHOWN


@pytest.mark.parametrize("language", ["en", *sorted(translations())])
def test_the_words_fit_where_platforms_show_them(language: str) -> None:
    assert len(NAME) <= 64
    assert len(said_in(language, SHORT_DESCRIPTION)) <= 120
    assert len(said_in(language, DESCRIPTION)) <= 512
    for command in COMMANDS:
        assert 1 <= len(said_in(language, command.summary)) <= 256


def test_there_is_more_than_one_language() -> None:
    assert said_in("es", "Where your class stands") == "Cómo va su clase"
    assert said_in("xx", "Where your class stands") == "Where your class stands"
