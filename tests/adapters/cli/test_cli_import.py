"""import and export, as typed into a shell."""

import os
import signal
from pathlib import Path

import pytest

from adapters.cli.ctrl_c import INTERRUPTED
from adapters.cli.import_command import _bar
from adapters.cli.main import run

PEOPLE = (
    "candidate_number,given_name,family_name,email,role,organisation\n"
    "5001,Rui,Castell,rui@example.org,candidate,North Tech\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EDGEFINDER_DATABASE_URL", f"sqlite:///{tmp_path / 'cli.db'}")
    monkeypatch.setenv("EDGEFINDER_PROFILES_DIR", str(tmp_path / "profiles"))
    (tmp_path / "people.csv").write_text(PEOPLE)
    assert run(["import", "people", "people.csv"]) == 0
    return tmp_path


@pytest.mark.parametrize("name", [".", "..", "/"])
def test_a_folder_is_refused_in_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert folder.is_dir()
    capsys.readouterr()
    assert run(["import", "results", name]) == 2
    assert capsys.readouterr().err == f"edgefinder: {name} is a folder: name a file in it\n"


@pytest.mark.parametrize("kind", ["people", "results", "rosters", "awards", "goals"])
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nosuch.csv", "nosuch.csv: No such file or directory"),
        (
            "pipe",
            "pipe is a pipe or a device, not a file: write the rows to a file and import that",
        ),
        ("-", "- is a pipe or a device, not a file: write the rows to a file and import that"),
        (
            "/dev/null",
            "/dev/null is a pipe or a device, not a file: write the rows to a file and import that",
        ),
    ],
)
def test_a_missing_or_special_file_is_refused_in_one_line_without_waiting(
    folder: Path, capsys: pytest.CaptureFixture[str], kind: str, name: str, why: str
) -> None:
    os.mkfifo(folder / "pipe")
    capsys.readouterr()
    assert run(["import", kind, name]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"edgefinder: {why}\n")
    assert not list(folder.glob("*.rejects.csv"))


def test_an_empty_file_is_refused_in_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "empty.csv").touch()
    capsys.readouterr()
    assert run(["import", "results", "empty.csv"]) == 2
    line = "edgefinder: empty.csv is empty: it needs a header line and rows\n"
    assert capsys.readouterr().err == line


