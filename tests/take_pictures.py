"""`make pictures`: take the screenshots in docs/pictures with Chromium."""

import asyncio
import io
import sys
import tempfile
from argparse import Namespace
from pathlib import Path

import aiohttp
from PIL import Image

from adapters.cli.demo_command import Sample, sample_center
from adapters.cli.demo_page import DemoPage, page_bound
from adapters.notice_relay import Relay
from adapters.settings_loading import load_settings
from tests.servers.chromium import Chromium, find_chromium

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
MOST_BYTES = 150_000
_SCRIPT = {"Accept": "application/json"}


async def _play(page: DemoPage, sample: Sample) -> None:
    """Act out a scene: a question, a checked certificate, an earned credential."""
    async with aiohttp.ClientSession(page.address, headers=_SCRIPT) as session:
        acts: tuple[tuple[str, dict[str, str]], ...] = (
            ("candidate/press", {"typed": "which exams remain?"}),
            ("certificate", {}),
            ("record", {}),
        )
        for path, form in acts:
            async with session.post(path, data=form) as answer:
                answer.raise_for_status()


async def _pictures(browser: Chromium) -> None:
    with page_bound(Namespace(port=0, host="127.0.0.1", no_browser=True)) as page:
        settings = page.settings(load_settings())
        async with (
            sample_center(settings, page=True) as sample,
            page.served(sample, lambda *_: None) as senders,
        ):
            await _play(page, sample)
            relay = Relay(sample.edgefinder, sample.conversation, senders)
            while await relay.turn():
                pass
            await _take(browser, page.address, "playground", 1280, 900)
            await _take(browser, f"{page.address}".partition("/play/")[0], "front", 1280, 900)
            about = f"{page.address.partition('/play/')[0]}/v/{sample.valid}"
            await _take(browser, about, "credential", 1280, 900)


async def _take(browser: Chromium, url: str, name: str, width: int, height: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.png"
        await asyncio.to_thread(browser.picture, url, path, width, height)
        shown = Image.open(path).convert("RGB")
    held = io.BytesIO()
    shown.save(held, "WEBP", quality=82, method=6)
    if len(held.getvalue()) > MOST_BYTES:
        sys.exit(f"{name}.webp has more than {MOST_BYTES} bytes")
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.webp").write_bytes(held.getvalue())


if __name__ == "__main__":
    asyncio.run(_pictures(Chromium(find_chromium())))
