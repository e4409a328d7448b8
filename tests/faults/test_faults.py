"""The promise, on a small scale: nothing lost, nothing out of order, and few things twice."""

from pathlib import Path

import pytest

from tests.faults.running import Run, run


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_what_is_owed_arrives_through_kills_and_platforms_that_fail(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = (
        f"sqlite:///{tmp_path / 'faults.db'}"
        if kind == "sqlite"
        else request.getfixturevalue("postgres_url")
    )
    relays = 1 if kind == "sqlite" else 2
    given = Run(kind, url, notices=300, relays=relays, kill_every=1, seed=7, most_kills=2)
    tally = await run(given)
    assert tally.sent >= 300
    assert tally.kept, str(tally)
