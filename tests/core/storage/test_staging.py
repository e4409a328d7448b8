"""Rows with many given values are found, whichever way of looking them up is chosen."""

import pytest
from sqlalchemy import insert, select

from core.storage.staging import rows_of
from core.storage.tables import people
from tests.world import World


@pytest.mark.parametrize("wanted", [2, 5000], ids=["few values", "many values"])
@pytest.mark.parametrize("on_record", [3, 3000], ids=["few rows", "many rows"])
async def test_looking_up_few_or_many_values_finds_exactly_the_rows_with_these_values(
    world: World, wanted: int, on_record: int
) -> None:
    database = world.edgefinder.database
    values = {f"C{number:04}" for number in range(1, wanted + 1)}
    rows = [
        {"number": f"C{number:04}", "given_name": "Ana", "family_name": "Cole"}
        for number in range(on_record)
    ]
    async with database.begin() as connection:
        await connection.execute(insert(people), rows)
        chosen = select(people.c.number, people.c.given_name)
        found = await rows_of(connection, chosen, people.c.number, values)

    expected = {row["number"] for row in rows} & values
    assert sorted(map(tuple, found)) == sorted((number, "Ana") for number in expected)
