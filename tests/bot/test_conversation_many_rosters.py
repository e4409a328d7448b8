"""However many rosters there are, a question about all students takes the same queries."""

import pytest

from tests.bot.center import ADA, ANA, BEN, CY, INES, Center
from tests.bot.recorded_statements import statements


@pytest.mark.parametrize("who", [INES, ADA])
@pytest.mark.parametrize(
    "asked", ["students failed", "students not linked", "student Ana Popescu", "result"]
)
async def test_a_question_about_all_students_takes_no_more_statements_with_more_rosters(
    center_on_each: Center, who: str, asked: str
) -> None:
    async with statements(center_on_each.world) as before:
        await center_on_each.ask(who, asked)
    for number in range(5):
        await center_on_each.world.roster(f"Class {number}", INES, ANA, BEN, CY)
    async with statements(center_on_each.world) as after:
        said = await center_on_each.says(who, asked)
    assert len(after) == len(before)
    assert said.count("Ana Popescu") <= 1 or asked == "result"


async def test_a_class_is_read_in_three_queries(center_on_each: Center) -> None:
    """The three queries read who is asking, their rosters, and the students with their records."""
    async with statements(center_on_each.world) as run:
        said = await center_on_each.says(INES, "roster")
    assert "Ana Popescu" in said
    queries = {" ".join(each.split()) for each in run if each.startswith(("SELECT", "WITH asker"))}
    assert len(queries) == 3, queries


async def test_an_administrators_questions_include_candidates_who_are_on_no_roster(
    center: Center,
) -> None:
    await center.world.candidate("1009", "Eli Grant")
    await center.world.result("1009", "M1-DRL-T", "fail")
    assert "Eli Grant" in await center.says(ADA, "students failed")
    assert "Eli Grant" in await center.says(ADA, "students not linked")
    assert "Eli Grant" not in await center.says(INES, "students failed")
