"""The classifier uses only the features of a message that it has learned."""

import numpy as np

from bot.understanding.classifier import classifier, known_features
from bot.understanding.features import hashed_features

KEPT = np.array([3, 8, 21])


def test_features_that_the_classifier_has_not_learned_are_left_out() -> None:
    places, weights = known_features(
        np.array([21, 2, 8, 22, 4_000_000]), np.array([0.5, 9, 0.25, 9, 9], np.float32), KEPT
    )
    assert places.tolist() == [2, 1]
    assert weights.tolist() == [0.5, 0.25]


def test_a_message_without_learned_features_gives_empty_lists() -> None:
    places, weights = known_features(np.array([1, 99]), np.ones(2, np.float32), KEPT)
    assert len(places) == len(weights) == 0


def test_no_two_of_the_thousand_most_common_words_have_the_same_features() -> None:
    common = [word for word in classifier().frequent[:1000] if word.isalpha() and word.isascii()]
    own = [frozenset(hashed_features(word)[0].tolist()) for word in common]
    assert len(set(own)) == len(common)
