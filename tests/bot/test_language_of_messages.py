"""A message is answered in the language that it is written in, if that is clear."""

import pytest

from bot.understanding.language import language_of_text


@pytest.mark.parametrize(
    "text",
    [
        "no me deja entrar a nims",
        "ayuda",
        "mis tarjetas",
        "a quien le falta banco",
        "ando atorado con el rectificado",
        "borra todo",
        "apaguen los avisos",
    ],
)
def test_spanish_without_accents_is_recognized(text: str) -> None:
    assert language_of_text(text) == "es"


@pytest.mark.parametrize(
    "text",
    [
        "gimme a wallet card",
        "no texts at night pls",
        "whos locked out",
        "pull up noor",
        "roster",
        "nah never mind",
        "y'all do welding",
    ],
)
def test_short_english_is_recognized(text: str) -> None:
    assert language_of_text(text) == "en"


@pytest.mark.parametrize("text", ["", "M1-MMS", "EF-2MNB-77QX-0C4D-8", "42", "?!", "no"])
def test_what_may_be_either_language_is_left_open(text: str) -> None:
    assert language_of_text(text) is None
