"""The front page, the list of credentials, the privacy page, and links to them."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest

from adapters.web.app import web_app
from tests.adapters.web_server import served
from tests.world import World, open_world


@dataclass
class Site:
    world: World
    url: str
    session: aiohttp.ClientSession

    async def get(self, path: str) -> tuple[int, str]:
        async with self.session.get(f"{self.url}{path}") as answer:
            return answer.status, await answer.text()


@pytest.fixture
async def site(sqlite_url: str) -> AsyncIterator[Site]:
    world = await open_world(sqlite_url)
    async with served(web_app(world.edgefinder)) as url, aiohttp.ClientSession() as session:
        yield Site(world, url, session)
    await world.edgefinder.close()


async def test_the_front_page_says_what_the_site_is_for_and_accepts_a_code(site: Site) -> None:
    status, page = await site.get("/")
    assert status == 200
    assert "Ridgeline Technical Center" in page
    assert "not by NIMS" in page, "the page says that the center is not NIMS"
    assert re.search(r'<form method="post" action="/verify"', page)


@pytest.mark.parametrize("path", ["/", "/achievements", "/privacy"])
async def test_every_link_on_the_front_list_and_privacy_pages_works(site: Site, path: str) -> None:
    _, page = await site.get(path)
    links = set(re.findall(r'href="(/[^"]*)"', page)) or {"/"}
    for link in links:
        assert (await site.get(link))[0] == 200, link


async def test_the_list_has_every_credential_under_its_area(site: Site) -> None:
    _, page = await site.get("/achievements")
    for each in site.world.edgefinder.catalog.credentials:
        assert f'href="/achievements/{each.code}"' in page
    assert "<h2>Machining</h2>" in page
    assert ">CNC Turning: Operator</a>, Level I" in page
    assert "Level II: Operate with Compound Dies</a></li>" in page, (
        "a level in the title is not repeated"
    )


async def test_the_privacy_page_says_in_plain_words_what_is_stored(site: Site) -> None:
    _, page = await site.get("/privacy")
    assert "A candidate sees their whole record" in page


async def test_a_missing_page_has_links_to_others(site: Site) -> None:
    status, page = await site.get("/nowhere")
    assert status == 404
    assert 'href="/"' in page
