"""People allow organizations to see more of them, and choose the name that they go by."""

from pathlib import Path

import pytest

from bot.plain_text import plain_text
from core.importing.report import ImportKind
from tests.bot.center import ADA, ANA, DANA, INES, LUC, OTTO, STRANGER, Center, ago, calls
from tests.core.importing.reported_files import import_rows

LAKESIDE = "Lakeside College"
ROSTER = "roster,instructor_email,candidate_number,organisation"


@pytest.fixture
async def lakeside(center: Center) -> Center:
    """Add the instructor Lea to Lakeside. No candidate of Ridgeline is on her rosters."""
    world = center.world
    lea = await world.add("people", email="lea@example.org", given_name="Lea", family_name="Frost")
    where = await world.organisation(LAKESIDE)
    await world.add("roles", person_id=lea, organisation_id=where, role="instructor")
    world.ids["lea@example.org"] = lea
    await number(center, await world.organisation(), ANA)
    return center


async def number(center: Center, organization: int, its: str) -> None:
    await center.world.add(
        "candidate_numbers",
        organisation_id=organization,
        number=its,
        bare=its,
        person_id=center.world.ids[ANA],
    )


async def to_roster(center: Center, folder: Path) -> int:
    """Import a file that puts Ana into a class of Lakeside; return how many rows were rejected."""
    row = f"Welding night,lea@example.org,{ANA},{LAKESIDE}"
    return (await import_rows(center.world, folder, ImportKind.ROSTERS, ROSTER, row)).rejected


async def test_a_candidate_can_let_another_organization_put_them_on_a_roster_and_take_that_back(
    lakeside: Center, tmp_path: Path
) -> None:
    assert await to_roster(lakeside, tmp_path) == 1
    typed = await lakeside.ask(ANA, f"privacy allow roster {LAKESIDE}")
    assert "Allow Lakeside College to have you on its rosters?" in plain_text(typed.markdown)
    assert await lakeside.world.rows("agreements") == [], (
        "a typed command changes nothing before it is confirmed"
    )
    done = await lakeside.press(ANA, calls(typed)["Yes, I agree"])
    assert "Lakeside College may have you on its rosters" in plain_text(done.markdown)
    assert await to_roster(lakeside, tmp_path) == 0
    assert "Ana Popescu" in await lakeside.says("lea@example.org", "roster Welding night")
    shown = await lakeside.ask(ANA, "privacy")
    assert "Lakeside College may have you on its rosters, since" in plain_text(shown.markdown)
    ending = calls(shown)["Leave the rosters of Lakeside College"]
    await lakeside.press(ANA, ending)
    assert await lakeside.world.rows("agreements") == []
    assert "Ana Popescu" not in await lakeside.says("lea@example.org", "roster Welding night")
    assert await to_roster(lakeside, tmp_path) == 1
    assert "CNC 1" in await lakeside.says(INES, "roster"), "the classes of her own center stay"


async def test_only_a_candidates_own_administrator_can_allow_another_organizations_roster(
    lakeside: Center, tmp_path: Path
) -> None:
    words = f"privacy allow roster for {ANA} at {LAKESIDE}"
    for who in (LUC, OTTO, INES, DANA):
        assert "is not a candidate of an organization" in await lakeside.done(who, words)
    assert await lakeside.world.rows("agreements") == []
    said = await lakeside.done(ADA, words)
    assert "Lakeside College may have Ana Popescu on its rosters" in said
    assert await to_roster(lakeside, tmp_path) == 0
    await lakeside.does(ADA, words.replace("allow", "end"))
    assert await lakeside.world.rows("agreements") == []


async def test_an_administrator_cannot_share_a_candidates_attempts(lakeside: Center) -> None:
    said = await lakeside.done(ADA, f"privacy allow results for {ANA} at {LAKESIDE}")
    assert "Only the candidate can let others see their attempts" in said
    assert await lakeside.world.rows("agreements") == []


