"""Results can be imported in any order, in any batches and several times with the same outcome."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from core.records.model import Outcome
from core.storage import tables
from tests.core.importing.import_helpers import RESULTS, bring
from tests.world import World

FIRST = date(2026, 11, 20)
"""The first day of results.

The clock is stopped so soon after it that awards cause notices.
"""
CREDENTIALS = {
    "M1-MMS": {"M1-MMS-T"},
    "M1-TBC": {"M1-TUR-T", "M1-TBC-P"},
    "M1-TCH": {"M1-TUR-T", "M1-TCH-P"},
}
EXAMS = ("M1-MMS-T", "M1-TUR-T", "M1-TBC-P", "M1-TCH-P")


@dataclass(frozen=True)
class Row:
    candidate: str
    exam: str
    outcome: Outcome
    day: int
    attempt: int = 0

    def cells(self) -> list[str]:
        taken_on = (FIRST + timedelta(days=self.day)).isoformat()
        attempt = str(self.attempt) if self.attempt else ""
        return [self.candidate, self.exam, self.outcome, taken_on, attempt]


def rows(*outcomes: Outcome) -> st.SearchStrategy[list[Row]]:
    row = st.builds(
        Row,
        st.sampled_from(("1001", "1002")),
        st.sampled_from(EXAMS),
        st.sampled_from(outcomes),
        st.integers(0, 3),
        st.integers(0, 2),
    )
    return st.lists(row, max_size=14)


SINGLE: dict[str, str] = {"awards_earned": "award_earned", "student_awards": "student_award"}
"""The kind of notice for several awards, and the kind for one of them.

