"""Slots for concurrent sends are given in order of arrival, and waits for them are limited."""

import asyncio
from contextlib import suppress

import pytest

import adapters.concurrency_limits
from adapters.concurrency_limits import AT_ONCE, ConcurrencyLimit


async def full() -> ConcurrencyLimit:
    limit = ConcurrencyLimit()
    assert all([await limit.enter() for _ in range(AT_ONCE)])
    return limit


async def test_a_free_slot_goes_to_the_task_that_has_waited_longest() -> None:
    limit = await full()
    first, second = (asyncio.ensure_future(limit.enter()) for _ in range(2))
    await asyncio.sleep(0)
    limit.leave(0.1)
    assert await first
    assert not second.done()
    limit.leave(0.1)
    assert await second


@pytest.mark.parametrize("has_slot", [False, True])
async def test_a_slot_is_not_lost_when_a_waiting_task_is_canceled(*, has_slot: bool) -> None:
    limit = await full()
    first, second = (asyncio.ensure_future(limit.enter()) for _ in range(2))
    await asyncio.sleep(0)
    if has_slot:
        limit.leave(0.1)
    first.cancel()
    with suppress(asyncio.CancelledError):
        await first
    if not has_slot:
        limit.leave(0.1)
    assert await second


async def test_each_wait_for_a_slot_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapters.concurrency_limits, "SOON", 0.01)
    limit = await full()
    first = asyncio.ensure_future(limit.enter())
    await asyncio.sleep(0.005)
    assert not await limit.enter()
    assert not await first
    limit.leave(0.1)
    assert await limit.enter(), "the slot is free again"
