"""Change OpenDocument sheets (.ods) so that python-calamine reads them correctly.

The library drops line breaks and tabs within a cell, so that words run together. It also refuses a
sheet with white space between its cells, as SheetJS writes it.
"""

import io
import re
import zipfile
import zlib
from pathlib import Path

_CONTENT = "content.xml"
_KEPT = ("mimetype", "META-INF/manifest.xml", "styles.xml")
_LARGEST = 64 * 1024**2  # a sheet is held in memory, so a larger sheet is read unchanged
_BREAK = re.compile(rb"<text:line-break\b[^>]*?(?:/>|></text:line-break>)")
_TAB = re.compile(rb"<text:tab\b[^>]*?(?:/>|></text:tab>)")
_BETWEEN_CELLS = re.compile(rb">\s+(?=</?table:)")


def changed_sheet(file: Path | io.BytesIO) -> io.BytesIO | None:
    """Change the line breaks, tabs and gaps of a sheet so that the library reads them.

    Return None if the sheet needs no change.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if _CONTENT not in names or archive.getinfo(_CONTENT).file_size > _LARGEST:
                return None
            content = archive.read(_CONTENT)
            changed = _BETWEEN_CELLS.sub(b">", _TAB.sub(b"\t", _BREAK.sub(b"\n", content)))
            if changed == content:
                return None
            kept = {name: archive.read(name) for name in _KEPT if name in names}
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, zlib.error):
        return None  # the library will report what is wrong with the file
    rewritten = io.BytesIO()
    with zipfile.ZipFile(rewritten, "w") as archive:
        for name, held in {**kept, _CONTENT: changed}.items():
            archive.writestr(name, held)
    rewritten.seek(0)
    return rewritten
