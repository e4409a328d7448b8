"""Benchmark the current build against an earlier one, with the same loads in turns.

The loads are `/nims status` over HTTP, free text compared with a command, and a class's roster with
its picture.
"""

from itertools import count
from pathlib import Path

from tests.bench.build_driver import UNHEARD
from tests.bench.center import CANDIDATES, INSTRUCTOR, ROSTERS, fill_sqlite
from tests.bench.earlier_build import (
    EARLIER,
    OURS,
    Build,
    CannotBuildError,
    Driver,
    driver,
    earlier_build,
)
from tests.bench.fake_slack import FakeSlack
from tests.bench.measuring import Ratio, Row, Skipped, Work, in_turns, side_by_side
from tests.bench.slack_commands import STATUS, status

_TO = f"the build of commit {EARLIER}"
_ASKED = 640
_ROSTERS_ASKED = 20
_STATUS_BY_WORDS = "which exams remain for me?"
_FREE_TEXT = "free text understood and answered"
_UNHEARD_BY_WORDS = f"i am {UNHEARD}, which exams remain for me?"
_UNHEARD_TEXT = "the same with a word not heard before"
_PICTURE = "roster of {} with its picture, asked again"
_NEW_PICTURE = "the same after a student was renamed"
_CHANGE = "UPDATE people SET family_name = 'Example ' || ?1 WHERE id = 3"
"""SQL that renames a student on both rosters, so that their pictures have to be drawn again."""


async def earlier_build_ratios(folder: Path) -> list[Row]:
    try:
        async with earlier_build(folder) as earlier:
            return await _ratios(folder, earlier)
    except CannotBuildError as error:
        names = [STATUS, _FREE_TEXT, _UNHEARD_TEXT]
        for size in ROSTERS.values():
            names += [_PICTURE.format(size), _NEW_PICTURE]
        return [Skipped(f"{name} to {_TO}", str(error)) for name in names]


async def _ratios(folder: Path, earlier: Build) -> list[Row]:
    ours_file, theirs_file = folder / "this-build.db", folder / "earlier-build.db"
    async with driver(OURS, ours_file) as ours, driver(earlier, theirs_file) as theirs:
        for each, file in ((ours, ours_file), (theirs, theirs_file)):
            await each.tell(do="load")
            fill_sqlite(file)
        rows: list[Row] = [*await _rosters(ours, theirs), *await _free_text(ours, theirs)]
        async with FakeSlack() as slack:
            ports = [await each.tell(do="slack", url=slack.url) for each in (ours, theirs)]
            fast, slow = await in_turns([status(slack, port) for port in ports])
        return [Ratio(STATUS, fast, _TO, slow, 1.6, 2.2), *rows]


async def _free_text(ours: Driver, theirs: Driver) -> list[Ratio]:
    """Compare our free text with the `status` command of the earlier build.

    The earlier build could not read free text. Our build caches the scores of everyday messages, so
    a message that was never sent before is measured too.
    """
    people = [n * 31 % CANDIDATES + 1 for n in range(_ASKED)]
    ratios = []
    for name, said in ((_FREE_TEXT, _STATUS_BY_WORDS), (_UNHEARD_TEXT, _UNHEARD_BY_WORDS)):
        works = _asked(ours, said, people), _asked(theirs, "status", people)
        fast, slow = await side_by_side(*works)
        ratios.append(Ratio(name, fast, f"`status` by command in {_TO}", slow, 0.15, 0.3))
    return ratios


async def _rosters(ours: Driver, theirs: Driver) -> list[Ratio]:
    people = [INSTRUCTOR] * _ROSTERS_ASKED
    ratios = []
    for name, size in ROSTERS.items():
        for said, change in ((_PICTURE.format(size), ""), (_NEW_PICTURE, _CHANGE)):
            works = [
                _asked(each, f"roster {name}", people, change=change) for each in (ours, theirs)
            ]
            fast, slow = await in_turns(works, jobs=5)
            ratios.append(Ratio(said, fast, _TO, slow, 2.0, 4.0))
    return ratios


def _asked(build: Driver, text: str, people: list[int], *, change: str = "") -> Work:
    """Return work in which each of `people` asks a build the same question.

    `change` is SQL that runs before each question.
    """
    wanted = {f"roster {name}": "roster" for name in ROSTERS}.get(text, "status")
    at_once = 1 if change else 32
    numbers = count()

    async def work() -> int:
        first = next(numbers) * len(people)
        told = await build.tell(
            do="ask", text=text, people=people, at_once=at_once, change=change, first=first
        )
        assert told["template"] == wanted, told
        return len(people)

    return work
