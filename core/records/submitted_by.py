"""Record which organization submitted a result.

If a student is at several organizations, the staff of each organization see only the results that
it submitted.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, distinct, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.records.model import Outcome, Record, Result
from core.storage.staging import one_of
from core.storage.tables import agreements, candidate_numbers, results

_KEY = ("candidate_id", "exam_code", "taken_on", "attempt", "outcome")


async def record_submitter(connection: AsyncConnection, shared: Mapping[int, int]) -> None:
    """Record which organization submitted the results of people who will get a second one.

    `shared` maps each person to their only organization so far. While a person has only one
    organization, results are recorded without it.
    """
    for person, organization in shared.items():
        await connection.execute(
            update(results)
            .where(results.c.candidate_id == person, results.c.organisation_id.is_(None))
            .values(organisation_id=organization)
        )


async def record_submitter_of_each(
    connection: AsyncConnection, brought: Sequence[tuple[tuple[Any, ...], int]]
) -> None:
    """Record which organization submitted each result of a candidate at several organizations.

    `brought` has, for each result, its candidate, exam, day, attempt and outcome, and the
    organization.
    """
    candidates = {key[0] for key, _ in brought}
    rows = await connection.execute(
        select(candidate_numbers.c.person_id)
        .where(one_of(connection, candidate_numbers.c.person_id, candidates))
        .group_by(candidate_numbers.c.person_id)
        .having(func.count(distinct(candidate_numbers.c.organisation_id)) > 1)
    )
    shared = set(rows.scalars())
    values = [
        {
            **{f"its_{name}": value for name, value in zip(_KEY, key, strict=True)},
            "its_taken_on": key[2] if isinstance(key[2], date) else date.fromisoformat(key[2]),
            "whose": organization,
        }
        for key, organization in brought
        if key[0] in shared
    ]
    if values:
        one = (results.c[name] == bindparam(f"its_{name}") for name in _KEY)
        note = update(results).where(*one, results.c.organisation_id.is_(None))
        await connection.execute(note.values(organisation_id=bindparam("whose")), values)


async def as_staff_see(
    connection: AsyncConnection,
    records: dict[int, Record],
    candidates: Collection[int],
    organizations: Collection[int] | Select[Any],
) -> dict[int, Record]:
    """Return the records as staff of these organizations may see them.

    `organizations` are ids, or a query for ids. If a student is also at other organizations, the
    staff see all credentials, but only the results that their own organization submitted. If the
    student has agreed to it, the staff see all results.
    """
    shared = await _shared(connection, candidates, organizations)
    if not shared:
        return records
    own: dict[int, list[Result]] = defaultdict(list)
    rows = await connection.execute(
        select(results).where(
            one_of(connection, results.c.candidate_id, shared),
            results.c.organisation_id.in_(organizations),
        )
    )
    for row in rows:
        own[row.candidate_id].append(
            Result(row.exam_code, row.taken_on, row.attempt, Outcome(row.outcome))
        )
    seen = {
        each: replace(record, results=tuple(own[each]))
        for each, record in records.items()
        if each in shared
    }
    return records | seen


async def _shared(
    connection: AsyncConnection,
    candidates: Collection[int],
    organizations: Collection[int] | Select[Any],
) -> set[int]:
    """Return the candidates who are also at other organizations, and have not shared results.

    A candidate shares results with these organizations by an agreement.
    """
    rows = await connection.execute(
        select(candidate_numbers.c.person_id)
        .distinct()
        .where(
            one_of(connection, candidate_numbers.c.person_id, candidates),
            candidate_numbers.c.organisation_id.not_in(organizations),
        )
    )
    elsewhere = set(rows.scalars())
    if not elsewhere:
        return elsewhere
    agreed = await connection.execute(
        select(agreements.c.person_id).where(
            agreements.c.what == "results",
            agreements.c.organisation_id.in_(organizations),
            one_of(connection, agreements.c.person_id, elsewhere),
        )
    )
    return elsewhere - set(agreed.scalars())
