"""Attempts at one exam on one day: their numbers, and which of them a void cancels.

A result without an attempt number stays without a number if it is the only result of its day.
Several results of a day are numbered in the order of the file, so that each counts as one attempt.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.records.model import Outcome
from core.storage.staging import one_of
from core.storage.tables import results
from core.storage.upserts import lenient_insert

Day = tuple[int, str, str]
"""A candidate's id, an exam's code, and a day in ISO form."""
Row = tuple[int, str, Any, int, str, float | None, str | None, str | None]
"""A result: candidate, exam, day, attempt, outcome, score, evaluator and reference.

The day has the form that the driver needs.
"""
_VOID = Outcome.VOID.value
_KEY_OF_DAY = itemgetter(0, 1, 2)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A result that is on record for a certain candidate, exam and day."""

    attempt: int
    outcome: str
    score: float | None


def day_of(row: Sequence[Any]) -> Day:
    """Return the candidate, the exam and the day in ISO form from a row's first three columns."""
    taken_on = row[2]
    return row[0], row[1], taken_on.isoformat() if isinstance(taken_on, date) else str(taken_on)


async def recorded_on(
    connection: AsyncConnection, days: Collection[Day]
) -> dict[Day, list[Recorded]]:
    """Return the results on record for these candidates, exams and days, including voids."""
    found: dict[Day, list[Recorded]] = defaultdict(list)
    if not days:
        return found
    candidates = {candidate for candidate, _, _ in days}
    rows = await connection.execute(
        select(
            results.c.candidate_id,
            results.c.exam_code,
            results.c.taken_on,
            results.c.attempt,
            results.c.outcome,
            results.c.score,
        ).where(
            one_of(connection, results.c.candidate_id, candidates),
            one_of(connection, results.c.exam_code, {exam for _, exam, _ in days}),
        )
    )
    for row in rows:
        if (day := day_of(row)) in days:
            found[day].append(Recorded(row.attempt, row.outcome, row.score))
    return found


def is_void(recorded: Sequence[Recorded], attempt: int) -> bool:
    """Whether the attempt with this number was voided.

    Number 0 means an attempt without a number, which any void of its day cancels.
    """
    voids = {each.attempt for each in recorded if each.outcome == _VOID}
    return attempt in voids or (attempt == 0 and bool(voids))


def next_attempt(recorded: Sequence[Recorded]) -> int:
    """Return the attempt number after the highest number among these results of one day."""
    return max((each.attempt for each in recorded), default=0) + 1


async def number_attempts(
    connection: AsyncConnection, read: Sequence[Row], *, identical: bool
) -> list[Row]:
    """Return the rows, with attempt numbers for rows that share a day with other rows.

    Rows that have a number keep it. With `identical`, even identical rows of one day are separate
    attempts.
    """
    keys = list(map(_KEY_OF_DAY, read))
    if len(set(keys)) == len(keys):  # the usual case
        return list(read)
    shared = {key for key, count in Counter(keys).items() if count > 1}
    days: dict[Day, list[int]] = defaultdict(list)
    for place, row in enumerate(read):
        if keys[place] in shared and row[3] == 0 and row[4] != _VOID:
            days[day_of(row)].append(place)
    several = {
        day: places
        for day, places in days.items()
        if len(places) > 1 and (identical or _are_attempts(read[place] for place in places))
    }
    numbered = list(read)
    if not several:
        return numbered
    recorded = await recorded_on(connection, several.keys())
    for day, places in several.items():
        for place, attempt in _numbers(read, places, recorded[day], identical=identical):
            row = read[place]
            numbered[place] = (row[0], row[1], row[2], attempt, *row[4:])
    return numbered


def _are_attempts(rows: Iterable[Row]) -> bool:
    """Whether rows of one day are separate attempts.

    Rows are separate attempts if their outcomes or scores differ, and at most one of them is a
    pass. A missing score does not count as a difference.
    """
    told: dict[str, set[float | None]] = defaultdict(set)
    for row in rows:
        told[row[4]].add(row[5])
    distinct = {outcome: max(1, len(scores - {None})) for outcome, scores in told.items()}
    return sum(distinct.values()) > 1 and distinct.get(Outcome.PASS.value, 0) <= 1


def _numbers(
    read: Sequence[Row], places: Sequence[int], recorded: Sequence[Recorded], *, identical: bool
) -> list[tuple[int, int]]:
    last = next_attempt(recorded) - 1
    used: set[int] = set()
    said: dict[tuple[str, float | None], int] = {}
    found: list[tuple[int, int]] = []
    for place in places:
        outcome, score = read[place][4:6]
        attempt = None
        if not identical:
            alike = (n for told, n in said.items() if _agrees(Recorded(0, *told), outcome, score))
            attempt = next(alike, None)
        if attempt is None:
            attempt = next(
                (
                    each.attempt
                    for each in recorded
                    if each.attempt not in used and _agrees(each, outcome, score)
                ),
                None,
            )
        if attempt is None:
            last += 1
            attempt = last
        used.add(attempt)
        said[outcome, score] = attempt
        found.append((place, attempt))
    return found


