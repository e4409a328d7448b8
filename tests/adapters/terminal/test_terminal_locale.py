"""The terminal chat uses the language of the environment's locale."""

import pytest

from adapters.terminal.session import Speaker, locale_of_terminal
from core.language.catalogs import language_of
from tests.bot.center import ANA, Center


@pytest.mark.parametrize(
    ("environment", "locale"),
    [
        ({"LANG": "es_MX.UTF-8"}, "es_MX"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "es_US.UTF-8"}, "es_US"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({}, "en"),
    ],
)
def test_the_locale_is_read_from_the_environment(environment: dict[str, str], locale: str) -> None:
    assert locale_of_terminal(environment) == locale


async def test_answers_are_in_the_language_of_the_locale(
    center: Center, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "es_MX.UTF-8")
    reply = await Speaker(center.world.conversation, ANA).say("status M1-MIL")
    assert language_of("es_MX") == "es"
    assert "en curso, faltan 2 exámenes" in reply.markdown
    assert "fresadora manual I" in reply.markdown
    assert [button.label for row in reply.buttons for button in row][-1] == "Mi estado"
