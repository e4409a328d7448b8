"""Free text without the sentence encoder: only rules and words are used."""

import pytest

from tests.bot.center import ANA, Center


@pytest.fixture(autouse=True)
def _no_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("encoder", "interpretations"):
        monkeypatch.setattr(f"bot.understanding.{place}.encoder", lambda: None)


@pytest.mark.parametrize(
    ("text", "command", "argument"),
    [
        ("what is left for chucking", "status", "M1-TCH"),
        ("¿qué me falta del taladro?", "status", "M1-DRL"),
        ("what should i take next", "next", ""),
        ("does my credential expire", "ask", "expiry"),
        ("gracias", "", "talk:thanks"),
        ("cuánto cuesta", "cost", ""),
        ("thanks", "", "talk:thanks"),
        ("hola", "", "talk:hello"),
        ("whats left", "status", ""),
        ("qué sigue", "next", ""),
    ],
)
async def test_common_questions_are_understood_without_the_encoder(
    center: Center, text: str, command: str, argument: str
) -> None:
    reply = await center.ask(ANA, text)
    assert reply.understood[0][:2] == (command, argument)


async def test_an_emergency_is_recognized_without_the_encoder(center: Center) -> None:
    reply = await center.ask(ANA, "he cut his finger on the lathe and it is bleeding")
    assert reply.understood[0][:2] == ("", "talk:accident")
