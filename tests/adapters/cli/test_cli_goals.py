"""import goals, as typed into a shell."""

import re
from pathlib import Path

import pytest

from adapters.sample.training_center import CANDIDATE
from core.goals.model import GoalKind
from tests.adapters.cli.conftest import Run

GOALS = """
[[goal]]
code = "shop-entry"
title = "Entry at the shop"
kind = "hiring"
owner = "Cascade Tool & Die"
visibility = "link"
needs = { at_least = 2, of = { area = "Machining", level = "I" } }

[[goal]]
code = "bad"
title = "Bad"
kind = "hiring"
needs = { all = ["M1-MMS", { any = ["M1-XXX"] }] }
"""


@pytest.fixture
def goals(tmp_path: Path) -> Path:
    """Write a file with two goals: a valid one, shared by link, and an invalid one."""
    file = tmp_path / "goals.toml"
    file.write_text(GOALS, "utf-8")
    return file


def test_goals_are_imported_and_errors_name_their_key(
    edgefinder: Run, sample: Path, goals: Path
) -> None:
    ran = edgefinder("import", "goals", str(goals))
    assert ran.code == 3
    assert "2 goals read, 1 taken, 0 unchanged, 1 rejected" in ran.out
    assert 'bad: needs.all[2].any[1]: "M1-XXX" is not a credential' in ran.err
    assert goals.with_name("goals.rejects.csv").exists()
    again = edgefinder("import", "goals", str(goals), "--json")
    assert again.json == {
        "read": 2, "taken": 0, "unchanged": 1, "rejected": 1, "awarded": 0, "revoked": 0,
    }  # fmt: skip
    status = edgefinder("status", CANDIDATE, "--goal", "shop-entry", "--json")
    assert status.json["goal"]["title"] == "Entry at the shop"


def test_anyone_with_the_token_opens_a_goal_shared_by_link(
    edgefinder: Run, sample: Path, goals: Path
) -> None:
    [line] = [
        line
        for line in edgefinder("import", "goals", str(goals)).out.splitlines()
        if "shared by link" in line
    ]
    asked = line.split("'")[1]
    employer = ("chat", "--as", "employer:Cascade Tool & Die")
    assert "Entry at the shop" in edgefinder(*employer, typed=asked).out
    assert "Entry at the shop" not in edgefinder(*employer, typed="goals").out
    assert "There is no goal called" in edgefinder(*employer, typed="goal shop-entry").out


def test_a_dry_run_of_goals_saves_nothing(edgefinder: Run, sample: Path, goals: Path) -> None:
    before = sample.read_bytes()
    ran = edgefinder("import", "goals", str(goals), "--dry-run")
    assert ran.code == 3
    assert "A dry run: nothing was written." in ran.out
    assert "shared by link" not in ran.out
    assert sample.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file"),
        (b"[[goal", "not valid TOML"),
        (b"colour = 1", "colour: unknown"),
        (b"\xff\xfe", "is not in UTF-8"),
    ],
)
def test_a_file_without_goals_is_refused_in_one_line(
    edgefinder: Run, sample: Path, tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = tmp_path / "other.toml"
    if content is not None:
        file.write_bytes(content)
    ran = edgefinder("import", "goals", str(file))
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1


def _templates() -> list[str]:
    text = (Path(__file__).parents[3] / "docs" / "goals.md").read_text("utf-8")
    return re.findall(r"^```toml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("template", _templates(), ids=lambda text: text.split('"')[1])
def test_a_goal_template_can_be_imported_unchanged(
    edgefinder: Run, sample: Path, tmp_path: Path, template: str
) -> None:
    file = tmp_path / "goals.toml"
    file.write_text(template, "utf-8")
    ran = edgefinder("import", "goals", str(file), "--dry-run", "--json")
    assert (ran.code, ran.json["read"], ran.json["taken"]) == (0, 1, 1), ran.err


def test_every_kind_of_goal_that_people_write_has_a_template() -> None:
    kinds = {
        kind for text in _templates() for kind in re.findall(r'^kind = "(\w+)"', text, re.MULTILINE)
    }
    assert kinds == {*GoalKind} - {GoalKind.RECOGNITION}
