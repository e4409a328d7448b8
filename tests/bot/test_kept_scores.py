"""The classifier caches the scores of everyday messages, and no others."""

from itertools import pairwise

import numpy as np
import pytest

from bot.understanding.classifier import Classifier, load_classifier
from bot.understanding.features import ENCODED, Vector

EVERYDAY = "what is left for xcred ?"


class CountingEncoder:
    """Gives each message the same vector, and counts the messages that it encodes."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, text: str) -> Vector:
        self.count += 1
        return np.full(ENCODED, 0.01, np.float32)


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return load_classifier()


def test_an_everyday_message_is_classified_only_once(classifier: Classifier) -> None:
    encode = CountingEncoder()
    first, again = (classifier.likeliest(EVERYDAY, "", "candidate", encode) for _ in range(2))
    assert encode.count == 1
    assert first == again


def test_a_message_with_an_unknown_word_is_classified_each_time(classifier: Classifier) -> None:
    encode = CountingEncoder()
    for _ in range(2):
        classifier.likeliest("what is left for zyxwvut", "", "candidate", encode)
    assert encode.count == 2


def test_cached_scores_differ_by_role_and_by_whether_there_is_an_encoder(
    classifier: Classifier,
) -> None:
    encode = CountingEncoder()
    every = (("candidate", encode), ("employer", encode), ("candidate", None))
    scores = [classifier.likeliest(EVERYDAY, "", role, each) for role, each in every]
    assert not any(one == other for one, other in pairwise(scores))


def test_a_full_cache_drops_the_scores_of_the_oldest_message(
    classifier: Classifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.understanding.classifier._KEPT", 2)
    encode = CountingEncoder()
    for words in ("what", "is", "left", "what"):
        classifier.likeliest(words, words, "candidate", encode)
    assert encode.count == 4
