"""Audit entries are written soon, and at the latest when the process ends.

When a person is forgotten, the entries lose the person's name.
"""

import json
from operator import itemgetter
from typing import Any

import pytest
from sqlalchemy import select

from core.audit import log
from core.audit.actor import Action, Actor, Surface, Why, looked_at
from core.audit.entries import record
from core.audit.entry_rows import digest_of
from core.audit.forgetting import details_older_than, forget_details, forget_entries
from core.edgefinder import open_edgefinder
from core.storage.tables import audit_entries
from tests.world import World


def reader(person: int | None = None) -> Actor:
    return Actor(Surface.CHAT, "telegram", chat="private", who="77", person=person)


async def entries(world: World) -> list[dict[str, Any]]:
    await world.edgefinder.audit.flush()
    rows = sorted(await world.rows("audit_entries"), key=itemgetter("id"))
    return [{**row, "details": json.loads(str(row["details"] or "null"))} for row in rows]


async def test_an_audit_entry_has_who_saw_whose_record_where_and_why(world: World) -> None:
    ana, ines = await world.candidate("1001"), await world.instructor("ines@example.org")
    async with world.edgefinder.audit.acting(reader(ines)) as actor:
        actor.roles = frozenset(("instructor",))
        looked_at(Action.SAW_RECORD, ana)
    [entry] = await entries(world)
    assert (entry["subject_id"], entry["actor_id"]) == (ana, ines)
    assert (entry["action"], entry["at"]) == ("saw record", world.clock())
    assert entry["details"] == {
        "surface": "chat",
        "platform": "telegram",
        "chat": "private",
        "why": Why.ROSTER.value,
        "subject": ana,
        "actor": ines,
    }
    assert entry["digest"] == digest_of(
        str(entry["salt"]),
        json.dumps(entry["details"], sort_keys=True, separators=(",", ":")),
    )


async def test_each_student_shown_in_a_class_has_their_own_entry(world: World) -> None:
    ana, bo, ines = [await world.candidate(number) for number in ("1001", "1002", "1003")]
    async with world.edgefinder.audit.acting(reader(ines)) as actor:
        actor.roles = frozenset(("instructor",))
        looked_at(Action.SAW_RECORD, ana, bo, ines)
        looked_at(Action.SAW_NAME, ana, note='a "list"')
    async with world.edgefinder.audit.acting(reader()):
        looked_at(Action.CHECKED, ana)
    found = await entries(world)
    assert [each["subject_id"] for each in found] == [ana, bo, ines, ana, ana]
    assert [each["details"]["subject"] for each in found] == [ana, bo, ines, ana, ana]
    assert [each["details"].get("actor") for each in found] == [ines] * 4 + [None]
    own = [each["details"]["why"] == Why.OWN.value for each in found]
    assert own == [False, False, True, False, False]
    assert found[3]["details"]["note"] == 'a "list"'
    assert len({each["salt"] for each in found}) == 5
    for each in found:
        details = json.dumps(each["details"], sort_keys=True, separators=(",", ":"))
        assert each["digest"] == digest_of(str(each["salt"]), details)


async def test_an_entry_about_a_user_who_is_not_on_record_has_their_id_on_the_platform(
    world: World,
) -> None:
    ana = await world.candidate("1001")
    async with world.edgefinder.audit.acting(reader()):
        looked_at(Action.CHECKED, ana)
    [entry] = await entries(world)
    assert entry["details"]["who"] == "77"
    assert "actor" not in entry["details"]


async def test_checking_a_code_leaves_an_entry_about_its_holder_if_the_code_is_on_record(
    world: World,
) -> None:
    ana = await world.candidate("1001")
    code = await world.award("1001", "M1-MMS")
    async with world.edgefinder.audit.acting(reader()):
        looked_at(Action.CHECKED, code=code)
        looked_at(Action.CHECKED, code="EF-0000-0000-0000-0")
    [entry] = await entries(world)
    assert (entry["subject_id"], entry["details"]["code"]) == (ana, code)


async def test_seeing_one_record_twice_in_one_answer_leaves_one_entry(world: World) -> None:
    ana = await world.candidate("1001")
    async with world.edgefinder.audit.acting(reader()):
        looked_at(Action.SAW_RECORD, ana)
        looked_at(Action.SAW_RECORD, ana)
    assert len(await entries(world)) == 1


