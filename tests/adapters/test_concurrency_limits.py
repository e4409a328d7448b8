"""Concurrency limits: how many sends run at once, and when the others retry."""

import asyncio
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from adapters.concurrency_limits import AT_ONCE, SOON, ConcurrencyLimit
from tests.adapters.simulated_time import now, passing

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


async def stay(room: ConcurrencyLimit, seconds: float) -> bool:
    if not await room.enter():
        return False
    entered = now()
    await asyncio.sleep(seconds)
    room.leave(now() - entered)
    return True


async def crowd(room: ConcurrencyLimit, count: int, seconds: float) -> int:
    """Start `count` sends that each take `seconds`; return how many got a slot."""
    return sum(await asyncio.gather(*(stay(room, seconds) for _ in range(count))))


def test_the_number_of_concurrent_sends_is_limited_and_others_give_up_soon() -> None:
    async def main() -> tuple[int, float]:
        return await crowd(ConcurrencyLimit(), AT_ONCE + 5, seconds=60), now()

    began = 1000.0
    found, ended = passing(main())
    assert found == AT_ONCE
    assert ended == began + 60, "who went away did so long before"


def test_a_send_that_waits_briefly_gets_a_slot() -> None:
    assert passing(crowd(ConcurrencyLimit(), 3 * AT_ONCE, seconds=SOON / 4)) == 3 * AT_ONCE


def test_no_send_waits_in_vain_for_a_slow_platform() -> None:
    async def main() -> tuple[int, float]:
        room = ConcurrencyLimit()
        for _ in range(5):
            await crowd(room, AT_ONCE, seconds=60)
        inside = asyncio.create_task(crowd(room, AT_ONCE, seconds=60))
        await asyncio.sleep(1)
        began = now()
        first = asyncio.create_task(stay(room, 1))
        await asyncio.sleep(0)
        refused = [await room.enter() for _ in range(10)]
        at_once = now() - began
        await asyncio.gather(inside, first)
        return sum(refused), at_once

    assert passing(main()) == (0, 0)


def test_a_slot_is_free_again_after_a_send_or_a_canceled_wait() -> None:
    async def main() -> int:
        room = ConcurrencyLimit()
        inside = asyncio.create_task(crowd(room, AT_ONCE, seconds=1))
        await asyncio.sleep(0)
        waiting = [asyncio.create_task(room.enter()) for _ in range(AT_ONCE)]
        await asyncio.sleep(0)
        for each in waiting:
            each.cancel()
        await asyncio.wait(waiting)
        await inside
        return await crowd(room, AT_ONCE, seconds=0)

    assert passing(main()) == AT_ONCE


@given(st.floats(0, 300), st.integers(1, 400))
def test_rejected_sends_retry_one_after_another_within_a_minute(stayed: float, count: int) -> None:
    async def main() -> list[datetime]:
        room = ConcurrencyLimit()
        await room.enter()
        room.leave(stayed)
        return [room.next_try(NOON) for _ in range(count)]

    times = passing(main())
    assert times == sorted(times)
    assert times[0] > NOON + timedelta(seconds=SOON) or times[0] == NOON + timedelta(minutes=1)
    assert times[-1] <= NOON + timedelta(minutes=1)
    early = [each for each in times if each < NOON + timedelta(minutes=1)]
    assert len(set(early)) == len(early), "never two at once"
