"""Each fuzz target accepts the inputs in its corpus, and small changes of them."""

import random

import pytest

from tests.fuzz.targets import TARGETS, corpus

CHANGES = 12
"""The number of changed inputs to try for each input in the corpus. `make fuzz` tries millions."""


def changed(data: bytes, by: random.Random) -> bytes:
    """Return a copy of an input with some bytes cut, doubled or replaced."""
    at, to = sorted(by.randrange(len(data) + 1) for _ in range(2))
    middle = by.choice([b"", data[at:to] * 2, bytes([by.randrange(256)]), b'"', b"\xff\xfe", b"\0"])
    return data[:at] + middle + data[to:]


@pytest.mark.parametrize("target", TARGETS)
def test_a_parser_accepts_any_input(target: str) -> None:
    by = random.Random(target)
    given = corpus(target)
    assert given
    for path in given:
        data = path.read_bytes()
        TARGETS[target](data)
        for _ in range(CHANGES):
            TARGETS[target](changed(data, by))
