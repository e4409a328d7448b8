"""A candidate asks for their progress with status and next, in each state of their record."""

from datetime import timedelta

import pytest

from bot.plain_text import plain_text
from core.people.model import RetakePlan
from tests.bot.center import ANA, BEN, CY, INES, REVOKED_BECAUSE, Center, ago
from tests.world import TODAY


async def test_a_status_shows_what_is_earned_and_what_remains(center_on_each: Center) -> None:
    said = await center_on_each.says(ANA, "status")
    assert said.startswith("Ana Popescu: 1 earned, 4 in progress")
    for line in (
        "Turning I (Between Centers): 1 exam left",
        "✓ Theory exam: passed on October 4, 2026",
        "… Performance exam (a part made to print): affidavit submitted, not accepted yet",
        "✗ Theory exam: failed 2 times, locked until January 2, 2027",
        "✗ Theory exam: failed once, you can retake it",
        f"✓ Measurement, Materials & Safety, August 15, 2026: {center_on_each.earned}",
    ):
        assert line in said.splitlines()


async def test_a_status_of_one_credential_explains_why_an_exam_is_locked(
    center: Center,
) -> None:
    said = await center.says(ANA, "status M1-MIL")
    assert "in progress, 2 exams left" in said
    assert "locked until January 2, 2027" in said
    assert (
        "comes with 2 attempts. After that, the next attempt opens 60 days after the last" in said
    )
    assert "dates from October 1, 2018. We could not confirm that it still applies" in said


async def bought(center: Center, plan: RetakePlan | None) -> None:
    await center.world.edgefinder.person_changes.set_retake_plan(plan, [ANA])


async def test_if_it_is_unknown_how_an_exam_was_bought_the_retake_rules_of_both_ways_are_shown(
    center: Center,
) -> None:
    await center.world.result(CY, "M1-JBL-T", "fail", ago(9), 1)
    await center.world.result(CY, "M1-JBL-T", "fail", ago(8), 2)
    for said in (
        await center.says(ANA, "status"),
        await center.says(ANA, "status M1-MIL"),
        await center.says(CY, "next"),
    ):
        assert "with a subscription the 60 days apply" in said
        assert "with a test pass one retake is included and there is no wait" in said


async def test_a_subscription_locks_an_exam_after_two_failures_and_a_test_pass_does_not(
    center_on_each: Center,
) -> None:
    await bought(center_on_each, RetakePlan.SUBSCRIPTION)
    said = await center_on_each.says(ANA, "status")
    assert "failed 2 times, locked until January 2, 2027" in said
    assert "retakes are included for one year. After 2 attempts" in said
    assert "test pass" not in said
    await bought(center_on_each, RetakePlan.TEST_PASS)
    said = await center_on_each.says(ANA, "status")
    assert "failed 2 times, you can retake it" in said
    assert "one retake is included, and there is no wait. A further attempt needs another" in said
    assert "locked" not in said
    await bought(center_on_each, None)
    assert "locked until" in await center_on_each.says(ANA, "status")


async def test_an_exam_bought_with_a_test_pass_is_open_for_goals_and_for_the_instructor(
    center: Center,
) -> None:
    assert "locked until" in await center.says(ANA, "goal nims-special-merit")
    assert "Ana Popescu" in await center.says(INES, "students locked")
    await bought(center, RetakePlan.TEST_PASS)
    assert "locked until" not in await center.says(ANA, "goal nims-special-merit")
    assert "Ana Popescu" not in await center.says(INES, "students locked")


async def test_without_a_locked_exam_no_rule_about_retakes_is_shown(center: Center) -> None:
    assert "attempts" not in await center.says(ANA, "status M1-GRD")


async def test_the_status_of_an_earned_credential_has_its_code_and_page(center: Center) -> None:
    reply = await center.ask(ANA, "status M1-MMS")
    assert "earned on August 15, 2026" in await center.says(ANA, "status M1-MMS")
    assert f"https://verify.example.org/v/{center.earned}" in reply.markdown.replace("\\", "")
    assert f"verify {center.earned}" in [b.call for row in reply.buttons for b in row]


async def test_the_status_of_a_credential_that_is_not_started_says_so(center: Center) -> None:
    said = await center.says(ANA, "status diemaking ii")
    assert "not started" in said
    assert said.count("still to do") == 2, "the credential has two exams"


async def test_a_status_without_any_record_does_not_say_that_the_person_has_no_credentials(
    center: Center,
) -> None:
    said = await center.says(CY, "status")
    assert "There is nothing on record for you here yet" in said
    assert "does not mean that you have no credentials" in said


async def test_a_revoked_credential_shows_when_and_why_it_was_revoked(center: Center) -> None:
    assert "Job Planning, Benchwork & Layout: revoked on November 21, 2026, 1 exam" in (
        await center.says(BEN, "status")
    )
    said = await center.says(BEN, "status JBL")
    assert f"It was revoked on November 21, 2026: {REVOKED_BECAUSE}." in said


async def test_the_reason_of_a_revocation_ends_with_exactly_one_period(center: Center) -> None:
    revoked = {"revoked_on": ago(1), "revoked_by": "issuer"}
    await center.world.award(CY, "M1-MMS", ago(9), revoked_because="A mix-up.", **revoked)
    await center.world.award(CY, "M1-JBL", ago(9), revoked_because=None, **revoked)
    assert "revoked on November 22, 2026: A mix-up." in await center.says(CY, "status MMS")
    said = await center.says(CY, "status JBL")
    assert said.endswith("It was revoked on November 22, 2026.")


