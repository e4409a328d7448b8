"""A mistyped word is read as the word that was meant. Other words stay as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.understanding.classifier import classifier
from bot.understanding.nearest_word import NearestWord
from bot.understanding.spelling import Speller

WORDS = st.text("ab", min_size=3, max_size=9)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("scroe", "score"),
        ("wehn", "when"),
        ("certifcate", "certificate"),
        ("sertifikado", "certificado"),
        ("kuanto", "cuanto"),
        ("ecsamen", "examen"),
        ("exarn", "exam"),
        ("rnessage", "message"),
    ],
)
def test_a_mistyped_word_is_corrected_to_the_word_that_was_meant(typed: str, meant: str) -> None:
    assert classifier().spelled(typed) == meant


def test_known_words_and_words_that_resemble_no_known_word_are_not_changed() -> None:
    speller = Speller(("exam", "score"), ("exams",))
    for word in ("exam", "score", "exams", "zzzzzz", "4140"):
        assert speller.correct(word) == word


def test_of_two_equally_similar_words_the_more_frequent_one_is_chosen() -> None:
    assert Speller(("left", "lift")).correct("lxft") == "left"
    assert Speller(("lift", "left")).correct("lxft") == "lift"


@given(st.lists(WORDS, max_size=3), WORDS)
def test_the_search_for_the_closest_word_finds_the_same_word_as_comparing_all_words(
    words: list[str], typed: str
) -> None:
    most = 2 if len(typed) >= 8 else 1
    known = [word for word in words if len(word) >= 4] if len(typed) >= 4 else []
    errors = {word: OSA.distance(typed, word) for word in known}
    expected = min(errors, key=errors.__getitem__, default=None)
    if expected is not None and errors[expected] > most:
        expected = None
    assert NearestWord(words, 4, 8)(typed) == expected
