"""PNG pictures made of strips that were compressed separately."""

import io
import struct
import zlib

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.png_strips import png_of, strip_of


@given(st.lists(st.binary(max_size=60), min_size=1, max_size=4))
def test_the_picture_has_its_strips_one_above_the_other(contents: list[bytes]) -> None:
    width = 2
    colors = [each + bytes(-len(each) % (3 * width)) or bytes(3 * width) for each in contents]
    strips = [strip_of(width, len(each) // (3 * width), each) for each in colors]
    drawn = Image.open(io.BytesIO(png_of(strips)))
    assert (drawn.mode, drawn.width, drawn.tobytes()) == ("RGB", width, b"".join(colors))


def test_the_checksums_of_a_picture_with_large_strips_are_right() -> None:
    white, black = strip_of(1080, 200, b"\xff" * 648_000), strip_of(1080, 1, bytes(3240))
    png = png_of([white, black, white])
    at, chunks = 8, {}
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        kind, content = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", png, at + 8 + length) == (zlib.crc32(kind + content),)
        chunks[kind] = content
        at += length + 12
    lines = zlib.decompress(chunks[b"IDAT"])  # loading also verifies the checksum
    assert len(lines) == 401 * 3241
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
