"""The bot's profile texts exist in every language, within each platform's length limits."""

import pytest

from bot.bot_profile import DESCRIPTION, NAME, SHORT_DESCRIPTION
from bot.commands import COMMANDS
from core.language.catalogs import LANGUAGES
from core.language.message import in_language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_profile_texts_and_command_summaries_fit_the_platforms_limits(language: str) -> None:
    assert len(NAME) <= 64
    assert len(in_language(SHORT_DESCRIPTION, language)) <= 120
    assert len(in_language(DESCRIPTION, language)) <= 512
    for command in COMMANDS:
        assert 1 <= len(in_language(command.summary, language)) <= 256
