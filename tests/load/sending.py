"""Simulate how long notices wait for the platforms' rate limits in a busy week.

python -m tests.load.sending --notices 5000000

In each second, answers are sent first. What is left of the limit is used for notices, in order. The
product's own rate limiter (adapters/send_rate.py) does the same with the same limits.
"""

import argparse
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adapters.slack.send_rate import SlackLimits
from adapters.telegram.send_rate import TelegramLimits

DAYS = 5
"""The number of days in the week on which results are imported."""
_DAY = 24 * 3600
_ROUNDING = 1e-3
_IMPORTED_AT = 15
"""The hour of the day at which imports begin."""
_ASKED_BY_HOUR = (2, 1, 1, 1, 1, 2, 5, 10, 20, 40, 50, 60, 60, 60, 60, 70, 80, 90, 100, 100, 80)
"""Questions in each hour of the day, in percent of the busiest hour."""
_PAID_EACH_SECOND = 1000.0
"""Telegram's limit for bots that pay for broadcasts: https://core.telegram.org/bots/faq"""


Curve = NDArray[np.float64]
"""An array with one number for each second."""


@dataclass(frozen=True)
class Senders:
    """Bots or workspaces that share the people evenly.

    `number` is how many they are, and `each_second` the messages that each may send in a second.
    """

    name: str
    number: int
    each_second: float

    @property
    def capacity(self) -> float:
        return self.number * self.each_second


_SPARE = 1.2
"""The senders can send this many times the answers of the busiest hour."""


@dataclass(frozen=True)
class Waits:
    """How many seconds messages wait.

    A wait is infinite if the message is not sent within the following week. `left` is the number of
    notices that are not sent.
    """

    typical: float
    slowest: float
    longest: float
    last_sent_after: float
    longest_answer: float
    left: int


def simulate(due: Curve, answers: Curve, capacity: float) -> Waits:
    """Simulate sending answers and due notices at `capacity` messages a second.

    After the week comes a second week without new messages, in which the rest is sent.
    """
    idle = np.zeros(len(due))
    new, asked = np.concatenate([due, idle]), np.concatenate([answers, idle])
    waiting_answers = _waiting(asked - capacity)
    answered = asked - np.diff(waiting_answers, prepend=0)
    waiting = _waiting(new - (capacity - answered))
    came, went = np.cumsum(new), np.cumsum(new - np.diff(waiting, prepend=0))
    longest_answer = float(waiting_answers.max() / capacity)
    if came[-1] == 0:
        return Waits(0, 0, 0, 0, longest_answer, 0)
    # for a sample of a thousand notices, the second at which each became due and the second at
    # which it was sent
    numbers = np.linspace(0, came[-1], 1001)[1:] - _ROUNDING
    arrived = np.searchsorted(came, numbers)
    left = np.searchsorted(went + _ROUNDING, numbers)
    waits = np.where(left < len(went), np.maximum(0, left - arrived), np.inf)
    typical, slowest = np.sort(waits)[[len(waits) // 2, len(waits) * 99 // 100]]
    last_due = int(np.flatnonzero(due)[-1])
    return Waits(
        typical=float(typical),
        slowest=float(slowest),
        longest=float(waits.max()),
        last_sent_after=float(left[-1] - last_due) if left[-1] < len(went) else np.inf,
        longest_answer=longest_answer,
        left=round(came[-1] - went[-1]),
    )


def _waiting(surplus: Curve) -> Curve:
    """Return how many messages wait after each second.

    `surplus` is, for each second, the number of new messages minus the number that may be sent.
    """
    total = np.cumsum(surplus)
    waiting: Curve = total - np.minimum.accumulate(np.minimum(total, 0))
    return waiting


def graduation_week(notices: int, turns: float, hours: float = 1) -> tuple[Curve, Curve]:
    """Return how many notices become due and how many questions come in each second of a week.

    `turns` is the number of questions per second in the busiest hour. A day's results are imported
    within `hours`.
    """
    due, answers = np.zeros(7 * _DAY), np.zeros(7 * _DAY)
    begin, end = _IMPORTED_AT * 3600, int((_IMPORTED_AT + hours) * 3600)
    for day in range(7):
        if day < DAYS:
            due[day * _DAY + begin : day * _DAY + end] = notices / DAYS / (end - begin)
        for hour in range(24):
            share = _ASKED_BY_HOUR[min(hour, len(_ASKED_BY_HOUR) - 1)] / 100
            start = day * _DAY + hour * 3600
            answers[start : start + 3600] = turns * share
    return due, answers


def senders(turns: float) -> list[Senders]:
    """Return the bots and workspaces to compare, for this many questions per second."""
    telegram, slack = TelegramLimits().each_second, SlackLimits().each_second
    bots, paying, workspaces = (
        max(2, math.ceil(turns * _SPARE / each)) for each in (telegram, _PAID_EACH_SECOND, slack)
    )
    return [
        Senders("Telegram, one bot", 1, telegram),
        Senders("Telegram, one bot that pays", 1, _PAID_EACH_SECOND),
        Senders(f"Telegram, {bots} bots", bots, telegram),
        Senders(f"Telegram, {paying} bots that pay", paying, _PAID_EACH_SECOND),
        Senders(f"Slack, {workspaces} workspaces", workspaces, slack),
    ]


def table(notices: int, turns: float, hours: float = 1) -> str:
    """Simulate each setup, and format the results."""
    due, answers = graduation_week(notices, turns, hours)
    lines = [
        f"{notices:,} notices in a week, {turns:,.0f} questions a second in the busiest hour",
        _row("", "a second", "half wait", "1 % wait", "last after", "answers wait", "not sent"),
    ]
    for each in senders(turns):
        waits = simulate(due, answers, each.capacity)
        times = waits.typical, waits.slowest, waits.last_sent_after, waits.longest_answer
        told = (_time(seconds) for seconds in times)
        lines.append(_row(each.name, f"{each.capacity:,.0f}", *told, f"{waits.left:,}"))
    return "\n".join(lines)


def _row(name: str, *columns: str) -> str:
    return f"{name:<28}" + "".join(f"{each:>13}" for each in columns)


def _time(seconds: float) -> str:
    if seconds == np.inf:
        return "never"
    if seconds >= 2 * 3600:
        return f"{seconds / 3600:,.0f} h"
    return f"{seconds / 60:,.0f} min" if seconds >= 120 else f"{seconds:,.0f} s"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.load.sending", description=__doc__)
    parser.add_argument("--notices", type=int, default=5_000_000, help="default: 5,000,000")
    parser.add_argument("--turns", type=float, default=2_000, help="a second at most (2,000)")
    parser.add_argument("--hours", type=float, default=1, help="in which a day's become due (1)")
    given = parser.parse_args()
    print(table(given.notices, given.turns, given.hours))


if __name__ == "__main__":
    main()
