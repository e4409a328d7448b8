"""Clients that send slowly or open many connections do not block others."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO

import aiohttp
import pytest
from yarl import URL

from adapters.web.app import web_app
from tests.adapters.web_server import served
from tests.world import World, open_world

HALF_FORM = (
    b"POST /verify HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
    b"Content-Length: 1000000\r\n\r\n--b\r\n"
)
LARGE = b"x" * 100_000
HALF_HEADERS = b"GET /verify HTTP/1.1\r\nHost: x\r\nX-Slow: "


@pytest.fixture
async def world(sqlite_url: str) -> AsyncIterator[World]:
    opened = await open_world(sqlite_url)
    yield opened
    await opened.edgefinder.close()


@asynccontextmanager
async def opened(url: str, sent: bytes, count: int) -> AsyncIterator[list[asyncio.StreamReader]]:
    """Open `count` connections, and send only this data on each."""
    address = URL(url)
    assert address.host is not None
    made = [await asyncio.open_connection(address.host, address.port) for _ in range(count)]
    for _, writer in made:
        writer.write(sent)
        await writer.drain()
    try:
        yield [reader for reader, _ in made]
    finally:
        for _, writer in made:
            writer.close()


async def ends(reader: asyncio.StreamReader) -> bool:
    """Wait until the connection ends; return whether the server closed it without an answer."""
    with contextlib.suppress(ConnectionError):
        return await reader.read(1) == b""
    return True


async def sends_a_file(session: aiohttp.ClientSession, url: str) -> int:
    return (await session.post(f"{url}/verify", data={"file": BytesIO(LARGE)})).status


@pytest.mark.parametrize("sent", [b"", HALF_HEADERS, HALF_FORM], ids=["nothing", "headers", "form"])
async def test_a_client_that_sends_no_complete_request_is_disconnected(
    world: World, sent: bytes
) -> None:
    app = web_app(world.edgefinder)
    async with (
        served(app, header_seconds=0.05, body_seconds=0.05) as url,
        opened(url, sent, 3) as readers,
    ):
        async with asyncio.timeout(30):
            assert all([await ends(reader) for reader in readers])


async def test_a_client_with_an_incomplete_second_request_is_disconnected_too(world: World) -> None:
    whole = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    async with (
        served(web_app(world.edgefinder), header_seconds=0.05) as url,
        opened(url, whole + HALF_HEADERS, 1) as [reader],
    ):
        async with asyncio.timeout(30):
            assert b"200 OK" in await reader.read()


async def test_blank_lines_after_a_response_do_not_keep_a_connection_open(world: World) -> None:
    async with served(web_app(world.edgefinder), header_seconds=0.05) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", URL(url).port)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.partition(b"content-length: ")[2].split()[0]))
        writer.write(b"\r\n")
        async with asyncio.timeout(30):
            assert await ends(reader)
        writer.close()


async def test_sixteen_incomplete_forms_from_one_address_do_not_block_others(
    world: World,
) -> None:
    async with (
        served(web_app(world.edgefinder)) as url,
        opened(url, HALF_FORM, 16),
        aiohttp.ClientSession() as session,
        aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(local_addr=("127.0.0.2", 0))
        ) as elsewhere,
    ):
        while (
            response := await session.post(f"{url}/verify", data={"file": BytesIO(LARGE)})
        ).status != 429:
            assert response.status == 200, "fewer forms than the limit are in progress"
        assert (await elsewhere.post(f"{url}/verify", data={"file": BytesIO(LARGE)})).status == 200
        light = await session.post(f"{url}/verify", data={"code": "EF-0000-0000-0000-0"})
        assert light.status == 200, "a form with only a code is never refused"


async def test_connections_per_address_are_limited_and_other_addresses_get_in(world: World) -> None:
    async with (
        served(web_app(world.edgefinder), most=3) as url,
        opened(url, b"", 3),
        opened(url, b"", 1) as [fourth],
    ):
        async with asyncio.timeout(30):
            assert await ends(fourth)
        connector = aiohttp.TCPConnector(local_addr=("127.0.0.2", 0))
        async with aiohttp.ClientSession(connector=connector) as elsewhere:
            assert (await elsewhere.get(f"{url}/healthz")).status == 200
