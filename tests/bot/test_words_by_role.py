"""Help, refusals and facts suggest next steps that fit the asker's role."""

import pytest

from bot.plain_text import plain_text
from tests.bot.center import ADA, ANA, EMPLOYER, INES, STRANGER, Center

EVA, SUE = "eva@example.org", "sue@example.org"
"""An evaluator, and a supervisor of on-the-job training."""
HERE = "Ask your instructor, or the account administrator where you train."
ABOVE = "Ask the account administrator of your organization."
ISSUER = "Ask the training center that issued the credential."


async def with_staff(center: Center) -> Center:
    world = center.world
    await world.evaluator(EVA)
    sue = await world.add("people", email=SUE, given_name="Sue", family_name="Ibarra")
    await world.add(
        "roles", person_id=sue, organisation_id=await world.organisation(), role="supervisor"
    )
    return center


@pytest.mark.parametrize(
    ("who", "whom"),
    [(ANA, HERE), (STRANGER, HERE), (INES, ABOVE), (EVA, ABOVE), (EMPLOYER, ISSUER)],
)
@pytest.mark.parametrize("text", ["ask proctor", "cost"])
async def test_the_answer_with_a_fact_ends_with_whom_this_person_can_ask(
    center: Center, who: str, whom: str, text: str
) -> None:
    said = await (await with_staff(center)).says(who, text)
    assert whom in said
    assert sum(said.count(each) for each in (HERE, ABOVE, ISSUER)) == 1


async def test_an_administrator_is_told_to_ask_nims_itself(center: Center) -> None:
    said = await center.says(ADA, "ask proctor")
    assert "account administrator of your organization" not in said
    assert HERE not in said
    assert "nims-skills.org" in said


@pytest.mark.parametrize(
    ("who", "command", "other"), [(EVA, "result", "signoff"), (SUE, "signoff", "result")]
)
async def test_evaluators_and_supervisors_are_told_the_command_for_recording(
    center: Center, who: str, command: str, other: str
) -> None:
    await with_staff(center)
    for text in ("help", "start"):
        said = await center.says(who, text)
        assert f"type {command}" in said
        assert f"type {other}" not in said
        assert "invitation" not in said
        assert "your class" not in said


async def test_an_evaluator_who_tries_to_sign_off_is_told_how_to_record_an_exam(
    center: Center,
) -> None:
    await with_staff(center)
    asked = await center.ask(EVA, "signoff Ana Popescu 4 hours")
    assert asked.template == "not_for_you"
    said = plain_text(asked.markdown)
    assert "result NAME passed Chucking performance today" in said
    # a person who follows this advice is asked next which candidate is meant
    followed = await center.ask(EVA, "result Ana Popescu passed Chucking performance today")
    assert followed.template == "result_who"


async def test_whoami_tells_candidates_their_classes_and_who_teaches_them(center: Center) -> None:
    said = await center.says(ANA, "whoami")
    assert "CNC 1, with Ines Ortega" in said
    assert "Night class" not in said
    assert "Your classes" not in await center.says(INES, "whoami")


async def test_a_refusal_about_a_credential_not_earned_yet_calls_it_by_its_title(
    center: Center,
) -> None:
    said = await center.says(ANA, "certificate m1-grd")
    assert "You have not earned Grinding Skills I yet." in said
    assert "M1-GRD" not in said
