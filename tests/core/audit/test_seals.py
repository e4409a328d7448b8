"""Seals reveal every later change, removal, addition and reordering of audit entries."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from sqlalchemy import delete, insert, text, update

from core.audit.actor import Action
from core.audit.checking import Checked, Fault
from core.audit.entries import record
from core.audit.forgetting import forget_details
from core.audit.seals import Seal
from core.storage.tables import audit_entries, audit_seals
from tests.world import World, open_world

SEALED = 7
"""The number of sealed entries: three in the first seal and four in the second.

One more entry is not sealed.
"""


@pytest.fixture
async def sealed(world: World) -> World:
    async with world.edgefinder.database.begin() as connection:
        for person in (1, 2, 3):
            await record(connection, Action.REVOKED, person, code=f"code {person}")
    await world.edgefinder.audit_seals.seal()
    async with world.edgefinder.database.begin() as connection:
        for person in (1, 2, 3, 4):
            await record(connection, Action.LINKED, person)
    await world.edgefinder.audit_seals.seal()
    async with world.edgefinder.database.begin() as connection:
        await record(connection, Action.UNLINKED, 1)
    return world


async def changed(world: World, *statements: Any) -> Checked:
    async with world.edgefinder.database.begin() as connection:
        for statement in statements:
            await connection.execute(statement)
    return await world.edgefinder.audit_check.check()


def faults(checked: Checked) -> list[tuple[Fault, int]]:
    return [(each.fault, each.number) for each in checked.problems]


async def row(world: World, number: int) -> dict[str, Any]:
    return next(dict(each) for each in await world.rows("audit_entries") if each["id"] == number)


def where(number: int) -> Any:
    return audit_entries.c.id == number


async def test_an_unchanged_log_passes_the_check_of_its_seals(sealed: World) -> None:
    checked = await sealed.edgefinder.audit_check.check()
    assert checked == Checked(entries=8, sealed=SEALED, seals=2, forgotten=0, problems=())
    assert checked.unsealed == 1
    assert await sealed.edgefinder.audit_seals.seal() != []
    assert await sealed.edgefinder.audit_seals.seal() == []


@pytest.mark.parametrize(
    "column", [each.name for each in audit_entries.columns if each.name != "id"]
)
async def test_a_changed_column_of_an_entry_is_reported_with_the_entrys_number(
    sealed: World, column: str
) -> None:
    sealed.clock.pass_by(hours=1)
    others = {
        "at": sealed.clock(),
        "action": "linked chat",
        "subject_id": 99,
        "actor_id": 99,
        "import_id": 99,
        "details": '{"subject":1}',
        "salt": "00" * 16,
        "digest": "00" * 32,
    }
    checked = await changed(
        sealed, update(audit_entries).where(where(2)).values({column: others[column]})
    )
    assert set(faults(checked)) == {(Fault.CHANGED, 2)}


async def test_an_entry_whose_number_was_changed_is_reported_as_missing_and_as_moved(
    sealed: World,
) -> None:
    checked = await changed(sealed, update(audit_entries).where(where(2)).values(id=99))
    assert faults(checked) == [(Fault.MISSING, 2), (Fault.REORDERED, 99)]


async def test_an_entry_that_was_deleted_is_reported_as_missing(sealed: World) -> None:
    checked = await changed(sealed, delete(audit_entries).where(where(4)))
    assert faults(checked) == [(Fault.MISSING, 4)]


async def test_two_swapped_entries_are_reported_with_their_sealed_places(sealed: World) -> None:
    second, third = await row(sealed, 2), await row(sealed, 3)
    checked = await changed(
        sealed,
        update(audit_entries).where(where(2)).values({**third, "id": 2}),
        update(audit_entries).where(where(3)).values({**second, "id": 3}),
    )
    assert faults(checked) == [(Fault.REORDERED, 2), (Fault.REORDERED, 3)]
    assert checked.problems[0].detail == "what stands here was sealed as entry 3"


async def test_an_entry_that_was_added_among_sealed_ones_is_reported(sealed: World) -> None:
    fourth = await row(sealed, 4)
    checked = await changed(
        sealed,
        update(audit_entries).where(where(8)).values(id=20),
        insert(audit_entries).values({**fourth, "id": -1, "action": "revoked"}),
    )
    assert faults(checked) == [(Fault.ADDED, -1)]


async def test_details_that_were_deleted_without_an_entry_about_it_are_reported(
    sealed: World,
) -> None:
    checked = await changed(
        sealed,
        update(audit_entries)
        .where(where(2))
        .values(details=None, salt=None, subject_id=None, actor_id=None),
    )
    assert faults(checked) == [(Fault.FORGOTTEN, 2)]


async def test_details_that_were_deleted_by_the_rules_are_counted_and_not_reported(
    sealed: World,
) -> None:
    async with sealed.edgefinder.database.begin() as connection:
        assert await forget_details(connection, 1) == 3
    checked = await sealed.edgefinder.audit_check.check()
    assert (checked.problems, checked.forgotten, checked.entries) == ((), 3, 9)


@pytest.mark.parametrize(
    ("column", "other"), [("size", 8), ("root", "00" * 32), ("leaves", b"\1" * 160), ("number", 3)]
)
async def test_a_seal_that_was_changed_is_reported(
    sealed: World, column: str, other: object
) -> None:
    checked = await changed(
        sealed, update(audit_seals).where(audit_seals.c.number == 2).values({column: other})
    )
    assert (Fault.SEAL, 2) in faults(checked)


async def test_a_truncated_seal_is_reported_as_one_that_cannot_be_read(sealed: World) -> None:
    checked = await changed(sealed, update(audit_seals).values(leaves=b"\1"))
    assert faults(checked)[-1] == (Fault.SEAL, 0)


async def test_copies_of_the_seals_reveal_entries_that_were_changed_and_sealed_again(
    sealed: World,
) -> None:
    kept = await sealed.edgefinder.audit_seals.stored()
    assert await _against(sealed, kept) == []
    await changed(sealed, update(audit_entries).where(where(2)).values(action="linked chat"))
    await changed(sealed, delete(audit_seals))
    sealed.edgefinder.audit_seals.__init__(sealed.edgefinder.database, sealed.clock)  # type: ignore[misc] # another process
    await sealed.edgefinder.audit_seals.seal()
    assert faults(await sealed.edgefinder.audit_check.check()) == []
    assert (Fault.CHANGED, 2) in await _against(sealed, kept)
    await changed(sealed, delete(audit_seals), delete(audit_entries).where(audit_entries.c.id > 3))
    found = await _against(sealed, kept)
    assert [each for each in found if each[0] is Fault.MISSING] == [
        (Fault.MISSING, number) for number in (4, 5, 6, 7)
    ]
    assert (Fault.SEAL, 2) in found


async def _against(world: World, kept: Sequence[Seal]) -> list[tuple[Fault, int]]:
    return faults(
        await world.edgefinder.audit_check.check([Seal.read(each.line()) for each in kept])
    )


async def test_several_processes_can_seal_entries_and_each_seal_has_a_limited_number(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.audit.seals.MOST_IN_A_SEAL", 4)
    seals = world.edgefinder.audit_seals
    others = type(seals)(world.edgefinder.database, world.clock)
    for count, sealer in ((10, seals), (3, others), (6, seals)):
        async with world.edgefinder.database.begin() as connection:
            await record(connection, Action.SAW_RECORD, *range(count))
        await sealer.seal()
    stored = await seals.stored()
    assert [len(each.leaves) for each in stored] == [4, 4, 2, 3, 4, 2]
    assert (await world.edgefinder.audit_check.check()).problems == ()


async def test_an_entry_is_not_sealed_before_those_with_lower_numbers_are_committed(
    migrated_world_on_postgres: World,
) -> None:
    """PostgreSQL numbers entries before they are committed.

    On SQLite, only one transaction writes.
    """
    world = migrated_world_on_postgres
    async with world.edgefinder.database.engine.connect() as slow:
        transaction = await slow.begin()
        await record(slow, Action.REVOKED, 1)
        async with world.edgefinder.database.begin() as fast:
            await record(fast, Action.REVOKED, 2)
        sealing = asyncio.create_task(world.edgefinder.audit_seals.seal())
        async with world.edgefinder.database.engine.connect() as watcher:
            while not await watcher.scalar(_WAITS):
                await watcher.rollback()
        assert not sealing.done()
        await transaction.commit()
    [seal] = await sealing
    assert [leaf.id for leaf in seal.leaves] == [1, 2]


_WAITS = text(
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND database = "
    "(SELECT oid FROM pg_database WHERE datname = current_database())"
)


@pytest.fixture
async def migrated_world_on_postgres(postgres_url: str) -> AsyncIterator[World]:
    opened = await open_world(postgres_url)
    yield opened
    await opened.edgefinder.close()


async def test_a_server_seals_at_most_once_an_hour_and_only_new_entries(sealed: World) -> None:
    seals = sealed.edgefinder.audit_seals
    sealed.clock.pass_by(minutes=59)
    assert await seals.seal_due() == 0
    sealed.clock.pass_by(minutes=1)
    assert await seals.seal_due() == 1
    sealed.clock.pass_by(hours=2)
    assert await seals.seal_due() == 0, "there are no new entries to seal"
