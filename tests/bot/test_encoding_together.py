"""Messages that wait at the same time are encoded in one call."""

import asyncio
from collections.abc import Sequence

import numpy as np

from bot.understanding.encoding_together import EncodingTogether
from bot.understanding.features import Vector


class RecordingEncoder:
    """Gives each message its length as a vector, and stores the messages of each call."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    def __call__(self, texts: Sequence[str]) -> list[Vector]:
        self.calls.append(list(texts))
        if "fails" in texts:
            raise ValueError("a message that fails")
        return [np.full(1, len(each), np.float32) for each in texts]


async def test_messages_that_wait_at_the_same_time_are_encoded_in_one_call() -> None:
    encode = RecordingEncoder()
    together = EncodingTogether(encode)
    found = await asyncio.gather(*map(together.of, ("one", "three", "seven!!")))
    assert [each[0] for each in found] == [3, 5, 7]
    assert (await together.of("later"))[0] == len("later")
    assert encode.calls == [["one", "three", "seven!!"], ["later"]]


async def test_at_most_sixteen_messages_are_encoded_in_one_call() -> None:
    encode = RecordingEncoder()
    together = EncodingTogether(encode)
    await asyncio.gather(*(together.of(f"message {number}") for number in range(40)))
    assert [len(each) for each in encode.calls] == [16, 16, 8]


async def test_a_message_is_encoded_even_if_another_message_of_the_same_call_is_canceled() -> None:
    together = EncodingTogether(RecordingEncoder())
    given_up, stays = (asyncio.create_task(together.of(each)) for each in ("left", "stays"))
    asyncio.get_running_loop().call_soon(given_up.cancel)
    assert (await stays)[0] == len("stays")
    assert given_up.cancelled()


async def test_an_error_of_a_call_reaches_each_of_its_messages_and_no_later_message() -> None:
    together = EncodingTogether(RecordingEncoder())
    found = await asyncio.gather(*map(together.of, ("fails", "other")), return_exceptions=True)
    assert all(isinstance(each, ValueError) for each in found)
    assert (await together.of("next"))[0] == len("next")
