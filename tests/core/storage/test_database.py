"""The database runs queries in one statement and units of work completely, and explains errors."""

import asyncio
import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Text, bindparam, false, literal, select, text, update

from core.edgefinder import open_edgefinder
from core.people.model import Identity
from core.storage.backup import back_up
from core.storage.database import Database, DatabaseError, database_url
from core.storage.database_errors import is_away, why_unusable
from core.storage.raw_statements import Change, Query, Unit
from core.storage.statement_log import statements_run
from core.storage.tables import people
from tests.core.importing.import_helpers import files_in
from tests.thread_hops import Hops
from tests.world import World

SECRET = "s3cr3t-w0rd"


BY_NUMBER = Query(
    select(people.c.given_name, literal("is known", Text)).where(
        people.c.number == bindparam("number", type_=Text)
    )
)


async def sent_by(database: Database, work: Callable[[], Any]) -> list[str]:
    """Return the statements that reach the database while `work` runs.

    The database's driver reports them.
    """
    sent: list[str] = []
    if database.is_sqlite:
        driver = await database._reader._open()
        await driver.set_trace_callback(sent.append)
        await work()
        await driver.set_trace_callback(None)
        return sent
    async with database.engine.connect() as connection:
        raw = await connection.get_raw_connection()
        assert raw.driver_connection is not None
        raw.driver_connection.add_query_logger(lambda record: sent.append(record.query))
    await work()
    await asyncio.sleep(0)  # asyncpg reports a statement in the next round of the event loop
    return sent


async def test_a_query_sends_one_statement(world: World, database_url: str) -> None:
    await world.candidate("1001", "Ana Popescu")
    async with Database.open(database_url, pool_size=1) as database:

        async def ask() -> None:
            rows = await database.fetch(BY_NUMBER, number="1001")
            assert [tuple(row) for row in rows] == [("Ana", "is known")]

        await ask()
        assert len(await sent_by(database, ask)) == 1


async def test_a_query_on_sqlite_waits_for_a_thread_only_once(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = await open_edgefinder(database_url=sqlite_url)
    await parts.database.fetch(BY_NUMBER, number="1001")
    hops = Hops(monkeypatch)
    for turn in range(1, 4):
        await parts.database.fetch(BY_NUMBER, number="1001")
        assert hops.count == turn
    await parts.close()


async def test_many_queries_at_once_on_sqlite_wait_for_a_thread_only_once(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = await open_edgefinder(database_url=sqlite_url)
    await parts.database.fetch(BY_NUMBER, number="1001")
    hops = Hops(monkeypatch)
    await asyncio.gather(*(parts.database.fetch(BY_NUMBER, number="1001") for _ in range(32)))
    assert hops.count == 1
    await parts.close()


async def test_each_of_many_queries_at_once_gets_its_own_answer(world: World) -> None:
    for number in range(30):
        await world.candidate(f"{number}", f"Name{number} X")
    database = world.edgefinder.database
    found = await asyncio.gather(*(database.fetch(BY_NUMBER, number=f"{n}") for n in range(30)))
    assert [rows[0][0] for rows in found] == [f"Name{number}" for number in range(30)]


async def test_a_query_finds_what_a_transaction_has_just_written(world: World) -> None:
    database = world.edgefinder.database
    assert len(await database.fetch(BY_NUMBER, number="1001")) == 0
    await world.candidate("1001", "Ana Popescu")
    assert len(await database.fetch(BY_NUMBER, number="1001")) == 1


async def test_a_transaction_that_fails_halfway_writes_nothing(world: World) -> None:
    async def fails_half_way() -> None:
        async with world.edgefinder.database.begin() as connection:
            await connection.execute(
                people.insert().values(number="1001", given_name="Ana", family_name="P")
            )
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        await fails_half_way()
    assert await world.rows("people") == []


async def test_many_transactions_at_the_same_time_are_all_written(world: World) -> None:
    await asyncio.gather(*(world.organisation(f"School {number}") for number in range(20)))
    assert len(await world.rows("organisations")) == 20


async def test_a_reader_and_a_writer_do_not_wait_for_each_other(world: World) -> None:
    await world.instructor("ines@example.org")
    await world.candidate("1001")
    roster = await world.roster("CNC 1", "ines@example.org", "1001")
    database, rosters = world.edgefinder.database, world.edgefinder.rosters
    await world.linked("ines@example.org", "telegram", "501")
    ines = await world.edgefinder.askers.find(Identity("telegram", "501"))
    async with database.begin() as writing:
        await writing.execute(people.delete().where(false()))
        assert [each.id for each in await rosters.visible_to(ines)] == [roster]
    async with database.reading() as reading:
        await reading.execute(select(people.c.id))
        await world.candidate("1002")


async def test_a_connection_for_reading_refuses_to_write(world: World) -> None:
    async with world.edgefinder.database.reading() as reading:
        with pytest.raises(RuntimeError, match="only reads"):
            await reading.execute(people.delete().where(false()))


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "is not a database that can be used"),
        ("edgefinder.db", "is not a database that can be used"),
        (f"mysql://ann:{SECRET}@host/name", "is not a database that can be used"),
        (f"postgresql://ann:{SECRET}@host:port/name", "is not a database that can be used"),
        (f"postgresql+psycopg9://ann:{SECRET}@[::1/name", "is not a database that can be used"),
        (f"postgresql://ann:{SECRET}@host/name?colour=red", "has the option colour"),
        ("sqlite://", "names no file: write sqlite:///FOLDER/FILE.db"),
        ("sqlite:///:memory:", "names no file: write sqlite:///FOLDER/FILE.db"),
    ],
)
def test_an_invalid_database_url_is_refused_with_an_example_of_a_valid_one(
    url: str, told: str
) -> None:
    with pytest.raises(DatabaseError) as refused:
        Database.open(url)
    words = str(refused.value)
    assert told in words
    assert words.startswith("EDGEFINDER_DATABASE_URL ")
    causes = [refused.value, refused.value.__cause__, refused.value.__context__]
    shown = [cause for cause in causes[:2] if cause is not None]
    assert all(SECRET not in repr(cause) for cause in shown)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_the_form_of_database_urls_that_hosting_services_give_is_accepted(scheme: str) -> None:
    url = database_url(f"{scheme}://ann:{SECRET}@host:5433/name?sslmode=require")
    assert url.drivername == "postgresql+asyncpg"
    assert (url.host, url.port, url.query) == ("host", 5433, {"ssl": "require"})


