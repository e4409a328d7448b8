"""/readyz and /metrics: which parts work, and who may see the details."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
from sqlalchemy import text

from adapters.platform_health import PlatformHealth
from adapters.web.app import web_app
from core import readiness
from core.readiness import LONGEST_LAG
from tests.adapters.web_server import served
from tests.world import World, open_world

TOKEN = "a-token-of-sixteen-characters"


@dataclass
class Site:
    world: World
    url: str
    session: aiohttp.ClientSession
    telegram: PlatformHealth

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.get(f"{self.url}{path}", headers=named) as answer:
            return answer.status, await answer.text()

    async def checks(self) -> tuple[int, dict[str, str]]:
        status, body = await self.get("/readyz")
        checks: dict[str, str] = json.loads(body)["checks"]
        return status, checks


@pytest.fixture
async def site(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    monkeypatch.setattr(readiness, "PATIENCE_SECONDS", 60.0)  # because a busy machine is slow
    world = await open_world(database_url)
    telegram = PlatformHealth("telegram")
    app = web_app(world.edgefinder, platforms=[telegram], metrics_token=TOKEN)
    async with served(app) as url, aiohttp.ClientSession() as session:
        yield Site(world, url, session, telegram)
    await world.edgefinder.close()


async def test_a_server_is_ready_when_every_part_works(site: Site) -> None:
    site.telegram.well()
    status, checks = await site.checks()
    assert (status, set(checks.values())) == (200, {"ok"})
    assert list(checks) == ["database", "migrations", "relay", "telegram"]


async def test_a_server_is_not_ready_before_a_platform_is_connected(site: Site) -> None:
    status, checks = await site.checks()
    assert (status, checks["telegram"]) == (503, "not connected yet")


async def test_a_failing_platform_shows_its_cause_until_it_recovers(site: Site) -> None:
    site.telegram.failing("the token is wrong: set EDGEFINDER_TELEGRAM_TOKEN")
    status, checks = await site.checks()
    assert (status, checks["telegram"][:18]) == (503, "the token is wrong")
    assert (await site.get("/healthz"))[0] == 200, "the process need not be restarted"
    site.telegram.well()
    assert (await site.checks())[0] == 200


async def test_a_database_of_another_revision_is_not_ready(site: Site) -> None:
    site.telegram.well()
    async with site.world.edgefinder.database.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    status, checks = await site.checks()
    assert (status, checks["migrations"]) == (503, "at 0001: run 'edgefinder db upgrade'")


async def test_a_database_that_the_next_version_has_upgraded_stays_in_use(site: Site) -> None:
    site.telegram.well()
    async with site.world.edgefinder.database.begin() as connection:
        await connection.execute(text("ALTER TABLE people ADD COLUMN of_next_version TEXT"))
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert (await site.checks())[0] == 200, "both versions serve during a rolling restart"
    await site.world.candidate("1001", "Ana Popescu")
    assert "Ana Popescu" in await site.world.says("1001", "whoami")


async def test_undelivered_notices_without_a_relay_are_reported(site: Site) -> None:
    site.telegram.well()
    await site.world.candidate("1001")
    await site.world.notice("1001", "award_earned", await site.world.award("1001", "M1-MMS"))
    assert (await site.checks())[0] == 200
    site.world.clock.now += LONGEST_LAG
    status, checks = await site.checks()
    assert (status, checks["relay"]) == (503, "a notice has waited for 5 minutes")


async def test_a_failing_database_is_reported_without_ending_the_process(site: Site) -> None:
    site.telegram.well()
    async with site.world.edgefinder.database.begin() as connection:
        await connection.execute(text("ALTER TABLE alembic_version RENAME TO elsewhere"))
    status, checks = await site.checks()
    assert status == 503
    assert checks["database"].startswith("the database does not answer")
    assert (await site.get("/healthz"))[0] == 200


async def test_through_a_proxy_strangers_learn_only_whether_the_server_is_ready(site: Site) -> None:
    site.telegram.failing("the token is wrong")
    status, body = await site.get("/readyz", X_Forwarded_For="203.0.113.7")
    assert (status, json.loads(body)) == (503, {"ready": False})
    assert (await site.get("/metrics", X_Forwarded_For="203.0.113.7"))[0] == 404


async def test_a_monitor_with_the_token_sees_everything_from_anywhere(site: Site) -> None:
    site.telegram.well()
    there = {"X_Forwarded_For": "203.0.113.7", "Authorization": f"Bearer {TOKEN}"}
    _, body = await site.get("/readyz", **there)
    assert json.loads(body)["checks"]["telegram"] == "ok"
    status, metrics = await site.get("/metrics", **there)
    assert status == 200
    assert 'edgefinder_ready{part="telegram"} 1.0' in metrics
    wrong = {**there, "Authorization": "Bearer something-else-entirely"}
    assert (await site.get("/metrics", **wrong))[0] == 404
