"""The arithmetic of `make bench`: spreads, comparison with an earlier run, skipped rows."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench import earlier_build
from tests.bench.comparison import as_json, comparison, read_earlier
from tests.bench.earlier_build import CannotBuildError
from tests.bench.measuring import Ratio, Skipped, Speed, in_turns, table
from tests.bench.to_earlier_build import earlier_build_ratios

STATUS = Ratio("status", Speed([40, 50, 60, 50]), "a peer", Speed([10, 10, 10, 10]), 4, 6)


async def test_each_work_is_measured_in_turns_and_its_first_round_is_left_out() -> None:
    done: list[str] = []

    async def first() -> int:
        done.append("first")
        return 1

    async def second() -> int:
        done.append("second")
        return 2

    speeds = await in_turns([first, second], jobs=3)
    assert done == ["first", "second"] * 4
    assert [len(each.rounds) for each in speeds] == [3, 3]


def test_a_ratio_has_the_spread_of_its_single_rounds() -> None:
    assert STATUS.ratio == 5
    assert STATUS.spread == (4.25, 5.75)
    assert replace(STATUS, cost=True).spread is not None
    assert replace(STATUS, ours=50.0, bare=10.0).spread is None


def test_the_table_tells_spreads_and_what_was_skipped() -> None:
    told = table([STATUS, Skipped("roster", "there is no git history")])
    assert "4.25 to 5.75" in told
    assert "skipped: there is no git history" in told


@pytest.mark.parametrize(
    ("factor", "cost", "word", "behind"),
    [
        (1.0, False, "same", False),
        (1.1, False, "same", False),
        (0.5, False, "behind", True),
        (2.0, False, "ahead", False),
        (0.5, True, "ahead", False),
        (2.0, True, "behind", True),
    ],
)
def test_a_row_falls_behind_an_earlier_run_only_by_more_than_noise(
    tmp_path: Path, factor: float, cost: bool, word: str, behind: bool
) -> None:
    def row(times: float) -> Ratio:
        rounds = [each * times for each in (40, 50, 60, 50)]
        ours, bare = Speed(rounds), Speed([10] * 4)
        return replace(STATUS, ours=bare if cost else ours, bare=ours if cost else bare, cost=cost)

    file = tmp_path / "before.json"
    file.write_text(as_json([row(1), Skipped("roster", "why")], "abc"))
    told, is_behind = comparison([row(factor), Skipped("roster", "why")], read_earlier(file))
    assert told.splitlines()[-1].endswith(word)
    assert is_behind is behind


def test_the_json_of_a_run_says_what_and_where_it_was_measured(tmp_path: Path) -> None:
    whole = json.loads(as_json([STATUS, Skipped("roster", "why")], "abc"))
    assert whole["commit"] == "abc"
    assert whole["rows"][0] | {"low": 4.25, "high": 5.75, "reached": "floor"} == whole["rows"][0]
    assert whole["rows"][1] == {"name": "roster", "skipped": "why"}


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"rows": 1}'])
def test_a_file_that_is_not_an_earlier_run_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(text)
    with pytest.raises(ValueError, match=r"is not a file that --json has written"):
        read_earlier(file)
    with pytest.raises(ValueError, match="cannot read"):
        read_earlier(tmp_path / "missing.json")


async def test_rows_to_an_earlier_build_are_skipped_without_git_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(earlier_build, "_HERE", tmp_path)
    rows = await earlier_build_ratios(tmp_path)
    assert len(rows) > 3
    assert {each.why for each in rows if isinstance(each, Skipped)} == {
        "this folder is not a git repository"
    }


async def test_a_clone_without_the_earlier_commit_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(CannotBuildError, match="clone without --depth"):
        async with earlier_build.earlier_build(tmp_path, "0" * 40):
            raise AssertionError("there is no such commit")
