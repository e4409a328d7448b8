"""Migrations create the declared tables, run once each, and leave other databases alone."""

import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError

from core.storage import revisions, upgrading
from core.storage.database import Database, DatabaseError
from core.storage.database_errors import why_unusable
from core.storage.tables import metadata


@pytest.fixture
async def database(bare_database_url: str) -> AsyncIterator[Database]:
    """Yield an empty database."""
    async with Database.open(bare_database_url) as opened:
        yield opened


@pytest.fixture
async def other(
    database: Database, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[Database]:
    """Yield another empty database of the same kind."""
    if database.is_sqlite:
        async with Database.open(f"sqlite+aiosqlite:///{tmp_path / 'other.db'}") as opened:
            yield opened
        return
    server = request.getfixturevalue("postgres_server")
    name = server.new_database()
    async with Database.open(server.url(name)) as opened:
        yield opened
    server.drop_database(name)


async def says(database: Database, statement: str) -> None:
    async with database.begin() as connection:
        await connection.execute(text(statement))


async def tables_of(database: Database) -> set[str]:
    async with database.engine.connect() as connection:
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


async def refusal(database: Database) -> str:
    with pytest.raises(DatabaseError) as refused:
        await revisions.prepare(database)
    return str(refused.value)


async def test_a_new_database_has_the_same_tables_as_one_that_went_through_all_migrations(
    database: Database, other: Database
) -> None:
    assert await upgrading.upgrade(database) == (None, revisions.newest())
    await moved(other, "head")
    for each in (database, other):
        assert await upgrading.differences(each) == []
        assert await tables_of(each) == {*metadata.tables, "alembic_version"}
    async with database.engine.connect() as created, other.engine.connect() as migrated:
        assert await created.run_sync(_schema) == await migrated.run_sync(_schema)


def _schema(connection: Connection) -> dict[str, object]:
    """Return everything that the database enforces, without the order of columns."""
    at = inspect(connection)
    found: dict[str, object] = {
        "triggers": {tuple(row) for row in connection.execute(text(_TRIGGERS[at.dialect.name]))}
    }
    for table in metadata.tables:
        found[table] = {
            "options": at.get_table_options(table),
            "columns": {
                each["name"]: (str(each["type"]), each["nullable"], each.get("default"))
                for each in at.get_columns(table)
            },
            "key": at.get_pk_constraint(table),
            "references": sorted(  # on SQLite, some references have no name
                (each["constrained_columns"], each["referred_table"], str(each["options"]))
                for each in at.get_foreign_keys(table)
            ),
            "unique": _by_name(at.get_unique_constraints(table)),
            "checks": _by_name(at.get_check_constraints(table)),
            "indexes": _by_name(at.get_indexes(table)),
        }
    return found


def _by_name(found: Iterable[Any]) -> dict[str, dict[str, str]]:
    def told(value: object) -> str:
        inner = value.items() if isinstance(value, dict) else ()
        return " ".join(str({key: str(each) for key, each in inner} or value).split())

    return {each["name"]: {key: told(value) for key, value in each.items()} for each in found}


_TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, pg_get_triggerdef(t.oid), pg_get_functiondef(tgfoid) "
    "FROM pg_trigger t WHERE NOT tgisinternal",
}


async def test_the_databases_that_tests_copy_have_the_tables_of_the_migrations_and_no_rows(
    database_url: str,
) -> None:
    async with Database.open(database_url) as given:
        assert await upgrading.upgrade(given) == (revisions.newest(), revisions.newest())
        assert await upgrading.differences(given) == []
        assert await tables_of(given) == {*metadata.tables, "alembic_version"}
        async with given.engine.connect() as connection:
            for table in metadata.sorted_tables:
                rows = await connection.execute(table.select())
                assert (table.name, rows.all()) == (table.name, [])


async def test_upgrading_a_database_that_is_up_to_date_changes_nothing(database: Database) -> None:
    await upgrading.upgrade(database)
    await says(database, "INSERT INTO organisations (name, folded) VALUES ('A', 'a')")
    assert await upgrading.upgrade(database) == (revisions.newest(), revisions.newest())
    async with database.engine.connect() as connection:
        assert await connection.scalar(text("SELECT name FROM organisations")) == "A"


async def test_preparing_a_missing_database_twice_gives_the_newest_tables(
    database: Database,
) -> None:
    await revisions.prepare(database)
    await revisions.prepare(database)
    assert await upgrading.differences(database) == []


async def test_changes_that_somebody_made_by_hand_are_reported(database: Database) -> None:
    await upgrading.upgrade(database)
    await says(database, "DROP INDEX ix_notices_due")
    await says(database, "DROP TABLE invitations")
    told = " ".join(await upgrading.differences(database))
    assert "ix_notices_due" in told
    assert "invitations" in told