async def test_a_list_of_more_than_five_hundred_people_leaves_one_entry_with_their_number(
    world: World,
) -> None:
    async with world.edgefinder.audit.acting(reader()):
        looked_at(Action.SAW_NAME, *range(1, 502))
    [entry] = await entries(world)
    assert (entry["subject_id"], entry["details"]["note"]) == (None, "501 people")


async def test_closing_the_program_writes_the_entries_that_wait(database_url: str) -> None:
    edgefinder = await open_edgefinder(database_url=database_url)
    async with edgefinder.audit.acting(reader()):
        looked_at(Action.SAW_RECORD, 7)
    await edgefinder.close()
    again = await open_edgefinder(database_url=database_url)
    async with again.database.begin() as connection:
        found = await connection.exec_driver_sql("SELECT subject_id FROM audit_entries")
        assert found.all() == [(7,)]
    await again.close()


async def test_once_too_many_entries_wait_they_are_written_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "MOST_WAITING", 3)
    monkeypatch.setattr(log, "PAUSE", 3600)
    for person in (1, 2, 3):
        assert await world.rows("audit_entries") == []
        async with world.edgefinder.audit.acting(reader()):
            looked_at(Action.SAW_RECORD, person)
    assert len(await world.rows("audit_entries")) == 3


async def test_entries_that_could_not_be_written_are_written_the_next_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(log, "PAUSE", 3600)
        patched.setattr(log, "write_entries", broken)
        async with world.edgefinder.audit.acting(reader()):
            looked_at(Action.SAW_RECORD, 7)
        with pytest.raises(OSError, match="full"):
            await world.edgefinder.audit.flush()
    assert [entry["subject_id"] for entry in await entries(world)] == [7]


async def test_a_change_that_is_rolled_back_leaves_no_entry(world: World) -> None:
    async def change() -> None:
        async with world.edgefinder.database.begin() as connection:
            await record(connection, Action.REVOKED, 7)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await change()
    assert await entries(world) == []


async def test_forgetting_a_person_deletes_details_about_them_but_keeps_what_they_looked_at(
    world: World,
) -> None:
    ana, ines, ben = 1, 2, 3
    async with world.edgefinder.database.begin() as connection:
        await record(connection, Action.REVOKED, ana, reason="Ana asked")
        await record(connection, Action.REVOKED, ben)
    async with world.edgefinder.audit.acting(reader(ines)):
        looked_at(Action.SAW_RECORD, ana, ben)
    before = await entries(world)
    async with world.edgefinder.database.begin() as connection:
        assert await forget_details(connection, ana) == 2
        assert await forget_details(connection, ana) == 0
    after = await entries(world)
    kept = ("id", "at", "action", "digest", "import_id")
    assert [[row[name] for name in kept] for row in after[:4]] == [
        [row[name] for name in kept] for row in before
    ]
    forgotten = [row for row in after if row["details"] is None]
    assert [row["subject_id"] for row in before if row["id"] in {f["id"] for f in forgotten}] == [
        ana,
        ana,
    ]
    assert all(row["salt"] is row["actor_id"] is row["subject_id"] is None for row in forgotten)
    assert (after[4]["action"], after[4]["details"]["entries"]) == ("forgot details", 2)
    async with world.edgefinder.database.begin() as connection:
        assert await forget_details(connection, ines) == 0
    assert (await entries(world))[3]["details"]["actor"] == ines


async def test_the_details_of_entries_older_than_a_day_can_be_deleted(world: World) -> None:
    async with world.edgefinder.audit.acting(reader()):
        looked_at(Action.SAW_RECORD, 1)
        world.clock.pass_by(days=2)
        looked_at(Action.SAW_RECORD, 2)
    await world.edgefinder.audit.flush()
    async with world.edgefinder.database.begin() as connection:
        old = select(audit_entries.c.id).where(details_older_than(world.clock()))
        ids = list((await connection.execute(old)).scalars())
        assert await forget_entries(connection, ids) == 1
    assert [row["subject_id"] for row in await entries(world)] == [None, 2, None]
