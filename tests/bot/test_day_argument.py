"""Days that people type, in words and in figures."""

from datetime import date

import pytest

from bot.commands.day_argument import typed_day

TUESDAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("", "2026-12-01"),
        ("today", "2026-12-01"),
        ("ayer", "2026-11-30"),
        ("friday", "2026-11-27"),
        ("Viernes", "2026-11-27"),
        ("monday", "2026-11-30"),
        ("martes", "2026-12-01"),
        ("mi\u00e9rcoles", "2026-11-25"),
        ("2026-11-03", "2026-11-03"),
        ("11/3/2026", "2026-11-03"),
    ],
)
def test_a_typed_day_is_the_last_one_of_that_name(typed: str, day: str) -> None:
    assert typed_day(typed, TUESDAY) == date.fromisoformat(day)
