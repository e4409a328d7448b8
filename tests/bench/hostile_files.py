"""Benchmark how much hostile files slow the bot down for other users.

This measures the time of `verify CODE` while twenty such files are processed, and the memory of
`serve` and its workers.
"""

import asyncio
import io
import multiprocessing
import os
import random
import sys
import time
import zipfile
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
from PIL import Image
from pypdf import PdfReader

from core.edgefinder import open_edgefinder
from core.verification.files.file_reading import read_file
from core.verification.files.found_items import FoundItem, FoundToken
from core.verification.verdict import VerdictKind
from tests.bench.measuring import Ratio, side_by_side
from tests.servers.run_server import free_port
from tests.world import open_world

_IN_HAND = 20
_STRANGERS = 15
"""The niceness of the processes that send files.

They simulate other computers, so they must not slow the server.
"""
_ROUNDS = 600
_LOOKS = 10
_CERTIFICATES = 10
_PROGRAM = (sys.executable, "-c", "from adapters.cli.main import main; main()", "serve")


async def file_ratios(folder: Path) -> list[Ratio]:
    """Measure memory and the 99th-percentile time of a code's page, with and without the files."""
    database = folder / "files.db"
    code = await _one_award(f"sqlite:///{database}")
    async with _serving(f"sqlite:///{database}") as (url, pid), aiohttp.ClientSession() as session:
        for _ in range(20):  # the first request only warms the server up
            await _brought(url, _pdf(b"BT /F 12 Tf 50 700 Td (nothing) Tj ET") + bytes(500_000))
        await _p99(session, url, code)
        idle = await _p99(session, url, code)
        before = _megabytes(pid)
        async with _hostile_files_in_hand(url, pid) as highest:
            loaded = await _p99(session, url, code)
        after = await _at_rest(pid)
    name = f"p99 of verify CODE, {_IN_HAND} hostile files in hand"
    return [
        *await _honest_certificates(folder),
        Ratio(name, 1 / loaded, "the same with none", 1 / idle, 2.0, 1.3, cost=True),
        Ratio(
            "memory more meanwhile",
            highest.value - before,
            "what it may be",
            200,
            1,
            0.5,
            unit="MB",
        ),
        Ratio("memory more afterwards", after - before, "what it may be", 20, 1, 0.5, unit="MB"),
    ]


async def _honest_certificates(folder: Path) -> list[Ratio]:
    """Measure checking an unchanged certificate, and one that another program has saved again.

    The first is compared with reading only the certificate's attachment, in this process. The
    second is compared with reading the whole certificate in this process.
    """
    world = await open_world(
        f"sqlite:///{folder / 'honest.db'}", "https://verify.example.org", folder / "honest-keys"
    )
    signing, verification = world.edgefinder.signing, world.edgefinder.verification
    assert signing.issuer is not None
    signing.issuer.keys.init()
    await world.candidate("1001", "Ana Popescu")
    awarded = await signing.find_award(await world.award("1001", "M1-MMS", date(2026, 5, 1)))
    assert awarded is not None
    certificate = await world.edgefinder.award_files.certificates([awarded])
    world.edgefinder.files.start()

    seal = certificate.index(b"%edgefinder-seal")
    saved_anew = certificate[:seal] + certificate[certificate.index(b"\n", seal) + 1 :]

    async def as_it_is(content: bytes) -> int:
        for _ in range(_CERTIFICATES):
            [verdict] = await verification.verify_file("certificate.pdf", content)
            assert verdict.kind is VerdictKind.VALID
        return _CERTIFICATES

    async def read_here(content: bytes, read: Callable[[bytes], list[FoundItem]]) -> int:
        for _ in range(_CERTIFICATES):
            [verdict] = await verification.verdicts_on("certificate.pdf", read(content))
            assert verdict.kind is VerdictKind.VALID
        return _CERTIFICATES

    ours, attachment = await side_by_side(
        partial(as_it_is, certificate), partial(read_here, certificate, _attachment)
    )
    worker, here = await side_by_side(
        partial(as_it_is, saved_anew), partial(read_here, saved_anew, read_file)
    )
    await world.edgefinder.close()
    honest, again = "an honest certificate checked", "a certificate saved anew, checked"
    alone, same = "its attachment alone, read in the process", "the same, read in the process"
    return [
        Ratio(honest, ours, alone, attachment, 1.3, 1.1, cost=True),
        Ratio(again, worker, same, here, 2.5, 1.5, cost=True),
    ]


def _attachment(content: bytes) -> list[FoundItem]:
    """Return the credential attached to a certificate, without reading the certificate's pages."""
    [[attached]] = PdfReader(io.BytesIO(content)).attachments.values()
    return [FoundToken(attached.decode("ascii"))]


async def _at_rest(pid: int) -> float:
    """Return the server's memory once none of its processes has started or ended for a second."""
    seen: list[frozenset[int]] = []
    async with asyncio.timeout(300):
        while len(seen) < _LOOKS or len({*seen[-_LOOKS:]}) > 1:
            seen.append(frozenset(_family(pid)))
            await asyncio.sleep(0.5)
    return _megabytes(pid)


