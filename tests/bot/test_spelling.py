"""Mistyped words are read as the words that were meant; other words stay as they are."""

import pytest

from bot.understanding.classifier import classifier
from bot.understanding.spelling import Speller


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
def test_a_mistyped_word_is_read_as_the_one_that_was_meant(typed: str, meant: str) -> None:
    assert classifier().spelled(typed) == meant


def test_known_words_and_words_unlike_any_other_are_not_changed() -> None:
    speller = Speller(("exam", "score"), ("exams",))
    for word in ("exam", "score", "exams", "zzzzzz", "4140"):
        assert speller.correct(word) == word


def test_of_two_likely_words_the_more_frequent_one_is_chosen() -> None:
    assert Speller(("left", "lift")).correct("lxft") == "left"
    assert Speller(("lift", "left")).correct("lxft") == "lift"