async def test_for_a_database_older_than_the_first_release_the_error_says_to_export_and_import(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.storage.revisions.known_revisions", lambda: ("1001",))
    async with Database.open(database_url) as database:
        with pytest.raises(DatabaseError, match=r"'edgefinder export people people\.csv'") as told:
            await revisions.prepare(database)
    assert "made before the first release" in str(told.value)


async def test_a_database_of_a_newer_version_is_refused_and_not_downgraded(
    database: Database,
) -> None:
    await upgrading.upgrade(database)
    await says(database, "UPDATE alembic_version SET version_num = '9999'")
    newer = (
        "the database was made by a newer version of Edgefinder (its tables are at 9999, ours at "
        f"{revisions.newest()}): install that version"
    )
    assert await refusal(database) == newer
    with pytest.raises(DatabaseError) as refused:
        await upgrading.upgrade(database)
    assert str(refused.value) == newer
    assert await upgrading.differences(database) == []


async def test_a_database_with_tables_of_another_program_is_refused_unless_upgraded_explicitly(
    database: Database,
) -> None:
    await says(database, "CREATE TABLE theirs (id INTEGER)")
    assert "holds tables that are not Edgefinder's" in await refusal(database)
    assert await tables_of(database) == {"theirs"}
    await upgrading.upgrade(database)
    await revisions.prepare(database)
    assert await tables_of(database) == {*metadata.tables, "alembic_version", "theirs"}


async def test_a_migration_that_fails_leaves_nothing_behind(database: Database) -> None:
    # this table is the last one that is created
    await says(database, "CREATE TABLE roster_instructors (id INTEGER)")
    with pytest.raises(Exception, match="already exists"):
        await upgrading.upgrade(database)
    assert await tables_of(database) == {"roster_instructors"}


async def test_notices_and_chats_keep_their_values_when_migrations_recreate_the_tables(
    database: Database,
) -> None:
    await moved(database, "0008")
    for table, row in _OWED.items():
        names, values = ", ".join(row), ", ".join(repr(value) for value in row.values())
        await says(database, f"INSERT INTO {table} ({names}) VALUES ({values})")
    await moved(database, "head")
    assert await upgrading.differences(database) == []
    async with database.engine.connect() as connection:
        for table, row in _OWED.items():
            kept = (await connection.execute(text(f"SELECT * FROM {table}"))).mappings().one()
            told = {name: value for name, value in row.items() if value != NOON}
            assert {name: kept[name] for name in told} == told


async def moved(database: Database, revision: str) -> None:
    """Upgrade or downgrade the database to a revision."""

    def run(connection: Connection) -> None:
        settings = upgrading.config(connection)
        here = connection.scalar(text("SELECT max(version_num) FROM alembic_version"))
        (command.downgrade if here and revision != "head" and here > revision else command.upgrade)(
            settings, revision
        )

    async with database.begin_rebuilding() as connection:
        await connection.run_sync(_made_sure_of)
        await connection.run_sync(run)


def _made_sure_of(connection: Connection) -> None:
    connection.execute(
        text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) PRIMARY KEY)")
    )


async def rows_of(database: Database, statement: str) -> list[tuple[object, ...]]:
    async with database.engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(statement))]


_ANA = "INSERT INTO people (id, number, given_name, family_name) VALUES (7, '1001', 'Ana', 'Sun')"


async def test_a_migration_keeps_which_attempts_a_void_without_an_attempt_number_cancels(
    database: Database,
) -> None:
    await moved(database, "0013")
    await says(database, _ANA)
    for exam, day, attempt, outcome in (
        ("M1-MMS-T", "2026-03-02", 1, "fail"),
        ("M1-MMS-T", "2026-03-02", 2, "pass"),
        ("M1-MMS-T", "2026-03-02", 0, "void"),
        ("M1-MMS-T", "2026-04-02", 1, "fail"),
        ("M1-JBL-T", "2026-03-02", 1, "pass"),
        ("M1-GRD-T", "2026-05-02", 1, "fail"),
        ("M1-GRD-T", "2026-05-02", 1, "void"),
        ("M1-GRD-T", "2026-05-02", 2, "pass"),
        ("M1-TUR-T", "2026-06-02", 0, "pass"),
        ("M1-TUR-T", "2026-06-02", 0, "void"),
    ):
        await says(
            database,
            "INSERT INTO results (candidate_id, exam_code, taken_on, attempt, outcome) "
            f"VALUES (7, '{exam}', '{day}', {attempt}, '{outcome}')",
        )
    await moved(database, "0014")
    voided = "SELECT exam_code, attempt FROM results WHERE outcome = 'void' ORDER BY 1, 2"
    expected = [
        ("M1-GRD-T", 1),
        ("M1-MMS-T", 0),
        ("M1-MMS-T", 1),
        ("M1-MMS-T", 2),
        ("M1-TUR-T", 0),
    ]
    assert await rows_of(database, voided) == expected
    await upgrading.upgrade(database)
    assert await rows_of(database, voided) == expected
    assert await upgrading.differences(database) == []


