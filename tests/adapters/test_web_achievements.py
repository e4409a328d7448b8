"""The pages about what each credential certifies, linked from signed credentials."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from adapters.web.app import web_app
from tests.adapters.test_web_responses import words
from tests.adapters.web_server import served
from tests.world import World, open_world

ROOT = "https://verify.example.org"


@dataclass
class Site:
    world: World
    url: str
    session: aiohttp.ClientSession

    async def get(self, path: str, accept: str = "text/html") -> tuple[int, dict[str, str], str]:
        headers = {"Accept": accept}
        async with self.session.get(f"{self.url}{path}", headers=headers) as response:
            names = {name.lower(): value for name, value in response.headers.items()}
            return response.status, names, await response.text()


@pytest.fixture
async def site(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    world = await open_world(sqlite_url, ROOT, tmp_path / "keys")
    async with served(web_app(world.edgefinder)) as url, aiohttp.ClientSession() as session:
        yield Site(world, url, session)
    await world.edgefinder.close()


async def test_the_page_says_what_is_certified_and_by_which_exams(site: Site) -> None:
    status, headers, page = await site.get("/achievements/M1-TCH")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    shown = words(page)
    for part in (
        "Turning I (Chucking Skills)",
        "Machining, Level I",
        "What it certifies Its holder has made a part to print and passed the theory exam in",
        "By passing all of these exams: A theory exam A performance exam (a part made to print)",
        "Code M1-TCH",
    ):
        assert part in shown
    assert not re.search(r"<script|<link|<img|\bsrc=|\bon\w+=|\bstyle=", page)
    assert headers["cache-control"] == "public, max-age=3600"
    assert "By passing this exam:" in words((await site.get("/achievements/m1-mms"))[2])


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/achievements/M1-MMS", "application/ld+json"),
        ("/achievements/M1-MMS", "application/json"),
        ("/achievements/M1-MMS.json", "text/html"),
    ],
)
async def test_json_gives_the_achievement_of_the_signed_credential(
    site: Site, path: str, accept: str
) -> None:
    issuer = site.world.edgefinder.signing.issuer
    assert issuer is not None
    issuer.keys.init()
    await site.world.candidate("1001", "Ana Popescu")
    awarded = await site.world.edgefinder.signing.find_award(
        await site.world.award("1001", "M1-MMS")
    )
    assert awarded is not None
    signed = await site.world.edgefinder.signing.document(awarded)
    assert isinstance(signed, dict)
    status, headers, body = await site.get(path, accept)
    assert (status, headers["content-type"]) == (200, "application/ld+json")
    told = json.loads(body)
    assert told.pop("@context") == signed["@context"]
    assert told == signed["credentialSubject"]["achievement"]
    assert told["id"] == f"{ROOT}/achievements/M1-MMS"


@pytest.mark.parametrize("code", ["X9-GONE", "..%2f..%2fetc", "%00", "a" * 5000])
async def test_an_unknown_achievement_is_not_found(site: Site, code: str) -> None:
    status, _, page = await site.get(f"/achievements/{code}")
    assert status == 404
    assert "Nothing is here" in words(page)
