"""Spanish words with cut endings are completed; names, codes and English are not changed."""

import pytest

from bot.understanding.cut_endings import with_endings


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ("la má' baja", "la más baja"),
        ("pa' cuándo lo' do'", "para cuándo los dos"),
        ("to' lo que tengo", "todo lo que tengo"),
        ("to's mis exámenes, verdá", "todos mis exámenes, verdad"),
        ("mi' nota'", "mis notas"),
        ("el examen está bloqueao", "el examen está bloqueado"),
        ("t\u00e1 bien", "est\u00e1 bien"),
        ("pa\u2019l torno, na\u2019", "para el torno, nada"),
    ],
)
def test_a_spanish_word_whose_ending_is_cut_off_is_completed(said: str, whole: str) -> None:
    assert with_endings(said) == whole


@pytest.mark.parametrize(
    "said",
    [
        "D'Angelo O'Brien passed it, didn't he?",
        "the machinists' exam",
        "what does 'chucking machine' mean",
        "EF-MKRJ-86MA-08E8-N",
        "i don't wanna do pa basic",
        "Bilbao and the cacao",
        "goin' to Chicago, ma'am",
    ],
)
def test_words_with_whole_endings_names_codes_and_english_words_are_not_changed(said: str) -> None:
    assert with_endings(said) == said
