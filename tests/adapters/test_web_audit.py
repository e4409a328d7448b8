"""Audit entries of web pages: whose credential was shown, but nothing about visitors."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from adapters.web.app import web_app
from tests.adapters.web_server import served
from tests.world import World, open_world


@pytest.fixture
async def world(sqlite_url: str) -> AsyncIterator[World]:
    opened = await open_world(sqlite_url, "https://verify.example.org")
    yield opened
    await opened.edgefinder.close()


async def entries_after(world: World, *paths: str) -> list[dict[str, Any]]:
    async with served(web_app(world.edgefinder)) as url, aiohttp.ClientSession() as session:
        for path in paths:
            async with session.get(f"{url}{path}") as response:
                await response.read()
    await world.edgefinder.audit.flush()
    rows = await world.rows("audit_entries")
    return [{**row, "details": json.loads(str(row["details"]))} for row in rows]


async def test_each_page_that_shows_a_credential_leaves_an_entry_about_its_holder(
    world: World,
) -> None:
    ana = await world.candidate("1001")
    code = await world.award("1001", "M1-MMS")
    paths = (f"/v/{code}", f"/v/{code}.json", f"/v/{code}/certificate.pdf", f"/v/{code}/badge.svg")
    for path in paths:
        await world.clear("audit_entries")
        [entry, *more] = await entries_after(world, path)
        assert {each["subject_id"] for each in (entry, *more)} == {ana}, path
        assert entry["details"] == {
            "surface": "web",
            "why": "was shown a code, link or file",
            "subject": ana,
            "code": code,
        }


async def test_pages_without_a_record_leave_no_entry(world: World) -> None:
    assert await entries_after(world, "/", "/privacy", "/v/EF-0000-0000-0000-0", "/healthz") == []
