"""Read pictures: the credential baked into a badge, or else QR codes."""

import importlib
import io
import math
from collections.abc import Iterable, Sequence
from typing import Any

import zxingcpp
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

from core.language.message import _
from core.verification.files.collected_findings import FileFindings
from core.verification.files.found_items import NothingFound
from core.verification.files.texts import read_baked, read_text

BAKED_PNG = ("openbadgecredential", "openbadges")
"""Keywords of the PNG text chunks that contain a baked credential.

https://www.imsglobal.org/spec/ob/v3p0/#png and OB 2.0.
"""
_MOST_PIXELS = 50_000_000
_MANY_PIXELS = 16_000_000
_FEW_PIXELS = 2_000_000
"""In a picture with fewer pixels than this, a QR code may be too small, so it is enlarged."""
_MOST_FRAMES = 50
_CANNOT = NothingFound("damaged", _("it is a picture that cannot be read"))
_NO_QR_CODE = NothingFound(
    "not_a_credential", _("no credential is in the picture, and no QR code of one")
)
_TOO_MANY_PIXELS = NothingFound("too_large", _("it is a picture with too many pixels"))
_FORMATS = (
    *((b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"RIFF", "WEBP")),
    *((b"II*\0", "TIFF"), (b"MM\0*", "TIFF"), (b"BM", "BMP")),
)
_LOADED = {"WEBP": "WebP", "TIFF": "Tiff", "AVIF": "Avif"}
"""The picture formats whose reader is loaded only when it is needed."""
_QR_CODES = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


def read_picture(content: bytes, findings: FileFindings, _depth: int) -> None:
    """Read the credential baked into a picture, or else the picture's QR codes."""
    Image.MAX_IMAGE_PIXELS = None  # this module has a stricter limit
    try:
        with Image.open(io.BytesIO(content), formats=(_format(content),)) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                findings.add(_TOO_MANY_PIXELS)
                return
            _read_opened(picture, findings)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        # the library raises these for damaged files
        findings.add(_CANNOT)


def _format(content: bytes) -> str:
    """Return the name of a picture's format.

    If the format's reader is not loaded, load it.
    """
    found = next((name for start, name in _FORMATS if content.startswith(start)), "")
    if not found:
        found = "AVIF" if content[8:12] in {b"avif", b"avis"} else "HEIF"
    if found == "HEIF":
        import pi_heif  # noqa: PLC0415 - only for photos of some phones

        pi_heif.register_heif_opener()
    elif plugin := _LOADED.get(found):
        importlib.import_module(f"PIL.{plugin}ImagePlugin")
    return found


