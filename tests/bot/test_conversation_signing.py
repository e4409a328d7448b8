"""Instructors sign off skills that no exam covers: this counts toward the goal and can be
undone.
"""

from bot.plain_text import plain_text
from core.goals.ownership import Owner, Saved
from tests.bot.center import ADA, ANA, CY, EMPLOYER, INES, LUC, OTTO, Center
from tests.bot.statements import statements
from tests.bot.test_class_chart import table

GOAL = """
[[goal]]
code = "apprentice"
title = "Machining apprentice"
kind = "apprenticeship"
[[goal.tier]]
name = "First stage"
needs = { all = ["M1-MMS", { signed = "Task 3" }, { signed = "On the job", hours = 1000 }] }
[[goal.tier]]
name = "Second stage"
needs = { all = [{ signed = "On the job", hours = 2000 }] }
"""


async def apprenticeship(center: Center, code: str = "apprentice") -> None:
    parts = center.world.edgefinder
    text = GOAL.replace("apprentice", code, 1)
    saved = await parts.goal_ownership.save(Owner(), text)
    assert isinstance(saved, Saved)


async def test_competencies_and_hours_count_towards_the_stages(centre_on_each: Center) -> None:
    await apprenticeship(centre_on_each)
    said = await centre_on_each.says(ANA, "goal apprentice")
    assert "First: First stage." in said
    assert "○ On the job (1,000 hours): 0 of 1,000" in said
    assert "Your instructor has to sign off: Task 3 and On the job (1,000 hours)." in said
    said = await centre_on_each.done(INES, f"signoff {ANA} task 3 for apprentice")
    assert said == "Signed off for Ana Popescu, toward Machining apprentice: Task 3."
    await centre_on_each.does(INES, f"signoff {ANA} On the job 600 hours for apprentice")
    said = await centre_on_each.done(ADA, f"signoff {ANA} on the job 400 for apprentice")
    assert said.endswith("On the job, 400 hours; 1,000 of 2,000 hours in all.")
    said = await centre_on_each.says(ANA, "goal apprentice")
    assert "You have reached First stage. Next: Second stage." in said
    assert "○ On the job (2,000 hours): 1,000 of 2,000" in said


async def test_what_was_signed_off_counts_in_the_class_and_in_one_statement(
    centre_on_each: Center,
) -> None:
    await apprenticeship(centre_on_each)
    await centre_on_each.does(INES, f"signoff {ANA} task 3 for apprentice")
    await centre_on_each.does(INES, f"signoff {ANA} on the job 2000 for apprentice")
    assert "Ana Popescu: ✓ met since November 23, 2026" in await centre_on_each.says(
        INES, "roster CNC 1 goal apprentice"
    )
    await centre_on_each.ask(ANA, "follow apprentice")
    async with statements(centre_on_each.world) as asked:
        said = await centre_on_each.says(ANA, "status")
    assert "✓ Machining apprentice: met since November 23, 2026" in said
    assert len(asked) == 1


async def test_an_instructor_takes_what_was_signed_off_along_as_a_table(
    centre_on_each: Center,
) -> None:
    await apprenticeship(centre_on_each)
    await apprenticeship(centre_on_each, "other")
    asked = "roster CNC 1 goal apprentice"
    names = [each.name for each in (await centre_on_each.ask(INES, asked)).attachments]
    assert "signoffs.csv" not in names
    await centre_on_each.does(INES, f"signoff {CY} task 3 for apprentice")
    await centre_on_each.does(ADA, f"signoff {ANA} on the job 1500 for apprentice")
    await centre_on_each.does(INES, f"signoff {ANA} task 3 for apprentice")
    await centre_on_each.does(INES, f"signoff {ANA} task 3 for other")
    file = (await centre_on_each.ask(INES, asked)).attachments[-1]
    assert (file.name, file.description) == (
        "signoffs.csv",
        "Signed off by hand for Machining apprentice: 3 sign-offs",
    )
    head, *rows = table(file)
    assert head == ["student", "candidate_number", "item", "hours", "signed_on", "signed_by"]
    assert rows == [
        ["Cy Newman", CY, "Task 3", "", "2026-11-23", "Ines Ortega"],
        ["Ana Popescu", ANA, "On the job", "1500", "2026-11-23", "Ada Larsen"],
        ["Ana Popescu", ANA, "Task 3", "", "2026-11-23", "Ines Ortega"],
    ]


