"""The simulation of rate limits agrees with arithmetic and with the real rate limiter."""

import asyncio

import numpy as np
import pytest

from adapters.send_rate import Overall, RateLimiter, Trickle, Urgency
from tests.adapters.simulated_time import now, passing
from tests.load.sending import Curve, graduation_week, simulate, table

NOTICES, QUESTIONS, EACH_SECOND = 300, 60, 10.0


def _each_second(*numbers: int) -> Curve:
    return np.array(numbers, float)


def test_a_notice_waits_until_the_rate_limit_lets_it_through() -> None:
    waits = simulate(_each_second(600, *[0] * 99), _each_second(*[0] * 100), 10)
    assert waits.longest == 59
    assert waits.typical == pytest.approx(30, abs=1)
    assert (waits.longest_answer, waits.left) == (0, 0)


def test_an_answer_is_sent_before_a_notice_that_waits() -> None:
    waits = simulate(_each_second(100, *[0] * 99), _each_second(*[10] * 20, *[0] * 80), 10)
    assert waits.longest_answer == 0
    assert waits.longest == pytest.approx(20 + 9, abs=1)


def test_if_answers_use_up_the_limit_no_notice_is_sent() -> None:
    waits = simulate(_each_second(*[1] * 50), _each_second(*[20] * 50), 10)
    assert waits.longest_answer == 50
    assert waits.left == 50


def test_every_notice_of_graduation_week_becomes_due_within_that_week() -> None:
    due, answers = graduation_week(5_000_000, 2_000)
    assert sum(due) == pytest.approx(5_000_000)
    assert max(answers) == 2_000
    assert len(due) == len(answers) == 7 * 24 * 3600


def test_the_real_rate_limiter_takes_as_long_as_the_simulation() -> None:
    """Compare the simulation with the product's rate limiter, if all messages come at once."""

    async def really() -> tuple[float, float]:
        limiter = RateLimiter(lambda _: Trickle(1000, 1000), Overall(EACH_SECOND))
        limiter.start()
        began, ended = now(), dict.fromkeys(Urgency, 0.0)

        async def send(number: int, urgency: Urgency) -> None:
            await limiter.passes(number, urgency)
            ended[urgency] = now() - began

        async with asyncio.TaskGroup() as group:
            for number in range(NOTICES):
                group.create_task(send(number, Urgency.NOTICE))
            for number in range(QUESTIONS):
                group.create_task(send(NOTICES + number, Urgency.ANSWER))
        return ended[Urgency.ANSWER], ended[Urgency.NOTICE]

    answered, sent = passing(really())
    waits = simulate(
        _each_second(NOTICES, *[0] * 99), _each_second(QUESTIONS, *[0] * 99), EACH_SECOND
    )
    assert waits.longest == pytest.approx(sent, abs=2)
    assert waits.longest_answer == pytest.approx(answered, abs=2)


def test_the_table_says_how_many_messages_of_each_setup_are_never_sent() -> None:
    lines = table(50_000_000, 4_000).splitlines()
    one_bot = next(line for line in lines if line.startswith("Telegram, one bot "))
    assert "never" in one_bot
    assert one_bot.endswith("50,000,000")
