"""privacy, seen, data and forget: what is stored about people, who viewed it, how to end it."""

import json

from core.people.workspaces import Workspace
from core.verification.verdict import VerdictKind
from tests.bot.center import ANA, INES, STRANGER, Center
from tests.world import World


async def test_everyone_may_ask_what_is_stored(center: Center) -> None:
    for who in (ANA, INES, STRANGER):
        assert "You see your own record, whole." in await center.says(who, "privacy")


async def test_people_get_everything_on_record_about_themselves_and_nobody_else(
    center: Center,
) -> None:
    reply = await center.ask(ANA, "data")
    [file] = reply.attachments
    found = json.loads(file.content)
    assert found["person"][0]["given_name"] == "Ana"
    assert {"results", "credentials", "classes", "chats", "roles"} <= set(found)
    written = file.content.decode()
    assert "token_hash" not in written
    assert "Okoro" not in written, "another person"


async def test_a_stranger_has_no_data_to_export(center: Center) -> None:
    reply = await center.ask(STRANGER, "data")
    assert reply.attachments == ()


async def test_asking_how_to_delete_deletes_nothing(center: Center) -> None:
    said = await center.says(ANA, "forget")
    assert "Ask there to have your data deleted" in said
    assert (await center.ask(ANA, "data")).attachments
    assert "nothing is kept about you here" in await center.says(STRANGER, "forget")


async def test_a_candidate_sees_which_workspace_checked_what_and_when(world: World) -> None:
    edgefinder = world.edgefinder
    await world.candidate("1001")
    await world.linked("1001", "telegram", "500")
    code = await world.award("1001", "M1-MMS")
    workspace = Workspace("slack", "T0SHOP")
    await edgefinder.workspaces.meet(workspace, "Cascade Tool & Die")
    [verdict] = await edgefinder.verification.verify([code])
    assert verdict.kind is VerdictKind.VALID
    await edgefinder.check_history.keep(workspace, "U0ADA", [verdict])
    said = await world.says("500", "seen", "telegram")
    assert "Cascade Tool & Die: Measurement, Materials & Safety, on November 23, 2026" in said
    assert "U0ADA" not in said, "who of them it was is theirs"


async def test_one_candidate_does_not_see_who_looked_at_another(world: World) -> None:
    edgefinder = world.edgefinder
    for number, chat in (("1001", "500"), ("1002", "600")):
        await world.candidate(number)
        await world.linked(number, "telegram", chat)
    code = await world.award("1001", "M1-MMS")
    workspace = Workspace("slack", "T0SHOP")
    await edgefinder.workspaces.meet(workspace, "Cascade Tool & Die")
    await edgefinder.check_history.keep(
        workspace, "U0ADA", await edgefinder.verification.verify([code])
    )
    assert "No workspace has checked" in await world.says("600", "seen", "telegram")