def _read_opened(picture: Image.Image, findings: FileFindings) -> None:
    # read a large photo at half its size, because enough pixels remain
    smaller = (picture.width // 2, picture.height // 2)
    picture.draft("L", smaller if picture.width * picture.height > _MANY_PIXELS else None)
    for place in range(min(getattr(picture, "n_frames", 1), _MOST_FRAMES)):
        if place:
            if picture.format != "TIFF" or findings.out_of_time:
                return
            picture.seek(place)
        picture.load()
        baked = [text for name in BAKED_PNG if (text := getattr(picture, "text", {}).get(name))]
        for text in baked:
            findings.spend(len(text))
            for held in read_baked(text):
                findings.add(held)
        if not baked:
            add_qr_codes(ImageOps.exif_transpose(picture), findings)


def add_qr_codes(picture: Image.Image, findings: FileFindings) -> None:
    """Read the QR codes in a picture, in the reading order of a page."""
    found = False
    for code in in_reading_order(_qr_codes(_gray(picture), findings)):
        for held in read_text(code.text):
            found = found or not isinstance(held, NothingFound)
            findings.add(held)
    if not found:
        findings.add(_NO_QR_CODE)


def _qr_codes(gray: Image.Image, findings: FileFindings) -> list[Any]:
    """Return the QR codes in a picture.

    If none is found, try enhanced versions of the picture.
    """
    codes = list(zxingcpp.read_barcodes(gray, formats=_QR_CODES))
    for clearer in _CLEARER:
        if codes or findings.out_of_time:
            break
        codes = list(zxingcpp.read_barcodes(clearer(gray), formats=_QR_CODES))
    return codes


def _scaled(gray: Image.Image, scale: float) -> Image.Image:
    size = max(1, round(gray.width * scale)), max(1, round(gray.height * scale))
    return gray.resize(size, Image.Resampling.LANCZOS)


def _halved(gray: Image.Image) -> Image.Image:
    """Halve the picture's size and stretch its contrast. This removes noise and blur."""
    return ImageOps.autocontrast(_scaled(gray, 0.5), cutoff=1)


def _quartered(gray: Image.Image) -> Image.Image:
    return ImageOps.autocontrast(_scaled(gray, 0.25), cutoff=1)


def _sharpened(gray: Image.Image) -> Image.Image:
    return ImageOps.autocontrast(gray.filter(ImageFilter.UnsharpMask(4, 400, 0)), cutoff=1)


def _halved_and_sharpened(gray: Image.Image) -> Image.Image:
    return _halved(gray).filter(ImageFilter.UnsharpMask(3, 400, 0))


def _doubled(gray: Image.Image) -> Image.Image:
    scale = 2.0 if gray.width * gray.height <= _FEW_PIXELS else 1.0
    return ImageOps.autocontrast(_scaled(gray, scale), cutoff=1)


def _doubled_and_sharpened(gray: Image.Image) -> Image.Image:
    return _doubled(gray).filter(ImageFilter.UnsharpMask(5, 300, 0))


def _tripled(gray: Image.Image) -> Image.Image:
    scale = 3.0 if gray.width * gray.height <= _FEW_PIXELS // 2 else 1.0
    return _scaled(gray, scale).filter(ImageFilter.UnsharpMask(8, 300, 0))


def _much_sharpened(gray: Image.Image) -> Image.Image:
    """Sharpen a picture strongly, to undo the blur of a lens that was out of focus."""
    return _halved(gray).filter(ImageFilter.UnsharpMask(6, 700, 0))


_CLEARER = (
    *(_halved, _doubled, _sharpened, _halved_and_sharpened),
    *(_doubled_and_sharpened, _much_sharpened, _tripled, _quartered),
)


def _gray(picture: Image.Image) -> Image.Image:
    """Convert a picture to shades of gray. Transparent areas become white like paper."""
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    return picture.convert("L")


def in_reading_order(codes: Iterable[Any]) -> list[Any]:
    """Sort QR codes row by row, from left to right.

    The corners of the codes show how the sheet was turned when it was photographed.
    """
    found = list(codes)
    if len(found) < 2:  # noqa: PLR2004 - a single one needs no order
        return found
    corners = [_corners(code) for code in found]
    across = [(each[1][0] - each[0][0], each[1][1] - each[0][1]) for each in corners]
    tilt = math.atan2(sum(y for _x, y in across), sum(x for x, _y in across))
    size = sorted(math.hypot(*each) for each in across)[len(across) // 2]
    turned = [_turned(each, -tilt) for each in corners]
    rows: list[list[int]] = []
    for place in sorted(range(len(found)), key=lambda place: turned[place][1]):
        if rows and turned[place][1] - turned[rows[-1][0]][1] < size / 2:
            rows[-1].append(place)
        else:
            rows.append([place])
    return [found[place] for row in rows for place in sorted(row, key=lambda p: turned[p][0])]


def _corners(code: Any) -> Sequence[tuple[float, float]]:
    """Return the corners of a QR code: top left, top right, bottom right, bottom left.

    Top and left are as in the code itself, even if the picture is turned.
    """
    position = code.position
    return [
        (corner.x, corner.y)
        for corner in (
            position.top_left,
            position.top_right,
            position.bottom_right,
            position.bottom_left,
        )
    ]


def _turned(corners: Sequence[tuple[float, float]], angle: float) -> tuple[float, float]:
    """Return the center of these corners, rotated about the picture's top left corner.

    `angle` is in radians.
    """
    x = sum(x for x, _y in corners) / len(corners)
    y = sum(y for _x, y in corners) / len(corners)
    cosine, sine = math.cos(angle), math.sin(angle)
    return x * cosine - y * sine, x * sine + y * cosine