async def _one_award(url: str) -> str:
    world = await open_world(url, "https://verify.example.org")
    await world.candidate("1001", "Ana Popescu")
    code = await world.award("1001", "M1-MMS", date(2026, 5, 1))
    await world.edgefinder.close()
    edgefinder = await open_edgefinder(database_url=url)
    await edgefinder.close()
    return code


@asynccontextmanager
async def _serving(database: str) -> AsyncIterator[tuple[str, int]]:
    port = free_port()
    env = {"EDGEFINDER_DATABASE_URL": database, "EDGEFINDER_HTTP_PORT": str(port)}
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        *_PROGRAM, env={**os.environ, **env}, stdin=quiet, stdout=quiet, stderr=quiet
    )
    url = f"http://127.0.0.1:{port}"
    try:
        async with aiohttp.ClientSession() as session:
            for _ in range(600):
                with suppress(aiohttp.ClientError):
                    async with session.get(f"{url}/healthz"):
                        break
                await asyncio.sleep(0.05)
        yield url, process.pid
    finally:
        process.terminate()
        await process.wait()


async def _p99(session: aiohttp.ClientSession, url: str, code: str) -> float:
    """Return the 99th-percentile response time, in seconds."""
    spent = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        async with session.get(f"{url}/v/{code}.json") as answer:
            await answer.read()
            assert answer.status == 200
        spent.append(time.perf_counter() - began)
        await asyncio.sleep(0.005)
    return sorted(spent)[len(spent) * 99 // 100]


@asynccontextmanager
async def _hostile_files_in_hand(url: str, pid: int) -> AsyncIterator[Any]:
    """Keep sending hostile files from a separate process: the next one after each answer.

    That process also measures the server's peak memory. The context yields it.
    """
    context = multiprocessing.get_context("spawn")
    highest = context.Value("d", 0.0)
    process = context.Process(
        target=_bring_for_ever, args=(url, _hostile_files(), pid, highest), daemon=True
    )
    process.start()
    await asyncio.sleep(6)
    try:
        yield highest
    finally:
        process.kill()
        await asyncio.to_thread(process.join)


def _bring_for_ever(url: str, files: list[bytes], pid: int, highest: Any) -> None:
    os.nice(_STRANGERS)

    async def bring(place: int) -> None:
        while True:
            await asyncio.sleep(0.2)
            await _brought(url, files[place % len(files)])
            place += 1

    async def watch() -> None:
        while True:
            highest.value = max(highest.value, _megabytes(pid))
            await asyncio.sleep(0.1)

    async def all_of_them() -> None:
        await asyncio.gather(watch(), *(bring(place) for place in range(_IN_HAND)))

    asyncio.run(all_of_them())


async def _brought(url: str, content: bytes) -> None:
    form = aiohttp.FormData()
    form.add_field("file", io.BytesIO(content), filename="held.bin")
    with suppress(aiohttp.ClientError):
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{url}/verify", data=form) as answer,
        ):
            await answer.read()


def _hostile_files() -> list[bytes]:
    """Return small files that need much work, because they have so many ordinary parts."""
    chance = random.Random(7)
    words = b"".join(b"(%d) Tj 0 -1 Td " % chance.randrange(10**9) for _ in range(400)) * 1000
    lines = b"".join(
        b"%d %d m %d %d l S " % tuple(chance.choices(range(800), k=4)) for _ in range(300)
    )
    lines *= 1000
    noise = io.BytesIO()
    Image.effect_noise((1000, 1000), 90).save(noise, "PNG", compress_level=0)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for place in range(20):
            archive.writestr(f"{place}.txt", b"EF-4 " * 3_000_000)
    document = b'{"type": ["VerifiableCredential"], "x": [' + b'{"a": {}},' * 30_000 + b"{}]}"
    return [
        _pdf(b"BT /F 9 Tf " + words + b"ET"),
        _pdf(lines),
        noise.getvalue(),
        packed.getvalue(),
        document,
    ]


def _pdf(content: bytes) -> bytes:
    raw = zlib.compress(content)
    return (
        b"%%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
        b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj\n"
        b"trailer<</Root 1 0 R>>" % (len(raw), raw)
    )


def _megabytes(pid: int) -> float:
    """Return the resident memory of a process and all its descendants."""
    return sum(_family(pid).values())


def _family(pid: int) -> dict[int, float]:
    """Return the memory in MB of a process and each of its descendants."""
    parents, sizes = {}, {}
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError, KeyError, ValueError):
            told = dict(
                line.split(":", 1) for line in status.read_text().splitlines() if ":" in line
            )
            number = int(status.parent.name)
            parents[number] = int(told["PPid"])
            sizes[number] = int(told["VmRSS"].split()[0]) / 1024
    family = {pid}
    while more := {each for each, parent in parents.items() if parent in family} - family:
        family |= more
    return {each: sizes[each] for each in family if each in sizes}
