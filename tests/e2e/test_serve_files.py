"""`serve` stops without waiting for files that it is reading."""

import asyncio
import contextlib
import io
from pathlib import Path

import aiohttp
import pytest
from PIL import Image

from core.verification.files.found_items import MOST_BYTES
from tests.e2e.serve_process import serving


def children(pid: int) -> list[int]:
    """Return the ids of a process's running children."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(stat.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are seen in /proc")
async def test_serve_stops_without_waiting_for_files_being_read(
    sqlite_url: str, tmp_path: Path
) -> None:
    out = io.BytesIO()
    Image.effect_noise((2200, 2200), 90).save(out, "PNG", compress_level=0)
    picture = out.getvalue()
    assert len(picture) < MOST_BYTES

    async def bring(session: aiohttp.ClientSession, url: str) -> str:
        form = aiohttp.FormData()
        form.add_field("file", io.BytesIO(picture), filename="noise.png", content_type="image/png")
        headers = {"Accept": "application/json"}
        try:
            async with session.post(f"{url}/verify", data=form, headers=headers) as answer:
                return await answer.text()
        except aiohttp.ClientError:
            return ""

    settings = {"EDGEFINDER_DATABASE_URL": sqlite_url}
    async with serving(settings, tmp_path) as served, aiohttp.ClientSession() as session:
        [source] = children(served.pid)
        brought = [asyncio.create_task(bring(session, served.url)) for _ in range(12)]
        while len(children(source)) < 2:  # one process waits for files, and one reads a file
            assert not all(each.done() for each in brought)
            await asyncio.sleep(0.01)
        assert await served.stop() == 0
        told = await asyncio.gather(*brought)
        assert any('"detail":"busy"' in each.replace(" ", "") for each in told)
        assert children(source) == []
