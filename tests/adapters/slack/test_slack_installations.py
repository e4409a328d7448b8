"""Stored tokens: encrypted, readable with old keys, and renewed before they expire."""

import asyncio
import time

import pytest
from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.installations import (
    KNOWN_SECONDS,
    CannotDecryptError,
    EncryptedInstallations,
    Tokens,
)
from tests.bot.recorded_statements import statements
from tests.doubles.slack import SlackPlatform
from tests.world import World

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def store(world: World, *keys: str) -> EncryptedInstallations:
    return EncryptedInstallations("1111.2222", world.edgefinder.database.engine, keys)


def installation(team: str | None = "T1", **more: object) -> Installation:
    given = {"app_id": "A1", "team_id": team, "user_id": "U1", "bot_token": "xoxb-1", **more}
    return Installation(**given)  # type: ignore[arg-type]  # keyword arguments


async def test_a_token_is_stored_encrypted_and_read_decrypted(world: World) -> None:
    kept = store(world, NEW)
    await kept.async_save(installation(enterprise_id="E1"))
    for table in ("slack_bots", "slack_installations"):
        [row] = await world.rows(table)
        assert str(row["bot_token"]).startswith("sealed:")
    found = await kept.bot_of("T1")
    assert found is not None
    assert (found.bot_token, found.enterprise_id) == ("xoxb-1", "E1")
    assert await kept.bot_of("T2") is None


async def test_a_token_encrypted_with_the_old_key_can_be_read_and_is_saved_with_the_new_key(
    world: World,
) -> None:
    await store(world, OLD).async_save(installation())
    both = store(world, NEW, OLD)
    found = await both.bot_of("T1")
    assert found is not None
    await both.async_save_bot(found)
    again = await store(world, NEW).bot_of("T1")
    assert again is not None
    assert again.bot_token == "xoxb-1"


async def test_reading_a_token_without_its_key_raises_an_error_that_names_the_setting(
    world: World,
) -> None:
    await store(world, OLD).async_save(installation())
    with pytest.raises(CannotDecryptError, match="EDGEFINDER_SLACK_TOKEN_KEY"):
        await store(world, NEW).bot_of("T1")


async def with_a_token_that_expires_soon(
    world: World, slack: SlackPlatform, processes: int
) -> list[Tokens]:
    """Return a Tokens for each of several processes; they share a token that expires soon."""
    slack.workspace("T1").refresh_token = "xoxe-1-first"
    ends = int(time.time()) + 60
    await store(world, NEW).async_save(
        installation(bot_refresh_token="xoxe-1-first", bot_token_expires_at=ends)
    )
    client = AsyncWebClient(base_url=slack.api_url)
    app = {"client_id": slack.client_id, "client_secret": slack.client_secret}
    return [
        Tokens(store(world, NEW), AsyncTokenRotator(**app, client=client)) for _ in range(processes)
    ]


# slack_sdk passes aiohttp the app's id and secret in a form that aiohttp 4 will no longer accept
@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_a_token_that_expires_soon_is_renewed_once(
    world: World, slack: SlackPlatform
) -> None:
    workspace = slack.workspace("T1")
    [tokens] = await with_a_token_that_expires_soon(world, slack, 1)
    found = await asyncio.gather(*(tokens.of_installation("T1") for _ in range(3)))
    assert set(found) == {workspace.bot_token}
    assert len(slack.called("oauth.v2.access")) == 1


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # by slack_sdk
async def test_two_processes_agree_on_a_renewed_token(world: World, slack: SlackPlatform) -> None:
    workspace = slack.workspace("T1")
    processes = await with_a_token_that_expires_soon(world, slack, 2)
    found = await asyncio.gather(*(each.of_installation("T1") for each in processes))
    assert set(found) <= {"xoxb-1", workspace.bot_token}, "the old token is still valid"
    assert [await each.of_installation("T1") for each in processes] == [workspace.bot_token] * 2
    if not world.edgefinder.database.is_sqlite:
        assert len(slack.called("oauth.v2.access")) == 1


async def test_a_workspace_in_an_org_uses_the_orgs_token(
    world: World, slack: SlackPlatform
) -> None:
    kept = store(world, NEW)
    await kept.async_save(
        installation(None, enterprise_id="E1", is_enterprise_install=True, bot_token="xoxb-org")
    )
    rotator = AsyncTokenRotator(client_id="", client_secret="")
    tokens = Tokens(kept, rotator)
    found = await tokens.of(enterprise_id="E1", team_id="T1", is_enterprise_install=False)
    assert found is not None
    assert found.bot_token == "xoxb-org"
    assert await tokens.of_installation("E1") == "xoxb-org"
    assert await tokens.of(enterprise_id="E2", team_id="T1", is_enterprise_install=False) is None
    await tokens.forget("E1", "xoxb-org")
    assert await tokens.of_installation("E1") is None


async def test_a_token_is_cached_for_a_fixed_time_and_a_missing_token_is_not_cached(
    world: World,
) -> None:
    now = [0.0]
    kept = store(world, NEW)
    tokens = Tokens(kept, AsyncTokenRotator(client_id="", client_secret=""), lambda: now[0])

    async def token() -> str | None:
        found = await tokens.of(enterprise_id=None, team_id="T1", is_enterprise_install=False)
        return found.bot_token if found else None

    assert await token() is None
    await kept.async_save(installation())
    assert await token() == "xoxb-1", "a missing token is not cached"
    async with statements(world) as asked:
        assert await token() == "xoxb-1"
        assert asked == []
    await kept.async_save(installation(bot_token="xoxb-2"))
    assert await tokens.of_installation("T1") == "xoxb-2", "this call does not use the cache"
    now[0] = KNOWN_SECONDS
    assert await token() == "xoxb-2"
    await tokens.forget("T1", "xoxb-1")
    assert await token() == "xoxb-2", "an installation with a newer token stays"
    await tokens.forget("T1", "xoxb-2")
    assert await token() is None
