"""Instructors sign off skills that no exam covers. They count toward a goal and can be undone."""

from datetime import date

import pytest

from bot.plain_text import plain_text
from core.goals.saved_goals import Owner, Saved
from tests.bot.center import ADA, ANA, CY, DANA, EMPLOYER, INES, LUC, OTTO, Center, calls
from tests.bot.recorded_statements import statements
from tests.bot.test_class_chart import table
from tests.world import TODAY

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
    saved = await parts.saved_goals.save(Owner(), text)
    assert isinstance(saved, Saved)


async def test_signed_off_competencies_and_hours_count_toward_the_stages_of_a_goal(
    center_on_each: Center,
) -> None:
    await apprenticeship(center_on_each)
    said = await center_on_each.says(ANA, "goal apprentice")
    assert "First: First stage." in said
    assert "○ On the job (1,000 hours): 0 of 1,000" in said
    assert "Your instructor has to sign off: Task 3 and On the job (1,000 hours)." in said
    said = await center_on_each.done(INES, f"signoff {ANA} task 3 for apprentice")
    assert said == "Signed off for Ana Popescu, toward Machining apprentice: Task 3."
    await center_on_each.does(INES, f"signoff {ANA} On the job 600 hours for apprentice")
    said = await center_on_each.done(ADA, f"signoff {ANA} on the job 400 for apprentice")
    assert said.endswith("On the job, 400 hours; 1,000 of 2,000 hours in all.")
    said = await center_on_each.says(ANA, "goal apprentice")
    assert "You have reached First stage. Next: Second stage." in said
    assert "○ On the job (2,000 hours): 1,000 of 2,000" in said


async def test_sign_offs_count_in_the_instructors_class_view_and_in_the_candidates_status(
    center_on_each: Center,
) -> None:
    await apprenticeship(center_on_each)
    await center_on_each.does(INES, f"signoff {ANA} task 3 for apprentice")
    await center_on_each.does(INES, f"signoff {ANA} on the job 2000 for apprentice")
    assert "Ana Popescu: ✓ met since November 23, 2026" in await center_on_each.says(
        INES, "roster CNC 1 goal apprentice"
    )
    await center_on_each.ask(ANA, "follow apprentice")
    async with statements(center_on_each.world) as asked:
        said = await center_on_each.says(ANA, "status")
    assert "✓ Machining apprentice: met since November 23, 2026" in said
    assert len(asked) == 1


async def test_an_instructor_exports_sign_offs_as_a_table(
    center_on_each: Center,
) -> None:
    await apprenticeship(center_on_each)
    await apprenticeship(center_on_each, "other")
    asked = "roster CNC 1 goal apprentice"
    names = [each.name for each in (await center_on_each.ask(INES, asked)).attachments]
    assert "signoffs.csv" not in names
    await center_on_each.does(INES, f"signoff {CY} task 3 for apprentice")
    await center_on_each.does(ADA, f"signoff {ANA} on the job 1500 for apprentice")
    words = "task 3 on 2026-11-20 trained by Otto Brandt"
    await center_on_each.does(INES, f"signoff {ANA} {words} for apprentice")
    await center_on_each.does(INES, f"signoff {ANA} task 3 for other")
    file = (await center_on_each.ask(INES, asked)).attachments[-1]
    assert (file.name, file.description) == (
        "signoffs.csv",
        "Signed off by hand for Machining apprentice: 3 sign-offs",
    )
    head, *rows = table(file)
    assert head == [
        *("student", "candidate_number", "item", "hours"),
        *("signed_on", "signed_by", "done_on", "trainer"),
    ]
    day = "2026-11-23"
    assert rows == [
        ["Cy Newman", CY, "Task 3", "", day, "Ines Ortega", day, ""],
        ["Ana Popescu", ANA, "On the job", "1500", day, "Ada Larsen", day, ""],
        ["Ana Popescu", ANA, "Task 3", "", day, "Ines Ortega", "2026-11-20", "Otto Brandt"],
    ]


async def test_the_class_view_shows_the_stage_of_a_goal_that_each_student_has_reached(
    center: Center,
) -> None:
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


