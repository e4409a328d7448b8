"""A deadline that is missed calls its function; one that is met does not."""

import asyncio

from adapters.deadlines import Deadlines
from tests.adapters.simulated_time import now, passing


def test_only_missed_deadlines_call_their_function() -> None:
    late: list[str] = []

    async def work() -> None:
        deadlines = Deadlines()
        deadlines.within(20, lambda: late.append("first"))
        met = deadlines.within(20, lambda: late.append("met"))
        deadlines.within(40, lambda: late.append("slow"))
        met.met()
        met.met()
        await asyncio.sleep(100)

    passing(work())
    assert late == ["first", "slow"]


def test_each_deadline_is_missed_at_its_own_time() -> None:
    late: list[float] = []

    async def work() -> None:
        deadlines, began = Deadlines(), now()
        for _ in range(3):
            deadlines.within(50, lambda: late.append(now() - began))
            await asyncio.sleep(30)
        await asyncio.sleep(100)

    passing(work())
    assert [round(each) for each in late] == [50, 80, 110]


def test_the_function_of_a_missed_deadline_may_set_another_deadline() -> None:
    late: list[float] = []

    async def work() -> None:
        deadlines, began = Deadlines(), now()

        def again() -> None:
            late.append(now() - began)
            if len(late) < 3:
                deadlines.within(10, again)

        deadlines.within(10, again)
        await asyncio.sleep(100)

    passing(work())
    assert [round(each) for each in late] == [10, 20, 30]


def test_the_function_of_a_missed_deadline_may_end_another_deadline() -> None:
    late: list[str] = []

    async def work() -> None:
        deadlines = Deadlines()

        def end_other() -> None:
            other.met()

        deadlines.within(10, end_other)
        other = deadlines.within(10, lambda: late.append("other"))
        await asyncio.sleep(100)

    passing(work())
    assert late == []
