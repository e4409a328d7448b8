"""Unused OAuth states are deleted after a time."""

from datetime import UTC, datetime, timedelta

from adapters.slack.install_states import InstallStates
from tests.world import World


async def test_an_unused_state_is_deleted(world: World) -> None:
    engine = world.edgefinder.installation_store_engine
    past = datetime.now(UTC).replace(tzinfo=None) - timedelta(hours=1)
    states = InstallStates(600, engine)
    await states.async_issue()
    async with engine.begin() as connection:
        await connection.execute(states.oauth_states.update().values(expire_at=past))
    fresh = await states.async_issue()
    assert [row["state"] for row in await world.rows("slack_oauth_states")] == [fresh]
    assert await states.async_consume(fresh)
    assert not await states.async_consume(fresh)
    assert await world.rows("slack_oauth_states") == []