async def test_an_employer_is_told_that_codes_do_not_show_sign_offs(center: Center) -> None:
    await apprenticeship(center)
    told = "Codes do not show what is signed off by hand."
    assert told in await center.says(EMPLOYER, f"check {center.earned} for apprentice")
    assert told not in await center.says(EMPLOYER, f"check {center.earned} for merit")


async def test_the_person_who_signed_off_a_skill_can_undo_that(center: Center) -> None:
    await apprenticeship(center)
    reply = await center.does(INES, f"signoff {ANA} task 3 for apprentice")
    undo = reply.buttons[0][0].call
    assert "I found no such sign-off of yours" in await center.done(ADA, undo)
    assert "Undone:" in await center.done(INES, undo)
    assert await center.world.rows("sign_offs") == []
    assert "I found no such sign-off of yours" in await center.done(INES, undo)


async def test_the_last_sign_off_can_be_undone_without_giving_its_number(center: Center) -> None:
    await apprenticeship(center)
    assert "I found no such sign-off of yours" in await center.says(INES, "signoff undo")
    await center.does(INES, f"signoff {CY} task 3 for apprentice")
    await center.does(INES, f"signoff {ANA} task 3 for apprentice")
    asked = await center.ask(INES, "signoff undo")
    assert "Undo your last sign-off, Task 3 for Ana Popescu?" in plain_text(asked.markdown)
    assert len(await center.world.rows("sign_offs")) == 2, (
        "nothing is undone before it is confirmed"
    )
    assert "I found no such sign-off of yours" in await center.says(ADA, "signoff undo")
    assert "Undone:" in await center.done(INES, "signoff undo")
    [left] = await center.world.rows("sign_offs")
    assert left["candidate_id"] == center.world.ids[CY]


async def test_an_instructor_cannot_sign_off_for_another_instructors_student(
    center: Center,
) -> None:
    await apprenticeship(center)
    for who in (OTTO, LUC):
        said = await center.done(who, f"signoff {ANA} task 3 for apprentice")
        assert said == f"No one with the number “{ANA}” is on your rosters."
    for who in (ANA, EMPLOYER):
        reply = await center.does(who, f"signoff {ANA} task 3 for apprentice")
        assert reply.template == "not_for_you"
    assert await center.world.rows("sign_offs") == []


async def test_a_sign_off_counts_only_toward_its_own_goal(center: Center) -> None:
    await apprenticeship(center)
    await apprenticeship(center, "other")
    await center.does(INES, f"signoff {CY} task 3 for apprentice")
    assert "✓ Task 3: met" in await center.says(CY, "goal apprentice")
    assert "○ Task 3: missing" in await center.says(CY, "goal other")


async def test_a_sign_off_of_an_unknown_item_is_answered_with_the_items_of_the_goal(
    center: Center,
) -> None:
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


TWO = GOAL.replace('{ signed = "Task 3" }', '{ signed = "Task 3", two_people = true }')


async def apprenticeship_of_two_people(center: Center) -> None:
    saved = await center.world.edgefinder.saved_goals.save(Owner(), TWO)
    assert isinstance(saved, Saved)


async def test_a_sign_off_of_a_task_can_give_its_day_and_its_trainer(center: Center) -> None:
    await apprenticeship(center)
    asked = await center.ask(
        INES, f"signoff {ANA} task 3 on 11/20/2026 trained by Otto Brandt for apprentice"
    )
    said = plain_text(asked.markdown)
    assert "Sign off for Ana Popescu, toward Machining apprentice: Task 3?" in said
    assert "Trained by Otto Brandt." in said
    assert "Done on November 20, 2026." in said
    yes = calls(asked)["Yes, sign it off"]
    assert len(yes.encode()) <= 64
    done = plain_text((await center.press(INES, yes)).markdown)
    assert "Signed off for Ana Popescu" in done
    assert "Trained by Otto Brandt." in done
    [row] = await center.world.rows("sign_offs")
    assert (row["done_on"], row["signed_on"]) == (date(2026, 11, 20), TODAY)
    assert (row["trainer"], row["trainer_id"]) == ("Otto Brandt", center.world.ids[OTTO])
    assert row["signed_by"] == center.world.ids[INES]


