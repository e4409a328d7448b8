"""Codes, goals and lists that a chat was about are what the next message goes on about."""

import pytest

from tests.bot.center import ANA, EMPLOYER, Center

CODE, OTHER = "EF-KJGE-TG9N-8KMG-A", "EF-BSFS-YFGX-MFG8-2"


async def test_a_goal_is_followed_that_was_just_shown(center: Center) -> None:
    await center.says(ANA, "goal ccc-mfgt-140")
    [(command, argument, _score)] = (await center.ask(ANA, "follow it anyway")).understood
    assert (command, argument) == ("follow", "ccc-mfgt-140")


@pytest.mark.parametrize("typed", ["goals list", "goals all", "goals lista"])
async def test_the_word_list_after_goals_is_not_the_name_of_a_goal(
    center: Center, typed: str
) -> None:
    assert (await center.ask(EMPLOYER, typed)).template == "goals"


async def test_a_dollar_sign_asks_for_the_price(center: Center) -> None:
    [(command, argument, _score)] = (await center.ask(ANA, "mill op $")).understood
    assert (command, argument) == ("cost", "M1-CMO")
    await center.says(ANA, "what is the drill press one")
    [(command, argument, _score)] = (await center.ask(ANA, "$$")).understood
    assert (command, argument) == ("cost", "M1-DRL")


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("nothing from 8 in the morning til 3", "08:00-15:00"),
        ("quiet from midnight to 6", "00:00-06:00"),
        ("quiet from 8 to noon", "08:00-12:00"),
        ("no me mandes avisos de medianoche a 6", "00:00-06:00"),
        ("quiet from 10 to midnight", "22:00-00:00"),
    ],
)
async def test_quiet_hours_are_read_at_noon_and_midnight_too(
    center: Center, said: str, hours: str
) -> None:
    [(command, argument, _score)] = (await center.ask(ANA, said)).understood
    assert (command, argument) == ("notices", f"quiet {hours}")


@pytest.mark.parametrize("said", ["sorry my english", "my english is bad", "perdón por mi español"])
async def test_an_apology_for_ones_language_does_not_change_it(center: Center, said: str) -> None:
    assert (await center.ask(ANA, said)).template != "language"
