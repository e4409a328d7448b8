"""The page of a goal proof: its content and its limits."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest

from adapters.web.app import web_app
from core.goals.link_tokens import new_token
from tests.adapters.web_server import served
from tests.world import World, open_world

JSON = {"Accept": "application/json"}


@dataclass
class Site:
    """A center's web server; the candidate Ana meets a goal."""

    world: World
    url: str
    session: aiohttp.ClientSession

    async def proof(self, *, shows: bool, of: str = "ccc-mfgt-123", met: bool = True) -> str:
        parts = self.world.edgefinder
        goal = (await parts.goal_repository.everything())[of]
        made = await parts.proofs.make(self.world.ids["1001"], goal, 30, shows=shows, met=met)
        assert made is not None
        return made.token

    async def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
        async with self.session.get(f"{self.url}{path}", headers=headers) as response:
            assert response.headers["Cache-Control"] == "no-store"
            assert response.headers["Referrer-Policy"] == "no-referrer"
            return response.status, await response.text()

    async def looks(self) -> int:
        [row] = await self.world.rows("goal_proofs")
        return int(str(row["looks"]))


@pytest.fixture
async def site(sqlite_url: str) -> AsyncIterator[Site]:
    world = await open_world(sqlite_url)
    await world.candidate("1001", "Ana <b>Popescu")
    await world.award("1001", "M1-CMP")
    async with (
        served(web_app(world.edgefinder)) as url,
        aiohttp.ClientSession() as session,
    ):
        yield Site(world, url, session)
    await world.edgefinder.close()


async def test_a_page_shows_only_who_meets_which_goal(site: Site) -> None:
    status, page = await site.get(f"/g/{await site.proof(shows=False)}")
    assert status == 200
    assert "This goal is met" in page
    assert "Ana &lt;b&gt;Popescu" in page
    assert "Credit for MFGT 123" in page
    assert "Programming Setup" not in page
    assert "EF-" not in page


async def test_a_proof_is_sent_as_json_on_request_and_counts_as_a_view(site: Site) -> None:
    token = await site.proof(shows=True)
    for path, headers in ((f"/g/{token}", JSON), (f"/g/{token}.json", {})):
        status, text = await site.get(path, headers)
        document = json.loads(text)
        assert (status, document["verdict"], document["holder"]) == (200, "met", "Ana <b>Popescu")
        assert [each["code"] for each in document["credentials"]] == ["M1-CMP"]
    assert await site.looks() == 2


async def test_an_unmet_goal_is_shown_as_not_met(site: Site) -> None:
    token = await site.proof(shows=True, of="nc-entry-machinist", met=False)
    status, page = await site.get(f"/g/{token}")
    assert status == 200
    assert "This goal is not met yet" in page
    assert "no longer" not in page
    status, text = await site.get(f"/g/{token}.json")
    told = json.loads(text)
    assert (status, told["verdict"], told["proven_on"]) == (200, "not_met", None)
    lost = await site.proof(shows=True, of="nc-entry-machinist", met=True)
    status, page = await site.get(f"/g/{lost}")
    assert status == 410
    assert "This goal is no longer met" in page


async def test_an_expired_proof_looks_like_one_that_never_existed(site: Site) -> None:
    token = await site.proof(shows=True)
    _, unknown = await site.get(f"/g/{new_token()}")
    site.world.clock.pass_by(days=31)
    status, expired = await site.get(f"/g/{token}")
    assert status == 404
    assert expired == unknown
    assert "This link proves nothing" in expired
    assert (await site.get("/g/x", JSON)) == (404, '{"verdict":"unknown"}')


async def test_a_link_preview_does_not_count_as_a_view(site: Site) -> None:
    token = await site.proof(shows=False)
    async with site.session.head(f"{site.url}/g/{token}") as response:
        assert response.status == 200
    assert await site.looks() == 0