async def test_a_status_says_when_results_were_last_imported(center: Center) -> None:
    at = center.world.clock() - timedelta(days=3)
    await center.world.add(
        "imports", kind="results", file_name="x.csv", started_at=at, finished_at=at
    )
    assert "Results were last imported on November 20, 2026." in await center.says(ANA, "status")


async def test_a_status_that_is_asked_for_again_shows_what_has_changed(
    center_on_each: Center,
) -> None:
    center, world = center_on_each, center_on_each.world
    before = await center.says(ANA, "status")
    assert await center.says(ANA, "status") == before
    await world.result(ANA, "M1-GRD-T", "pass", TODAY)
    assert "✓ Theory exam: passed on November 23, 2026" in await center.says(ANA, "status")
    world.clock.pass_by(days=60)
    assert "locked" not in await center.says(ANA, "status"), (
        "the exam is no longer locked after 60 days"
    )
    await center.done(ANA, "follow nims-special-merit")
    assert "Goals you follow" in await center.says(ANA, "status")
    await center.done(ANA, "unfollow nims-special-merit")
    assert "Goals you follow" not in await center.says(ANA, "status")


async def test_a_repeated_status_is_in_the_language_that_was_chosen_meanwhile(
    center: Center,
) -> None:
    assert "1 earned, 4 in progress" in await center.says(ANA, "status")
    await center.done(ANA, "language es")
    in_spanish = await center.ask(ANA, "status")
    assert "en curso" in plain_text(in_spanish.markdown)
    assert "¿Qué sigue?" in [button.label for row in in_spanish.buttons for button in row]
    await center.done(ANA, "language en")
    assert "1 earned, 4 in progress" in await center.says(ANA, "status")


async def test_two_people_with_the_same_name_each_see_their_own_status(center: Center) -> None:
    await center.world.candidate("N-77", "Ana Popescu")
    assert "1 earned, 4 in progress" in await center.says(ANA, "status")
    assert "0 earned, 0 in progress" in await center.says("N-77", "status")
    assert "1 earned, 4 in progress" in await center.says(ANA, "status")


async def test_next_names_one_exam_and_says_why(center_on_each: Center) -> None:
    said = await center_on_each.says(ANA, "next")
    assert said.startswith(
        "Next: the performance exam (a part made to print) of Turning I (Between Centers)."
    )
    assert "It is the last one: pass it and the credential is yours." in said


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ((), "You have not started anything yet."),
        ((("M1-MMS-T", "fail", 9),), "You failed it once and can retake it now."),
        ((("M1-JBL-P", "pass", 9),), "Next: the theory exam of Job Planning"),
        ((("M1-JBL-T", "fail", 9),), "It has 2 exams left. You can take them in any order."),
        (
            (("M1-MIL-T", "fail", 9), ("M1-MIL-T", "fail", 8)),
            "It has 2 exams left. You cannot take all of the others yet.",
        ),
        (
            (("M1-MMS-T", "fail", 9), ("M1-MMS-T", "fail", 8)),
            "opens again on January 14, 2027",
        ),
        (
            (("M1-JBL-T", "pass", 9), ("M1-JBL-P", "submitted", 8)),
            "the affidavit for the performance exam is submitted and waiting to be accepted",
        ),
    ],
)
async def test_next_says_what_the_candidate_can_do_now(
    center: Center, results: tuple[tuple[str, str, int], ...], said: str
) -> None:
    for exam, outcome, days in results:
        await center.world.result(CY, exam, outcome, ago(days))
    assert said in await center.says(CY, "next")


async def test_next_tells_a_candidate_that_all_credentials_they_began_are_earned(
    center: Center,
) -> None:
    await center.world.result(CY, "M1-MMS-T", "pass", TODAY)
    await center.world.award(CY, "M1-MMS")
    assert "You have finished everything you started: 1 credential earned." in (
        await center.says(CY, "next")
    )


async def test_next_says_that_the_only_credential_was_revoked(center: Center) -> None:
    await center.world.result(BEN, "M1-JBL-P", "pass", ago(9))
    said = await center.says(BEN, "next")
    assert "1 credential was revoked" in said
    assert "You have not started anything" not in said


@pytest.mark.parametrize("query", ["chucking", "Machining", "Machining Level I"])
async def test_a_list_from_the_catalog_shows_the_former_titles_of_credentials(
    center: Center, query: str
) -> None:
    said = " ".join((await center.says(ANA, f"catalog {query}")).split())
    former = "formerly Turning Operations: Turning Chucking Skills I"
    assert f"Turning I (Chucking Skills), {former}" in said


async def test_an_instructor_who_types_status_and_a_student_sees_the_students_page(
    center_on_each: Center,
) -> None:
    page = await center_on_each.says(INES, f"student {ANA}")
    for typed in (f"status {ANA}", "status Ana Popescu", f"next {ANA}", f"score {ANA}"):
        reply = await center_on_each.ask(INES, typed)
        assert (reply.template, plain_text(reply.markdown)) == ("student", page)
        assert [name for name, _, _ in reply.understood] == ["student"]
    assert (await center_on_each.ask(INES, f"status {BEN}")).template == "not_for_you"
    assert (await center_on_each.ask(INES, "status M1-MMS")).template == "not_for_you"