async def test_a_task_cannot_be_signed_off_for_a_future_day(center: Center) -> None:
    await apprenticeship(center)
    said = await center.says(INES, f"signoff {ANA} task 3 on 2027-01-05 for apprentice")
    assert "Sign off for" not in said
    assert "future" in said
    assert await center.world.rows("sign_offs") == []


async def test_if_a_task_needs_two_people_the_signer_chooses_the_trainer_by_button(
    center_on_each: Center,
) -> None:
    center = center_on_each
    await apprenticeship_of_two_people(center)
    said = await center.says(ANA, "goal apprentice")
    assert "Task 3 (trained and signed off by two people)" in said
    asked = await center.ask(INES, f"signoff {ANA} task 3 for apprentice")
    assert "has to be trained by one person and signed off by another" in asked.markdown
    assert not any("Ines Ortega" in label for label in calls(asked))
    assert await center.world.rows("sign_offs") == []
    done = await center.press(INES, calls(asked)["Sign off, trained by Otto Brandt"])
    assert "Trained by Otto Brandt." in done.markdown
    assert "✓ Task 3 (trained and signed off by two people): met" in await center.says(
        ANA, "goal apprentice"
    )


@pytest.mark.parametrize("trainer", ["myself", "Ines Ortega", "inés ortega", "Ortega", INES])
async def test_the_trainer_of_a_task_cannot_also_sign_it_off_if_it_needs_two_people(
    center: Center, trainer: str
) -> None:
    await apprenticeship_of_two_people(center)
    said = await center.says(INES, f"signoff {ANA} task 3 trained by {trainer} for apprentice")
    assert said.startswith("Nothing was signed off: for Machining apprentice, Task 3 has to be")
    assert await center.world.rows("sign_offs") == []


async def test_a_sign_off_without_a_trainer_does_not_count_if_a_task_needs_two_people(
    center: Center,
) -> None:
    await apprenticeship(center)
    await center.does(INES, f"signoff {ANA} task 3 for apprentice")
    await apprenticeship_of_two_people(center)
    assert "○ Task 3 (trained and signed off by two people): missing" in await center.says(
        ANA, "goal apprentice"
    )


async def test_the_trainer_of_a_task_may_be_a_person_who_is_not_on_record(center: Center) -> None:
    await apprenticeship_of_two_people(center)
    await center.does(INES, f"signoff {ANA} task 3 trained by Jo Smith for apprentice")
    [row] = await center.world.rows("sign_offs")
    assert (row["trainer"], row["trainer_id"]) == ("Jo Smith", None)
    assert "✓ Task 3 (trained" in await center.says(ANA, "goal apprentice")


async def test_the_student_of_a_sign_off_can_be_given_by_name_instead_of_number(
    center: Center,
) -> None:
    await apprenticeship(center)
    done = await center.done(INES, "signoff Ana Popescu task 3 for apprentice")
    assert done == "Signed off for Ana Popescu, toward Machining apprentice: Task 3."


async def test_a_supervisor_can_sign_off_but_cannot_see_records(
    center_on_each: Center,
) -> None:
    center = center_on_each
    await apprenticeship_of_two_people(center)
    world = center.world
    sue = await world.add("people", email="sue@example.org", given_name="Sue", family_name="Hart")
    where = await world.organisation()
    await world.add("roles", person_id=sue, organisation_id=where, role="supervisor")
    world.ids["sue@example.org"] = sue
    sue_says = f"signoff {ANA} task 3 trained by Ines Ortega for apprentice"
    done = await center.done("sue@example.org", sue_says)
    assert done.startswith("Signed off for Ana Popescu, toward Machining apprentice: Task 3.")
    assert "✓ Task 3 (trained" in await center.says(ANA, "goal apprentice")
    assert "Supervisor at Ridgeline" in await center.says("sue@example.org", "whoami")
    for asked in ("roster", "student Ana Popescu", "students failed"):
        assert (await center.ask("sue@example.org", asked)).template == "not_for_you"
    said = await center.done("sue@example.org", f"signoff {DANA} task 3 for apprentice")
    assert "No one with the number" in said, "Dana belongs to another organization"
    await world.edgefinder.person_changes.end("sue@example.org", role="supervisor")
    assert (await center.ask("sue@example.org", sue_says)).template == "not_for_you"
