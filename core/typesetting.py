"""What all printed documents share: paper sizes, QR codes, and checks for missing letters."""

import io
import json
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import typst

FONT_PACKAGES = "fonts-noto-core fonts-noto-cjk"
"""Debian packages that together contain fonts for every script in use."""
SCRIPTS = {
    "Arabic": "محمد",
    "Armenian": "Անի",
    "Bengali": "নীলা",
    "Burmese": "အေးအေး",
    "Chinese and Japanese": "李明",
    "Cyrillic": "Олена",
    "Devanagari": "अनिल",
    "Ethiopic": "ሰላም",
    "Georgian": "ნინო",
    "Gurmukhi": "ਅਮਨ",
    "Hebrew": "דנה",
    "Khmer": "សុខា",
    "Korean": "김아름",
    "Tamil": "நிலா",
    "Thai": "สมชาย",
}
"""A sample name in each script. A test tries whether each of these names can be printed."""
_PROBE = b"""#set document(title: "names")
#set text(font: ("Libertinus Serif", "Noto Serif", "DejaVu Sans"))
#json(bytes(sys.inputs.given)).join(" ")"""
_BUILT_IN = 0x0250
"""The typesetter's built-in fonts have all letters with code points below this one."""


class CannotPrintError(Exception):
    """Raised for names with letters that no font has. They would print as boxes."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        super().__init__(
            f"no font here has the letters of {', '.join(self.names)}: install one that has "
            f"(Debian and Ubuntu: apt-get install {FONT_PACKAGES})"
        )


def typeset(source: bytes, given: object, **options: Any) -> bytes:
    """Return a document that typst makes: a PDF, or a picture if the options say so.

    The source finds `given` as JSON in `sys.inputs.given`.
    """
    return bytes(_made(source, given, **options))


def typeset_pages(source: bytes, given: object, *, ppi: int) -> list[bytes]:
    """Make a document as `typeset` does, but return each page as a PNG."""
    made = _made(source, given, format="png", ppi=ppi)
    return list(made) if isinstance(made, list) else [made]


def _made(source: bytes, given: object, **options: Any) -> Any:
    import typst  # noqa: PLC0415 - most commands do not print

    compiler = typst.Compiler(source, font_paths=_fonts())
    return compiler.compile(sys_inputs={"given": json.dumps(given)}, **options)


@cache
def _fonts() -> "typst.Fonts":
    """Return the fonts of this machine.

    The fonts are cached, because finding them takes as long as making a short document.
    """
    import typst  # noqa: PLC0415 - most commands do not print

    return typst.Fonts()


def unprintable(names: Iterable[str]) -> list[str]:
    """Return those of these names that have letters that no installed font has.

    This takes up to 0.1 s, so call it in a thread.
    """
    unusual = [each for each in dict.fromkeys(names) if not _is_usual(each)]
    if not unusual or _can_print(unusual):
        return []
    return [each for each in unusual if not _can_print([each])]


def breakable(name: str) -> str:
    """Return the name with points at which a line may break, if it has a very long word."""
    return " ".join(
        _MAY_BREAK.join(word[at : at + _PIECE] for at in range(0, len(word), _PIECE))
        if len(word) > _LONGEST_WORD
        else word
        for word in name.split(" ")
    )


_LONGEST_WORD, _PIECE = 24, 4
_MAY_BREAK = "\u200b"


def _is_usual(name: str) -> bool:
    composed = unicodedata.normalize("NFC", name)
    return all(ord(letter) < _BUILT_IN for letter in composed)


def _can_print(names: list[str]) -> bool:
    import typst  # noqa: PLC0415 - most commands do not print

    try:
        # the PDF standards make missing letters an error; otherwise they would be printed as boxes
        typeset(_PROBE, names, pdf_standards=["a-3a", "ua-1"])
    except typst.TypstError:
        return False
    return True


class Paper(StrEnum):
    """The paper sizes. The values are typst's names for them."""

    LETTER = "us-letter"
    A4 = "a4"


def qr_code(text: str, kind: Literal["svg", "png"] = "svg", dark: str = "#000") -> bytes:
    """Draw a QR code: as SVG, which scales to any size, or as PNG with 10 pixels per module.

    The code has the quiet zone that scanners need. It can be read even if a quarter of it is
    damaged.
    """
    import segno  # noqa: PLC0415 - most commands do not print

    out = io.BytesIO()
    code = segno.make_qr(text, error="q")
    if kind == "svg":
        code.save(out, kind="svg", border=4, xmldecl=False, omitsize=True, dark=dark)
    else:
        code.save(out, kind="png", border=4, scale=10, dark=dark)
    return out.getvalue()
