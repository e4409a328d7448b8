"""An invitation works once, expires, and is stored only as a hash."""

import asyncio
from datetime import timedelta

from core.people.invitations import Invitation
from core.people.link_outcomes import Linked, LinkedToAnother, NoSuchInvitation
from core.people.model import Identity, Role
from tests.world import World

TELEGRAM = Identity("telegram", "77")


async def invited(world: World, who: str) -> Invitation:
    person = await world.edgefinder.contacts.find(who)
    assert person is not None
    [invitation] = await world.edgefinder.invitations.invite([person])
    return invitation


async def use(world: World, code: str, identity: Identity = TELEGRAM) -> object:
    return await world.edgefinder.invitations.link(identity, "77", code)


async def test_an_invitation_links_a_chat_to_its_person_once(world: World) -> None:
    await world.candidate("2026-001", "Ana Popescu")
    code = (await invited(world, "2026-001")).code
    outcome = await use(world, f" {code.lower().replace('-', ' ')} ")
    assert isinstance(outcome, Linked)
    asker = await world.edgefinder.askers.find(TELEGRAM)
    assert asker.person is not None
    assert asker.person.name == "Ana Popescu"
    assert await use(world, code, Identity("telegram", "78")) == NoSuchInvitation()


async def test_using_an_invitation_again_in_the_same_chat_changes_nothing(world: World) -> None:
    await world.candidate("2026-001", "Ana Popescu")
    code = (await invited(world, "2026-001")).code
    await use(world, code)
    before = await world.rows("invitations"), await world.rows("chat_identities")
    again = await use(world, code)
    assert isinstance(again, Linked)
    assert again.already
    assert (await world.rows("invitations"), await world.rows("chat_identities")) == before
    await world.edgefinder.invitations.unlink(TELEGRAM)
    assert await use(world, code) == NoSuchInvitation()


async def test_an_invitation_expires_after_its_days(world: World) -> None:
    await world.candidate("2026-001")
    code = (await invited(world, "2026-001")).code
    world.clock.now += timedelta(days=14, seconds=1)
    assert await use(world, code) == NoSuchInvitation()


async def test_an_earlier_invitation_stays_valid_beside_a_new_one(world: World) -> None:
    await world.candidate("2026-001")
    old, new = await invited(world, "2026-001"), await invited(world, "2026-001")
    assert (old.others, new.others) == (0, 1)
    assert isinstance(await use(world, old.code), Linked)
    assert isinstance(await use(world, new.code, Identity("telegram", "78")), Linked)


async def test_a_new_invitation_replaces_an_earlier_one_on_request(world: World) -> None:
    await world.candidate("2026-001")
    old = await invited(world, "2026-001")
    [new] = await world.edgefinder.invitations.invite([old.person], replace=True)
    assert new.others == 1
    assert await use(world, old.code) == NoSuchInvitation()
    assert isinstance(await use(world, new.code), Linked)


async def test_a_persons_first_chat_gets_a_welcome_instead_of_the_notices_that_waited(
    world: World,
) -> None:
    await world.candidate("2026-001")
    for credential in ("M1-MMS", "M1-JBL", "M1-MIL"):
        award = await world.award("2026-001", credential)
        await world.notice("2026-001", "award_earned", award)
    assert await world.edgefinder.outbox.claim() == []
    outcome = await use(world, (await invited(world, "2026-001")).code)
    assert isinstance(outcome, Linked)
    assert (outcome.first, outcome.waited) == (True, 3)
    assert await world.edgefinder.outbox.claim() == []
    second = await use(world, (await invited(world, "2026-001")).code, Identity("telegram", "78"))
    assert isinstance(second, Linked)
    assert (second.first, second.waited) == (False, 0)


async def test_an_invitation_used_in_another_persons_chat_links_nothing_and_stays_valid(
    world: World,
) -> None:
    await world.candidate("2026-001")
    await world.candidate("2026-002", "Bo Lind")
    await world.linked("2026-002", "telegram", "77")
    code = (await invited(world, "2026-001")).code
    assert isinstance(await use(world, code), LinkedToAnother)
    await world.edgefinder.invitations.unlink(TELEGRAM)
    assert isinstance(await use(world, code), Linked)