async def test_the_step_that_each_has_reached_stands_in_the_class(center: Center) -> None:
    await apprenticeship(center)
    await center.does(INES, f"signoff {ANA} task 3 for apprentice")
    asked = "roster CNC 1 goal apprentice"
    assert "Ana Popescu: no exams left, 1 sign-off still needed" in await center.says(INES, asked)
    await center.does(INES, f"signoff {ANA} on the job 1000 for apprentice")
    reply = await center.ask(INES, asked)
    told = "Ana Popescu: has reached First stage; no exams left, 1 sign-off still needed"
    assert told in plain_text(reply.markdown)
    [row] = [row for row in table(reply.attachments[1]) if row[1] == ANA]
    assert row[2:] == ["", "0", "1", "First stage"]
    assert "0 met, 1 waiting only for a sign-off, " in reply.attachments[0].description
    assert "First: First stage. Then: Second stage." in await center.says(INES, "goal apprentice")


async def test_an_employer_is_told_that_no_code_shows_what_is_signed_off(center: Center) -> None:
    await apprenticeship(center)
    told = "Codes do not show what is signed off by hand."
    assert told in await center.says(EMPLOYER, f"check {center.earned} for apprentice")
    assert told not in await center.says(EMPLOYER, f"check {center.earned} for merit")


async def test_whoever_signed_it_off_undoes_it(center: Center) -> None:
    await apprenticeship(center)
    reply = await center.does(INES, f"signoff {ANA} task 3 for apprentice")
    undo = reply.buttons[0][0].call
    assert "I found no such sign-off of yours" in await center.done(ADA, undo)
    assert "Undone:" in await center.done(INES, undo)
    assert await center.world.rows("sign_offs") == []
    assert "I found no such sign-off of yours" in await center.done(INES, undo)


async def test_nobody_signs_off_for_the_students_of_others(center: Center) -> None:
    await apprenticeship(center)
    for who in (OTTO, LUC):
        said = await center.done(who, f"signoff {ANA} task 3 for apprentice")
        assert said == f"No one with the number “{ANA}” is on your rosters."
    for who in (ANA, EMPLOYER):
        reply = await center.does(who, f"signoff {ANA} task 3 for apprentice")
        assert reply.template == "not_for_you"
    assert await center.world.rows("sign_offs") == []


async def test_what_is_signed_off_for_one_goal_counts_for_no_other(center: Center) -> None:
    await apprenticeship(center)
    await apprenticeship(center, "other")
    await center.does(INES, f"signoff {CY} task 3 for apprentice")
    assert "✓ Task 3: met" in await center.says(CY, "goal apprentice")
    assert "○ Task 3: missing" in await center.says(CY, "goal other")


async def test_what_cannot_be_meant_is_said_with_what_there_is(center: Center) -> None:
    await apprenticeship(center)
    for typed, told in (
        ("welding for apprentice", "“welding” is not something that is signed off for"),
        ("on the job for apprentice", "How many hours of On the job?"),
        ("on the job 90,000 for apprentice", "How many hours of On the job?"),
        ("task 3", "Tell me what you sign off, and for which goal"),
        ("task 3 for bakery", "There is no goal called “bakery”"),
        ("task 3 for merit", "Nothing is signed off by hand for NIMS special merit"),
    ):
        assert told in await center.done(INES, f"signoff {ANA} {typed}")
    assert await center.world.rows("sign_offs") == []
