"""Train the classifier: `python -m tests.understanding.training`.

This reads the training utterances and writes the model that the bot uses. `--check` tells whether
the model is up to date with the utterances.
"""

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.classifier import MODEL, Classifier, known_features, load_classifier
from bot.understanding.classifier_labels import class_of_row, spoken
from bot.understanding.encoder import ENCODER
from bot.understanding.features import (
    ENCODED,
    OTHERS,
    Vector,
    hashed_features,
    other_features,
)
from bot.understanding.known_names import given_names
from bot.understanding.names import ALSO_WORDS, NOT_NAMES
from bot.understanding.words import Word, plain, words_of
from core.people.model import Person
from tests.understanding.adam import Learned
from tests.understanding.hurry import hurried
from tests.understanding.small_weights import small
from tests.understanding.training_talks import TALKS, first_messages, stored, with_talks
from tests.understanding.without_names import WithoutNames, people_named

DATA = Path("tests/understanding/train")
WRITTEN = Path("bot/understanding") / MODEL
_COMMON_FROM = 3
_KEPT = 24_000
"""How many hashed features the model keeps: the most frequent ones.

Rare features add more noise than help.
"""
_EPOCHS, _BATCH, _RATE, _MOMENTUM, _DECAY, _SMOOTH = 8, 128, 20.0, 0.9, 2e-5, 0.02
_EPOCHS_BY_WORDS = 6
"""How many times training goes over all rows to learn the weights used without an encoder."""
_NETWORKS = 2
"""How many networks with a hidden layer are trained.

They differ in their first weights and in the units that dropout leaves out.
"""
_HIDDEN, _EPOCHS_HIDDEN, _RATE_HIDDEN, _SMOOTH_HIDDEN, _DROPPED = 128, 5, 2e-3, 0.05, 0.3
_WIDEST = 6.0
"""The largest weight that the networks can represent, in standard deviations.

Larger weights are cut.
"""
_BALANCED = 0.5, 2.0
"""The smallest and the largest weight of a row. Rows of rare classes have a larger weight."""
_STRENGTH = 4.0
"""The factor by which features are multiplied before the network with a hidden layer."""

Matrix = NDArray[np.float32]
Row = dict[str, Any]


def read_rows(folder: Path) -> list[Row]:
    """Return the utterances of a folder, in the order of its files."""
    return [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def digest_of(folder: Path) -> str:
    """Return the digest of the training data."""
    sha = hashlib.sha256()
    for path in sorted(folder.rglob("*.jsonl")):
        sha.update(path.read_bytes())
    return sha.hexdigest()


def words_by_use(rows: Sequence[Row], people: Sequence[Person]) -> tuple[list[str], list[str]]:
    """Return the common words, the most frequent first, and the rare but correctly spelled ones.

    The names of the sample students and the family names in the rows are left out: to the bot, the
    names of real people are unknown words too.
    """
    names = {part for each in people for part in plain(each.name).replace("-", " ").split()}
    words = [words_of(row["text"]) for row in rows]
    small = Counter(each.folded for said in words for each in said if each.written.islower())
    names |= {each for said in words for each in _family_names(said) if small[each] < _OFTEN}
    names -= ALSO_WORDS | NOT_NAMES
    counts = Counter(
        word.folded
        for row, said in zip(rows, words, strict=True)
        if row["style"] not in {"typo", "ocr"}
        for word in said
        if word.folded not in names
    )
    by_use = sorted(counts, key=lambda word: (-counts[word], word))
    common = [word for word in by_use if counts[word] >= _COMMON_FROM]
    return common, [word for word in by_use[len(common) :] if word.isalpha()]


def _family_names(words: Sequence[Word]) -> Iterator[str]:
    """Yield the words with a capital letter that follow a given name or a title such as "Mr."."""
    for first, second in pairwise(words):
        titled = first.folded in _TITLES or (
            first.folded in given_names() and first.written[:1].isupper()
        )
        if titled and second.written[:1].isupper() and not second.written.isupper():
            yield second.folded


_TITLES = frozenset(
    ["mr", "mrs", "ms", "miss", "dr", "coach", "sr", "sra", "don", "dona", "profe", "maestro"]
)
_OFTEN = 5
"""A word that is written in small letters this often is an ordinary word, not a name."""


class Featured:
    """The features of training rows: hashed words, and what the encoder and the lists give."""

    def __init__(self, rows: Sequence[Row], without_names: WithoutNames) -> None:
        self.places: list[NDArray[np.int64]] = []
        self.values: list[Vector] = []
        others = []
        for row in rows:
            text = without_names(row["text"], row["as"])
            places, values = hashed_features(text)
            self.places.append(places)
            self.values.append(values)
            others.append(other_features(row["as"], without_names.encode(spoken(text))))
        self.others: Matrix = np.stack(others)
        self.kept = _most_frequent(self.places)
        for at, (places, values) in enumerate(zip(self.places, self.values, strict=True)):
            self.places[at], self.values[at] = known_features(places, values, self.kept)

    def forget_encoder(self) -> None:
        """Clear the features that come from the encoder."""
        self.others[:, :ENCODED] = 0

    def batch(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], Matrix, Matrix]:
        """Return the hashed words of some rows, their amounts, and the rows' other features."""
        places = [self.places[row] for row in rows]
        held, where = np.unique(np.concatenate(places), return_inverse=True)
        some = np.zeros((len(rows), len(held)), np.float32)
        lines = np.repeat(np.arange(len(rows)), [len(each) for each in places])
        some[lines, where] = np.concatenate([self.values[row] for row in rows])
        return held, some, self.others[rows]


