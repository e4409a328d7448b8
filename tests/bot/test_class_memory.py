"""A change of a class shows at once, although answers about the class are cached."""

from collections.abc import Awaitable, Callable

import pytest

from bot import class_chart
from core.memories import empty_memories
from core.people.model import TERMINAL, Identity
from core.records.members import Member
from tests.bot.center import ANA, BEN, CY, INES, Center, ago


@pytest.fixture(autouse=True)
def without_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the picture of a chart by the chart's data, which is faster than drawing."""
    monkeypatch.setattr(class_chart, "chart_png", lambda chart, _: repr(chart).encode())


Change = Callable[[Center], Awaitable[object]]


async def rename(center: Center) -> None:
    await center.world.set("people", center.world.ids[ANA], family_name="Zimmer")


async def give_a_number(center: Center) -> None:
    await center.world.set("people", center.world.ids[ANA], number="7007")


async def record_a_pass(center: Center) -> None:
    await center.world.result(CY, "M1-MMS-T", "pass")


async def award(center: Center) -> None:
    await center.world.award(CY, "M1-MIL", ago(3))


async def revoke(center: Center) -> None:
    await center.world.set(
        "awards", center.world.ids[center.earned], revoked_on=ago(1), revoked_by="issuer"
    )


async def add_a_student(center: Center) -> None:
    await center.world.add("roster_candidates", roster_id=1, person_id=center.world.ids[BEN])


async def next_year(center: Center) -> None:
    center.world.clock.pass_by(days=366)


async def what_is_shown(center: Center, asked: str) -> list[object]:
    answer = await center.ask(INES, asked)
    return [answer.markdown, *((each.description, each.content) for each in answer.attachments)]


@pytest.mark.parametrize(
    "change",
    [
        rename,
        give_a_number,
        record_a_pass,
        award,
        revoke,
        add_a_student,
        next_year,
    ],
)
async def test_a_change_of_a_class_shows_in_the_next_answer(
    center_on_each: Center, change: Change
) -> None:
    questions = "roster CNC 1", "roster CNC 1 goal pa-skills-basic"
    before = [await what_is_shown(center_on_each, each) for each in questions]
    assert [await what_is_shown(center_on_each, each) for each in questions] == before
    await change(center_on_each)
    after = [await what_is_shown(center_on_each, each) for each in questions]
    assert after[0] != before[0]
    empty_memories()
    assert [await what_is_shown(center_on_each, each) for each in questions] == after


async def members(center: Center) -> dict[str | None, Member]:
    edgefinder = center.world.edgefinder
    asker = await edgefinder.askers.find(Identity(TERMINAL, INES))
    [roster] = [each for each in await edgefinder.rosters.visible_to(asker) if each.name == "CNC 1"]
    return {each.person.number: each for each in await edgefinder.rosters.class_records(roster)}


async def test_after_a_change_only_the_changed_students_progress_is_computed_again(
    center: Center,
) -> None:
    before = await members(center)
    await rename(center)
    after = await members(center)
    assert after[ANA] is not before[ANA]
    assert after[CY] is before[CY]


async def test_if_somebody_is_forgotten_the_cached_class_is_read_again_without_them(
    center: Center,
) -> None:
    before = await members(center)
    await center.world.edgefinder.forgetting.forget(center.world.ids[ANA])
    after = await members(center)
    assert ANA not in after
    assert after[CY] is not before[CY], "the class was read again"
