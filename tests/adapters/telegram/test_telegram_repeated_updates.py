"""Each update is handled only once, and remembering it takes little memory."""

import asyncio
import tracemalloc

from adapters.telegram.bot_api_rules import Plain
from adapters.telegram.updates_in_progress import REMEMBERED, Delivery, Updates

MOST_BYTES = 250
"""The most bytes that one handled update may take."""


class Reader:
    """Counts the updates that were read, and handles each at once."""

    def __init__(self, call: Plain | None = None, *, fails: bool = False) -> None:
        self.read: list[int] = []
        self._call = call
        self._fails = fails

    def __call__(self, raw: Plain, delivery: Delivery) -> asyncio.Task[None]:
        self.read.append(int(raw["update_id"]))
        return asyncio.create_task(self._handle(delivery))

    async def _handle(self, delivery: Delivery) -> None:
        delivery.handled, delivery.call = not self._fails, self._call


async def taken(updates: Updates, number: int) -> Delivery:
    delivery = updates.take({"update_id": number}, here=True)
    await delivery.ended()
    return delivery


async def test_a_handled_update_is_never_read_again() -> None:
    reader = Reader()
    updates = Updates(reader)
    for number in (1, 2, 1, 3, 1, 2, 3):
        assert (await taken(updates, number)).handled
    assert reader.read == [1, 2, 3]


async def test_the_answer_in_a_lost_response_is_given_again() -> None:
    call = {"method": "sendMessage", "text": "Send me the credential's code."}
    reader = Reader(call)
    updates = Updates(reader)
    for number in (1, 2, 3, 1):
        assert (await taken(updates, number)).call == call
    assert reader.read == [1, 2, 3]


async def test_an_update_that_failed_is_tried_again_after_later_ones() -> None:
    reader = Reader(fails=True)
    updates = Updates(reader)
    for number in (1, 2, 3, 1):
        assert not (await taken(updates, number)).handled
    assert reader.read == [1, 2, 3, 1]


async def test_only_the_newest_updates_are_remembered() -> None:
    read: list[Plain] = []
    updates = Updates(lambda raw, _: read.append(raw))  # handled, because it returns None
    for number in range(REMEMBERED + 10):
        await taken(updates, number)
    await taken(updates, REMEMBERED)
    assert len(read) == REMEMBERED + 10
    await taken(updates, 1)
    assert read[-1] == {"update_id": 1}


async def test_a_handled_update_takes_little_memory() -> None:
    updates = Updates(lambda *_: None)
    tracemalloc.start()
    try:
        for number in range(4000):
            await taken(updates, 10**9 + number)
        used, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert used / 4000 < MOST_BYTES
