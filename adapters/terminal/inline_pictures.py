"""Show pictures in the terminal, by a graphics protocol or as colored half blocks."""

import base64
import io
from collections.abc import Iterator, Mapping
from typing import Literal

from PIL import Image

Protocol = Literal["kitty", "iterm", "sixel", "blocks", "none"]

_MOST_COLUMNS = 100
_CELL_WIDTH = 9
"""The approximate width of a terminal cell in pixels, for sixel pictures."""

_MOST_BLOCK_ROWS = 24
"""The maximum number of lines of a picture made of half blocks. More lines would show no more
details.
"""

_KITTY_CHUNK = 4096
"""The maximum number of base64 bytes in one escape sequence.

https://sw.kovidgoyal.net/kitty/graphics-protocol/
"""

_SIXEL_COLORS = 64


def protocol_of(environment: Mapping[str, str], *, terminal: bool) -> Protocol:
    """Return the graphics protocol that the terminal supports, or "none".

    `terminal` is False if the output goes to a pipe or a file.
    """
    term = environment.get("TERM", "")
    program = environment.get("TERM_PROGRAM", "")
    if not terminal or term == "dumb" or environment.get("NO_COLOR"):
        return "none"
    if "TMUX" not in environment and not term.startswith(("screen", "tmux")):
        if "KITTY_WINDOW_ID" in environment or term == "xterm-ghostty" or program == "ghostty":
            return "kitty"
        if program in {"iTerm.app", "WezTerm"} or environment.get("LC_TERMINAL") == "iTerm2":
            return "iterm"
        if "sixel" in term or term.startswith(("foot", "mlterm")) or program == "mintty":
            return "sixel"
    colors = environment.get("COLORTERM", "")
    return "blocks" if colors in {"truecolor", "24bit"} else "none"


def escapes(png: bytes, protocol: Protocol, columns: int) -> str:
    """Return the escape codes that show a PNG picture, or '' for the protocol "none".

    The picture is at most `columns` cells wide.
    """
    width = max(1, min(columns, _MOST_COLUMNS))
    match protocol:
        case "kitty":
            return _kitty(png, width)
        case "iterm":
            picture = base64.b64encode(png).decode()
            return f"\x1b]1337;File=inline=1;size={len(png)};width={width}:{picture}\x07\n"
        case "sixel":
            return _sixel(_scaled(png, width * _CELL_WIDTH))
        case "blocks":
            return _blocks(_scaled(png, width, 2 * _MOST_BLOCK_ROWS))
        case "none":
            return ""


def _kitty(png: bytes, columns: int) -> str:
    encoded = base64.b64encode(png).decode()
    chunks = [encoded[at : at + _KITTY_CHUNK] for at in range(0, len(encoded), _KITTY_CHUNK)]
    parts = []
    for number, chunk in enumerate(chunks):
        control = f"a=T,f=100,q=2,c={columns}," if number == 0 else ""
        more = int(number < len(chunks) - 1)
        parts.append(f"\x1b_G{control}m={more};{chunk}\x1b\\")
    return "".join(parts) + "\n"


def _scaled(png: bytes, width: int, height: int | None = None) -> Image.Image:
    """Return the picture in RGB on white, at most `width` wide and `height` high.

    If `height` is given, the height of the result is rounded up to an even number.
    """
    with Image.open(io.BytesIO(png)) as opened:
        picture = opened.convert("RGBA")
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    shrink = min(1.0, width / picture.width, height / picture.height if height else 1.0)
    size = (max(1, round(picture.width * shrink)), max(1, round(picture.height * shrink)))
    if height:
        size = (size[0], size[1] + size[1] % 2)
    return ground.convert("RGB").resize(size, Image.Resampling.LANCZOS)


def _blocks(picture: Image.Image) -> str:
    """Return text that draws two pixels of a picture in each cell of the terminal.

    The upper pixel is a half block, and the lower pixel is the background of the cell.
    """
    pixels = picture.tobytes()
    row = picture.width * 3
    lines = []
    for top in range(0, picture.height, 2):
        cells = []
        for at in range(top * row, (top + 1) * row, 3):
            upper, lower = pixels[at : at + 3], pixels[at + row : at + row + 3]
            colors = (";".join(map(str, upper)), ";".join(map(str, lower)))
            cells.append("\x1b[38;2;{}m\x1b[48;2;{}m▀".format(*colors))
        lines.append("".join(cells) + "\x1b[0m\n")
    return "".join(lines)


def _sixel(picture: Image.Image) -> str:
    """Encode a picture as sixel: in bands of six rows, with one pass for each color.

    https://vt100.net/docs/vt3xx-gp/chapter14.html
    """
    indexed = picture.quantize(_SIXEL_COLORS)
    width, height = indexed.size
    palette = indexed.getpalette() or []
    out = [f'\x1bPq"1;1;{width};{height}']
    for color in range(len(palette) // 3):
        red, green, blue = (round(each * 100 / 255) for each in palette[3 * color : 3 * color + 3])
        out.append(f"#{color};2;{red};{green};{blue}")
    pixels = indexed.tobytes()
    for top in range(0, height, 6):
        rows = [pixels[y * width : (y + 1) * width] for y in range(top, min(top + 6, height))]
        passes = [f"#{color}{_band(rows, color)}" for color in sorted(set(b"".join(rows)))]
        out.append("$".join(passes) + "-")
    return "".join(out) + "\x1b\\\n"


def _band(rows: list[bytes], color: int) -> str:
    """Encode the pixels of one color in a band of rows, with one character for each column.

    Several equal characters in a row are shortened.
    """
    columns = (
        sum(1 << bit for bit, row in enumerate(rows) if row[x] == color)
        for x in range(len(rows[0]))
    )
    return "".join(_repeated(columns))


def _repeated(columns: Iterator[int]) -> Iterator[str]:
    last, count = -1, 0
    for column in (*columns, -1):
        if column == last:
            count += 1
            continue
        if count:
            sign = chr(63 + last)
            yield f"!{count}{sign}" if count > 3 else sign * count  # noqa: PLR2004 - a run of more than three is shorter when encoded
        last, count = column, 1
