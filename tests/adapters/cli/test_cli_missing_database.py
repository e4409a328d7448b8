"""A missing database: commands that read report an error, commands that import create it."""

import os
import stat
from pathlib import Path

import pytest

from tests.adapters.cli.conftest import Run

PEOPLE = "candidate_number,given_name,role,organisation\n4001,Ana,candidate,Example College\n"


@pytest.fixture
def missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "data" / "records.db"
    monkeypatch.setenv("EDGEFINDER_DATABASE_URL", f"sqlite:///{file}")
    return file


@pytest.mark.parametrize(
    "words",
    [
        ("status", "4001"),
        ("chat", "--as", "4001"),
        ("verify", "EF-0000-0000-0000-0"),
        ("serve",),
        ("invite", "4001"),
        ("revoke", "EF-0000-0000-0000-0", "--reason", "none"),
        ("certificate", "EF-0000-0000-0000-0", "--pdf", "none.pdf"),
        ("export", "people", "out.csv"),
        ("people", "list"),
        ("rosters", "list"),
        ("chats", "list", "4001"),
        ("notices", "retry"),
        ("db", "check"),
    ],
    ids=" ".join,
)
def test_reading_commands_report_a_missing_database_and_do_not_create_it(
    edgefinder: Run, missing: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(missing.parents[1])
    Path("people.csv").write_text(PEOPLE)
    ran = edgefinder(*words)
    assert ran.code == 2
    assert "there is no database" in ran.err
    assert "edgefinder db init" in ran.err
    assert not missing.exists()


def test_following_the_advice_about_a_missing_database_works(
    edgefinder: Run, missing: Path
) -> None:
    assert edgefinder("db", "init").code == 0
    assert edgefinder("db", "init").code == 0, "a second init changes nothing"
    assert edgefinder("db", "check").code == 0


def test_a_dry_run_uses_an_empty_database_and_creates_no_file(
    edgefinder: Run, missing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(missing.parents[1])
    Path("people.csv").write_text(PEOPLE)
    ran = edgefinder("import", "people", "people.csv", "--dry-run")
    assert ran.code == 0
    assert "there is no database yet" in ran.err
    assert "Row 2: Ana (4001) is candidate at Example College." in ran.out
    assert not missing.parent.exists()


def test_an_import_creates_a_database(edgefinder: Run, missing: Path) -> None:
    people = missing.parents[1] / "people.csv"
    people.write_text(PEOPLE)
    assert edgefinder("import", "people", str(people)).code == 0
    assert edgefinder("status", "4001").code == 0


def test_importing_a_missing_file_creates_no_database(edgefinder: Run, missing: Path) -> None:
    for kind in ("people", "results", "goals"):
        assert edgefinder("import", kind, "nowhere.csv").code == 2
        assert not missing.exists()


def test_an_empty_file_is_not_a_database(edgefinder: Run, missing: Path) -> None:
    missing.parent.mkdir()
    missing.touch()
    ran = edgefinder("db", "check")
    assert (ran.code, "there is no database" in ran.err) == (2, True)


def test_a_new_database_is_private_whatever_the_umask(edgefinder: Run, missing: Path) -> None:
    before = os.umask(0)
    try:
        assert edgefinder("db", "init").code == 0
        copy = missing.parent / "copy.db"
        assert edgefinder("db", "backup", str(copy)).code == 0
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in missing.parent.iterdir()}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(missing.parent.stat().st_mode) == 0o700