The division into files decides which of the two is sent.
"""


def told_in(notice: Mapping[str, Any]) -> list[int]:
    """Return the ids of the awards in a notice."""
    if not notice["data"]:
        return [int(notice["award_id"])]
    return [int(award) for award in json.loads(str(notice["data"]))["awards"]]


def one_attempt_a_day(drawn: Sequence[Row]) -> list[Row]:
    """Return the results without a second outcome for one exam on one day.

    The second outcome stays if it has an attempt number. Without one, the attempts of a day are
    numbered in the order of the file, so their order would matter.
    """
    first: dict[tuple[str, str, int], Outcome] = {}
    return [
        row
        for row in drawn
        if row.attempt
        or first.setdefault((row.candidate, row.exam, row.day), row.outcome) is row.outcome
    ]


PASSES = [Row("1001", exam, Outcome.PASS, day) for day, exam in enumerate(EXAMS)]


@st.composite
def cut(draw: st.DrawFn, brought: Sequence[Row]) -> tuple[list[list[Row]], int]:
    """Generate the same results in another order and divided into files, and a batch size."""
    shuffled = draw(st.permutations(brought))
    cuts = sorted(draw(st.lists(st.integers(0, len(shuffled)), max_size=3)))
    places = [0, *cuts, len(shuffled)]
    files = [shuffled[a:b] for a, b in pairwise(places)]
    return files, draw(st.integers(1, 6))


class Center:
    """A training center with two candidates and two instructors, for imports of results."""

    def __init__(self, world: World, folder: Path) -> None:
        self._world = world
        self._path = folder / "law.csv"

    async def with_people(self) -> "Center":
        for number in ("1001", "1002"):
            await self._world.candidate(number)
        for email in ("ines@example.org", "kai@example.org"):
            await self._world.instructor(email)
        await self._world.roster("Morning", "ines@example.org", "1001", "1002")
        await self._world.roster("Evening", "ines@example.org", "1001")
        await self._world.roster("Night", "kai@example.org", "1001")
        return self

    def number(self, candidate: str) -> int:
        return self._world.ids[candidate]

    async def brings(self, files: Sequence[Sequence[Row]], batch: int) -> dict[str, Any]:
        """Delete all results, import these files, and return what is on record."""
        async with self._world.edgefinder.database.begin() as connection:
            for table in (tables.notices, tables.awards, tables.results):
                await connection.execute(delete(table))
        await self.also(files, batch)
        return await self.state()

    async def also(self, files: Sequence[Sequence[Row]], batch: int) -> None:
        for some in files:
            with self._path.open("w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow([*RESULTS.split(","), "attempt"])
                writer.writerows(row.cells() for row in some)
            await bring(self._world, self._path, batch=batch)

    async def state(self) -> dict[str, Any]:
        results = await self._world.rows("results")
        awards = await self._world.rows("awards")
        notices = await self._world.rows("notices")
        of = {award["id"]: (award["candidate_id"], award["credential_code"]) for award in awards}
        held = [award for award in awards if award["revoked_on"] is None]
        return {
            "results": sorted(repr({**result, "import_id": 0}) for result in results),
            "held": sorted((*of[award["id"]], award["issued_on"]) for award in held),
            "revoked": len(awards) - len(held),
            "told": sorted(
                (SINGLE.get(str(notice["kind"]), notice["kind"]), notice["person_id"], of[award])
                for notice in notices
                for award in told_in(notice)
            ),
        }


@pytest.fixture
async def center(world: World, tmp_path: Path) -> Center:
    return await Center(world, tmp_path).with_people()


def held_by_right(center: Center, brought: Sequence[Row]) -> list[tuple[int, str, date]]:
    """Return the credentials that the results of one file earn, by the rule alone.

    Each is given with its candidate's id and its day. A void without an attempt number cancels the
    numbered attempts before it, but no later ones.
    """
    return held_of_files(center, [brought])


def held_of_files(center: Center, files: Sequence[Sequence[Row]]) -> list[tuple[int, str, date]]:
    """Return the credentials that the results of several files earn, by the rule alone.

    Each is given with its candidate's id and its day. A pass that follows a void without an attempt
    number in the same file is a new attempt.
    """
    brought = [row for some in files for row in some]
    of_file = [number for number, some in enumerate(files) for _ in some]
    held = []
    for candidate in ("1001", "1002"):
        passed: dict[str, int] = {}
        for place, row in enumerate(brought):
            voids = [
                (when, void.attempt)
                for when, void in enumerate(brought)
                if void.outcome is Outcome.VOID
                and (void.candidate, void.exam, void.day) == (candidate, row.exam, row.day)
            ]
            attempts = {attempt for _, attempt in voids}
            whole_day = min((when for when, attempt in voids if attempt == 0), default=-1)
            voided = bool(voids and not row.attempt) or row.attempt in attempts or place < whole_day
            follows = not row.attempt and any(
                not attempt and when < place and of_file[when] == of_file[place]
                for when, attempt in voids
            )
            # this case is skipped: the new attempt gets the next free number, which depends on the
            # numbered rows of the day
            assume(not (follows and any(_same_day(row, each) and each.attempt for each in brought)))
            voided = voided and not follows
            if row.candidate == candidate and row.outcome is Outcome.PASS and not voided:
                passed[row.exam] = min(row.day, passed.get(row.exam, row.day))
        for credential, exams in CREDENTIALS.items():
            if exams <= passed.keys():
                day = FIRST + timedelta(days=max(passed[exam] for exam in exams))
                held.append((center.number(candidate), credential, day))
    return sorted(held)


def _same_day(one: Row, other: Row) -> bool:
    return (one.candidate, one.exam, one.day) == (other.candidate, other.exam, other.day)


some_examples = settings(
    max_examples=12,
    # each generated example begins by deleting the results
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.slow
@some_examples
@given(st.data())
async def test_the_results_on_record_are_the_same_in_any_order_files_and_batches(
    center: Center, data: st.DataObject
) -> None:
    brought = one_attempt_a_day(PASSES + data.draw(rows(Outcome.PASS, Outcome.FAIL)))
    files, batch = data.draw(cut(brought))
    at_once = await center.brings([brought], batch=1000)
    assert at_once["held"] == held_by_right(center, brought)
    assert at_once["told"]
    assert await center.brings(files, batch) == at_once


@pytest.mark.slow
@pytest.mark.parametrize("other", [Outcome.FAIL, Outcome.VOID])
@some_examples
@given(st.data())
async def test_the_credentials_on_record_are_the_same_in_any_order_files_and_batches(
    center: Center, other: Outcome, data: st.DataObject
) -> None:
    """There are several attempts on one day, and voids that may revoke awards."""
    brought = PASSES + data.draw(rows(Outcome.PASS, other))
    files, batch = data.draw(cut(brought))
    state = await center.brings(files, batch)
    assert state["held"] == held_of_files(center, files)


@pytest.mark.slow
@some_examples
@given(st.data())
async def test_importing_files_twice_leaves_the_same_record_as_importing_them_once(
    center: Center, data: st.DataObject
) -> None:
    brought = PASSES + data.draw(rows(*Outcome))
    files, batch = data.draw(cut(brought))
    once = await center.brings(files, batch)
    await center.also(files, batch)
    assert await center.state() == once
