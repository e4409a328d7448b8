"""What all that is printed has in common: sizes of paper, and QR codes."""

import io
from enum import StrEnum
from typing import Literal


class Paper(StrEnum):
    """Sizes of a sheet; the values are the type-setter's names of them."""

    LETTER = "us-letter"
    A4 = "a4"


def qr_code(text: str, kind: Literal["svg", "png"] = "svg", dark: str = "#000") -> bytes:
    """The picture of a text: SVG that takes the size it is given, or PNG of 10 dots a module.

    With the quiet zone that scanners need; damage of a quarter is made up for.
    """
    import segno  # noqa: PLC0415 - most commands print nothing

    out = io.BytesIO()
    code = segno.make_qr(text, error="q")
    if kind == "svg":
        code.save(out, kind="svg", border=4, xmldecl=False, omitsize=True, dark=dark)
    else:
        code.save(out, kind="png", border=4, scale=10, dark=dark)
    return out.getvalue()
