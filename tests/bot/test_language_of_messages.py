"""A message is answered in the language that it is written in, if that is clear."""

import pytest

from bot.suggested_prompts import call_of_prompt
from bot.understanding.language import language_beside_codes, language_of_text
from bot.understanding.verifying_words import only_verifies
from tests.bot.center import ANA, EMPLOYER, STRANGER, Center


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
def test_for_a_message_that_may_be_english_or_spanish_no_language_is_chosen(text: str) -> None:
    assert language_of_text(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("me trajeron este código {code}, es bueno?", "Válida"),
        ("un muchacho me enseñó https://verify.example.org/c/{code} y quiero saber", "Válida"),
        ("a guy showed me {code} is that real", "Valid"),
        ("{code}", "Valid"),
    ],
)
async def test_a_code_in_a_sentence_is_answered_in_the_language_of_the_sentence(
    center: Center, text: str, words: str
) -> None:
    said = await center.says(EMPLOYER, text.format(code=center.earned))
    assert f"{words}:" in said


async def test_a_sentence_is_answered_in_its_own_language_even_if_another_was_chosen(
    center: Center,
) -> None:
    await center.done(EMPLOYER, "language es")
    code = center.earned
    assert "Válida:" in await center.says(EMPLOYER, code)
    assert "Valid:" in await center.says(EMPLOYER, f"this guy gave me {code} is it real")
    assert "Válida:" in await center.says(EMPLOYER, f"verify {code}")


async def test_a_question_about_femas_nims_is_answered_in_its_own_language(center: Center) -> None:
    assert "Quizá busca" in await center.says(STRANGER, "¿esto es el NIMS de FEMA, el ICS-100?")
    assert "You may mean" in await center.says(STRANGER, "is this the fema nims, ICS-100?")


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("estatus", "status"),
        ("certificado", "certificate"),
        ("catálogo", "catalog"),
        ("catalogo", "catalog"),
        ("costo", "cost"),
    ],
)
async def test_a_spanish_word_is_not_taken_for_a_mistyped_command(
    center: Center, text: str, command: str
) -> None:
    reply = await center.ask(ANA, text)
    assert (reply.command, reply.locale) == (command, "es")


async def test_a_mistyped_command_is_offered_and_not_read_as_spanish(center: Center) -> None:
    assert (await center.ask(ANA, "certifcate")).template == "nearly"


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("Verificar un código", "verify"),
        ("Check a code", "verify"),
        ("check a code ", "verify"),
        ("¿Quién va atrasado?", "students behind"),
        ("check a code for me", ""),
    ],
)
def test_the_texts_that_the_bot_suggests_typing_are_understood_without_the_classifier(
    text: str, call: str
) -> None:
    assert call_of_prompt(text) == call


@pytest.mark.parametrize(
    "text",
    [
        "EF-YWZ5-7MHK-HNNY-Q EF YWZ5 7MHK HNNY Q",
        "https://verify.example.org/v/EF-YWZ5-7MHK-HNNY-Q",
        "ef ywz5 7mhk hnny q",
    ],
)
def test_the_letters_of_a_code_do_not_decide_the_language_of_the_answer(text: str) -> None:
    assert language_beside_codes(text, "EF-YWZ5-7MHK-HNNY-Q") is None


def test_a_link_to_a_code_alone_is_verified_without_the_classifier() -> None:
    code = "EF-YWZ5-7MHK-HNNY-Q"
    assert only_verifies(f"https://verify.example.org/v/{code}", [code])