def _agrees(recorded: Recorded, outcome: str, score: float | None) -> bool:
    return recorded.outcome == outcome and (
        recorded.score == score or None in (recorded.score, score)
    )


async def number_after_voids(
    connection: AsyncConnection, read: Sequence[Row], voided: set[Day]
) -> list[Row]:
    """Return the rows, with attempt numbers for rows that come after a void of their day.

    This is only for rows and voids without attempt numbers. A void without an attempt number
    cancels only the attempts before it. `voided` has the days with such a void in earlier batches
    of the file. The days of this batch are added to `voided`.
    """
    following: list[int] = []
    if voided or _VOID in map(itemgetter(4), read):  # few files have voids
        for place, row in enumerate(read):
            if row[3] == 0 and row[4] == _VOID:
                voided.add(day_of(row))
            elif row[3] == 0 and day_of(row) in voided:
                following.append(place)
    numbered = list(read)
    if not following:
        return numbered
    days = {day_of(read[place]) for place in following}
    recorded = await recorded_on(connection, days)
    last = {day: next_attempt(recorded[day]) - 1 for day in days}
    for row in read:
        if (day := day_of(row)) in last:
            last[day] = max(last[day], row[3])
    for place in following:
        row = read[place]
        known = recorded[day_of(row)]
        known_void = any(each.outcome == _VOID and each.attempt == 0 for each in known)
        standing = [each for each in known if known_void and not is_void(known, each.attempt)]
        attempt = next((e.attempt for e in standing if _agrees(e, row[4], row[5])), None)
        if attempt is None:
            attempt = last[day_of(row)] = last[day_of(row)] + 1
        numbered[place] = (*row[:3], attempt, *row[4:])
    return numbered


async def widen_voids(connection: AsyncConnection, read: Sequence[Row]) -> list[Row]:
    """Return the additional voids that a void without an attempt number causes.

    Each attempt that is on record, or before the void in the file, gets one void. Importing a void
    again causes no more voids.
    """
    if _VOID not in map(itemgetter(4), read):  # the usual case
        return []
    voids = [(place, row) for place, row in enumerate(read) if row[4] == _VOID and row[3] == 0]
    if not voids:
        return []
    recorded = await recorded_on(connection, {day_of(row) for _, row in voids})
    more: list[Row] = []
    for place, row in voids:
        day = day_of(row)
        known = recorded[day]
        if any(each.outcome == _VOID and each.attempt == 0 for each in known):
            continue
        before = {each.attempt for each in known if each.outcome != _VOID}
        before |= {each[3] for each in read[:place] if each[4] != _VOID and day_of(each) == day}
        more += [(*row[:3], attempt, *row[4:]) for attempt in sorted(before - {0})]
    return more


async def further_attempts(connection: AsyncConnection, rows: Sequence[Row]) -> list[Row]:
    """Return the rows as later attempts of their day, with new attempt numbers.

    Rows that are on record already are left out.
    """
    recorded = await recorded_on(connection, {day_of(row) for row in rows})
    found: list[Row] = []
    for row in rows:
        known = recorded[day_of(row)]
        standing = [each for each in known if not is_void(known, each.attempt)]
        if any(_agrees(each, row[4], row[5]) for each in standing):
            continue
        attempt = next_attempt(known)
        known.append(Recorded(attempt, row[4], row[5]))
        found.append((*row[:3], attempt, *row[4:]))
    return found


async def write_voids(
    connection: AsyncConnection, voids: Sequence[Row], import_id: int | None = None
) -> None:
    """Record voids, which cancel results."""
    rows = [(*row[:5], None, row[6], row[7]) for row in voids]
    await write_rows(connection, rows, import_id)


async def write_rows(
    connection: AsyncConnection, rows: Sequence[Row], import_id: int | None = None
) -> None:
    """Record results. Skip results that are already on record."""
    names = (
        "candidate_id",
        "exam_code",
        "taken_on",
        "attempt",
        "outcome",
        "score",
        "evaluator",
        "source_ref",
    )
    values = [
        {
            **dict(zip(names, row, strict=True)),
            "taken_on": date.fromisoformat(day_of(row)[2]),
            "import_id": import_id,
        }
        for row in rows
    ]
    if values:
        await connection.execute(lenient_insert(connection, results), values)
