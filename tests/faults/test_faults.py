"""A small fault run: no notice is lost or out of order, and few are repeated."""

import pytest

from tests.faults.fault_run import Outage, Run, run


@pytest.mark.only_slow
async def test_notices_arrive_despite_kills_and_failing_platforms(
    database_url: str,
) -> None:
    kind = database_url.partition("+")[0]
    relays = 1 if kind == "sqlite" else 2
    given = Run(kind, database_url, notices=300, relays=relays, kill_every=1, seed=7, most_kills=2)
    tally = await run(given)
    assert tally.sent >= 300
    assert tally.kept, str(tally)


@pytest.mark.only_slow
async def test_notices_arrive_after_platforms_were_down_for_minutes(database_url: str) -> None:
    kind = database_url.partition("+")[0]
    away = Outage("telegram", 0, 6), Outage("slack", 0, 3)
    given = Run(kind, database_url, 200, 1, 60, 7, outages=away, faster=60)
    tally = await run(given)
    assert tally.kept, str(tally)
    assert {"telegram away", "slack away"} <= set(tally.went_wrong)
