"""Use what the chat was about to decide what a message asks.

"And the theory?" asks what the last message asked, and "who pays that?" asks something that often
follows it. A network has learned both from conversations. It sees the class of the last question,
and the form, the common words and the vector of the message.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.features import ENCODED, ROLES, Vector

_GOES_ON = re.compile(r"(?:and|y|e|what about|how about|no|not|ok|but|pero|so|then|entonces)\b")
CONTEXT_WORDS = 1500
"""How many of the model's common words the network knows: the most frequent ones."""
_SHORT, _BRIEF, _LONG = 3, 6, 10
"""Numbers of words by which the form of a message tells how long it is."""
Layer = tuple[Vector, Vector]
"""The weights and the bias of a layer of a network."""
FORMS = 9
"""The number of properties that `form_of` returns."""


def form_of(text: str) -> Vector:
    """Return the form of a message: 0 or 1 for each of its properties.

    Names in the message must be placeholders. The first property is always 1.
    """
    words = len(text.split())
    return np.array(
        [
            True,
            "xcred" in text,
            "xperson" in text,
            words <= _SHORT,
            words <= _BRIEF,
            words > _LONG,
            "?" in text,
            _GOES_ON.match(text) is not None,
            any(letter.isdigit() for letter in text),
        ],
        np.float32,
    )


class InContext:
    """A network that makes classes more or less likely, depending on the last question.

    - `inner` has a row for each feature that `context_features` returns.
    - `outer` has a column for each class.
    - `trust` is the weight of what the message alone means.
    - `topics` are the classes and commands of last questions.
    - `words` are the words that the network knows.
    """

    def __init__(
        self,
        inner: Layer,
        outer: Layer,
        trust: float,
        topics: Sequence[str],
        words: Sequence[str],
    ) -> None:
        self._inner, self._inner_bias = inner
        self._outer, self._outer_bias = outer
        self._trust = trust
        self._topics = indexes_of(topics)
        self._words = indexes_of(words)

    def __call__(
        self, odds: Vector, text: str, vector: Vector | None, role: str, topic: str
    ) -> Vector:
        """Return the probabilities of the classes if `topic` is the class of the last question.

        `odds` are the probabilities without a last question.
        """
        places = _places(topic, self._topics)
        if not places:
            return odds
        form = form_of(text)
        of_topics = len(self._topics) * FORMS
        of_words = of_topics + len(self._words)
        hidden = other_context(form, role, vector) @ self._inner[of_words:] + self._inner_bias
        words, weight = words_in(text, self._words)
        if words:
            hidden += self._inner[of_topics:of_words][words].sum(axis=0) * weight
        for place in places:
            hidden += form @ self._inner[place * FORMS : (place + 1) * FORMS]
        logits = self._trust * logarithms(odds)
        logits += np.maximum(hidden, 0) @ self._outer + self._outer_bias
        raised = np.exp(logits - logits.max())
        found: Vector = raised / raised.sum()
        return found


_LEAST = np.float32(1e-6)
"""Minimum probability of a class. Smaller probabilities are raised to this number."""


def logarithms(odds: Vector) -> Vector:
    """Return the logarithm of each probability, or of `_LEAST` if that is greater."""
    found: Vector = np.log(np.maximum(odds, _LEAST))
    return found


OTHER_CONTEXT = FORMS + len(ROLES) + ENCODED
"""The number of features that `other_context` returns."""


def other_context(form: Vector, role: str, vector: Vector | None) -> Vector:
    """Return the features that do not depend on the last question."""
    roles = np.array([role == each for each in ROLES], np.float32)
    encoded = np.zeros(ENCODED, np.float32) if vector is None else vector
    return np.concatenate([form, roles, encoded])


def words_in(text: str, words: Mapping[str, int]) -> tuple[list[int], np.float32]:
    """Return the indexes of a message's known words, and the weight that each of them has.

    Names in the message must be placeholders.
    """
    found = [words[each] for each in set(text.split()) if each in words]
    return found, np.float32(max(len(found), 1) ** -0.5)


def context_features(
    topic: str,
    topics: Mapping[str, int],
    words: Mapping[str, int],
    text: str,
    role: str,
    vector: Vector | None,
) -> Vector:
    """Return all features of a message after a question. Training uses them."""
    form = form_of(text)
    after = np.zeros((len(topics), FORMS), np.float32)
    for place in _places(topic, topics):
        after[place] = form
    of_words = np.zeros(len(words), np.float32)
    places, weight = words_in(text, words)
    of_words[places] = weight
    return np.concatenate([after.ravel(), of_words, other_context(form, role, vector)])


def indexes_of(names: Sequence[str]) -> dict[str, int]:
    """Return the index of each topic or word."""
    return {name: index for index, name in enumerate(names)}


def topics_of(topic: str) -> tuple[str, ...]:
    """Return a class such as `ask:cost`, and its command `ask` if that is different."""
    command = topic.partition(":")[0]
    return (topic,) if command == topic else (topic, command)


def _places(topic: str, topics: Mapping[str, int]) -> list[int]:
    return [topics[each] for each in topics_of(topic) if each in topics]


def context_in(parts: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> InContext:
    """Return the network that is stored in the model's file."""
    inner, outer = (_layer(parts, name) for name in ("context_inner", "context_outer"))
    words = about["common"][:CONTEXT_WORDS] if about["topics"] else ()
    return InContext(inner, outer, float(about["trust"]), about["topics"], words)


def _layer(parts: Mapping[str, NDArray[Any]], name: str) -> Layer:
    weights = parts[name].astype(np.float32) * parts[f"{name}_scales"].astype(np.float32)
    return weights, parts[f"{name}_bias"].astype(np.float32)
