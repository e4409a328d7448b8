"""Pictures in the terminal: choosing the protocol, and encoding."""

import base64
import io
import re

import pytest
from PIL import Image

from adapters.terminal.inline_pictures import escapes, protocol_of


def _png(width: int = 40, height: int = 31) -> bytes:
    picture = Image.new("RGBA", (width, height), (255, 0, 0, 255))
    picture.paste((0, 0, 255, 255), (0, 0, width // 2, height // 2))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("environment", "protocol"),
    [
        ({"TERM": "xterm-kitty", "KITTY_WINDOW_ID": "1"}, "kitty"),
        ({"TERM": "xterm-ghostty"}, "kitty"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "iterm"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "iterm"),
        ({"TERM": "foot"}, "sixel"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "mintty"}, "sixel"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "blocks"),
        ({"TERM": "tmux-256color", "COLORTERM": "truecolor", "KITTY_WINDOW_ID": "1"}, "blocks"),
        ({"TERM": "xterm-256color"}, "none"),
        ({"TERM": "dumb", "COLORTERM": "truecolor"}, "none"),
        ({"TERM": "foot", "NO_COLOR": "1"}, "none"),
    ],
)
def test_the_environment_decides_how_pictures_are_shown(
    environment: dict[str, str], protocol: str
) -> None:
    assert protocol_of(environment, terminal=True) == protocol
    assert protocol_of(environment, terminal=False) == "none"


def test_kitty_gets_the_whole_picture_in_chunks() -> None:
    png = _png(600, 400)
    told = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", escapes(png + b"\0" * 9000, "kitty", 60))
    assert base64.b64decode("".join(data for _, data in told)) == png + b"\0" * 9000
    assert told[0][0] == "a=T,f=100,q=2,c=60,m=1"
    assert [control for control, _ in told[1:]] == ["m=1"] * (len(told) - 2) + ["m=0"]
    assert max(len(data) for _, data in told) <= 4096


def test_iterm_gets_the_whole_picture() -> None:
    png = _png()
    found = re.fullmatch(
        r"\x1b\]1337;File=inline=1;size=(\d+);width=30:(.*)\x07\n", escapes(png, "iterm", 30)
    )
    assert found is not None
    assert (int(found[1]), base64.b64decode(found[2])) == (len(png), png)


def _sixel_pixels(told: str) -> dict[tuple[int, int], tuple[int, ...]]:
    """Return the pixels that a terminal would draw."""
    found = re.fullmatch(r'\x1bPq"1;1;(\d+);(\d+)(.*)\x1b\\\n', told, re.DOTALL)
    assert found is not None
    colors: dict[int, tuple[int, ...]] = {}
    pixels: dict[tuple[int, int], tuple[int, ...]] = {}
    x = top = color = 0
    for token in re.findall(r"#\d+(?:;2;\d+;\d+;\d+)?|!\d+.|[$-]|[?-~]", found[3]):
        if token.startswith("#"):
            color, *rest = map(int, token[1:].split(";"))
            if rest:
                colors[color] = tuple(rest[1:])
        elif token == "$":
            x = 0
        elif token == "-":
            x, top = 0, top + 6
        else:
            count = int(token[1:-1]) if token.startswith("!") else 1
            for column in range(x, x + count):
                for bit in range(6):
                    if (ord(token[-1]) - 63) >> bit & 1:
                        pixels[column, top + bit] = colors[color]
            x += count
    return pixels


def test_sixel_draws_every_pixel_in_its_color() -> None:
    pixels = _sixel_pixels(escapes(_png(40, 31), "sixel", 60))
    assert set(pixels) == {(x, y) for x in range(40) for y in range(31)}
    assert pixels[3, 3] == (0, 0, 100)
    assert pixels[35, 29] == (100, 0, 0)


def test_blocks_show_two_pixels_per_cell_within_the_width_and_24_lines() -> None:
    lines = escapes(_png(400, 300), "blocks", 40).splitlines()
    assert {line.count("▀") for line in lines} == {40}
    assert len(lines) == 15
    assert "\x1b[38;2;0;0;255m\x1b[48;2;0;0;255m▀" in lines[0]
    assert all(line.endswith("\x1b[0m") for line in lines)
    assert len(escapes(_png(100, 400), "blocks", 40).splitlines()) == 24


def test_nothing_is_printed_if_pictures_are_unsupported() -> None:
    assert escapes(_png(), "none", 80) == ""
