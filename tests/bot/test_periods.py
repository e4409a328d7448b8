"""A question about students may name the time that it is about."""

from datetime import date

import pytest

from bot.periods import days_of, period_in
from bot.understanding.words import plain
from tests.bot.center import ADA, INES, Center, ago

WEDNESDAY = date(2026, 3, 18)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("who earned something this week", "2026-03-11", "2026-03-18"),
        ("quién ganó algo esta semana", "2026-03-11", "2026-03-18"),
        ("who failed last week", "2026-03-09", "2026-03-15"),
        ("la semana pasada", "2026-03-09", "2026-03-15"),
        ("and the week before", "2026-03-09", "2026-03-15"),
        ("this month", "2026-02-15", "2026-03-18"),
        ("last month", "2026-02-01", "2026-02-28"),
        ("el mes pasado", "2026-02-01", "2026-02-28"),
        ("in october", "2025-10-01", "2025-10-31"),
        ("en octubre de 2024", "2024-10-01", "2024-10-31"),
        ("in March", "2026-03-01", "2026-03-18"),
        ("in december last year", "2025-12-01", "2025-12-31"),
        ("en diciembre del año pasado", "2025-12-01", "2025-12-31"),
        ("in may", "2025-05-01", "2025-05-31"),
        ("in 2025", "2025-01-01", "2025-12-31"),
        ("desde 2024", "2024-01-01", "2026-03-18"),
        ("since august", "2025-08-01", "2026-03-18"),
        ("this year", "2026-01-01", "2026-03-18"),
        ("el año pasado", "2025-01-01", "2025-12-31"),
        ("yesterday", "2026-03-17", "2026-03-17"),
        ("hoy", "2026-03-18", "2026-03-18"),
    ],
)
def test_a_time_is_read_in_words_and_from_its_short_form(said: str, first: str, last: str) -> None:
    period = period_in(plain(said))
    assert period is not None
    days = date.fromisoformat(first), date.fromisoformat(last)
    assert days_of(period.word, WEDNESDAY) == days
    again = period_in(f"earned {period.word} M1-DRL")
    assert again is not None
    assert days_of(again.word, WEDNESDAY) == days
    assert again.rest.split() == ["earned", "M1-DRL"]


@pytest.mark.parametrize(
    "said",
    [
        "who may take a test",
        "who failed",
        "mar",
        "who has 2025 parts",
        "who tests next week",
        "who is one away",
    ],
)
def test_other_words_are_no_time(said: str) -> None:
    assert period_in(said) is None


async def test_who_earned_something_is_answered_for_the_time_that_is_asked(center: Center) -> None:
    await center.world.candidate("1010", "Eli Grant")
    await center.world.award("1010", "M1-MMS", ago(100))
    for asked, listed in (("this week", False), ("this month", False), ("since 2020", True)):
        for text in (f"students earned {asked}", f"who earned something {asked}"):
            assert ("Eli Grant" in await center.says(ADA, text)) is listed, text
    month = ago(100).strftime("%B %Y")
    assert "Eli Grant" in await center.says(ADA, f"students earned {month}")


async def test_who_failed_is_answered_for_the_time_that_is_asked(center: Center) -> None:
    await center.world.candidate("1010", "Eli Grant")
    await center.world.result("1010", "M1-DRL-T", "fail", ago(100))
    said = await center.says(ADA, "students failed this week")
    assert "Attempts since" in said
    assert "Eli Grant" not in said
    assert "Eli Grant" in await center.says(ADA, "students failed")
    assert "Eli Grant" in await center.says(ADA, f"students failed {ago(100):%B %Y}")


async def test_a_time_changes_the_last_question(center: Center) -> None:
    await center.says(INES, "who failed something")
    [(command, argument, _score)] = (await center.ask(INES, "and last week")).understood
    assert (command, argument) == ("students", "failed week-last")
    [(command, argument, _score)] = (await center.ask(INES, "since 2020")).understood
    assert (command, argument) == ("students", "failed since-year-2020")