async def test_a_migration_gives_earlier_sign_offs_their_signing_day_as_the_day_of_the_work(
    database: Database,
) -> None:
    await moved(database, "0018")
    await says(database, _ANA)
    await says(database, "INSERT INTO organisations (id, name, folded) VALUES (3, 'A', 'a')")
    await says(database, "INSERT INTO roles VALUES (7, 3, 'candidate')")
    await says(
        database,
        "INSERT INTO sign_offs (id, candidate_id, goal_code, item, hours, signed_on, signed_by) "
        "VALUES (5, 7, 'g', 'Task 3', 0, '2026-03-31', 7)",
    )
    await upgrading.upgrade(database)
    assert await upgrading.differences(database) == []
    kept = "SELECT item, CAST(done_on AS TEXT), trainer, trainer_id FROM sign_offs"
    assert await rows_of(database, kept) == [("Task 3", "2026-03-31", None, None)]
    await says(database, "INSERT INTO roles VALUES (7, 3, 'supervisor')")
    with pytest.raises(IntegrityError):
        await says(database, "INSERT INTO roles VALUES (7, 3, 'janitor')")
    await moved(database, "0017")
    assert await rows_of(database, "SELECT role FROM roles") == [("candidate",)]
    assert await rows_of(database, "SELECT item FROM sign_offs") == [("Task 3",)]
    await upgrading.upgrade(database)
    assert await upgrading.differences(database) == []


async def test_a_migration_gives_people_a_sort_name_and_their_organizations_number(
    database: Database,
) -> None:
    await moved(database, "0009")
    await says(database, _ANA)
    await says(database, "INSERT INTO organisations (id, name, folded) VALUES (3, 'A', 'a')")
    await says(database, "INSERT INTO roles VALUES (7, 3, 'candidate')")
    await upgrading.upgrade(database)
    assert await upgrading.differences(database) == []
    assert await rows_of(database, "SELECT sort_name, retake_plan FROM people") == [
        ("sun ana", None)
    ]
    assert await rows_of(database, "SELECT organisation_id, number FROM candidate_numbers") == [
        (3, "1001")
    ]


NOON = "2026-11-23T12:00:00+00:00"
_OWED: dict[str, dict[str, object]] = {
    "people": {"id": 7, "given_name": "Ines", "family_name": "Ortega"},
    "notice_places": {
        "id": 5,
        "person_id": 7,
        "platform": "telegram",
        "address": "-100",
        "title": "CNC 1",
        "kind": "group",
        "confirmed_at": NOON,
    },
    "notice_lanes": {"id": 3, "person_id": 7, "place_id": 5},
    "notices": {
        "id": 2,
        "dedupe_key": "k",
        "kind": "roster_awards",
        "person_id": 7,
        "place_id": 5,
        "lane_id": 3,
        "created_at": NOON,
        "not_before": NOON,
    },
}


async def test_after_the_migrations_a_row_cannot_refer_to_a_missing_row(database: Database) -> None:
    await upgrading.upgrade(database)
    for _ in range(3):  # each attempt may use another connection of the pool
        with pytest.raises(IntegrityError):
            await says(database, "INSERT INTO roles VALUES (1, 1, 'candidate')")


async def test_rows_of_sqlite_that_refer_to_missing_rows_are_reported(bare_sqlite_url: str) -> None:
    async with Database.open(bare_sqlite_url) as database:
        await upgrading.upgrade(database)
        with closing(sqlite3.connect(str(database.engine.url.database))) as careless:
            careless.execute("INSERT INTO roles VALUES (1, 1, 'candidate')")
            careless.commit()
        assert set(await upgrading.differences(database)) == {
            "a row of roles points at a missing people",
            "a row of roles points at a missing organisations",
        }


@pytest.mark.parametrize("raw", [b"a letter to somebody, long enough to be a header" * 90, b"PK"])
async def test_a_file_that_is_not_a_database_is_refused_and_not_changed(
    tmp_path: Path, raw: bytes
) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(raw)
    async with Database.open(f"sqlite:///{path}") as database:
        with pytest.raises(Exception, match="not a database") as refused:
            await revisions.prepare(database)
    assert why_unusable(refused.value) == (
        "the database cannot be used (file is not a database): see that it is there and runs, "
        "and what EDGEFINDER_DATABASE_URL says"
    )
    assert path.read_bytes() == raw


async def test_a_folder_that_cannot_be_created_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    async with Database.open(f"sqlite:///{tmp_path}/file/data/edgefinder.db") as database:
        told = await refusal(database)
    assert told.startswith(f"the database {tmp_path}/file/data/edgefinder.db cannot be made (")
    assert told.endswith("): name another in EDGEFINDER_DATABASE_URL")


async def test_folders_that_are_missing_above_the_database_file_are_created(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "edgefinder.db"
    async with Database.open(f"sqlite:///{path}") as database:
        assert not database.exists()
        await revisions.prepare(database)
        assert database.exists()
