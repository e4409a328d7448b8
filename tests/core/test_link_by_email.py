"""A chat is linked by a confirmed e-mail address if exactly one person has it."""

import pytest

from core.people.link_outcomes import Linked, LinkedToAnother, NobodyMeant
from core.people.model import Identity
from tests.world import World

SLACK = Identity("slack", "T1:U1")


async def link(world: World, email: str, identity: Identity = SLACK) -> object:
    edgefinder = world.edgefinder
    return await edgefinder.email_links.link(identity, "T1:U1", email)


async def test_a_confirmed_address_links_the_chat_and_releases_waiting_notices(
    world: World,
) -> None:
    await world.instructor("ines@example.org")
    await world.candidate("2026-001")
    code = await world.award("2026-001", "M1-MMS")
    await world.notice("ines@example.org", "student_award", code)
    async with world.edgefinder.database.begin() as connection:
        await connection.exec_driver_sql("UPDATE notices SET state = 'waiting'")
    outcome = await link(world, " Ines@Example.org")
    assert isinstance(outcome, Linked)
    assert not outcome.already
    assert [row["state"] for row in await world.rows("notices")] == ["due"]
    assert [row["address"] for row in await world.rows("chat_identities")] == ["T1:U1"]
    assert await world.edgefinder.invitations.unlink(SLACK)
    assert await world.rows("chat_identities") == []


async def test_linking_a_chat_by_e_mail_again_changes_nothing(world: World) -> None:
    await world.instructor("ines@example.org")
    await link(world, "ines@example.org")
    before = await world.rows("chat_identities")
    again = await link(world, "ines@example.org")
    assert isinstance(again, Linked)
    assert again.already
    assert await world.rows("chat_identities") == before


@pytest.mark.parametrize("email", ["", "nobody@example.org", "i_es@example.org"])
async def test_an_address_that_is_not_on_record_links_nobody(world: World, email: str) -> None:
    await world.instructor("ines@example.org")
    assert await world.edgefinder.email_links.person(email) is None
    assert await link(world, email) == NobodyMeant()
    assert await world.rows("chat_identities") == []


async def test_an_address_that_relatives_share_links_nobody(world: World) -> None:
    for number in ("2026-001", "2026-002"):
        await world.add(
            "people",
            number=number,
            email="home@example.org",
            given_name="Ana",
            family_name=number,
        )
    assert await world.edgefinder.email_links.person("home@example.org") is None
    assert await link(world, "home@example.org") == NobodyMeant()


async def test_a_chat_of_another_person_is_not_linked_by_e_mail(world: World) -> None:
    await world.instructor("ines@example.org", "Ines Ortega")
    await world.instructor("otto@example.org", "Otto Larsen")
    await link(world, "otto@example.org")
    outcome = await link(world, "ines@example.org")
    assert isinstance(outcome, LinkedToAnother)
    assert outcome.person.name == "Otto Larsen"
