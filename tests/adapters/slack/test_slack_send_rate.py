"""Slack's rate limits, tested in simulated time."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from adapters.send_rate import Urgency
from adapters.slack.errors import LimitedError
from adapters.slack.send_rate import POSTING, SlackLimits, SlackPacing
from tests.adapters.simulated_time import now, passing

ANSWER, NOTICE = Urgency.ANSWER, Urgency.NOTICE


@dataclass
class Workspace:
    """A workspace that records each message with its time."""

    pacing: SlackPacing = field(default_factory=SlackPacing)
    came: list[tuple[float, str, str]] = field(default_factory=list)

    async def post(self, channel: str, urgency: Urgency = ANSWER, method: str = POSTING) -> float:
        """Post a message; return the seconds until it was sent."""
        asked = now()
        await self.pacing.passes(method, channel, urgency)
        self.came.append((now(), channel, method))
        return now() - asked

    def times(self, channel: str) -> list[float]:
        return [round(when - self.came[0][0], 6) for when, to, _ in self.came if to == channel]


async def later(seconds: float, ask: Callable[[], Coroutine[Any, Any, float]]) -> float:
    await asyncio.sleep(seconds)
    return await ask()


def test_a_channel_gets_three_messages_at_once_and_then_one_per_second() -> None:
    async def main() -> list[float]:
        slack = Workspace()
        for _ in range(6):
            await slack.post("D1")
        return slack.times("D1")

    assert passing(main()) == [0, 0, 0, 1, 2, 3]


def test_a_waiting_channel_does_not_delay_others() -> None:
    async def main() -> float:
        slack = Workspace()
        crowd = [asyncio.create_task(slack.post("D1")) for _ in range(20)]
        await asyncio.sleep(1.5)
        took = await slack.post("D2")
        await asyncio.gather(*crowd)
        return took

    assert passing(main()) == 0


def test_six_hundred_notices_are_sent_at_the_rate_limit_without_delaying_answers() -> None:
    async def main() -> tuple[float, list[float]]:
        slack = Workspace()
        began = now()
        notices = [asyncio.create_task(slack.post(f"D{n}", NOTICE)) for n in range(600)]
        answers = [
            asyncio.create_task(later(n * 3.7, lambda n=n: slack.post(f"D{n}")))  # type: ignore[misc]  # bound by a default value
            for n in range(30)
        ]
        took = await asyncio.gather(*answers)
        await asyncio.gather(*notices)
        return now() - began, list(took)

    drained, waits = passing(main())
    assert drained == pytest.approx(630 / 5, rel=0.02)
    assert max(waits) < 0.5


@given(
    st.lists(
        st.tuples(st.floats(0, 20), st.sampled_from(["D1", "D2", "C3"]), st.sampled_from(Urgency)),
        max_size=60,
    )
)
@examples(max_examples=100)
def test_no_channel_and_no_workspace_exceeds_slacks_limits(
    asked: list[tuple[float, str, Urgency]],
) -> None:
    async def main() -> Workspace:
        slack = Workspace()
        posts = (later(after, lambda c=c, u=u: slack.post(c, u)) for after, c, u in asked)  # type: ignore[misc]  # bound by default values
        await asyncio.gather(*posts)
        return slack

    slack = passing(main())
    assert len(slack.came) == len(asked)
    times = sorted(when for when, *_ in slack.came)
    for first, beyond in zip(times, times[5:], strict=False):
        assert beyond - first >= 1 - 1e-6
    for channel in {channel for _, channel, _ in asked}:
        sent = slack.times(channel)
        for place, first in enumerate(sent):
            for more, last in enumerate(sent[place + 3 :], start=1):
                assert last - first >= more - 1e-6


# When Slack asks us to wait


@pytest.mark.parametrize("method", [POSTING, "chat.update"])
def test_an_answer_waits_and_a_notice_gets_the_time_to_wait(method: str) -> None:
    async def main() -> list[float]:
        slack = Workspace()
        slack.pacing.refused(method, 17)
        with pytest.raises(LimitedError) as limited:
            await slack.post("D1", NOTICE, method)
        return [limited.value.seconds, await slack.post("D1", ANSWER, method)]

    assert passing(main()) == [pytest.approx(17)] * 2


@pytest.mark.parametrize("method", [POSTING, "chat.update"])
def test_an_answer_does_not_wait_if_slack_asks_for_longer_than_a_person_waits(method: str) -> None:
    async def main() -> float:
        slack = Workspace()
        slack.pacing.refused(method, 300)
        with pytest.raises(LimitedError):
            await slack.post("D1", ANSWER, method)
        return now()

    assert passing(main()) == 1000  # the clock has not moved since its start, so nothing has waited


def test_a_limit_on_one_method_delays_its_calls_in_every_channel_and_no_other_method() -> None:
    async def main() -> list[float]:
        slack = Workspace()
        await slack.post("D1")
        slack.pacing.refused(POSTING, 8)
        others = [slack.post("D1", ANSWER, "views.publish"), slack.post("D2")]
        return list(await asyncio.gather(*others))

    assert passing(main()) == [0, pytest.approx(8)]


def test_a_limit_applies_to_messages_that_are_already_waiting_too() -> None:
    async def main() -> list[Any]:
        slack = Workspace(SlackPacing(SlackLimits(channel_at_once=1)))
        await slack.post("D1")
        waiting = [asyncio.create_task(slack.post("D1", each)) for each in (NOTICE, ANSWER)]
        await asyncio.sleep(0.5)
        slack.pacing.refused(POSTING, 10)
        return await asyncio.gather(*waiting, return_exceptions=True)

    told, took = passing(main())
    assert isinstance(told, LimitedError)
    assert told.seconds == pytest.approx(10)
    assert took == pytest.approx(10.5)


def test_a_later_refusal_with_a_shorter_wait_does_not_shorten_an_earlier_wait() -> None:
    async def main() -> list[float]:
        slack = Workspace()
        for method in (POSTING, "chat.update"):
            slack.pacing.refused(method, 20)
            slack.pacing.refused(method, 1)
        return list(
            await asyncio.gather(*(slack.post("D1", ANSWER, m) for m in (POSTING, "chat.update")))
        )

    assert passing(main()) == [pytest.approx(20)] * 2


def test_stopping_ends_every_wait_with_an_error() -> None:
    async def main() -> list[Any]:
        slack = Workspace()
        waiting = [asyncio.create_task(slack.post("D1")) for _ in range(9)]
        await asyncio.sleep(0.1)
        slack.pacing.stop()
        return await asyncio.gather(*waiting, return_exceptions=True)

    results = passing(main())
    assert [isinstance(each, ConnectionError) for each in results] == [False] * 3 + [True] * 6
