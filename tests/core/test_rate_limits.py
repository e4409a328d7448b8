"""Wrong guesses are limited for each person, so that strangers cannot lock out other people."""

import asyncio

import pytest

from core.asking import Asking, Limit, asking_as
from core.awards.codes import new_code
from core.people.model import TERMINAL, Identity
from core.rate_limits import RateLimits
from core.verification.verdict import Detail, VerdictKind
from tests.servers.redis_server import RedisServer
from tests.world import World

GUESSER, LINKED = Asking(Identity("telegram", "66")), Asking(Identity("telegram", "77"))


@pytest.fixture(params=["memory", "redis"])
def limits(world: World, request: pytest.FixtureRequest) -> RateLimits:
    if request.param == "memory":
        return RateLimits(world.edgefinder.askers)
    server: RedisServer = request.getfixturevalue("redis_server")
    server.empty()
    return RateLimits(world.edgefinder.askers, f"{server.url}/0")


async def guess(limits: RateLimits, limit: Limit, times: int) -> int:
    """Make this many wrong guesses at the same time. Return how many were allowed."""

    async def once() -> bool:
        async with limits.one_at_a_time():
            if await limits.pause(limit):
                return False
            await limits.count(limit)
            return True

    return sum(await asyncio.gather(*(once() for _ in range(times))))


async def test_after_five_wrong_guesses_a_person_must_wait_and_others_need_not(
    limits: RateLimits,
) -> None:
    with asking_as(GUESSER):
        assert await guess(limits, Limit.WRONG_INVITATION, 30) == 5
        pause = await limits.pause(Limit.WRONG_INVITATION)
        assert pause is not None
        assert 0 < pause.total_seconds() <= 600
    with asking_as(LINKED):
        assert await limits.pause(Limit.WRONG_INVITATION) is None
    await limits.close()


async def test_the_requests_of_one_person_run_in_order_and_a_canceled_one_is_skipped(
    world: World,
) -> None:
    limits = RateLimits(world.edgefinder.askers)
    handled: list[int] = []
    first_may_end = asyncio.Event()

    async def request(number: int) -> None:
        async with limits.one_at_a_time():
            handled.append(number)
            await first_may_end.wait()

    with asking_as(GUESSER):
        requests = [asyncio.create_task(request(number)) for number in range(4)]
        await asyncio.sleep(0)
        requests[1].cancel()
        await asyncio.sleep(0)
        assert handled == [0]
        first_may_end.set()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        requests[2].cancel()  # request 2 may have started already
        await asyncio.gather(*requests, return_exceptions=True)
        assert handled[0] == 0
        assert handled[-1] == 3
        await request(4)
    assert handled[-1] == 4
    await limits.close()


async def test_all_waiting_requests_of_one_person_can_be_canceled_at_once(world: World) -> None:
    limits = RateLimits(world.edgefinder.askers)

    async def request() -> None:
        async with limits.one_at_a_time():
            await asyncio.Event().wait()

    with asking_as(GUESSER):
        requests = [asyncio.create_task(request()) for _ in range(3)]
        await asyncio.sleep(0)
        for each in requests:
            each.cancel()
        ended = await asyncio.gather(*requests, return_exceptions=True)
    assert [type(each) for each in ended] == [asyncio.CancelledError] * 3
    await limits.close()


async def test_over_the_limit_for_all_a_stranger_has_one_guess_and_a_linked_person_five(
    world: World, limits: RateLimits
) -> None:
    await world.candidate("2026-001")
    await world.linked("2026-001", "telegram", "77")
    with asking_as(Asking(Identity("telegram", "crowd"))):
        await limits.count(Limit.WRONG_INVITATION, 1_000)
    with asking_as(GUESSER):
        assert await guess(limits, Limit.WRONG_INVITATION, 5) == 1, (
            "a stranger may still guess once"
        )
    with asking_as(LINKED):
        assert await guess(limits, Limit.WRONG_INVITATION, 9) == 5
    await limits.close()


async def test_the_members_of_a_workspace_share_one_limit(limits: RateLimits) -> None:
    with asking_as(Asking(Identity("slack", "T1:U1", "T1"))):
        await limits.count(Limit.FAILED_LOOKUP, 600)
    with asking_as(Asking(Identity("slack", "T1:U2", "T1"))):
        assert await limits.pause(Limit.FAILED_LOOKUP) is not None
    with asking_as(Asking(Identity("slack", "T2:U3", "T2"))):
        assert await limits.pause(Limit.FAILED_LOOKUP) is None
    await limits.close()


async def test_while_redis_cannot_be_reached_nobody_is_limited(world: World) -> None:
    limits = RateLimits(world.edgefinder.askers, "redis://127.0.0.1:1/0")
    with asking_as(GUESSER):
        assert await guess(limits, Limit.WRONG_INVITATION, 9) == 9
    await limits.close()


async def test_the_person_at_the_terminal_has_no_limits(world: World) -> None:
    limits = RateLimits(world.edgefinder.askers)
    with asking_as(Asking(Identity(TERMINAL, "ada@example.org"))):
        assert await guess(limits, Limit.WRONG_INVITATION, 9) == 9


async def test_over_the_limit_a_valid_code_gets_the_same_answer_as_an_unknown_one(
    world: World,
) -> None:
    await world.candidate("2026-001")
    real = await world.award("2026-001", "M1-MMS")
    verify = world.edgefinder.verification
    with asking_as(Asking(address="192.0.2.1")):
        for _ in range(3):
            told = await verify.verify([new_code() for _ in range(20)])
            assert {each.kind for each in told} == {VerdictKind.UNKNOWN}
        for code in (real, new_code()):
            [verdict] = await verify.verify([code])
            assert (verdict.kind, verdict.detail) == (VerdictKind.UNCHECKED, Detail.LIMITED)
            assert "please ask again in" in (verdict.reason or "")
            assert verdict.holder is None
    with asking_as(Asking(address="192.0.2.2")):
        [verdict] = await verify.verify([real])
        assert verdict.kind is VerdictKind.VALID


async def test_verifying_valid_codes_does_not_count_toward_the_limit(world: World) -> None:
    await world.candidate("2026-001")
    real = await world.award("2026-001", "M1-MMS")
    with asking_as(GUESSER):
        for _ in range(70):
            [verdict] = await world.edgefinder.verification.verify([real])
            assert verdict.kind is VerdictKind.VALID
