"""Goals that a candidate follows come first in `status`, and `next` considers all of them."""

from bot.reply import Reply
from tests.bot.center import ANA, CY, EMPLOYER, INES, Center, ago
from tests.bot.recorded_statements import statements

BASIC, MERIT = "pa-skills-basic", "nims-special-merit"


async def test_followed_goals_are_shown_first_in_the_status(center_on_each: Center) -> None:
    said = await center_on_each.says(ANA, f"follow {BASIC}")
    assert said.startswith("You now follow Pennsylvania Skills Certificate: Basic.")
    lines = (await center_on_each.says(ANA, "status")).splitlines()
    goal = "○ Pennsylvania Skills Certificate: Basic: 1 exam to go (2 of 3 done) ▓▓▓▓▓░░░"
    assert lines.index(goal) < lines.index("Turning I (Between Centers): 1 exam left")
    assert goal.removeprefix("○ ") in await center_on_each.says(ANA, f"goal {BASIC}")
    await center_on_each.does(ANA, f"unfollow {BASIC}")
    assert "follow" not in await center_on_each.says(ANA, "status")


async def test_a_status_with_followed_goals_takes_one_database_statement(
    center_on_each: Center,
) -> None:
    for code in (BASIC, MERIT):
        await center_on_each.ask(ANA, f"follow {code}")
    async with statements(center_on_each.world) as asked:
        await center_on_each.ask(ANA, "status")
    assert len(asked) == 1


async def test_after_following_a_goal_its_follow_button_becomes_a_stop_button(
    center: Center,
) -> None:
    def first(reply: Reply) -> tuple[str, str]:
        button = reply.buttons[0][0]
        return button.label, button.call

    before = await center.ask(ANA, f"goal {BASIC}")
    assert first(before) == ("Follow this goal", f"follow {BASIC}")
    await center.ask(ANA, f"follow {BASIC}")
    after = await center.ask(ANA, f"goal {BASIC}")
    assert first(after) == ("Stop following it", f"unfollow {BASIC}")
    listed = (await center.ask(ANA, "goals")).buttons[0][0]
    assert listed.label == "Pennsylvania Skills Certificate: Basic (you follow it)"
    reply = await center.ask(INES, f"goal {BASIC}")
    assert "follow" not in str(reply.buttons)


async def test_next_suggests_the_exam_that_helps_the_most_followed_goals(
    center_on_each: Center,
) -> None:
    # Ana has one exam left for Between Centers, which completes Basic and counts toward merit
    for code in (MERIT, BASIC):
        await center_on_each.ask(ANA, f"follow {code}")
    said = await center_on_each.says(ANA, "next")
    assert said.startswith("Next: the performance exam (a part made to print) of")
    assert "It gets you closer to all 2 goals you follow:" in said
    assert "Pennsylvania Skills Certificate: Basic: this one meets it" in said
    assert "NIMS special merit: " in said


async def test_next_does_not_suggest_an_exam_that_cannot_be_taken_today(center: Center) -> None:
    for days in (9, 8):
        await center.world.result(CY, "M1-CMO-T", "fail", ago(days))
    await center.ask(CY, "follow ccc-mfgt-140")
    said = await center.says(CY, "next")
    assert said.startswith("Next: the theory exam of CNC Turning: Operator.")
    assert "3 exams to go after this one" in said


async def test_once_the_followed_goals_are_met_next_suggests_the_same_as_without_goals(
    center: Center,
) -> None:
    before = await center.says(ANA, "next")
    for exam in ("M1-CMP-T", "M1-CMP-P"):
        await center.world.result(ANA, exam, "pass")
    await center.ask(ANA, "follow ccc-mfgt-123")
    assert "✓ Credit for MFGT 123, City Colleges of Chicago: met since November 23, 2026" in (
        await center.says(ANA, "status")
    )
    assert await center.says(ANA, "next") == before


async def test_a_candidate_can_follow_only_a_limited_number_of_goals(center: Center) -> None:
    reply = await center.ask(ANA, "goals")
    calls = [row[0].call.removeprefix("goal ") for row in reply.buttons if row]
    taken = [c for c in calls if c != "nims-accreditation-staff"][:9]
    said = [await center.says(ANA, f"follow {code}") for code in taken]
    assert said[7].startswith("You now follow")
    assert said[8].startswith("You already follow the maximum of 8 goals.")
    assert (await center.says(ANA, f"follow {taken[0]}")).startswith("You now follow Entry")


async def test_a_goal_that_a_candidate_may_not_see_cannot_be_followed(center: Center) -> None:
    assert "There is no goal called" in await center.says(ANA, "follow bakery")
    assert "There is no goal called" in await center.says(ANA, "follow nims-accreditation-staff")
    assert (await center.ask(ANA, "follow pennsylvania")).template == "goals"
    assert (await center.ask(EMPLOYER, f"follow {BASIC}")).template == "not_for_you"
