"""Files are read in separate processes with limits, in turns, and can be stopped at once."""

import asyncio
import io
import sys

import pytest
from PIL import Image

from core.verification.files import worker_pool
from core.verification.files.found_items import (
    CANNOT,
    MOST_BYTES,
    NOT_A_CREDENTIAL,
    TOO_LARGE,
    TOO_MUCH,
    FoundCode,
    NothingFound,
)
from core.verification.files.worker_answers import items_of
from core.verification.files.worker_pool import Busy, FileReader, Turns
from core.verification.files.worker_process import Limits
from core.verification.verdict import Detail

CODE = "EF-4K7M-9Q2X-AB3D-T"
LETTER = f"my code: {CODE}".encode()


def large_picture() -> bytes:
    """Return a picture whose file is small, but that takes more work than narrow limits allow."""
    out = io.BytesIO()
    Image.new("RGB", (4000, 4000), "white").save(out, "PNG", compress_level=1)
    return out.getvalue()


async def test_several_files_are_read_one_after_another() -> None:
    reader = FileReader()
    for _ in range(3):
        assert await reader.read(LETTER) == [FoundCode(CODE)]
    reader.close()


async def test_a_file_that_takes_too_long_is_stopped_and_the_next_is_read() -> None:
    short = Limits(0.2, 512 * 1024 * 1024)
    reader = FileReader(short, short)
    assert await reader.read(large_picture()) == [TOO_MUCH]
    reader.close()
    reader = FileReader()
    assert await reader.read(LETTER) == [FoundCode(CODE)]
    reader.close()


async def test_a_file_that_exceeds_the_first_limits_is_read_again_with_higher_ones() -> None:
    reader = FileReader(Limits(0.05, 512 * 1024 * 1024), Limits(60, 512 * 1024 * 1024))
    [nothing] = await reader.read(large_picture())
    assert isinstance(nothing, NothingFound)
    assert "no QR code" in nothing.reason
    reader.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's memory")
async def test_a_file_that_needs_too_much_memory_is_reported_as_not_checked() -> None:
    small = Limits(60, 24 * 1024 * 1024)
    reader = FileReader(small, small)
    assert await reader.read(large_picture()) == [TOO_MUCH]
    assert await reader.read(LETTER) == [FoundCode(CODE)]
    reader.close()


async def test_files_are_read_on_systems_that_cannot_fork_a_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker_pool, "CAN_FORK", False)
    reader = FileReader()
    reader.start()
    assert await reader.read(LETTER) == [FoundCode(CODE)]
    reader.close()


async def test_a_file_that_is_too_large_is_refused_without_a_worker() -> None:
    assert await FileReader().read(bytes(MOST_BYTES + 1)) == [TOO_LARGE]


async def test_stopping_the_reader_answers_all_waiting_files_and_leaves_no_process() -> None:
    long = Limits(60, 512 * 1024 * 1024)
    reader = FileReader(long, long)
    in_hand = [asyncio.create_task(reader.read(large_picture(), str(n))) for n in range(4)]
    assert await reader.read(LETTER, "ana") == [FoundCode(CODE)]
    source = reader._source
    assert source is not None
    reader.close()
    for each in await asyncio.gather(*in_hand):
        assert isinstance(each[0], NothingFound)
    assert not source.alive
    assert (await reader.read(LETTER)) == [worker_pool._STOPPED]


async def test_a_file_whose_request_was_canceled_is_removed_from_the_queue() -> None:
    reader = FileReader()
    gone = asyncio.create_task(reader.read(LETTER))
    await asyncio.sleep(0)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert await reader.read(LETTER) == [FoundCode(CODE)]
    reader.close()


async def test_the_process_that_forks_workers_is_restarted_if_it_dies() -> None:
    reader = FileReader()
    assert await reader.read(LETTER) == [FoundCode(CODE)]
    assert reader._source is not None
    reader._source._process.kill()
    reader._source._process.wait()
    assert await reader.read(LETTER) == [FoundCode(CODE)]
    reader.close()


async def test_the_files_of_others_are_read_between_the_many_files_of_one_person() -> None:
    turns, order = Turns(at_once=1), list[str]()
    begin = asyncio.Event()

    async def bring(person: str) -> None:
        async with turns.turn(person):
            await begin.wait()
            order.append(person)

    tasks = []
    for person in (*["many"] * 6, "ana", "ben"):
        tasks.append(asyncio.create_task(bring(person)))
        await asyncio.sleep(0)
    begin.set()
    await asyncio.gather(*tasks)
    assert order == ["many", "many", "ana", "ben", "many", "many", "many", "many"]


async def test_a_person_with_too_many_waiting_files_is_refused_another_one() -> None:
    turns = Turns(at_once=1)

    async def wait() -> None:
        async with turns.turn("many"):
            await asyncio.sleep(3600)

    waiting = [asyncio.create_task(wait()) for _ in range(worker_pool._MOST_WAITING_EACH + 1)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        async with turns.turn("many"):
            pass
    for each in waiting:
        each.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    async with turns.turn("many"):
        pass


@pytest.mark.parametrize("answer", [b"", b"[", b"[]", b'[["code"', b'[["other", 1]]', b"{}"])
def test_an_incomplete_answer_of_a_worker_is_reported_as_too_much_work(answer: bytes) -> None:
    assert items_of(answer) == [TOO_MUCH]


def test_every_reason_for_finding_nothing_is_a_detail_of_a_verdict() -> None:
    for held in (
        worker_pool._BUSY,
        worker_pool._STOPPED,
        TOO_MUCH,
        TOO_LARGE,
        CANNOT,
        NOT_A_CREDENTIAL,
    ):
        assert Detail(held.detail)