def _most_frequent(places: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the most frequent hashed features, in ascending order."""
    found, counts = np.unique(np.concatenate(places), return_counts=True)
    return np.sort(found[np.argsort(-counts, kind="stable")[:_KEPT]])


def balance(wanted: NDArray[np.int64], classes: int) -> Vector:
    """Return the weight of each row. Rows of rare classes have a larger weight."""
    counts = np.bincount(wanted, minlength=classes)
    amounts = np.sqrt(np.median(counts) / np.maximum(counts, 1))
    found: Vector = np.clip(amounts, *_BALANCED).astype(np.float32)[wanted]
    return found


def fit(
    featured: Featured, wanted: NDArray[np.int64], classes: int, epochs: int = _EPOCHS
) -> tuple[Matrix, Matrix]:
    """Return the weights and bias of a softmax regression, by gradient descent with momentum."""
    random = np.random.default_rng(0)
    counting = balance(wanted, classes)
    rows, hashed = len(wanted), len(featured.kept)
    weights = np.zeros((hashed + OTHERS, classes), np.float32)
    bias = np.zeros(classes, np.float32)
    moving, moving_bias = np.zeros_like(weights), np.zeros_like(bias)
    steps = epochs * -(-rows // _BATCH)
    step = 0
    for _ in range(epochs):
        order = random.permutation(rows)
        for start in range(0, rows, _BATCH):
            batch = order[start : start + _BATCH]
            held, some, others = featured.batch(batch)
            logits = some @ weights[held] + others @ weights[hashed:] + bias
            odds = np.exp(logits - logits.max(1, keepdims=True))
            odds /= odds.sum(1, keepdims=True)
            odds -= np.float32(_SMOOTH / classes)
            odds[np.arange(len(batch)), wanted[batch]] -= 1 - _SMOOTH
            odds *= counting[batch][:, None] * np.float32(classes**0.5 / len(batch))
            rate = np.float32(_RATE * 0.25 * (1 + np.cos(np.pi * step / steps)))
            moving *= _MOMENTUM
            moving -= rate * np.float32(_DECAY) * weights
            moving[held] -= rate * (some.T @ odds)
            moving[hashed:] -= rate * (others.T @ odds)
            moving_bias = _MOMENTUM * moving_bias - rate * 0.1 * odds.sum(0)
            weights += moving
            bias += moving_bias
            step += 1
    return weights, bias


def fit_hidden(
    featured: Featured, wanted: NDArray[np.int64], classes: int
) -> tuple[Matrix, Matrix, Matrix, Matrix]:
    """Train several networks with one hidden layer and dropout. Return their weights and biases.

    The arrays hold all networks: the first `_HIDDEN` hidden units belong to the first network.
    """
    random = np.random.default_rng(0)
    hashed, units = len(featured.kept), _NETWORKS * _HIDDEN
    spread = np.full((hashed + OTHERS, 1), 0.02)
    spread[hashed:] = 0.05
    inner = Learned((random.standard_normal((len(spread), units)) * spread).astype(np.float32))
    first = random.standard_normal((_NETWORKS, _HIDDEN, classes)) * 0.05
    outer = Learned(first.astype(np.float32))
    bias = Learned(np.zeros(units, np.float32))
    last_bias = Learned(np.zeros((_NETWORKS, 1, classes), np.float32))
    rows, counting = len(wanted), balance(wanted, classes)
    steps, count = _EPOCHS_HIDDEN * -(-rows // _BATCH), 0
    for _ in range(_EPOCHS_HIDDEN):
        order = random.permutation(rows)
        for start in range(0, rows, _BATCH):
            batch = order[start : start + _BATCH]
            held, some, others = featured.batch(batch)
            moving = np.concatenate([held, np.arange(hashed, len(spread))])
            given = np.hstack([some, others]) * np.float32(_STRENGTH)
            inside = given @ inner.values[moving] + bias.values
            kept = (inside > 0) * (random.random(inside.shape) > _DROPPED) / (1 - _DROPPED)
            hidden = _apart((inside * kept).astype(np.float32))
            logits = hidden @ outer.values + last_bias.values
            odds = np.exp(logits - logits.max(2, keepdims=True))
            odds /= odds.sum(2, keepdims=True)
            odds -= np.float32(_SMOOTH_HIDDEN / classes)
            odds[:, np.arange(len(batch)), wanted[batch]] -= 1 - _SMOOTH_HIDDEN
            odds *= counting[batch][:, None] / np.float32(len(batch))
            back = (odds @ outer.values.transpose(0, 2, 1)).transpose(1, 0, 2)
            back = (back.reshape(len(batch), units) * kept).astype(np.float32)
            rate = _RATE_HIDDEN * 0.5 * (1 + np.cos(np.pi * count / steps))
            count += 1
            inner.step(given.T @ back, rate, count, moving)
            bias.step(back.sum(0), rate, count)
            outer.step(hidden.transpose(0, 2, 1) @ odds, rate, count)
            last_bias.step(odds.sum(1, keepdims=True), rate, count)
    return (
        inner.values * np.float32(_STRENGTH),
        bias.values,
        outer.values.reshape(units, classes),
        last_bias.values[:, 0],
    )


def _apart(values: Matrix) -> Matrix:
    """Return the hidden units of each network as a separate array."""
    return values.reshape(len(values), _NETWORKS, _HIDDEN).transpose(1, 0, 2)


def train(folder: Path, people: Path) -> dict[str, NDArray[Any]]:
    """Return the content of the model's file, without what is learned from conversations."""
    rows = [row for row in read_rows(folder) if not row.get("before")]
    rows += first_messages(folder / TALKS)
    students = people_named(people)
    common, rare = words_by_use(rows, students)
    rows += [hurried(row, Random(row["text"])) for row in rows]
    labels = [class_of_row(row) for row in rows]
    classes = sorted(set(labels))
    wanted = np.array([classes.index(label) for label in labels])
    featured = Featured(rows, WithoutNames(students, common, rare))
    about = {
        "classes": classes,
        "encoder": version(ENCODER),
        "common": common,
        "rare": sorted(rare),
    }
    places = np.diff(featured.kept, prepend=0).astype(np.uint32)
    parts = {"places": places, **small("linear", *fit(featured, wanted, len(classes)), 15)}
    inner, bias, outer, last_bias = fit_hidden(featured, wanted, len(classes))
    parts |= small("inner", inner, bias, 4, _WIDEST) | small("outer", outer, last_bias)
    featured.forget_encoder()
    parts |= small("words", *fit(featured, wanted, len(classes), _EPOCHS_BY_WORDS), 15)
    return {**parts, "about": stored(about)}


def out_of_date(folder: Path) -> str:
    """Return why the model does not match this data and encoder, or "" if it does."""
    try:
        model: Classifier = load_classifier()
    except FileNotFoundError:
        return "there is no model"
    if model.encoder_version != version(ENCODER):
        return f"it was trained with version {model.encoder_version} of the encoder"
    return "" if model.digest == digest_of(folder) else "the training data have changed since"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.understanding.training", description=__doc__
    )
    parser.add_argument("--check", action="store_true", help="only say whether it is up to date")
    parser.add_argument("--talks", action="store_true", help="only learn from the conversations")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--people", type=Path, default=Path("adapters/sample/people.csv"))
    given = parser.parse_args()
    if given.check:
        if why := out_of_date(given.data):
            sys.stderr.write(f"the classifier is out of date: {why}; run 'make understanding'\n")
            return 1
        return 0
    with files("bot.understanding").joinpath(MODEL).open("rb") as file, np.load(file) as model:
        parts = dict(model) if given.talks else train(given.data, given.people)
    people = people_named(given.people)
    parts = with_talks(parts, given.data, people, digest_of(given.data))
    np.savez_compressed(WRITTEN, allow_pickle=False, **parts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
