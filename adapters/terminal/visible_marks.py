"""Replace control characters and direction characters by visible marks.

Without this, other people's text could draw on a terminal, move its cursor or reorder the text.
"""

import re
from typing import Any, TextIO

_HIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f"
)
_MARKED = re.compile(f"[{_HIDDEN}]")
_BREAK = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_PICTURES = 0x2400
"""The code of Unicode's picture for the control character U+0000.

The pictures for the next control characters follow.
"""
_DELETE, _PICTURE_OF_DELETE = 0x7F, "\u2421"


def visible(text: str) -> str:
    """Replace each control or direction character by a mark, such as ␀.

    Line ends and tabs stay.
    """
    return _MARKED.sub(lambda found: _mark(ord(found.group())), text)


def on_one_line(text: str) -> str:
    """Replace control characters, direction characters and line ends by marks."""
    return visible(_BREAK.sub("\u240a", text))


def _mark(number: int) -> str:
    if number < ord(" "):
        return chr(_PICTURES + number)
    return _PICTURE_OF_DELETE if number == _DELETE else f"<U+{number:04X}>"


def escaped_in_json(document: str) -> str:
    """Escape the characters in a JSON text that `visible` replaces.

    The JSON still means the same.
    """
    return _MARKED.sub(lambda found: _escape(ord(found.group())), document)


def _escape(number: int) -> str:
    if number > 0xFFFF:  # noqa: PLR2004 - a higher number needs two escapes
        number -= 0x10000
        return f"\\u{0xD800 + (number >> 10):04x}\\u{0xDC00 + (number & 0x3FF):04x}"
    return f"\\u{number:04x}"


class VisibleOutput:
    """Wraps an output stream, so that all text written to it goes through `visible`."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        self._stream.write(visible(text))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
