"""Telegram's rate limits, tested in simulated time."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from telegram.error import BadRequest, RetryAfter, TelegramError
from telegram.ext import ExtBot
from telegram.request import BaseRequest

from adapters.send_rate import Urgency
from adapters.telegram.errors import seconds_to_wait
from adapters.telegram.send_rate import TelegramLimits, TelegramPacing
from tests.adapters.simulated_time import now, passing

ANSWER, NOTICE = Urgency.ANSWER, Urgency.NOTICE
GROUP = -1001
MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}


@pytest.fixture(autouse=True)
def _times_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@dataclass
class Telegram:
    """A fake Telegram that records each message with its time, and refuses some."""

    pacing: TelegramPacing
    came: list[tuple[float, Any, Any]] = field(default_factory=list)
    refuses: dict[Any, float | timedelta] = field(default_factory=dict)

    async def ask(
        self, chat: Any, what: Any = None, urgency: Urgency | None = None, method: str = ""
    ) -> float:
        """Send a message; return the seconds until it was sent."""

        async def call() -> bool:
            self.came.append((now(), chat, what))
            if (seconds := self.refuses.get(chat)) is not None:
                raise RetryAfter(seconds)  # type: ignore[arg-type]  # Telegram sends integers
            return True

        asked = now()
        data = {} if chat is None else {"chat_id": chat}
        method = method or "sendmessage"
        assert await self.pacing.process_request(call, (), {}, method, data, urgency) is True
        return now() - asked

    def times(self, chat: Any = ...) -> list[float]:
        return [when for when, to, _ in self.came if chat in (..., to)]

    def whats(self, chat: Any = ...) -> list[Any]:
        return [what for _, to, what in self.came if chat in (..., to)]


def since(times: list[float]) -> list[float]:
    return [round(each - times[0], 6) for each in times]


async def later(seconds: float, ask: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    await asyncio.sleep(seconds)
    return await ask()


# The rates


def test_a_private_chat_gets_three_messages_at_once_and_then_one_per_second() -> None:
    async def main() -> list[float]:
        telegram = Telegram(TelegramPacing())
        for _ in range(6):
            await telegram.ask(7)
        return since(telegram.times())

    assert passing(main()) == [0, 0, 0, 1, 2, 3]


@pytest.mark.parametrize("chat", [GROUP, str(GROUP), "@a_channel"])
def test_a_group_or_channel_gets_twenty_messages_per_minute(chat: int | str) -> None:
    async def main() -> list[float]:
        telegram = Telegram(TelegramPacing())
        await asyncio.gather(*(telegram.ask(chat) for _ in range(45)))
        return since(telegram.times())

    assert passing(main()) == [0] * 20 + [60] * 20 + [120] * 5


def test_a_chat_id_may_be_a_number_or_digits() -> None:
    async def main() -> list[float]:
        telegram = Telegram(TelegramPacing())
        for chat in (7, "7", 7, "7"):
            await telegram.ask(chat)
        return since(telegram.times())

    assert passing(main()) == [0, 0, 0, 1]


def test_all_chats_together_get_thirty_messages_per_second_and_calls_without_a_chat_count() -> None:
    async def main() -> list[float]:
        telegram = Telegram(TelegramPacing())
        await asyncio.gather(*(telegram.ask(n or None) for n in range(31)))
        return since(telegram.times())

    assert passing(main()) == [0] * 30 + [1]


@pytest.mark.parametrize(
    "method",
    [
        "answerCallbackQuery", "answerInlineQuery", "getMe", "getupdates", "setMyCommands",
        "deleteMessage", "sendChatAction", "sendchataction", "editForumTopic",
    ],
)  # fmt: skip
def test_methods_that_send_no_message_are_not_limited(method: str) -> None:
    async def main() -> float:
        telegram = Telegram(TelegramPacing())
        await asyncio.gather(*(telegram.ask(n) for n in range(30)))
        return max([await telegram.ask(1, method=method) for _ in range(99)])

    assert passing(main()) == 0


@pytest.mark.parametrize(
    "method", ["sendMessage", "send_document", "editMessageText", "copyMessage", "forwardmessages"]
)
def test_every_method_that_sends_or_edits_a_message_counts_toward_the_limit(method: str) -> None:
    async def main() -> float:
        telegram = Telegram(TelegramPacing(TelegramLimits(private_at_once=1)))
        await telegram.ask(1, method=method)
        return await telegram.ask(1, method=method)

    assert passing(main()) == pytest.approx(1)


def test_limits_can_be_raised() -> None:
    async def main() -> list[float]:
        telegram = Telegram(TelegramPacing(TelegramLimits().times(10)))
        await asyncio.gather(*(telegram.ask(chat) for chat in (7, GROUP) for _ in range(201)))
        return [since(telegram.times(chat))[-1] for chat in (7, GROUP)]

    assert passing(main()) == [pytest.approx(19.8), pytest.approx(60)]


def test_another_clock_can_be_used() -> None:
    async def main() -> list[float]:
        telegram = Telegram(TelegramPacing(clock=lambda: now() - 5000.0))
        for _ in range(5):
            await telegram.ask(7)
        return since(telegram.times())

    assert passing(main()) == [0, 0, 0, 1, 2]


# Priority


def test_answers_go_before_waiting_notices() -> None:
    async def main() -> tuple[float, int]:
        telegram = Telegram(TelegramPacing())
        notices = [asyncio.create_task(telegram.ask(n, "n", NOTICE)) for n in range(300)]
        await asyncio.sleep(2.01)
        before = len(telegram.came)
        took = await telegram.ask(250, "a", ANSWER)
        await asyncio.gather(*notices)
        return took, telegram.whats().index("a") - before

    took, behind = passing(main())
    assert took <= 2 / 30
    assert behind == 0


def test_answers_go_first_within_a_chat_too() -> None:
    async def main() -> list[Any]:
        telegram = Telegram(TelegramPacing())
        notices = [asyncio.create_task(telegram.ask(7, f"n{n}", NOTICE)) for n in range(6)]
        await asyncio.sleep(0.5)
        await telegram.ask(7, "a", ANSWER)
        await asyncio.gather(*notices)
        return telegram.whats()

    assert passing(main()) == ["n0", "n1", "n2", "a", "n3", "n4", "n5"]


def test_a_message_is_an_answer_unless_marked_as_a_notice() -> None:
    async def main() -> list[Any]:
        telegram = Telegram(TelegramPacing(TelegramLimits(each_second=1)))
        asked = [(1, NOTICE), (2, NOTICE), (3, None), (4, ANSWER)]
        await asyncio.gather(*(telegram.ask(chat, chat, urgency) for chat, urgency in asked))
        return telegram.whats()

    assert passing(main()) == [1, 3, 4, 2]


def test_a_waiting_chat_does_not_delay_others() -> None:
    async def main() -> float:
        telegram = Telegram(TelegramPacing())
        crowd = [asyncio.create_task(telegram.ask(7)) for _ in range(20)]
        await asyncio.sleep(0)
        took = await telegram.ask(8)
        await asyncio.gather(*crowd)
        return took

    assert passing(main()) == 0


def test_ten_thousand_notices_are_sent_at_the_rate_limit_without_delaying_answers() -> None:
    async def main() -> tuple[float, list[float], int]:
        pacing = TelegramPacing()
        telegram = Telegram(pacing)
        began = now()
        notices = [asyncio.create_task(telegram.ask(n, None, NOTICE)) for n in range(10_000)]
        answers = [
            asyncio.create_task(later(n * 1.7, lambda n=n: telegram.ask(n * 3, "a", ANSWER)))  # type: ignore[misc]  # bound by a default value
            for n in range(150)
        ]
        took = await asyncio.gather(*answers)
        await asyncio.gather(*notices)
        drained = now() - began
        await asyncio.sleep(5)
        return drained, list(took), pacing.chats

    drained, waits, remembered = passing(main())
    assert drained == pytest.approx(10_150 / 30, rel=0.01)
    assert max(waits) < 0.1
    assert remembered == 0


# Properties for any input (Hypothesis)


@dataclass(frozen=True)
class Asked:
    after: float
    chat: int
    urgency: Urgency
    patience: float | None


ASKED = st.builds(
    Asked,
    st.floats(0, 20),
    st.sampled_from([1, 2, 3, 4, 5, -1, -2]),
    st.sampled_from(Urgency),
    st.none() | st.none() | st.floats(0, 5),
)
LIMITS = st.builds(
    TelegramLimits,
    each_second=st.integers(1, 8),
    private_each_second=st.sampled_from([0.5, 1, 3]),
    private_at_once=st.integers(1, 3),
    group_each_minute=st.integers(1, 20),
)


@given(LIMITS, st.lists(ASKED, max_size=60))
@examples(max_examples=150)
def test_messages_keep_the_limits_and_their_order_and_each_is_sent_at_last(
    limits: TelegramLimits, asked: list[Asked]
) -> None:
    async def main() -> tuple[Telegram, int]:
        pacing = TelegramPacing(limits)
        telegram = Telegram(pacing)

        async def one(number: int, each: Asked) -> bool:
            await asyncio.sleep(each.after)
            try:
                # some callers give up waiting
                async with asyncio.timeout(each.patience):
                    await telegram.ask(each.chat, (now(), number, each.urgency), each.urgency)
            except TimeoutError:
                return False
            return True

        went = await asyncio.gather(*(one(n, each) for n, each in enumerate(asked)))
        assert sum(went) == len(telegram.came)
        assert all(
            done or each.patience is not None for done, each in zip(went, asked, strict=True)
        )
        await asyncio.sleep(121)
        return telegram, pacing.chats

    telegram, remembered = passing(main())
    assert remembered == 0
    _at_most(telegram.times(), int(limits.each_second), 1.0)
    for chat in {each.chat for each in asked}:
        times = telegram.times(chat)
        if chat < 0:
            _at_most(times, int(limits.group_each_minute), 60.0)
        else:
            _no_more_than_a_trickle(times, limits)
        for urgency in Urgency:
            order = [what[:2] for what in telegram.whats(chat) if what[2] is urgency]
            assert [when for when, _ in order] == sorted(when for when, _ in order)


def _at_most(times: list[float], most: int, seconds: float) -> None:
    for first, beyond in zip(times, times[most:], strict=False):
        assert beyond - first >= seconds - 1e-9


def _no_more_than_a_trickle(times: list[float], limits: TelegramLimits) -> None:
    for n, first in enumerate(times):
        for more, last in enumerate(times[n + limits.private_at_once :], start=1):
            assert last - first >= more / limits.private_each_second - 1e-6


@given(LIMITS, st.lists(st.floats(0, 10), max_size=30), st.integers(0, 100))
@examples(max_examples=60)
def test_no_notice_is_sent_while_an_answer_waits(
    limits: TelegramLimits, answers: list[float], notices: int
) -> None:
    async def main() -> tuple[Telegram, list[tuple[float, float]]]:
        telegram = Telegram(TelegramPacing(limits))
        crowd = [asyncio.create_task(telegram.ask(1000 + n, None, NOTICE)) for n in range(notices)]

        async def ask(after: float, chat: int) -> tuple[float, float]:
            await asyncio.sleep(after)
            asked = now()
            return asked, asked + await telegram.ask(chat, "a", ANSWER)

        waits = await asyncio.gather(*(ask(after, n) for n, after in enumerate(answers)))
        await asyncio.gather(*crowd)
        return telegram, waits

    telegram, waits = passing(main())
    went = [when for when, _, what in telegram.came if what is None]
    assert len(went) == notices
    for asked, came in waits:
        assert not [when for when in went if asked < when < came]


@given(
    st.lists(st.tuples(ASKED, st.none() | st.sampled_from([1, 3, 20])), max_size=40),
    st.floats(0, 25),
)
@examples(max_examples=60)
def test_nothing_is_sent_to_a_closed_chat_and_every_waiting_message_gets_an_error(
    asked: list[tuple[Asked, int | None]], patience: float
) -> None:
    async def main() -> tuple[list[tuple[float, int, int | None]], int]:
        pacing = TelegramPacing(patience=patience)
        came: list[tuple[float, int, int | None]] = []

        async def one(each: Asked, refused: int | None) -> bool:
            async def call() -> bool:
                came.append((now(), each.chat, refused))
                await asyncio.sleep(0)
                if refused:
                    raise RetryAfter(refused)
                return True

            await asyncio.sleep(each.after)
            data = {"chat_id": each.chat}
            try:
                await pacing.process_request(call, (), {}, "sendMessage", data, each.urgency)
            except RetryAfter:
                return False
            return True

        told = await asyncio.gather(*(one(*each) for each in asked))
        assert sum(told) == len([each for each in came if not each[2]])
        await asyncio.sleep(121)
        return came, pacing.chats

    came, remembered = passing(main())
    assert remembered == 0
    for when, chat, refused in came:
        # messages let through at the same moment were already on their way
        late = [at for at, to, _ in came if to == chat and when < at < when + (refused or 0)]
        assert late == []


# Refusals


def seconds(error: pytest.ExceptionInfo[RetryAfter]) -> float:
    return seconds_to_wait(error.value)


@pytest.mark.parametrize("wait", [10, timedelta(seconds=10)])
@pytest.mark.parametrize("setting", ["true", "false"])
@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
def test_a_rate_limit_error_is_raised_and_closes_only_that_chat(
    wait: int | timedelta, setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", setting)

    async def main() -> None:
        telegram = Telegram(TelegramPacing(), refuses={7: wait})
        with pytest.raises(RetryAfter) as refused:
            await telegram.ask(7)
        assert seconds(refused) == 10
        telegram.refuses.clear()
        assert await telegram.ask(8) == 0
        await asyncio.sleep(3.5)
        with pytest.raises(RetryAfter) as refused:
            await telegram.ask(7, urgency=NOTICE)
        assert seconds(refused) == 7
        assert await telegram.ask(7) == pytest.approx(6.5)
        assert await telegram.ask(7, urgency=NOTICE) == 0

    passing(main())


def test_an_answer_waits_only_as_long_as_its_limit() -> None:
    async def main() -> None:
        telegram = Telegram(TelegramPacing(patience=5), refuses={7: 60})
        with pytest.raises(RetryAfter):
            await telegram.ask(7)
        with pytest.raises(RetryAfter) as refused:
            await telegram.ask(7)
        assert seconds(refused) == 60
        assert len(telegram.came) == 1
        await asyncio.sleep(56)
        telegram.refuses.clear()
        assert await telegram.ask(7) == pytest.approx(4)

    passing(main())


def test_messages_already_waiting_when_their_chat_closes_get_an_error_too() -> None:
    async def main() -> None:
        telegram = Telegram(TelegramPacing(patience=5))
        await asyncio.gather(*(telegram.ask(7) for _ in range(3)))
        telegram.refuses[7] = 4
        answers = [asyncio.create_task(telegram.ask(7, n)) for n in range(2)]
        notice = asyncio.create_task(telegram.ask(7, urgency=NOTICE))
        await asyncio.sleep(1.5)  # after 1.5 s the first one has been sent and refused
        with pytest.raises(RetryAfter):
            await answers[0]
        with pytest.raises(RetryAfter):
            await notice
        assert not answers[1].done()
        telegram.refuses.clear()
        assert await answers[1] == pytest.approx(5)

    passing(main())


def test_a_rate_limit_error_without_a_chat_closes_no_chat() -> None:
    async def main() -> None:
        telegram = Telegram(TelegramPacing(), refuses={None: 9})
        with pytest.raises(RetryAfter):
            await telegram.ask(None)
        telegram.refuses.clear()
        assert await telegram.ask(None) == 0

    passing(main())


def test_several_refused_chats_within_a_second_slow_everything_for_a_while() -> None:
    async def rate(telegram: Telegram) -> int:
        before = len(telegram.came)
        crowd = [asyncio.create_task(telegram.ask(n, None, NOTICE)) for n in range(100, 400)]
        await asyncio.sleep(2)
        for each in crowd:
            each.cancel()
        await asyncio.wait(crowd)
        return (len(telegram.came) - before) // 2

    async def main() -> list[int]:
        telegram = Telegram(TelegramPacing(), refuses={1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1})
        rates = [await rate(telegram)]
        await asyncio.sleep(2)
        refused = await asyncio.gather(*map(telegram.ask, range(1, 7)), return_exceptions=True)
        assert all(isinstance(each, RetryAfter) for each in refused)
        await asyncio.sleep(1)
        for pause in (0, 5, 60):
            await asyncio.sleep(pause)
            rates.append(await rate(telegram))
        return rates

    whole, halved, recovering, again = passing(main())
    assert whole == again
    assert whole - 3 <= 30 <= whole + 3
    assert 14 <= halved < recovering < 26


def test_two_refused_chats_do_not_slow_down_others() -> None:
    async def main() -> list[float]:
        telegram = Telegram(TelegramPacing(), refuses={1: 1, 2: 1})
        await asyncio.gather(telegram.ask(1), telegram.ask(2), return_exceptions=True)
        await asyncio.sleep(2)
        await asyncio.gather(*(telegram.ask(n) for n in range(10, 70)))
        return since(telegram.times()[2:])

    assert passing(main()) == [0] * 30 + [1] * 30


def test_a_later_refusal_with_a_shorter_wait_does_not_shorten_an_earlier_wait() -> None:
    async def main() -> float:
        telegram = Telegram(TelegramPacing(), refuses={7: 20})
        with pytest.raises(RetryAfter):
            await telegram.ask(7)
        # as if a message that was already on its way had been refused
        telegram.pacing._limiter.refused(7, 1)
        telegram.refuses.clear()
        return await telegram.ask(7)

    assert passing(main()) == pytest.approx(20)


def test_a_groups_messages_count_toward_its_limit_for_a_minute_each() -> None:
    async def main() -> list[float]:
        telegram = Telegram(TelegramPacing())
        await telegram.ask(GROUP)
        await asyncio.sleep(50)
        await asyncio.gather(*(telegram.ask(GROUP) for _ in range(19)))
        await asyncio.sleep(15)
        await asyncio.gather(*(telegram.ask(GROUP) for _ in range(20)))
        return since(telegram.times())

    assert passing(main()) == [0] + [50] * 19 + [65] + [110] * 19


def test_refusals_far_apart_do_not_slow_down_others() -> None:
    async def main() -> list[float]:
        telegram = Telegram(TelegramPacing(), refuses={1: 1, 2: 1, 3: 1})
        for chat in (1, 2, 3):
            with pytest.raises(RetryAfter):
                await telegram.ask(chat)
            await asyncio.sleep(1.1)
        await asyncio.gather(*(telegram.ask(n) for n in range(10, 70)))
        return since(telegram.times()[3:])

    assert passing(main()) == [0] * 30 + [1] * 30


def test_an_error_that_is_not_a_rate_limit_reaches_the_caller() -> None:
    async def main() -> None:
        async def call() -> bool:
            raise BadRequest("no")

        with pytest.raises(BadRequest):
            await TelegramPacing().process_request(
                call, (), {}, "sendMessage", {"chat_id": 1}, None
            )

    passing(main())


# Shutdown


def test_a_message_whose_wait_was_canceled_delays_no_later_message() -> None:
    async def main() -> list[Any]:
        telegram = Telegram(TelegramPacing(TelegramLimits(private_at_once=1)))
        waiting = [asyncio.create_task(telegram.ask(7, n)) for n in range(5)]
        await asyncio.sleep(0.5)
        for each in waiting[1:4]:
            each.cancel()
        await asyncio.wait(waiting)
        return list(zip(since(telegram.times()), telegram.whats(), strict=True))

    assert passing(main()) == [(0, 0), (1, 4)]


def test_the_next_message_is_sent_if_the_one_before_it_is_canceled_when_its_turn_comes() -> None:
    async def main() -> list[Any]:
        ahead = 0.0
        telegram = Telegram(
            TelegramPacing(TelegramLimits(private_at_once=1), clock=lambda: now() + ahead)
        )
        await telegram.ask(7, "first")
        second = asyncio.create_task(telegram.ask(7, "second"))
        third = asyncio.create_task(telegram.ask(7, "third"))
        await asyncio.sleep(0)
        ahead = 1.0
        second.cancel()
        await telegram.ask(8, "another")
        await asyncio.wait([second, third])
        return telegram.whats()

    assert passing(main()) == ["first", "another", "third"]


def test_stopping_ends_all_waits_and_a_new_start_works() -> None:
    async def main() -> None:
        pacing = TelegramPacing()
        telegram = Telegram(pacing)
        await pacing.initialize()
        waiting = [asyncio.create_task(telegram.ask(n % 3, urgency=NOTICE)) for n in range(50)]
        await asyncio.sleep(0.1)
        await pacing.shutdown()
        await pacing.shutdown()
        results = await asyncio.gather(*waiting, return_exceptions=True)
        stopped = [each for each in results if isinstance(each, TelegramError)]
        assert len(stopped) == 50 - len(telegram.came)
        assert pacing.chats == 0
        with pytest.raises(TelegramError, match="stopped before this was sent"):
            await telegram.ask(7)
        assert await telegram.ask(7, method="getMe") == 0
        await pacing.initialize()
        assert await telegram.ask(7) == 0

    passing(main())


# Called by python-telegram-bot itself


class _Yes(BaseRequest):
    """A fake HTTP backend that accepts every request."""

    read_timeout = 1.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(self, url: str, *_: Any, **__: Any) -> tuple[int, bytes]:
        result = {"id": 1, "is_bot": True, "first_name": "B"} if "getMe" in url else MESSAGE
        return 200, json.dumps({"ok": True, "result": result}).encode()


class _Watching(TelegramPacing):
    """A rate limiter that records the requests."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, Any, Urgency | None]] = []

    async def process_request(
        self, callback: Any, args: Any, kwargs: Any, endpoint: str, data: Any, rate_limit_args: Any
    ) -> Any:
        self.asked.append((endpoint, data.get("chat_id"), rate_limit_args))
        return await super().process_request(
            callback, args, kwargs, endpoint, data, rate_limit_args
        )


async def test_raw_calls_are_limited_by_their_priority_too() -> None:
    pacing = _Watching()
    bot: ExtBot[Urgency] = ExtBot(
        "4242:bench", request=_Yes(), get_updates_request=_Yes(), rate_limiter=pacing
    )
    async with bot:
        await bot.do_api_request(
            "sendmessage", {"chat_id": 1, "text": "x"}, rate_limit_args=Urgency.NOTICE
        )
        await bot.do_api_request("sendmessage", {"chat_id": "2", "text": "x"})
        await bot.send_message(3, "x", rate_limit_args=Urgency.ANSWER)
    assert pacing.asked == [
        ("getMe", None, None),
        ("sendmessage", 1, NOTICE),
        ("sendmessage", "2", None),
        ("sendMessage", 3, ANSWER),
    ]
