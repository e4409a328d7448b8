"""A staff member's chat is linked by two codes, or by one code and an administrator's approval."""

import pytest

from core.outbox.kinds import NoticeKind
from core.people.invitations import Invitation
from core.people.link_outcomes import Linked, NoSuchInvitation, SecondNeeded
from core.people.model import Identity
from tests.world import World

INES, ADA, EVE = "ines@example.org", "ada@example.org", "eve@example.org"
CHAT, THIEF = Identity("telegram", "77"), Identity("telegram", "66")


async def invited(world: World, who: str = INES) -> Invitation:
    person = await world.edgefinder.contacts.find(who)
    assert person is not None
    [invitation] = await world.edgefinder.invitations.invite([person])
    return invitation


async def use(world: World, code: str, identity: Identity = CHAT) -> object:
    return await world.edgefinder.invitations.link(identity, identity.external_id, code)


async def is_linked(world: World, identity: Identity = CHAT) -> bool:
    return (await world.edgefinder.askers.find(identity)).person is not None


async def token(world: World) -> str:
    [row] = await world.rows("invitations")
    return str(row["asked_token"])


async def test_an_instructors_first_code_alone_does_not_link_the_chat(world: World) -> None:
    await world.instructor(INES)
    assert await use(world, (await invited(world)).code) == SecondNeeded(asked=0)
    assert not await is_linked(world)


@pytest.mark.parametrize("form", ["{0} {1}", "{0}{1}"])
async def test_both_codes_of_an_instructor_in_one_message_link_the_chat(
    world: World, form: str
) -> None:
    await world.instructor(INES)
    made = await invited(world)
    assert isinstance(await use(world, form.format(made.code, made.second)), Linked)
    again = await use(world, form.format(made.code, made.second))
    assert isinstance(again, Linked)
    assert again.already


async def test_an_instructors_second_code_after_the_first_links_the_chat(world: World) -> None:
    await world.instructor(INES)
    made = await invited(world)
    await use(world, made.code)
    assert isinstance(await use(world, made.second), Linked)
    again = await use(world, made.second)
    assert isinstance(again, Linked), "the platform may deliver a message twice"
    assert again.already


async def test_an_instructors_second_code_alone_or_in_another_chat_does_not_link_it(
    world: World,
) -> None:
    await world.instructor(INES)
    made = await invited(world)
    assert await use(world, made.second) == NoSuchInvitation()
    await use(world, made.code)
    assert await use(world, made.second, THIEF) == NoSuchInvitation()
    assert await use(world, f"{made.code} {made.code}") == NoSuchInvitation()
    assert not await is_linked(world, THIEF)


async def test_a_candidate_needs_only_one_code(world: World) -> None:
    await world.candidate("2026-001")
    made = await invited(world, "2026-001")
    assert made.second == ""
    assert isinstance(await use(world, made.code), Linked)


async def test_a_candidate_who_became_staff_after_the_invitation_needs_approval(
    world: World,
) -> None:
    await world.candidate("2026-001")
    made = await invited(world, "2026-001")
    await world.add(
        "roles",
        person_id=world.ids["2026-001"],
        organisation_id=await world.organisation(),
        role="evaluator",
    )
    assert await use(world, made.code) == SecondNeeded(asked=0)


async def test_another_administrator_is_notified_once_of_a_request_and_can_approve_it(
    world: World,
) -> None:
    await world.instructor(INES, "Ines Ortega")
    await world.administrator(ADA)
    made = await invited(world)
    assert await use(world, made.code) == SecondNeeded(asked=1)
    assert await use(world, made.code) == SecondNeeded(asked=1)
    asked = [row for row in await world.rows("notices") if row["kind"] == NoticeKind.LINK_ASKED]
    assert [row["person_id"] for row in asked] == [world.ids[ADA]]
    ada = await world.edgefinder.contacts.find(ADA)
    assert ada is not None
    approved = await world.edgefinder.link_requests.approve(await token(world), ada)
    assert approved is not None
    assert approved.name == "Ines Ortega"
    assert await is_linked(world)
    told = [row for row in await world.rows("notices") if row["kind"] == NoticeKind.CHAT_LINKED]
    assert len(told) == 1, "only the waiting chat is notified"


async def test_only_another_administrator_of_the_same_organization_can_approve_a_request(
    world: World,
) -> None:
    await world.administrator(ADA)
    made = await invited(world, ADA)
    assert await use(world, made.code) == SecondNeeded(asked=0)
    lakeside = await world.organisation("Lakeside College")
    eve = await world.add("people", email=EVE, given_name="Eve", family_name="Moss")
    await world.add("roles", person_id=eve, organisation_id=lakeside, role="administrator")
    for who in (ADA, EVE):
        administrator = await world.edgefinder.contacts.find(who)
        assert administrator is not None
        requests = world.edgefinder.link_requests
        assert await requests.approve(await token(world), administrator) is None
        assert await requests.waiting(administrator) == []
    assert not await is_linked(world)


async def test_approving_the_request_of_one_chat_does_not_approve_that_of_another(
    world: World,
) -> None:
    await world.instructor(INES)
    await world.administrator(ADA)
    made = await invited(world)
    await use(world, made.code)
    seen = await token(world)
    await use(world, made.code, THIEF)
    ada = await world.edgefinder.contacts.find(ADA)
    assert ada is not None
    assert await world.edgefinder.link_requests.approve(seen, ada) is None
    assert not await is_linked(world, THIEF)


async def test_a_persons_other_chats_are_notified_of_a_new_one_even_with_notices_off(
    world: World,
) -> None:
    await world.candidate("2026-001")
    await world.linked("2026-001", "slack", "T1:U1")
    person = await world.edgefinder.contacts.find("2026-001")
    assert person is not None
    await world.edgefinder.choices.set_all(person, on=False)
    await use(world, (await invited(world, "2026-001")).code)
    [notice] = await world.edgefinder.outbox.claim()
    assert notice.kind is NoticeKind.CHAT_LINKED
    assert [(each.platform, each.address) for each in notice.destinations] == [("slack", "T1:U1")]
    said = (await world.conversation.compose(notice)).markdown
    assert "Another chat was linked to your record" in said
    assert "Telegram" in said


async def test_linking_a_chat_that_is_already_linked_notifies_nobody(world: World) -> None:
    await world.candidate("2026-001")
    code = (await invited(world, "2026-001")).code
    await use(world, code)
    await use(world, code)
    assert await world.rows("notices") == []
