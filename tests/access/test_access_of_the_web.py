"""Every web route declares its access, and shows a stranger only what it declares."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from adapters.web.app import web_app
from adapters.web.platform_webhooks import Answered, Posts
from bot.access import Access, Audience, access_of
from bot.whose_record import Shows
from tests.access.all_questions import Told, told
from tests.access.center import ANA, DANA, SITE, Center, everybody, open_center
from tests.access.entries import routes_in
from tests.access.relations import Sees

READABLE = ("text/", "json", "svg")
CLOSED = {"/metrics": 404}
"""The status of each path that is closed to requests without a token."""


@pytest.fixture
async def center(tmp_path: Path, migrated_sqlite: Path) -> AsyncIterator[Center]:
    shutil.copy(migrated_sqlite, tmp_path / "edgefinder.db")
    opened = await open_center(f"sqlite+aiosqlite:///{tmp_path / 'edgefinder.db'}")
    yield opened
    await opened.world.edgefinder.close()


def paths(center: Center, route: APIRoute) -> list[str]:
    """Return a route's paths, each with another code, name, number or id in it."""
    found = []
    for number in (ANA, DANA):
        facts = center.facts[number]
        for named in (facts.code, facts.name, facts.number, center.proof, "1", "M1-MMS"):
            path = route.path
            for part in route.param_convertors:
                path = path.replace("{" + part + "}", named)
            found.append(path)
    return list(dict.fromkeys(found))


async def test_a_route_reveals_to_a_stranger_only_what_its_access_declares(center: Center) -> None:
    app = web_app(center.world.edgefinder)
    stranger = everybody("telegram")[0]
    transport = httpx.ASGITransport(app, client=("192.0.2.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url=SITE) as browser:
        for route in routes_in(app):
            access = access_of(route.endpoint)
            assert access is not None, route.path
            found: list[Told] = []
            for path in paths(center, route):
                for accept in ("text/html", "application/json"):
                    if "GET" in (route.methods or ()):
                        got = await browser.get(path, headers={"Accept": accept})
                    else:
                        got = await browser.post(path, data={"code": path.rpartition("/")[2]})
                    assert got.status_code < 500, path
                    text = (
                        got.text
                        if any(kind in got.headers.get("content-type", "") for kind in READABLE)
                        else ""
                    )
                    found += told(center, route.path, access, stranger, path, text)
            assert "\n".join(str(each) for each in found if each.too_much) == ""


async def test_the_web_form_shows_what_a_code_proves_but_nothing_for_a_name_number_or_address(
    center: Center,
) -> None:
    app = web_app(center.world.edgefinder)
    stranger = everybody("telegram")[0]
    access = Access(Audience.EVERYONE, Shows.PROOF)
    facts = center.facts[ANA]
    transport = httpx.ASGITransport(app, client=("192.0.2.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url=SITE) as browser:
        for typed in (facts.code, facts.name, facts.number, facts.email):
            got = await browser.post("/verify", data={"code": typed})
            [ana, *_] = told(center, "/verify", access, stranger, typed, got.text)
            assert not ana.too_much
            assert ("name" in ana.facts) == (typed == facts.code)
            assert ana.sees is Sees.PROOF


async def test_the_routes_that_platforms_post_to_declare_that_they_show_no_record(
    center: Center,
) -> None:
    async def endpoint(_body: bytes, _headers: object) -> Answered:
        return Answered(401, {}, b"")

    app = web_app(center.world.edgefinder, {"/slack/events": endpoint})
    assert isinstance(app, Posts)
    assert Posts.access == Access(Audience.PLATFORMS, Shows.NOBODY)


def test_a_route_that_declares_no_access_is_detected(center: Center) -> None:
    app = FastAPI()

    @app.get("/new")
    async def new() -> str:
        return ""

    [route] = [each for each in routes_in(app) if each.path == "/new"]
    assert access_of(route.endpoint) is None
