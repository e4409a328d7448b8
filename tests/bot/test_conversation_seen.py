"""The command seen: who viewed a record or checked its credentials."""

from core.audit.actor import Action, Actor, Surface, looked_at
from core.audit.entries import record
from core.people.model import Workspace
from core.verification.verdict import VerdictKind
from tests.world import World

SHOP = Workspace("slack", "T0SHOP")


async def seen_by(world: World, chat: str) -> str:
    return await world.says(chat, "seen", "telegram")


async def ana(world: World) -> str:
    """Give a candidate a chat and one credential. Return its code."""
    await world.candidate("1001")
    await world.linked("1001", "telegram", "500")
    return await world.award("1001", "M1-MMS")


async def test_a_candidate_sees_which_workspace_checked_what_on_which_day(world: World) -> None:
    code = await ana(world)
    await world.edgefinder.workspaces.meet(SHOP, "Cascade Tool & Die")
    await world.ask("T0SHOP:U0ADA", f"verify {code}", "slack")
    world.clock.pass_by(days=1)
    for _ in range(2):
        await world.ask("T0SHOP:U0BOB", f"verify {code}", "slack")
    said = await seen_by(world, "500")
    title = "Cascade Tool & Die: Measurement, Materials & Safety"
    assert f"{title}, on November 23, 2026\n" in said
    assert f"{title}, on November 24, 2026, 2 times" in said
    assert "U0ADA" not in said, "the shop is named, but not the member who asked"


async def test_a_check_in_a_workspaces_history_is_shown_even_without_an_audit_entry(
    world: World,
) -> None:
    code = await ana(world)
    await world.edgefinder.workspaces.meet(SHOP, "Cascade Tool & Die")
    [verdict] = await world.edgefinder.verification.verify([code])
    assert verdict.kind is VerdictKind.VALID
    await world.edgefinder.check_history.keep(SHOP, "U0ADA", [verdict])
    said = await seen_by(world, "500")
    assert "Cascade Tool & Die: Measurement, Materials & Safety, on November 23, 2026" in said
    assert "U0ADA" not in said


async def test_unknown_people_with_the_code_are_listed_only_by_where_they_asked(
    world: World,
) -> None:
    code = await ana(world)
    await world.ask("900", f"verify {code}", "telegram")
    async with world.edgefinder.audit.acting(Actor(Surface.WEB)):
        await world.edgefinder.verification.verify([code])
    said = await seen_by(world, "500")
    assert "Somebody in a chat: Measurement, Materials & Safety, on November 23, 2026" in said
    assert "Somebody on the web: Measurement, Materials & Safety, on November 23, 2026" in said
    assert "900" not in said


async def test_another_candidate_who_checked_the_code_is_not_named(world: World) -> None:
    code = await ana(world)
    await world.candidate("1002", "Ben Okoro")
    await world.linked("1002", "telegram", "600")
    await world.ask("600", f"verify {code}", "telegram")
    await world.ask("600", f"watch {code}", "telegram")
    said = await seen_by(world, "500")
    assert "Somebody in a chat: Measurement, Materials & Safety, on November 23, 2026" in said
    assert "Ben" not in said


async def test_a_candidate_sees_which_staff_viewed_their_record_but_not_their_own_views(
    world: World,
) -> None:
    await ana(world)
    await world.instructor("ines@example.org")
    await world.linked("ines@example.org", "telegram", "700")
    await world.roster("CNC 1", "ines@example.org", "1001")
    await world.ask("500", "status", "telegram")
    assert "Nobody else has looked at your record." in await seen_by(world, "500")
    await world.ask("700", "student 1001", "telegram")
    said = await seen_by(world, "500")
    assert "Ines Ortega (Ridgeline Technical Center), on November 23, 2026" in said
    assert "Ana" not in said


async def test_the_candidate_sees_that_the_servers_operator_viewed_or_exported_their_record(
    world: World,
) -> None:
    await ana(world)
    async with world.edgefinder.audit.acting(Actor(Surface.SHELL, who="root")):
        looked_at(Action.SAW_CONTACT, world.ids["1001"])
    async with world.edgefinder.database.begin() as connection:
        await record(connection, Action.EXPORTED, kind="people")
    said = await seen_by(world, "500")
    assert "The operator of this server, on November 23, 2026" in said
    assert "Your record was included once" in said


async def test_a_candidate_does_not_see_who_looked_at_another_candidate(world: World) -> None:
    code = await ana(world)
    await world.candidate("1002", "Ben Okoro")
    await world.linked("1002", "telegram", "600")
    await world.ask("900", f"verify {code}", "telegram")
    said = await seen_by(world, "600")
    assert "Nobody has checked your credentials lately." in said
    assert "Measurement" not in said


async def test_after_two_records_are_merged_the_views_of_both_are_shown(world: World) -> None:
    await ana(world)
    await world.candidate("1002", "Ana Popescu")
    async with world.edgefinder.audit.acting(Actor(Surface.SHELL, who="root")):
        looked_at(Action.SAW_CONTACT, world.ids["1002"])
    await world.edgefinder.audit.flush()
    await world.edgefinder.person_merging.merge(world.ids["1001"], world.ids["1002"])
    assert "The operator of this server" in await seen_by(world, "500")


async def test_an_employer_sees_only_what_their_own_workspace_has_checked(
    world: World,
) -> None:
    code = await ana(world)
    await world.edgefinder.workspaces.meet(SHOP, "Cascade Tool & Die")
    await world.edgefinder.workspaces.meet(Workspace("slack", "T0MILL"), "Lakeside Mill")
    verdicts = await world.edgefinder.verification.verify([code])
    await world.edgefinder.check_history.keep(SHOP, "U0ADA", verdicts)
    said = await world.says("T0SHOP:U0BOB", "seen", "slack")
    assert f"{code}: valid, on November 23, 2026" in said
    assert "It is kept for 90 days." in said
    other = await world.says("T0MILL:U0EVE", "seen", "slack")
    assert "Your workspace has checked nothing lately." in other
    assert code not in other


async def test_a_stranger_is_told_that_they_have_no_record(world: World) -> None:
    assert "This chat is not linked to a record." in await seen_by(world, "900")