async def test_only_the_hash_of_an_invitation_is_stored(world: World) -> None:
    await world.candidate("2026-001")
    code = (await invited(world, "2026-001")).code
    [row] = await world.rows("invitations")
    assert code not in str(row)
    assert code.replace("-", "") not in str(row)


async def test_a_chat_that_was_unlinked_is_a_strangers_at_once(world: World) -> None:
    await world.candidate("2026-001")
    await world.linked("2026-001", "telegram", "77")
    assert await world.edgefinder.invitations.unlink(TELEGRAM)
    assert (await world.edgefinder.askers.find(TELEGRAM)).person is None
    assert not await world.edgefinder.invitations.unlink(TELEGRAM)


async def test_linking_a_chat_releases_the_notices_that_waited_for_one(world: World) -> None:
    await world.candidate("2026-001")
    award = await world.award("2026-001", "M1-MMS")
    await world.notice("2026-001", "award_earned", award)
    assert await world.edgefinder.outbox.claim() == []
    assert [row["state"] for row in await world.rows("notices")] == ["waiting"]
    await use(world, (await invited(world, "2026-001")).code)
    [notice] = await world.edgefinder.outbox.claim()
    assert notice.award is not None
    assert notice.award.code == award


async def test_a_roster_is_found_in_upper_and_lower_case_with_its_people_by_family_name(
    world: World,
) -> None:
    await world.instructor("ines@example.org")
    await world.candidate("2026-001", "Zoe adams")
    await world.candidate("2026-002", "Ana Brown")
    await world.roster("Morning class", "ines@example.org", "2026-002", "2026-001")
    found = await world.edgefinder.contacts.on_roster(" MORNING  class ")
    assert [person.number for person in found] == ["2026-001", "2026-002"]


async def test_a_matrix_id_with_a_colon_can_be_linked(
    world: World,
) -> None:
    matrix = Identity("matrix", "@ana:example.org")
    assert matrix.workspace == ""
    await world.candidate("2026-001", "Ana Popescu")
    code = (await invited(world, "2026-001")).code
    outcome = await world.edgefinder.invitations.link(matrix, "!room:example.org", code)
    assert isinstance(outcome, Linked)
    asker = await world.edgefinder.askers.find(matrix)
    assert asker.person == outcome.person
    assert all(post.role is not Role.EMPLOYER for post in asker.posts)


async def test_a_message_with_an_invitation_delivered_several_times_at_once_links_once(
    world: World,
) -> None:
    await world.candidate("2026-001", "Ana Popescu")
    code = (await invited(world, "2026-001")).code
    told = await asyncio.gather(*(use(world, code) for _ in range(4)))
    assert [type(each) for each in told] == [Linked] * 4
    assert sorted(each.already for each in told if isinstance(each, Linked)) == [False] + 3 * [True]


async def test_of_two_invitations_used_in_one_chat_at_once_only_one_links_it(world: World) -> None:
    await world.candidate("2026-001", "Ana Popescu")
    await world.candidate("2026-002", "Bo Lind")
    codes = [(await invited(world, who)).code for who in ("2026-001", "2026-002")]
    told = await asyncio.gather(*(use(world, code) for code in codes))
    assert {type(each) for each in told} == {Linked, LinkedToAnother}
    assert len({each.person.id for each in told}) == 1  # type: ignore[attr-defined]  # both classes have a `person`
    assert len(await world.rows("chat_identities")) == 1


async def test_of_two_chats_that_use_one_invitation_at_once_only_one_is_linked(
    world: World,
) -> None:
    await world.candidate("2026-001")
    code = (await invited(world, "2026-001")).code
    told = await asyncio.gather(
        use(world, code), use(world, code, Identity("telegram", "78")), return_exceptions=True
    )
    assert {type(each) for each in told} == {Linked, NoSuchInvitation}


async def test_three_replacements_of_an_invitation_at_once_leave_one_valid_invitation(
    world: World,
) -> None:
    await world.candidate("2026-001")
    person = await world.edgefinder.contacts.find("2026-001")
    assert person is not None
    invite = world.edgefinder.invitations.invite
    made = [
        each for [each] in await asyncio.gather(*(invite([person], replace=True) for _ in range(3)))
    ]
    told = [await use(world, each.code) for each in made]
    assert sorted(type(each).__name__ for each in told) == [
        "Linked",
        "NoSuchInvitation",
        "NoSuchInvitation",
    ]
    assert len(await world.rows("invitations")) == 1
