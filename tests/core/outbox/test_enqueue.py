"""A notice is written to the outbox once. It may have no award, and it may go to a group."""

import pytest

from core.notices.claimed_notice import DueNotice
from core.outbox.enqueue import NewNotice, enqueue
from core.outbox.kinds import NoticeKind
from tests.world import World

INES = "ines@example.org"
KIND = NoticeKind.STUDENT_AWARD


@pytest.fixture
async def center(world: World) -> World:
    await world.instructor(INES, "Ines Ortega")
    await world.linked(INES, "telegram", "500")
    return world


async def owing(world: World, *owed: NewNotice) -> None:
    async with world.edgefinder.database.begin() as connection:
        await enqueue(connection, world.clock(), *owed)


async def group(world: World) -> int:
    return await world.add(
        "notice_places",
        person_id=world.ids[INES],
        platform="telegram",
        address="-700",
        title="Machining I",
        kind="group",
        names_shown=False,
        confirmed_at=world.clock(),
    )


async def claim(world: World) -> list[DueNotice]:
    return await world.edgefinder.outbox.claim()


def addresses(notice: DueNotice) -> list[str]:
    return [each.address for each in notice.destinations]


async def test_a_notice_can_have_data_instead_of_an_award(center: World) -> None:
    told = {"taken": 5, "rejects": [3, 4]}
    await owing(center, NewNotice(KIND, center.ids[INES], data=told, once="import 7"))
    [notice] = await claim(center)
    assert (notice.award, notice.candidate, notice.place) == (None, None, None)
    assert notice.data == told
    assert addresses(notice) == ["500"]


async def test_two_notices_about_the_same_occasion_are_written_once(center: World) -> None:
    first = NewNotice(KIND, center.ids[INES], once="import 7")
    await owing(center, first, first)
    await owing(center, first, NewNotice(KIND, center.ids[INES], once="import 8"))
    assert len(await center.rows("notices")) == 2


async def test_a_notice_without_an_award_must_name_its_occasion(center: World) -> None:
    with pytest.raises(ValueError, match="must name its occasion"):
        await owing(center, NewNotice(KIND, center.ids[INES]))


async def test_the_same_notice_can_go_to_a_group_and_to_the_persons_own_chat(center: World) -> None:
    place = await group(center)
    mine = NewNotice(KIND, center.ids[INES], once="a")
    await owing(center, mine, NewNotice(KIND, center.ids[INES], place_id=place, once="a"))
    due = await claim(center)
    assert sorted(addresses(each) for each in due) == [["-700"], ["500"]]
    [there] = [each for each in due if each.place is not None]
    assert there.place is not None
    assert (there.place.title, there.place.names_shown) == ("Machining I", False)


async def test_after_a_group_is_lost_its_notices_go_to_the_persons_own_chat(center: World) -> None:
    place = await group(center)
    await owing(center, NewNotice(KIND, center.ids[INES], place_id=place, once="a"))
    [notice] = await claim(center)
    await center.edgefinder.outbox.unreachable(notice, notice.destinations[0], "removed")
    await owing(center, NewNotice(KIND, center.ids[INES], place_id=place, once="b"))
    due = await claim(center)
    assert [addresses(each) for each in due] == [["500"]] * 3
    assert [each.kind for each in due].count(NoticeKind.PLACE_LOST) == 1, (
        "the person is notified once that the group is lost"
    )
    [marked] = await center.rows("notice_places")
    assert marked["unreachable_because"] == "removed"
    [own] = await center.rows("chat_identities")
    assert own["unreachable_since"] is None


@pytest.mark.parametrize("when", ["while it was being told", "before it was told"])
async def test_a_notice_for_a_lost_group_is_not_sent_if_the_persons_chat_has_the_same_one(
    center: World, when: str
) -> None:
    await center.candidate("1001")
    place, award = await group(center), await center.award("1001", "M1-MMS")
    person, award_id = center.ids[INES], center.ids[award]
    if when == "before it was told":
        await owing(center, NewNotice(KIND, person, place_id=place, once="a"))
        [notice] = await claim(center)
        await center.edgefinder.outbox.unreachable(notice, notice.destinations[0], "removed")
    await owing(
        center, NewNotice(KIND, person, award_id), NewNotice(KIND, person, award_id, place_id=place)
    )
    for notice in await claim(center):
        if notice.place is not None:
            await center.edgefinder.outbox.unreachable(notice, notice.destinations[0], "removed")
    rows = await center.rows("notices")
    of_it = [row["state"] for row in rows if row["award_id"] == award_id]
    assert sorted(map(str, of_it)) == ["due", "silenced"]


async def test_a_notice_for_later_cannot_be_claimed_before_its_time(center: World) -> None:
    later = center.clock.now.replace(hour=18)
    await owing(center, NewNotice(KIND, center.ids[INES], once="a", not_before=later))
    assert await claim(center) == []
    center.clock.now = later
    assert len(await claim(center)) == 1