async def test_the_description_of_a_database_hides_its_password() -> None:
    async with Database.open(f"postgresql://ann:{SECRET}@host/name") as database:
        assert SECRET not in database.description
        assert "host/name" in database.description


async def unusable(url: str) -> str:
    with pytest.raises(DatabaseError) as refused:
        await open_edgefinder(database_url=url)
    assert SECRET not in str(refused.value)
    assert "\n" not in str(refused.value)
    return str(refused.value)


async def test_a_server_that_cannot_be_reached_is_reported_in_one_line() -> None:
    told = await unusable(f"postgresql://ann:{SECRET}@127.0.0.1:1/name")
    assert told.startswith("the database cannot be used (")
    assert "EDGEFINDER_DATABASE_URL" in told


async def test_a_database_that_is_missing_on_the_server_is_reported(postgres_url: str) -> None:
    url = f"{postgres_url}_gone".replace("edgefinder@", f"edgefinder:{SECRET}@")
    assert "does not exist" in await unusable(url)


async def test_a_file_that_is_not_a_database_is_reported(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_bytes(b"Dear Ana, " * 500)
    told = await unusable(f"sqlite:///{tmp_path}/letter.db")
    assert "file is not a database" in told


def closed_folder(folder: Path) -> Path:
    """Return a folder to which nobody can write, not even the superuser."""
    if os.geteuid() == 0:
        return Path("/proc")
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    return folder


async def test_a_database_in_a_folder_that_is_read_only_is_reported(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    told = await unusable(f"sqlite:///{closed_folder(folder)}/edgefinder.db")
    assert "cannot be made" in told
    assert told.endswith("name another in EDGEFINDER_DATABASE_URL")


async def test_an_error_after_waiting_too_long_for_a_locked_database_is_explained(
    world: World,
) -> None:
    error = sqlite3.OperationalError("database is locked")
    told = why_unusable(error)
    assert told == (
        "another program keeps the database locked: try again when its import has finished"
    )


def full(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA max_page_count=1")
        connection.execute("CREATE TABLE more(x)")


def broken_disk(_: Path) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
    raise error


def read_only(file: Path) -> None:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        connection.execute("CREATE TABLE more(x)")


def closed(file: Path) -> None:
    with closing(sqlite3.connect(file.parent / "none" / file.name)) as connection:
        connection.execute("SELECT 1")


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:600])
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("SELECT * FROM known")


@pytest.mark.parametrize(
    ("spoil", "way_out"),
    [
        (full, "free some space on its disk"),
        (broken_disk, "its disk is full or fails; free some space"),
        (read_only, "see that this user may write to it and to its folder"),
        (closed, "see that this user may write to it and to its folder"),
        (cut, "it is damaged; restore a backup"),
    ],
)
def test_the_error_about_each_problem_with_a_file_says_how_to_solve_it(
    tmp_path: Path, spoil: Callable[[Path], None], way_out: str
) -> None:
    file = tmp_path / "edgefinder.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE known(x)")
    with pytest.raises(sqlite3.Error) as trouble:
        spoil(file)
    assert way_out in (why_unusable(trouble.value) or "")


@pytest.mark.parametrize("fault", [ValueError("x"), KeyError("x"), AssertionError()])
def test_an_error_in_our_own_code_is_not_reported_as_one_of_the_database(fault: Exception) -> None:
    assert why_unusable(fault) is None


