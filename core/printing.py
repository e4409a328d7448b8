"""Shared by everything that is printed: paper sizes and QR codes."""

import io
from enum import StrEnum
from typing import Literal


class Paper(StrEnum):
    """Paper sizes; the values are typst's names for them."""

    LETTER = "us-letter"
    A4 = "a4"


def qr_code(text: str, kind: Literal["svg", "png"] = "svg", dark: str = "#000") -> bytes:
    """Draw a QR code: SVG that takes the size it is given, or PNG with 10 pixels per module.

    It has the quiet zone that scanners need, and tolerates damage to a quarter of it.
    """
    import segno  # noqa: PLC0415 - most commands do not print

    out = io.BytesIO()
    code = segno.make_qr(text, error="q")
    if kind == "svg":
        code.save(out, kind="svg", border=4, xmldecl=False, omitsize=True, dark=dark)
    else:
        code.save(out, kind="png", border=4, scale=10, dark=dark)
    return out.getvalue()
