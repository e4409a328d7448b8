"""Each query of notices reads only a few index entries, however many notices there are."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.reply import Turn
from core.people.model import Identity
from core.records import record_counts
from core.records.record_counts import Counts
from tests.servers.postgres import PostgresServer
from tests.world import World, open_world

_PEOPLE, _EACH = 8_000, 4
_FEW = 1_000
"""A number of rows that is small in comparison with the whole table."""


_OTHERS = """SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
    AND backend_type = 'client backend' AND pid <> pg_backend_pid()"""


@dataclass
class Crowd:
    """A center with notices for everyone. Half of the notices are sent already."""

    world: World
    url: str

    async def read_of(self, table: str) -> int:
        """Return how many rows of a table were read so far, with or without an index.

        This closes the center first, because a connection reports its numbers when it ends.
        """
        await self.world.edgefinder.close()
        engine = create_async_engine(self.url)
        async with engine.connect() as connection:
            while (await connection.execute(text(_OTHERS))).first():  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(0.01)
            found = await connection.execute(
                text(
                    "SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) "
                    "FROM pg_stat_user_tables WHERE relname = :table"
                ),
                {"table": table},
            )
            read = int(found.scalar_one())
        await engine.dispose()
        return read


@pytest.fixture
async def crowd(postgres_server: PostgresServer, migrated_postgres: str) -> AsyncIterator[Crowd]:
    """Create a center in a new database whose server counts every row that is read."""
    name = postgres_server.new_database(migrated_postgres)
    postgres_url = postgres_server.url(name)
    world = await open_world(postgres_url)
    async with world.edgefinder.database.begin() as connection:
        for statement in _FILLING.split(";"):
            await connection.execute(text(statement.replace(":", "\\:")))
    yield Crowd(world, postgres_url)
    await world.edgefinder.close()
    postgres_server.drop_database(name)


_FILLING = f"""
INSERT INTO people (number, given_name, family_name)
    SELECT n, 'Ana', 'Popescu' FROM generate_series(1, {_PEOPLE}) n;
INSERT INTO organisations (name, folded) VALUES ('Ridgeline', 'ridgeline');
INSERT INTO roles (person_id, organisation_id, role)
    SELECT people.id, organisations.id, 'candidate' FROM people, organisations;
INSERT INTO chat_identities (platform, external_id, address, person_id, linked_at)
    SELECT 'telegram', number, number, id, '2026-01-01Z' FROM people;
INSERT INTO notice_lanes (person_id, next_at) SELECT id, '2026-01-01Z' FROM people;
INSERT INTO notices (dedupe_key, kind, person_id, lane_id, data, created_at, not_before, state)
    SELECT person_id || ':' || m, 'result_recorded', person_id, id, '{{"results": []}}',
        '2026-01-01Z', '2026-01-01Z', CASE WHEN m % 2 = 0 THEN 'due' ELSE 'sent' END
    FROM notice_lanes, generate_series(1, {_EACH}) m;
ANALYZE
"""


async def test_claiming_notices_reads_few_more_rows_than_it_claims(crowd: Crowd) -> None:
    before = [await crowd.read_of(table) for table in ("notices", "notice_lanes")]
    due = await crowd.world.edgefinder.outbox.claim(20)
    assert len(due) == 20 * _EACH // 2
    for table, old in zip(("notices", "notice_lanes"), before, strict=True):
        assert 20 <= await crowd.read_of(table) - old < _FEW, table


async def test_a_status_reads_few_rows_of_notices_however_many_there_are(
    crowd: Crowd,
) -> None:
    before = await crowd.read_of("notices")
    for person in range(1, 11):
        turn = Turn(Identity("telegram", str(person)), "status")
        assert (await crowd.world.conversation.answer(turn)).template == "status"
    assert await crowd.read_of("notices") - before < _FEW


async def test_counting_due_notices_stops_at_the_limit(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_counts, "COUNTED", 100)
    monkeypatch.setattr(record_counts, "LOOKED_AT", 100)
    before = await crowd.read_of("notices")
    held = await crowd.world.edgefinder.database_report.counts()
    assert (held.due, held.waiting, held.older) == (101, 0, True)
    assert await crowd.read_of("notices") - before < _FEW


async def test_a_small_number_of_due_notices_is_counted_exactly(world: World) -> None:
    async def counted() -> tuple[int, int, bool]:
        held: Counts = await world.edgefinder.database_report.counts()
        return held.due, held.waiting, held.older

    assert await counted() == (0, 0, False)
    await world.candidate("1001")
    await world.notice("1001", "award_earned", await world.award("1001", "M1-MMS"))
    assert await counted() == (1, 0, False)
    await world.edgefinder.outbox.claim()
    assert await counted() == (0, 1, False), "the notice has no chat to go to"
