"""Rate limits for one network address, even behind a proxy, and cached files."""

import io
import threading
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Any

import httpx
import pytest
from starlette.formparsers import MultiPartParser
from starlette.types import ASGIApp

from adapters.serve import server_config
from adapters.settings import Settings
from adapters.web.app import web_app
from core.awards import award_files, certificate
from core.awards.codes import new_code
from core.verification.files.found_items import MOST_BYTES
from tests.world import World, open_world

SITE = "https://verify.example.org"


@pytest.fixture
async def world(sqlite_url: str) -> AsyncIterator[World]:
    """Return a center with two candidates."""
    opened = await open_world(sqlite_url, public_url=SITE)
    await opened.candidate("1001", "Ana Popescu")
    await opened.candidate("1002", "Ben Okoro")
    yield opened
    await opened.edgefinder.close()


def browser(app: ASGIApp, address: str = "192.0.2.1") -> httpx.AsyncClient:
    """Return a client that connects from an address."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app, client=(address, 40_000)), base_url=SITE
    )


@pytest.mark.parametrize("paper", ["share", "badge.svg", "preview.png"])
async def test_guessed_download_urls_count_as_guesses(world: World, paper: str) -> None:
    real = await world.award("1001", "M1-MMS")
    app = web_app(world.edgefinder)
    async with browser(app) as guesser, browser(app, "192.0.2.2") as other:
        for _ in range(60):
            assert (await guesser.get(f"/v/{new_code()}/{paper}")).status_code == 404
        for code in (real, new_code()):
            for path in (f"/v/{code}/{paper}", f"/v/{code}"):
                refused = await guesser.get(path)
                assert refused.status_code == 429
                assert 0 < int(refused.headers["retry-after"]) <= 601
                assert "Ana" not in refused.text
        assert (await other.get(f"/v/{real}/{paper}")).status_code == 200


async def test_goal_proof_pages_are_rate_limited_without_writing_to_the_database(
    world: World,
) -> None:
    await world.award("1001", "M1-CMP")
    goal = (await world.edgefinder.goal_repository.everything())["ccc-mfgt-123"]
    made = await world.edgefinder.proofs.make(world.ids["1001"], goal, 30, shows=False, met=True)
    assert made is not None
    app = web_app(world.edgefinder)
    async with browser(app) as reader, browser(app, "192.0.2.2") as other:
        got = [(await reader.get(f"/g/{made.token}")).status_code for _ in range(62)]
        assert got == [200] * 60 + [429] * 2
        [row] = await world.rows("goal_proofs")
        assert row["looks"] == 60
        assert (await other.get(f"/g/{made.token}")).status_code == 200


def forwarded(settings: Settings, world: World) -> ASGIApp:
    config = server_config(settings, web_app(world.edgefinder))
    config.load()
    return config.loaded_app  # type: ignore[no-any-return]  # uvicorn declares no type


async def limited(app: ASGIApp, proxy: str, first: str, second: str) -> int:
    """Guess 60 codes from `first` through a proxy; return the status of a guess from `second`."""
    async with browser(app, proxy) as client:
        for _ in range(60):
            await client.get(f"/v/{new_code()}", headers={"X-Forwarded-For": first})
        got = await client.get(f"/v/{new_code()}", headers={"X-Forwarded-For": second})
    return got.status_code


async def test_clients_behind_a_trusted_proxy_are_limited_by_the_address_that_it_reports(
    world: World,
) -> None:
    app = forwarded(Settings(forwarded_from="10.0.0.9"), world)
    assert await limited(app, "10.0.0.9", "198.51.100.1", "198.51.100.2") == 404
    assert await limited(app, "10.0.0.9", "198.51.100.3", "198.51.100.3") == 429


async def test_only_a_trusted_proxy_can_report_another_address(world: World) -> None:
    named = forwarded(Settings(forwarded_from="10.0.0.9"), world)
    assert await limited(named, "203.0.113.7", "198.51.100.1", "198.51.100.2") == 429
    unset = forwarded(Settings(), world)
    assert await limited(unset, "10.0.0.8", "198.51.100.1", "198.51.100.2") == 429


@pytest.fixture
def set_pages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that collects the holder of each certificate that is typeset."""
    holders: list[str] = []
    make: Callable[..., bytes] = certificate.certificates_pdf

    def counted(certified: Any, *args: Any, **more: Any) -> bytes:
        holders.extend(each.awarded.holder for each in certified)
        return make(certified, *args, **more)

    monkeypatch.setattr(award_files, "certificates_pdf", counted)
    return holders


async def test_a_certificate_is_typeset_once_a_day_and_again_for_another_name(
    world: World, set_pages: list[str]
) -> None:
    first = await world.award("1001", "M1-MMS", date(2026, 5, 1))
    other = await world.award("1002", "M1-MMS", date(2026, 5, 1))
    app = web_app(world.edgefinder)
    async with browser(app) as client:
        got = [await client.get(f"/v/{code}/certificate.pdf") for code in (first, first, other)]
        assert got[0].content == got[1].content
        assert got[0].content != got[2].content
        assert set_pages == ["Ana Popescu", "Ben Okoro"]
        await client.get(f"/v/{first}/certificate.pdf?paper=a4")
        world.clock.pass_by(days=1)
        await client.get(f"/v/{first}/certificate.pdf")
        assert set_pages == ["Ana Popescu", "Ben Okoro", "Ana Popescu", "Ana Popescu"]


async def test_a_certificate_too_large_for_the_cache_is_not_kept(
    world: World, set_pages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(award_files, "_MOST_KEPT", 10)
    files = award_files.AwardFiles(
        *(world.edgefinder.signing, world.edgefinder.catalog, world.clock, "Ridgeline", SITE)
    )
    code = await world.award("1001", "M1-MMS", date(2026, 5, 1))
    awarded = await world.edgefinder.signing.find_award(code)
    assert awarded is not None
    for _ in range(2):
        assert (await files.certificates([awarded])).startswith(b"%PDF")
    assert set_pages == ["Ana Popescu"] * 2, "the certificate is too large for the cache"


async def test_a_large_form_does_not_block_the_event_loop(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []
    parse = MultiPartParser.parse

    async def noted(self: MultiPartParser) -> Any:
        threads.append(threading.current_thread().name)
        return await parse(self)

    monkeypatch.setattr(MultiPartParser, "parse", noted)
    here = threading.current_thread().name
    async with browser(web_app(world.edgefinder)) as client:
        for size in (1_000, 3_000_000):
            file = io.BytesIO(b"%" * size)
            got = await client.post("/verify", files={"file": ("held.bin", file)})
            assert got.status_code == 200
        got = await client.post("/verify", files={"file": ("f", b"%" * (MOST_BYTES + 100_000))})
        assert got.status_code == 413
    assert threads[0] == here
    assert threads[1] != here