async def shared(center: Center) -> None:
    """Make Ana also a candidate of Lakeside, in Lea's class. All her results are Ridgeline's."""
    world = center.world
    where, ana = await world.organisation(LAKESIDE), world.ids[ANA]
    await number(center, where, "77")
    await world.add("roles", person_id=ana, organisation_id=where, role="candidate")
    roster = await world.add("rosters", organisation_id=where, name="Evening", folded="evening")
    await world.add("roster_instructors", roster_id=roster, person_id=world.ids["lea@example.org"])
    await world.add("roster_candidates", roster_id=roster, person_id=ana)
    await world.result(ANA, "M1-DRL-T", "fail", ago(5))


async def test_a_student_of_two_organizations_can_show_their_attempts_and_hide_them_again(
    lakeside: Center,
) -> None:
    await shared(lakeside)
    lea = "lea@example.org"
    before = await lakeside.says(lea, "student Ana Popescu")
    assert "not passed" not in before
    offered = await lakeside.ask(ANA, "privacy")
    assert "You are a candidate of Lakeside College and Ridgeline" in plain_text(offered.markdown)
    done = await lakeside.press(ANA, calls(offered)["Let Lakeside College see all attempts"])
    assert "the staff of Lakeside College see all your attempts" in plain_text(done.markdown)
    assert "not passed" in await lakeside.says(lea, "student Ana Popescu")
    await lakeside.press(ANA, calls(done)["Take it back"])
    assert "not passed" not in await lakeside.says(lea, "student Ana Popescu")


async def test_only_a_candidate_can_make_an_agreement_and_only_in_a_private_chat(
    lakeside: Center,
) -> None:
    for who in (STRANGER, LUC):
        said = await lakeside.done(who, f"privacy allow results {LAKESIDE}")
        assert "Candidates decide this in a private chat" in said
    said = plain_text(
        (await lakeside.does(ANA, f"privacy allow roster {LAKESIDE}", private=False)).markdown
    )
    assert "private chat" in said
    assert "There is no organization called “Nowhere”" in await lakeside.done(
        ANA, "privacy allow roster Nowhere"
    )
    assert "Type privacy allow roster ORGANIZATION" in await lakeside.done(ANA, "privacy allow all")
    assert await lakeside.world.rows("agreements") == []


@pytest.mark.parametrize("typed", ["whoami name Annie", "call me Annie", "Llámame Annie."])
async def test_people_choose_the_name_by_which_the_bot_greets_them(
    center_on_each: Center, typed: str
) -> None:
    center = center_on_each
    assert "Hello, Ana Popescu." in await center.says(ANA, "start")
    asked = await center.ask(ANA, typed)
    assert "Call you Annie from now on?" in plain_text(asked.markdown)
    assert "Hello, Ana Popescu." in await center.says(ANA, "start")
    await center.press(ANA, calls(asked)["Yes, call me that"])
    assert "Hello, Annie." in await center.says(ANA, "start")
    who = await center.says(ANA, "whoami")
    assert "You are Ana Popescu, candidate number 1001." in who
    assert "I call you Annie, as you chose." in who
    assert (await center.says(ANA, "status")).startswith("Ana Popescu: ")
    await center.does(ANA, "whoami name off")
    assert "Hello, Ana Popescu." in await center.says(ANA, "start")


async def test_the_verdict_on_a_code_shows_the_name_on_record_and_not_the_chosen_one(
    center: Center,
) -> None:
    await center.does(ANA, "call me Annie")
    [verdict] = await center.world.edgefinder.verification.verify([center.earned])
    assert verdict.holder == "Ana Popescu"


async def test_a_chosen_name_that_is_too_long_for_a_button_is_refused_with_advice(
    center: Center,
) -> None:
    said = await center.done(ANA, "whoami name " + "Annie " * 12)
    assert "Which name should I use?" in said
    for typed in ("call me back", "call me later please", "call me when it opens"):
        assert "Call you" not in await center.says(ANA, typed)
