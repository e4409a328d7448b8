"""db backup and restore, encrypted and plain, and who may read the files."""

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from tests.adapters.cli.conftest import Run
from tests.adapters.cli.test_cli_people import north

__all__ = ["north"]


@pytest.fixture
def key(edgefinder: Run, monkeypatch: pytest.MonkeyPatch) -> str:
    """Set a new encryption key in the environment; return it."""
    made = edgefinder("db", "key").out.strip()
    monkeypatch.setenv("EDGEFINDER_COLUMN_KEY", made)
    return made


def people_in(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        [count] = connection.execute("SELECT count(*) FROM people WHERE given_name <> ''")
    return int(count[0])


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_backup_replaces_an_existing_database_only_with_the_replace_option(
    edgefinder: Run, north: Path, tmp_path: Path, request: pytest.FixtureRequest, *, encrypted: bool
) -> None:
    if encrypted:
        request.getfixturevalue("key")
        assert edgefinder("db", "encrypt").out == "Encrypted 5 addresses under the current key.\n"
    copy = tmp_path / "copy.backup"
    assert edgefinder("db", "backup", str(copy)).code == 0
    assert copy.read_bytes().startswith(b"SQLite format 3") is not encrypted
    assert (b"Popescu" in copy.read_bytes()) is not encrypted
    edgefinder("people", "renumber", "0042", "9999")
    refused = edgefinder("db", "restore", str(copy))
    assert refused.code == 2
    assert "add --replace" in refused.err
    assert edgefinder("people", "show", "9999").code == 0
    ran = edgefinder("db", "restore", str(copy), "--replace")
    assert ran.out.startswith(f"Restored {north} from {copy}, at ")
    assert edgefinder("people", "show", "0042").code == 0
    assert edgefinder("db", "check").code == 0
    assert stat.S_IMODE(north.stat().st_mode) == 0o600


def test_a_backup_can_be_restored_without_an_existing_database(
    edgefinder: Run, north: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.backup"
    edgefinder("db", "backup", str(copy))
    north.unlink()
    assert edgefinder("db", "restore", str(copy)).code == 0
    assert edgefinder("people", "show", "0042").code == 0


def test_restoring_deletes_people_who_were_deleted_since_the_backup(
    edgefinder: Run, north: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.backup"
    edgefinder("db", "backup", str(copy))
    before = people_in(north)
    edgefinder("people", "forget", "0042", "--yes")
    ran = edgefinder("db", "restore", str(copy), "--replace")
    assert "Forgot 1 person again who had been forgotten since." in ran.out
    assert people_in(north) == before - 1
    assert edgefinder("people", "show", "0042").code == 2


def test_a_failed_restore_leaves_the_database_unchanged(
    edgefinder: Run, north: Path, tmp_path: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    edgefinder("db", "encrypt")
    copy = tmp_path / "copy.backup"
    edgefinder("db", "backup", str(copy))
    before = north.read_bytes()
    whole = copy.read_bytes()
    broken = tmp_path / "broken.backup"
    for content, said in (
        (whole[:-1], "was changed, cut off, or encrypted with another key"),
        (whole[:900] + bytes([whole[900] ^ 1]) + whole[901:], "was changed, cut off"),
        (b"hello", "is not a backup of Edgefinder, or it is damaged"),
        (b"", "is not a backup of Edgefinder, or it is damaged"),
    ):
        broken.write_bytes(content)
        refused = edgefinder("db", "restore", str(broken), "--replace")
        assert refused.code == 2
        assert said in refused.err
    nowhere = edgefinder("db", "restore", str(tmp_path / "nowhere"), "--replace")
    assert "is not there" in nowhere.err
    monkeypatch.setenv("EDGEFINDER_COLUMN_KEY", edgefinder("db", "key").out.strip())
    assert "another key" in edgefinder("db", "restore", str(copy), "--replace").err
    monkeypatch.delenv("EDGEFINDER_COLUMN_KEY")
    assert "set EDGEFINDER_COLUMN_KEY" in edgefinder("db", "restore", str(copy), "--replace").err
    assert north.read_bytes() == before
    assert not list(tmp_path.glob(".restore.*"))


def test_a_backup_of_a_newer_version_is_refused(
    edgefinder: Run, north: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.backup"
    edgefinder("db", "backup", str(copy))
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    refused = edgefinder("db", "restore", str(copy), "--replace")
    assert refused.code == 2
    assert "newer version of Edgefinder" in refused.err


def test_a_database_in_use_is_not_replaced(edgefinder: Run, north: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.backup"
    edgefinder("db", "backup", str(copy))
    with closing(sqlite3.connect(north)) as serving:
        serving.execute("SELECT count(*) FROM people").fetchone()
        refused = edgefinder("db", "restore", str(copy), "--replace")
        assert (refused.code, "stop 'edgefinder serve' first" in refused.err) == (2, True)
    assert edgefinder("db", "restore", str(copy), "--replace").code == 0


def test_a_damaged_database_is_replaced(edgefinder: Run, north: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.backup"
    edgefinder("db", "backup", str(copy))
    for content in (b"not a database at all", north.read_bytes()[:5000]):
        north.write_bytes(content)
        assert edgefinder("db", "restore", str(copy), "--replace").code == 0
        assert edgefinder("people", "show", "0042").code == 0


def test_the_database_cannot_be_restored_from_itself(
    edgefinder: Run, north: Path, tmp_path: Path
) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(north)
    for source in (north, link):
        refused = edgefinder("db", "restore", str(source), "--replace")
        assert (refused.code, "is the database itself" in refused.err) == (2, True)
    assert edgefinder("people", "show", "0042").code == 0


def test_a_symlinked_database_is_replaced_and_the_link_stays(
    edgefinder: Run, north: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, link = tmp_path / "copy.backup", tmp_path / "link.db"
    edgefinder("db", "backup", str(copy))
    link.symlink_to(north)
    edgefinder("people", "renumber", "0042", "9999")
    monkeypatch.setenv("EDGEFINDER_DATABASE_URL", f"sqlite:///{link}")
    assert edgefinder("db", "restore", str(copy), "--replace").code == 0
    assert link.is_symlink()
    assert edgefinder("people", "show", "0042").code == 0


def test_the_documented_steps_change_the_encryption_key(
    edgefinder: Run, north: Path, tmp_path: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    edgefinder("db", "encrypt")
    old = tmp_path / "old.backup"
    edgefinder("db", "backup", str(old))
    new = edgefinder("db", "key").out.strip()
    monkeypatch.setenv("EDGEFINDER_COLUMN_KEY", f"{new},{key}")
    assert edgefinder("people", "show", "0042").code == 0
    assert edgefinder("db", "encrypt").out == "Encrypted 5 addresses under the current key.\n"
    monkeypatch.setenv("EDGEFINDER_COLUMN_KEY", new)
    assert edgefinder("people", "show", "0042").code == 0
    assert edgefinder("db", "restore", str(old), "--replace").code == 2
    monkeypatch.setenv("EDGEFINDER_COLUMN_KEY", f"{new},{key}")
    assert edgefinder("db", "restore", str(old), "--replace").code == 0
    assert edgefinder("db", "encrypt").out == "Encrypted 5 addresses under the current key.\n"
    monkeypatch.setenv("EDGEFINDER_COLUMN_KEY", new)
    assert edgefinder("people", "show", "0042").code == 0
    assert edgefinder("db", "encrypt", "--undo").out.startswith("Made 5 addresses plain")
    monkeypatch.delenv("EDGEFINDER_COLUMN_KEY")
    assert edgefinder("people", "show", "0042").code == 0


def test_backup_and_restore_of_postgresql_are_refused_with_the_tool_to_use(
    edgefinder: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGEFINDER_DATABASE_URL", "postgresql://nobody@localhost:1/none")
    for words, tool in (("restore", "pg_restore"), ("backup", "pg_dump")):
        refused = edgefinder("db", words, str(tmp_path / "copy"))
        assert refused.code == 2
        assert tool in refused.err


def test_encrypting_without_a_key_says_how_to_make_one(edgefinder: Run, north: Path) -> None:
    refused = edgefinder("db", "encrypt")
    assert (refused.code, "'edgefinder db key'" in refused.err) == (2, True)


def test_an_invalid_key_and_more_than_two_keys_are_refused(
    edgefinder: Run, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for value, said in (
        ("hello", "EDGEFINDER_COLUMN_KEY is not a key: make one with 'edgefinder db key'"),
        (f"{key},{key},{key}", "more than two keys"),
    ):
        monkeypatch.setenv("EDGEFINDER_COLUMN_KEY", value)
        refused = edgefinder("db", "check")
        assert said in refused.err
        assert value not in refused.err


@pytest.mark.parametrize("umask", [0, 0o077])
def test_files_are_private_to_their_owner_whatever_the_umask(
    edgefinder: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, umask: int
) -> None:
    database = tmp_path / "data" / "edgefinder.db"
    monkeypatch.setenv("EDGEFINDER_DATABASE_URL", f"sqlite:///{database}")
    before = os.umask(umask)
    try:
        assert edgefinder("db", "init").code == 0
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("UPDATE alembic_version SET version_num = version_num")
            connection.commit()
            modes = {
                each.name: stat.S_IMODE(each.stat().st_mode) for each in database.parent.iterdir()
            }
        copy = tmp_path / "copy.backup"
        assert edgefinder("db", "backup", str(copy)).code == 0
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(
        ("edgefinder.db", "edgefinder.db-wal", "edgefinder.db-shm"), 0o600
    )
    assert stat.S_IMODE(database.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
