"""What a job or a diploma requires. Everyone sees the rule; candidates also see their progress."""

import pytest

from tests.bot.center import ANA, BEN, CY, EMPLOYER, INES, OTTO, SECRETS, Center, ago
from tests.bot.recorded_statements import statements


async def test_a_candidate_sees_the_fewest_exams_that_they_still_need(
    center_on_each: Center,
) -> None:
    said = await center_on_each.says(ANA, "goal pa-skills-basic")
    assert said.startswith("Pennsylvania Skills Certificate: Basic: 1 exam to go")
    assert "○ at least 2 of Machining, Level I: 1 of 2" in said
    assert "1. Turning I (Between Centers): performance exam" in said
    assert "Ask your school for the current rule" in said


async def test_a_candidate_who_has_passed_nothing_sees_all_exams_of_a_goal(center: Center) -> None:
    said = await center.says(CY, "goal ccc-mfgt-140")
    assert "4 exams to go" in said
    assert "4. CNC Milling: Operator: performance exam" in said


async def test_a_locked_exam_is_shown_with_its_day(
    center: Center,
) -> None:
    for attempt, days in ((1, 9), (2, 2)):
        await center.world.result(CY, "M1-CMO-T", "fail", ago(days), attempt)
    said = await center.says(CY, "goal ccc-mfgt-140")
    [line] = [each for each in said.splitlines() if "CNC Milling: Operator: theory exam" in each]
    assert ", locked until " in line
    assert said.count("locked until") == 1


async def test_the_list_of_goals_tells_candidates_how_to_choose_one(center: Center) -> None:
    assert "to follow it" in await center.says(ANA, "goals")
    assert "to follow it" not in await center.says(EMPLOYER, "goals")
    assert "to follow it" not in (await center.ask(ANA, "goals", private=False)).markdown


async def test_a_goal_that_is_met_is_shown_with_its_day(center: Center) -> None:
    for exam in ("M1-CMP-T", "M1-CMP-P"):
        await center.world.result(ANA, exam, "pass")
    said = await center.says(ANA, "goal mfgt 123")
    assert "met since November 23, 2026" in said
    assert "fewest" not in said


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("mérito especial", "special merit"),
        ("merito especial de nims", "special merit"),
        ("maquinista inicial", "Entry machinist"),
        ("certificado de Pensilvania básico", "Certificate: Basic"),
        ("nivel competente", "Certificate: Competent"),
        ("créditos por MFGT 137", "Credit for MFGT 137"),
    ],
)
async def test_a_goal_is_found_by_its_spanish_name(center: Center, typed: str, title: str) -> None:
    assert title in await center.says(ANA, f"goal {typed}")
    reply = await center.ask(ANA, f"follow {typed}")
    assert reply.template == "followed", reply.markdown


async def test_a_person_who_is_not_a_candidate_sees_only_the_rule_of_a_goal(center: Center) -> None:
    said = await center.says(EMPLOYER, "goal nc-entry-machinist")
    assert "at least 2 of Machining, Level I" in said
    assert "away" not in said
    assert not any(secret in said for secret in SECRETS if secret not in {"2026-", "Turning"})


async def test_a_word_that_fits_several_goals_offers_them_all(center: Center) -> None:
    reply = await center.ask(ANA, "goal pennsylvania")
    assert [row[0].call for row in reply.buttons] == [
        "goal pa-skills-basic",
        "goal pa-skills-competent",
        "goal pa-skills-advanced",
    ]
    assert "There is no goal called “bakery”" in await center.says(ANA, "goal bakery")


async def test_in_a_group_the_list_of_goals_has_buttons_that_open_the_private_chat(
    center: Center,
) -> None:
    reply = await center.ask(ANA, "goals", private=False)
    assert "goal nc-entry-machinist" in [row[0].call for row in reply.buttons]
    assert "nc-entry-machinist" not in reply.markdown, (
        "the text does not repeat what the button types"
    )
    assert all(row[0].private for row in reply.buttons)
    assert (await center.ask(ANA, "goal merit", private=False)).template == "in_private"


async def test_showing_a_goal_takes_one_database_statement(center_on_each: Center) -> None:
    async with statements(center_on_each.world) as asked:
        await center_on_each.ask(ANA, "goal pa-skills-advanced")
    assert len(asked) == 1


async def test_an_employer_who_checks_codes_against_a_goal_learns_only_whether_it_is_met(
    center_on_each: Center,
) -> None:
    said = await center_on_each.says(
        EMPLOYER, f"check {center_on_each.earned} for nc-entry-machinist"
    )
    assert "Not by these codes alone" in said
    assert "at least 2 of Machining, Level I: 1 of 2" in said
    assert "Valid: " in said
    assert not any(secret in said for secret in SECRETS)
    second = await center_on_each.world.award(ANA, "M1-DRL")
    codes = f"{center_on_each.earned} {second}"
    met = await center_on_each.says(EMPLOYER, f"check {codes} for nc-entry-machinist")
    assert met.startswith("Yes: by these codes")
    assert "met since November 23, 2026" in met


async def test_the_codes_of_two_people_are_not_counted_together_toward_a_goal(
    center_on_each: Center,
) -> None:
    theirs = await center_on_each.world.award(BEN, "M1-DRL")
    codes = f"{center_on_each.earned} {theirs}"
    said = await center_on_each.says(EMPLOYER, f"check {codes} for nc-entry-machinist")
    assert said.startswith("These codes belong to 2 people.")
    assert "of Machining" not in said


async def test_a_revoked_credential_does_not_count_toward_a_goal(center: Center) -> None:
    said = await center.says(EMPLOYER, f"check {center.revoked} {center.earned} for merit")
    assert "any 7 credentials: 1 of 7" in said
    alone = await center.says(EMPLOYER, f"check {center.revoked} for merit")
    assert "None of these codes is valid" in alone


async def test_codes_that_are_sent_without_a_goal_are_only_verified(center: Center) -> None:
    for text in (f"check {center.earned}", f"check {center.earned} for me"):
        assert (await center.ask(EMPLOYER, text)).template == "verify"
    said = await center.says(EMPLOYER, f"check {center.earned} for bakery")
    assert said.startswith("There is no goal called “bakery”.")
    assert "can be several goals" in await center.says(
        EMPLOYER, f"check {center.earned} for pennsylvania"
    )


async def test_an_instructor_sees_who_meets_a_goal_and_who_is_close(
    center_on_each: Center,
) -> None:
    said = await center_on_each.says(INES, "roster CNC 1 goal pa-skills-basic")
    assert said.startswith("CNC 1: 0 of 2 students meet Pennsylvania Skills Certificate: Basic")
    ana, cy = (
        said.index(name) for name in ("Ana Popescu: 1 exam to go", "Cy Newman: 3 exams to go")
    )
    assert ana < cy
    assert (await center_on_each.ask(OTTO, "roster CNC 1 goal merit")).template == "no_roster"


async def test_a_goal_that_is_meant_for_groups_is_evaluated_for_the_whole_class(
    center: Center,
) -> None:
    said = await center.says(INES, "roster CNC 1 goal nims-accreditation-staff")
    assert "Together:" in said


async def test_if_a_goals_name_fits_several_the_bot_asks_which_one_to_use_for_the_class(
    center: Center,
) -> None:
    reply = await center.ask(INES, "roster CNC 1 goal accredited")
    assert reply.template == "which_goal"
    for row in reply.buttons:
        assert (await center.ask(INES, row[0].call)).template == "roster_goal"
