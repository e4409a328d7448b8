"""Import exports of other systems by the documented commands and by the advice in errors."""

import re
import shlex
import shutil
import zipfile
from pathlib import Path

import pytest

from adapters.cli.main import run
from core.importing.profiles import shipped_profiles
from tests.core.importing.test_layouts import LAYOUTS, oneroster

PAGE = Path(__file__).parents[3] / "docs" / "files.md"
PEOPLE = (
    "candidate_number,given_name,family_name,email,role,organisation\n"
    "5001,Rui,Castell,rui@example.org,candidate,North Tech\n"
    "1234567890,Noor,Haddad,,candidate,North Tech\n"
    "123456789,Ana,Popescu,,candidate,North Tech\n"
    ",Ines,Moreau,ines@example.org,instructor,North Tech\n"
)
COMMANDS = re.findall(r"^edgefinder (import .*)$", PAGE.read_text("utf-8"), re.MULTILINE)
ADVICE = re.compile(r"--(?:set|value) (?:\"[^\"]*\"|\w+=\"[^\"]*\"|[^\s;,]+)")
ALONE = {"oneroster_enrollments.rosters.csv", "oneroster_results.results.csv"}
"""Files that can be imported only together with others from their zip."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Fill the current folder with exports, named as in the documentation."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EDGEFINDER_DATABASE_URL", f"sqlite:///{tmp_path / 'cli.db'}")
    monkeypatch.setenv("EDGEFINDER_PROFILES_DIR", str(tmp_path / "profiles"))
    for each in LAYOUTS.iterdir():
        shutil.copy(each, tmp_path / each.name)
        shutil.copy(each, tmp_path / f"{each.name.partition('.')[0]}.csv")
    oneroster(tmp_path)
    (tmp_path / "people.csv").write_text(PEOPLE)
    assert run(["import", "people", "people.csv"]) == 0
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_each_documented_command_imports_the_whole_export(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    capsys.readouterr()
    words = shlex.split(command, comments=True)
    assert (folder / words[2]).exists()
    assert run(words) == 0, capsys.readouterr().err
    told = capsys.readouterr().out
    assert " 0 rejected" in told
    assert not told.startswith(f"{words[2]}: 0 rows")


def test_the_docs_name_every_included_layout() -> None:
    text = PAGE.read_text("utf-8")
    missing = [each.name for each in shipped_profiles() if f"`{each.name}`" not in text]
    assert missing == []
    assert len(COMMANDS) >= len(missing) + 14


@pytest.mark.parametrize("name", sorted({each.name for each in LAYOUTS.iterdir()} - ALONE))
def test_an_import_succeeds_after_the_options_that_its_errors_advise_are_added(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert (folder / name).exists()
    words = ["import", name.split(".")[1], name]
    for _ in range(4):
        capsys.readouterr()
        if (code := run(words)) == 0:
            return
        told = capsys.readouterr().err
        advice = ADVICE.search(told)
        assert advice, f"{code}: {told}"
        words += shlex.split(advice[0])
    pytest.fail(f"still refused after {shlex.join(words)}: {told}")


@pytest.mark.parametrize("name", sorted(ALONE))
def test_a_file_that_refers_to_another_file_is_refused_naming_the_other_file(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert zipfile.is_zipfile(folder / "oneroster.zip")
    capsys.readouterr()
    assert run(["import", name.split(".")[1], name]) == 2
    assert "refers to users.csv and" in capsys.readouterr().err
