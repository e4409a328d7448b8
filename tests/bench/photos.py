"""Benchmark reading certificates in photos that have the usual defects of phone photos."""

import asyncio
import io
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from core.verification.files.file_reading import read_file
from core.verification.files.found_items import FoundCode
from tests.bench.measuring import Ratio
from tests.world import open_world

_EACH = 8
"""How many photos are taken with each defect. Each photo is worse than the one before it."""
_WIDTH = 1600


async def photograph_ratios(folder: Path) -> list[Ratio]:
    """Measure how many of 64 photos can be read, and how fast, against the QR reader alone."""
    code, page = await _certificate(folder)
    taken = [content for _, content in photographs(page)]
    ours, bare, spent, plain = 0, 0, [], []
    for content in taken:
        began = time.perf_counter()
        held = await asyncio.to_thread(read_file, content)
        spent.append(time.perf_counter() - began)
        ours += FoundCode(code) in [
            FoundCode(each.text) for each in held if isinstance(each, FoundCode)
        ]
        began = time.perf_counter()
        with Image.open(io.BytesIO(content)) as picture:
            found = zxingcpp.read_barcodes(picture.convert("L"))
        plain.append(time.perf_counter() - began)
        bare += any(code in each.text for each in found)
    median, plainly = statistics.median(spent), statistics.median(plain)
    name = f"photographs not read, of {len(taken)}"
    unread = len(taken) - ours
    return [
        Ratio(name, unread, "those that may fail", 14, 1, 0.7, unit="of them"),
        Ratio(
            "a photograph read (median)",
            1 / median,
            f"the reader alone, which reads {bare}",
            1 / plainly,
            1.5,
            1.2,
            cost=True,
        ),
    ]


async def _certificate(folder: Path) -> tuple[str, Image.Image]:
    """Return a code, and a picture of its certificate."""
    world = await open_world(f"sqlite:///{folder / 'photographs.db'}", "https://verify.example.org")
    await world.candidate("1001", "Ana Popescu")
    code = await world.award("1001", "M1-MMS", date(2026, 5, 1))
    awarded = await world.edgefinder.signing.find_award(code)
    assert awarded is not None
    pdf = await world.edgefinder.award_files.certificates([awarded])
    await world.edgefinder.close()
    page = pypdfium2.PdfDocument(pdf)[0]
    return code, page.render(scale=_WIDTH / page.get_width()).to_pil().convert("RGB")


def photographs(page: Image.Image) -> Iterator[tuple[str, bytes]]:
    """Yield 64 photos, each after the name of its defect. They are the same in every run."""
    chance = random.Random(11)
    for name, worsened in _WAYS.items():
        for strength in range(1, _EACH + 1):
            desk = Image.new("RGB", (page.width + 400, page.height + 300), (104, 88, 72))
            desk.paste(page, (200, 150))
            turned = desk.rotate(chance.uniform(-4, 4), resample=Image.Resampling.BICUBIC)
            picture = worsened(turned, strength / _EACH).convert("RGB")
            out = io.BytesIO()
            quality = 80 if name != "JPEG" else round(45 - 40 * strength / _EACH)
            picture.save(out, "JPEG", quality=quality)
            yield name, out.getvalue()


def _turned(picture: Image.Image, strength: float) -> Image.Image:
    return picture.rotate(360 * strength + 15, Image.Resampling.BICUBIC, expand=True)


def _in_perspective(picture: Image.Image, strength: float) -> Image.Image:
    width, height = picture.size
    far = width * 0.28 * strength
    corners = ((-far, 0), (width + far, 0), (width, height), (0, height))
    data = _homography(corners, ((0, 0), (width, 0), (width, height), (0, height)))
    return picture.transform(
        picture.size, Image.Transform.PERSPECTIVE, data, Image.Resampling.BICUBIC
    )


def _homography(
    source: tuple[tuple[float, float], ...], target: tuple[tuple[float, float], ...]
) -> list[float]:
    import numpy as np  # noqa: PLC0415 - needed here only

    rows, right = [], []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    return [float(each) for each in np.linalg.solve(np.array(rows), np.array(right))]


def _blurred(picture: Image.Image, strength: float) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(0.8 + 3.6 * strength))


def _dark(picture: Image.Image, strength: float) -> Image.Image:
    dark = ImageEnhance.Brightness(picture).enhance(0.45 - 0.41 * strength)
    amount = round(12 + 20 * strength)
    chance = random.Random(amount)
    grain = Image.frombytes("L", picture.size, chance.randbytes(picture.width * picture.height))
    noise = grain.point(lambda value: 128 + (value - 128) * amount // 128).convert("RGB")
    return ImageChops.add(dark, noise, offset=-128)


def _glared(picture: Image.Image, strength: float) -> Image.Image:
    light = Image.new("L", picture.size, 0)
    draw, (width, height) = ImageDraw.Draw(light), picture.size
    size = width * (0.12 + 0.3 * strength)
    center = width * 0.78, height * 0.72
    box = (center[0] - size, center[1] - size, center[0] + size, center[1] + size)
    draw.ellipse(box, fill=round(110 + 120 * strength))
    light = light.filter(ImageFilter.GaussianBlur(size / 3))
    return Image.composite(Image.new("RGB", picture.size, "white"), picture, light)


def _small(picture: Image.Image, strength: float) -> Image.Image:
    scale = 0.75 - 0.52 * strength
    return picture.resize((round(picture.width * scale), round(picture.height * scale)))


def _as_it_is(picture: Image.Image, _: float) -> Image.Image:
    return picture.resize((picture.width * 2 // 3, picture.height * 2 // 3))


def _pale(picture: Image.Image, strength: float) -> Image.Image:
    pale = ImageEnhance.Contrast(picture).enhance(0.5 - 0.43 * strength)
    return pale.filter(ImageFilter.GaussianBlur(1 + strength))


_WAYS: dict[str, Callable[[Image.Image, float], Image.Image]] = {
    "turned": _turned,
    "perspective": _in_perspective,
    "blurred": _blurred,
    "dark": _dark,
    "glare": _glared,
    "small": _small,
    "JPEG": _as_it_is,
    "pale": _pale,
}
