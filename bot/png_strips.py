"""Build a PNG picture from strips, one above the other.

Each strip is compressed separately. If one strip changes, only that strip is compressed again. The
other strips are copied.
"""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGB = struct.pack(">5B", 8, 2, 0, 0, 0)
"""The PNG header's values for pixels of three colors with 8 bits each, not interlaced."""
_FAST = 1
_RAW_DEFLATE = -15
_ZLIB_HEADER, _LAST_BLOCK = b"\x78\x01", b"\x03\x00"
_UNFILTERED = b"\0"
_ADLER_BASE = 65521


@dataclass(frozen=True, slots=True)
class Strip:
    """A compressed strip. `adler` is the Adler-32 checksum of the data before compression."""

    width: int
    height: int
    compressed: bytes
    adler: int

    def __len__(self) -> int:
        """Return the size in bytes."""
        return len(self.compressed)


def strip_of(width: int, height: int, colors: bytes) -> Strip:
    """Compress a strip. `colors` has its pixels row by row, with three bytes per pixel."""
    row = 3 * width
    lines = b"".join(_UNFILTERED + colors[at : at + row] for at in range(0, row * height, row))
    packer = zlib.compressobj(_FAST, zlib.DEFLATED, _RAW_DEFLATE)
    compressed = packer.compress(lines) + packer.flush(zlib.Z_FULL_FLUSH)
    return Strip(width, height, compressed, zlib.adler32(lines))


def png_of(strips: Iterable[Strip]) -> bytes:
    """Return a picture of these strips, from top to bottom.

    All strips must be equally wide.
    """
    width = height = 0
    adler = 1
    parts = [_ZLIB_HEADER]
    for each in strips:
        width = each.width
        height += each.height
        adler = _joined(adler, each.adler, each.height * (1 + 3 * each.width))
        parts.append(each.compressed)
    parts += (_LAST_BLOCK, struct.pack(">I", adler))
    size = struct.pack(">II", width, height)
    chunks = _chunk(b"IHDR", size + _RGB) + _chunk(b"IDAT", b"".join(parts)) + _chunk(b"IEND", b"")
    return _SIGNATURE + chunks


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(content, zlib.crc32(kind))
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def _joined(first: int, second: int, length: int) -> int:
    """Return the Adler-32 checksum of two joined pieces from the checksums of the pieces.

    `length` is the length of the second piece in bytes. See
    https://www.rfc-editor.org/rfc/rfc1950#section-9 for the two sums in a checksum.
    """
    low = (first & 0xFFFF) + (second & 0xFFFF) - 1
    high = (first >> 16) + (second >> 16) + length * ((first & 0xFFFF) - 1)
    return (high % _ADLER_BASE) << 16 | low % _ADLER_BASE
