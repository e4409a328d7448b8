"""Which organization brought a result: what its staff see of a student whom others have too."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, distinct, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.storage.staging import one_of
from core.storage.tables import candidate_numbers, results

_KEY = ("candidate_id", "exam_code", "taken_on", "attempt", "outcome")


async def keep_who_brought(connection: AsyncConnection, shared: Mapping[int, int]) -> None:
    """Note whose results they are of people who get a second organization.

    `shared`: by person, the only organization that they had. While there is one it needs no note.
    """
    for person, organization in shared.items():
        await connection.execute(
            update(results)
            .where(results.c.candidate_id == person, results.c.organisation_id.is_(None))
            .values(organisation_id=organization)
        )


async def keep_who_brought_each(
    connection: AsyncConnection, brought: Sequence[tuple[tuple[Any, ...], int]]
) -> None:
    """Note which organization brought each result of a candidate whom several have.

    `brought`: candidate, exam, day, attempt and outcome of a result, and the organization.
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