@pytest.mark.parametrize(
    "lost",
    [
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.InternalClientError("cannot switch to state 12; another operation is in progress"),
        ConnectionResetError(),
    ],
)
def test_after_a_lost_connection_people_are_asked_to_try_again(lost: Exception) -> None:
    assert is_away(lost)
    assert (why_unusable(lost) or "").startswith("the database cannot be used")


async def test_the_report_of_a_database_error_contains_no_personal_data(world: World) -> None:
    async def twice() -> None:
        for _ in range(2):
            await world.add("people", nims_number=SECRET, given_name="Ana", family_name="P")

    with pytest.raises(Exception, match=r"(?i)unique") as refused:
        await twice()
    told = why_unusable(refused.value)
    assert told is not None
    assert SECRET not in told


async def test_a_backup_made_during_an_open_transaction_has_everything_before_it(
    sqlite_url: str, tmp_path: Path
) -> None:
    parts = await open_edgefinder(database_url=sqlite_url)
    async with parts.database.begin() as connection:
        await connection.execute(
            people.insert().values(number="1001", given_name="Ana", family_name="P")
        )
    target = tmp_path / "copy.db"
    # this transaction is not committed, so the backup neither waits for it nor contains it
    async with parts.database.begin() as connection:
        await connection.execute(people.delete())
        assert await back_up(parts.database, target) == target.stat().st_size
    await parts.close()
    async with Database.open(f"sqlite:///{target}") as copy, copy.engine.connect() as connection:
        assert await connection.scalar(text("SELECT number FROM people")) == "1001"


async def test_a_backup_overwrites_no_file_and_is_readable_only_by_its_owner(
    sqlite_url: str, tmp_path: Path
) -> None:
    parts = await open_edgefinder(database_url=sqlite_url)
    target = tmp_path / "copy.db"
    await back_up(parts.database, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    before = target.read_bytes()
    with pytest.raises(DatabaseError, match="already exists"):
        await back_up(parts.database, target)
    with pytest.raises(DatabaseError, match="cannot be written"):
        await back_up(parts.database, tmp_path / "nowhere" / "copy.db")
    await parts.close()
    assert target.read_bytes() == before
    assert not [name for name in files_in(tmp_path) if name.startswith(".")]


_COUNT = Change(select(people.c.id).where(people.c.given_name == bindparam("name", type_=Text)))
_RENAME = Change(
    update(people)
    .where(people.c.number == bindparam("which", type_=Text))
    .values(given_name=bindparam("name", type_=Text))
)


def renamed(name: str, *numbers: str, fault: bool = False) -> Unit[int]:
    """Return work that gives these people a name and returns how many people then have it.

    With `fault`, the work raises an error at its end.
    """
    for number in numbers:
        yield _RENAME, {"which": number, "name": name}
    found = yield _COUNT, {"name": name}
    if fault:
        raise LookupError
    return len(found)


async def test_a_unit_of_work_returns_what_it_reads_after_its_own_changes(
    world: World, database_url: str
) -> None:
    await world.candidate("1001", "Ana Popescu")
    await world.candidate("1002", "Bo Larsen")
    async with Database.open(database_url, pool_size=1) as database:
        with statements_run() as run:
            assert await database.change_together(renamed("Cy", "1001", "1002")) == 2
    assert [each.split()[0] for each in run] == ["UPDATE", "UPDATE", "SELECT"]
    assert {row["given_name"] for row in await world.rows("people")} == {"Cy"}


async def test_a_unit_of_work_that_fails_changes_nothing_and_the_next_one_works(
    world: World, database_url: str
) -> None:
    await world.candidate("1001", "Ana Popescu")
    async with Database.open(database_url, pool_size=1) as database:
        with pytest.raises(LookupError):
            await database.change_together(renamed("Cy", "1001", fault=True))
        assert [row["given_name"] for row in await world.rows("people")] == ["Ana"]
        # the connection can still be used
        assert await database.change_together(renamed("Di", "1001")) == 1


async def test_a_unit_of_work_on_sqlite_waits_for_a_thread_only_once(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = await open_edgefinder(database_url=sqlite_url)
    await parts.database.change_together(renamed("Cy", "1001"))  # this opens the connection
    hops = Hops(monkeypatch)
    await parts.database.change_together(renamed("Cy", "1001", "1002"))
    assert hops.count == 1
    await parts.close()


async def test_a_unit_of_work_that_fails_does_not_affect_others_at_the_same_time(
    world: World, database_url: str
) -> None:
    await world.candidate("1001", "Ana Popescu")
    async with Database.open(database_url, pool_size=2) as database:
        failing = renamed("Cy", "1001", fault=True)
        units = [renamed("Di", "1001"), failing, renamed("Ed", "1001")]
        found = await asyncio.gather(
            *(database.change_together(each) for each in units), return_exceptions=True
        )
    assert [type(each) for each in found] == [int, LookupError, int]
    [ana] = await world.rows("people")
    assert ana["given_name"] in {"Di", "Ed"}
