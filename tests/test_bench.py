"""`make bench` computes spreads, compares runs, skips what cannot run, and stops cleanly."""

import asyncio
import json
import os
import signal
import subprocess
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench import earlier_build, workers
from tests.bench.clean_stop import finished, stopping_in_order
from tests.bench.comparison import as_json, comparison, read_earlier
from tests.bench.earlier_build import CannotBuildError
from tests.bench.measuring import Ratio, Row, Skipped, Speed, in_turns, table
from tests.bench.to_earlier_build import earlier_build_ratios

STATUS = Ratio("status", Speed([40, 50, 60, 50]), "a peer", Speed([10, 10, 10, 10]), 4, 6)


async def test_two_functions_are_timed_in_turns_and_their_first_round_is_not_counted() -> None:
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


def test_the_spread_of_a_ratio_comes_from_the_ratios_of_the_single_rounds() -> None:
    assert STATUS.ratio == 5
    assert STATUS.spread == (4.25, 5.75)
    assert replace(STATUS, cost=True).spread is not None
    assert replace(STATUS, ours=50.0, bare=10.0).spread is None


def test_the_table_shows_the_spread_of_each_ratio_and_the_skipped_rows() -> None:
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
def test_a_row_counts_as_slower_than_before_only_if_the_difference_exceeds_the_noise(
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


def test_the_json_of_a_run_has_its_commit_its_ratios_and_its_skipped_rows(tmp_path: Path) -> None:
    whole = json.loads(as_json([STATUS, Skipped("roster", "why")], "abc"))
    assert whole["commit"] == "abc"
    assert whole["rows"][0] | {"low": 4.25, "high": 5.75, "reached": "floor"} == whole["rows"][0]
    assert whole["rows"][1] == {"name": "roster", "skipped": "why"}


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"rows": 1}'])
def test_a_file_that_does_not_contain_an_earlier_run_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(text)
    with pytest.raises(ValueError, match=r"is not a file that --json has written"):
        read_earlier(file)
    with pytest.raises(ValueError, match="cannot read"):
        read_earlier(tmp_path / "missing.json")


async def test_comparisons_with_an_earlier_build_are_skipped_without_git_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(earlier_build, "_HERE", tmp_path)
    rows = await earlier_build_ratios(tmp_path)
    assert len(rows) > 3
    assert {each.why for each in rows if isinstance(each, Skipped)} == {
        "this folder is not a git repository"
    }


async def test_a_bench_that_is_canceled_while_it_installs_removes_its_worktree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository, folder = tmp_path / "repository", tmp_path / "bench"
    commit = _new_repository(repository)
    monkeypatch.setattr(earlier_build, "_HERE", repository)
    installing = asyncio.Event()

    async def install(*_: object) -> Path:
        installing.set()
        await asyncio.Event().wait()
        raise AssertionError

    async def build() -> None:
        async with earlier_build.earlier_build(folder, commit):
            raise AssertionError("the build must not finish")

    monkeypatch.setattr(earlier_build, "environment", install)
    building = asyncio.create_task(build())
    await installing.wait()
    assert len(list(folder.iterdir())) == 1
    building.cancel()
    with pytest.raises(asyncio.CancelledError):
        await building
    assert list(folder.iterdir()) == []
    assert len(_git(repository, "worktree", "list").splitlines()) == 1


def _new_repository(folder: Path) -> str:
    """Create a git repository with one commit; return the commit."""
    folder.mkdir()
    _git(folder, "init", "--quiet")
    owner = "-c", "user.name=Ana", "-c", "user.email=ana@example.org"
    _git(folder, *owner, "commit", "--quiet", "--allow-empty", "-m", "Begin")
    return _git(folder, "rev-parse", "HEAD").strip()


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True, text=True)
    return done.stdout


async def test_a_bench_that_is_canceled_ends_the_process_that_it_waits_for() -> None:
    process = await asyncio.create_subprocess_exec("sleep", "600", start_new_session=True)
    waiting = asyncio.create_task(finished(process))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert process.returncode == -signal.SIGTERM


@pytest.mark.parametrize("in_background", [False, True])
def test_sigterm_stops_a_benchmark_like_ctrl_c(
    in_background: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    cleaned_up, before = [], signal.getsignal(signal.SIGTERM)
    by_shell = signal.SIG_IGN if in_background else signal.default_int_handler
    interrupt = signal.signal(signal.SIGINT, by_shell)

    async def measure() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.Event().wait()
        finally:
            cleaned_up.append(True)

    try:
        with pytest.raises(SystemExit, match="130"), stopping_in_order():
            asyncio.run(measure())
        assert signal.getsignal(signal.SIGINT) is by_shell
    finally:
        signal.signal(signal.SIGINT, interrupt)
    assert cleaned_up
    assert capsys.readouterr().err == "Stopped.\n"
    assert signal.getsignal(signal.SIGTERM) is before


async def test_workers_that_cannot_be_measured_in_time_are_skipped_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object) -> list[Row]:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(workers, "_ratios", never)
    for database in ("_sqlite", "_postgresql"):
        monkeypatch.setattr(workers, database, lambda *_: nullcontext("its URL"))
    rows = await workers.worker_ratios(tmp_path, seconds=0.01)
    assert [each.why for each in rows if isinstance(each, Skipped)] == [
        "not done within 0 s: the machine is too busy"
    ] * 2


async def test_if_the_earlier_commit_is_missing_the_error_says_how_to_get_it(
    tmp_path: Path,
) -> None:
    with pytest.raises(CannotBuildError, match="clone without --depth"):
        async with earlier_build.earlier_build(tmp_path, "0" * 40):
            raise AssertionError("a missing commit must be refused")