def test_a_dry_run_lists_each_reason_for_a_rejected_row_once(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "candidate_number,exam,outcome,taken_on\n5009,M1-MMS-T,pass,2026-03-31\n"
    (folder / "results.csv").write_text(text)
    capsys.readouterr()
    assert run(["import", "results", "results.csv", "--dry-run"]) == 3
    told = capsys.readouterr()
    assert told.out.count("no candidate has the number '5009'") == 1
    assert "5009" not in told.err
    assert run(["import", "results", "results.csv", "--dry-run", "--json"]) == 3
    assert capsys.readouterr().err.count("no candidate has the number '5009'") == 1


def test_options_may_come_before_the_file(folder: Path) -> None:
    assert run(["import", "people", "--dry-run", str(folder / "people.csv")]) == 0


def test_an_import_without_a_file_asks_for_one(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert folder.is_dir()
    assert run(["import", "people"]) == 2
    assert "FILE" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["sheet.csv", "sheet.xlsx"])
@pytest.mark.parametrize("kind", ["people", "rosters", "results", "awards"])
def test_a_template_has_the_columns_and_can_be_imported(
    folder: Path, capsys: pytest.CaptureFixture[str], kind: str, name: str
) -> None:
    assert run(["import", kind, "--template", str(folder / name)]) == 0
    assert run(["import", kind, "--template", str(folder / name)]) == 2, (
        "an existing file is not replaced"
    )
    capsys.readouterr()
    assert run(["import", kind, name, "--dry-run"]) in {0, 3}
    assert "read" in capsys.readouterr().out


def test_a_template_without_a_file_name_is_written_to_the_output(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert folder.is_dir()
    capsys.readouterr()
    assert run(["import", "results", "--template"]) == 0
    assert capsys.readouterr().out.startswith("candidate_number,exam,outcome,taken_on")


def test_a_mapping_can_be_saved_as_a_profile_and_used_by_name(folder: Path) -> None:
    (folder / "r.csv").write_text("Clave X,Examen,Dia\n5001,M1-MMS-T,31/03/2026\n")
    mapped = ["--map", "candidate_number=Clave X", "--set", "outcome=pass"]
    kept = ["import", "results", "r.csv", *mapped, "--map", "exam=Examen", "--map", "taken_on=Dia"]
    assert run([*kept, "--save-profile", "norte"]) == 0
    assert run(["import", "results", "r.csv", "--profile", "norte"]) == 0


def test_importing_an_exported_file_changes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", "people", str(folder / "out.csv")]) == 0
    capsys.readouterr()
    assert run(["import", "people", "out.csv"]) == 0
    assert "0 taken, 1 unchanged" in capsys.readouterr().out


def test_an_export_is_not_written_under_the_name_of_a_workbook(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", "people", "people.xlsx"]) == 2
    assert "write it to people.csv" in capsys.readouterr().err
    assert not (folder / "people.xlsx").exists()


@pytest.mark.parametrize("device", ["/dev/stdout", "/dev/null"])
def test_an_export_never_replaces_a_device(
    folder: Path, capsys: pytest.CaptureFixture[str], device: str
) -> None:
    assert run(["export", "people", device]) == 2
    assert f"{device} is a device and not a file" in capsys.readouterr().err


def test_an_export_goes_to_standard_output_and_its_count_to_standard_error(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = set(folder.iterdir())
    capsys.readouterr()
    assert run(["export", "people", "-"]) == 0
    told = capsys.readouterr()
    assert told.out.lstrip("\ufeff").startswith("candidate_number,given_name")
    assert len(told.out.splitlines()) == 2
    assert told.err == "standard output: 1 row written\n"
    assert set(folder.iterdir()) == before, "no file named - is written"


def test_a_dash_is_refused_if_a_file_name_is_required(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["db", "backup", "-"]) == 2
    assert "'-' is not a file here: name one" in capsys.readouterr().err
    assert not (folder / "-").exists()


_ONE_RESULT = "candidate_number,exam,outcome,taken_on\n5001,M1-MMS-T,pass,2026-03-31\n"
_STOPPED = pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            (),
            (
                "the import stopped after 1 row: nothing is half-written, and importing the file "
                "again adds the rest"
            ),
        ),
        (("--dry-run",), "the dry run stopped: nothing was written"),
    ],
)


@_STOPPED
def test_an_interrupted_import_says_what_was_written_and_what_to_do(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    told: str,
) -> None:
    """Interrupt the import after its first batch."""
    (folder / "results.csv").write_text(_ONE_RESULT)
    # without its own handler, a background job ignores the signal
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with monkeypatch.context() as patched:
        patched.setattr(_bar, "rows", lambda *_: os.kill(os.getpid(), signal.SIGINT))
        capsys.readouterr()
        assert run(["import", "results", "results.csv", *options]) == INTERRUPTED
    signal.signal(signal.SIGINT, before)
    assert capsys.readouterr().err == f"edgefinder: results.csv: {told}\n"
    assert run(["import", "results", "results.csv"]) == 0
    taken = "1 taken, 0 unchanged" if options else "0 taken, 1 unchanged"
    assert taken in capsys.readouterr().out


@_STOPPED
def test_an_import_that_loses_its_database_says_what_was_written_and_what_to_do(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    told: str,
) -> None:
    (folder / "results.csv").write_text(_ONE_RESULT)

    def lost(*_: object) -> None:
        raise ConnectionResetError("Connection lost")  # as if at the next batch of rows

    with monkeypatch.context() as patched:
        patched.setattr(_bar, "rows", lost)
        capsys.readouterr()
        assert run(["import", "results", "results.csv", *options]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert said[1].startswith("edgefinder: the database cannot be used")
    assert said[0] == f"edgefinder: results.csv: {told}"
