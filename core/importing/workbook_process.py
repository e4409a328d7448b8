"""Convert a workbook to lines of JSON, as a program of its own.

Run as python workbook_process.py FILE. A malicious file can only use up the limited memory and time
of this process, and not harm the process that started it. To start fast, this program imports just
one small module of ours, and that only for zipped files.

There are two kinds of lines. A JSON object announces a worksheet: its name, whether it is visible,
its number of rows, and whether it is the only one. A JSON list has some rows of that worksheet: the
number of the first row, the cells as text, and the errors of some rows. The first line is written
after the whole workbook, or the first of several worksheets, was read without error.
"""

import json
import os
import re
import sys
import threading
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple, TextIO

_ROWS = 2000
_LAST_ROW = 1_048_576
"""The number of rows in an Excel worksheet.

https://support.microsoft.com/en-us/office/excel-specifications-and-limits
"""
_CHUNK = 4 * 1024 * 1024
_MOST_MEMORY = 3 * 1024**3
_MOST_SECONDS = 240
_INVISIBLE = re.compile(
    "[\x00\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_LONG_NUMBER = 1e15
DAMAGED, PASSWORD = 3, 4
"""Exit codes for a damaged workbook, and for a workbook with a password."""

_CELL_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_XF = re.compile(rb"<(?:\w+:)?xf\b[^>]*?numFmtId=\"(\d+)\"")
_NUMBER_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\b([^>]*)>")
_ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_NAMED_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_CELL_WITH_FORMULA = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]+)(\d+)"([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_CELL_WITH_ERROR = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]+)(\d+)"[^>]*? t="e"[^>]*>(?:<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*'
    rb"</(?:\w+:)?f>))?<(?:\w+:)?v>(#[^<]{1,20})</"
)

_OPEN_DOCUMENT = "{urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE = f"{_OPEN_DOCUMENT}table:1.0}}", f"{_OPEN_DOCUMENT}office:1.0}}"
_SHOWN_IN_ODS = re.compile(
    rb'value-type="percentage"|<text:p>0\d|table:visibility="(?:collapse|filter)"'
)
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*? hidden="(?:1|true)")[^>]*? r="(\d+)"')

_MOST_REPEATED = 1000
"""A cell or row with a special format is repeated at most this many times."""
_Formats = dict[int, list[tuple[int, str]]]
"""The format of cells, by row number: pairs of a column, counted from 0, and a format.

The format is 'percent', zeros such as '0000' for leading zeros, or the cell's error, such as #N/A.
"""


class _Looks(NamedTuple):
    """The formats of a worksheet's cells, its formulas without a value, and its hidden rows."""

    formats: _Formats
    without_value: dict[int, str]
    hidden: list[int]


def main(path: str, out: TextIO) -> int:
    _bound()
    import python_calamine as calamine  # noqa: PLC0415 - after the limits are set

    try:
        with _opened(calamine.CalamineWorkbook, path) as workbook:
            sheets = [
                each
                for each in workbook.sheets_metadata
                if each.typ == calamine.SheetTypeEnum.WorkSheet
            ]
            # in a thread: the library parses without holding Python's lock
            with ThreadPoolExecutor(1) as beside:
                looking = beside.submit(_looks, path) if zipfile.is_zipfile(path) else None
                for sheet in sheets:
                    parsed = workbook.get_sheet_by_name(sheet.name)
                    _check_height(parsed)
                    looks = looking.result() if looking else {}
                    formats, without_value, hidden = looks.get(sheet.name) or _Looks({}, {}, [])
                    # the row number of the last row; the library's total_height is one too small
                    last = parsed.end[0] + 1 if parsed.end else 0
                    hidden = [row for row in hidden if row <= last]
                    head = {
                        "sheet": sheet.name,
                        "visible": sheet.visible == calamine.SheetVisibleEnum.Visible,
                        "rows": parsed.total_height,
                        "hidden": [len(hidden), min(hidden, default=0)],
                        "alone": len(sheets) == 1,
                    }
                    out.write(json.dumps(head) + "\n")
                    _write_rows(parsed, formats, without_value, out)
    except calamine.PasswordError:
        return PASSWORD
    except (calamine.CalamineError, OSError, ValueError, zipfile.BadZipFile, KeyError) as error:
        return PASSWORD if "password" in str(error).lower() else DAMAGED
    out.flush()
    return 0


def _opened(library: Any, path: str) -> Any:
    if zipfile.is_zipfile(path):
        from core.open_document import changed_sheet  # noqa: PLC0415 - after the limits are set

        if changed := changed_sheet(Path(path)):
            return library.from_filelike(changed)
    return library.from_path(path)


def _check_height(sheet: Any) -> None:
    if sheet.total_height > _LAST_ROW:
        raise ValueError(sheet.total_height)


def _bound() -> None:
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_AS, _MOST_MEMORY), (resource.RLIMIT_CPU, _MOST_SECONDS)):
        _, hard = resource.getrlimit(what)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, hard))


def _write_rows(sheet: Any, formats: _Formats, without_value: dict[int, str], out: TextIO) -> None:
    columns_below = _merged_down(sheet)
    rows: list[list[str]] = []
    problems: dict[int, str] = {}
    first = number = 0
    for number, row in enumerate(_rows_of(sheet), 1):
        cells = row if _is_plain(row) else list(map(_text, row))
        for column, kind in formats.get(number, ()) if formats else ():
            if kind.startswith("#") and column < len(row):
                cells[column] = kind
            elif column < len(row) and isinstance(row[column], int | float):
                cells[column] = _formatted(row[column], kind)
        if number in columns_below:
            for column, text_from in columns_below[number]:
                if column < len(cells) and not cells[column]:
                    cells[column] = text_from.get(column, "")
        for _, text_from in columns_below.get(-number, ()):
            text_from.update(enumerate(cells))
        if number in without_value:
            problems[len(rows)] = without_value[number]
        rows.append(cells)
        if len(rows) == _ROWS:
            out.write(json.dumps([first + 1, rows, problems]) + "\n")
            first, rows, problems = number, [], {}
    if rows:
        out.write(json.dumps([first + 1, rows, problems]) + "\n")


def _is_plain(row: list[Any]) -> bool:
    """Whether all cells of a row are texts that need no change."""
    try:
        together = "".join(row)
    except TypeError:
        return False
    return together.isascii() and "\0" not in together


def _rows_of(sheet: Any) -> Iterator[list[Any]]:
    left = sheet.start[1] if sheet.start else 0
    before = [""] * left  # the library leaves out empty columns on the left
    for row in sheet.iter_rows():
        yield before + row


def _merged_down(sheet: Any) -> dict[int, list[tuple[int, dict[int, str]]]]:
    """Return the cells that are merged downward, by row number.

    Each cell is its column and a dict. All rows of a merged cell share one dict for its text. The
    number of the top row is negative: there, the text must be stored in the dict.
    """
    found: dict[int, list[tuple[int, dict[int, str]]]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if bottom > top and left == right and bottom - top < _LAST_ROW:
            text_from: dict[int, str] = {}
            found.setdefault(-(top + 1), []).append((left, text_from))
            for row in range(top + 1, bottom + 1):
                found.setdefault(row + 1, []).append((left, text_from))
    return found


def _text(value: object) -> str:
    """Convert a workbook's value to text as it would be in a CSV file."""
    match value:
        case str():
            return _INVISIBLE.sub("", value)
        case bool():
            return str(value).lower()
        case float():
            # spreadsheets keep only 15 digits, so write a longer number in their format: a number
            # that lost its last digits must not look exact
            if abs(value) >= _LONG_NUMBER:
                return f"{value:.14E}"
            return str(int(value)) if value.is_integer() else repr(value)
        case datetime():
            midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
            return value.date().isoformat() if midnight else value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case _:
            return "" if value is None else str(value)


def _formatted(value: float, kind: str) -> str:
    if kind == "percent":
        return f"{value * 100:.10g}%"
    if value < 0 or value != int(value):
        return _text(float(value))
    digits = str(int(value)).zfill(kind.count("0"))
    missing = len(digits) - kind.count("0")
    shown, at = digits[:missing], missing
    for sign in kind:
        shown, at = (shown + digits[at], at + 1) if sign == "0" else (shown + sign, at)
    return shown


def _looks(path: str) -> dict[str, _Looks]:
    """Return the formats, formulas and hidden rows of each worksheet, by the worksheet's name."""
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" not in names:
            return _looks_of_ods(archive) if "content.xml" in names else {}
        styles = _shown_otherwise(archive.read("xl/styles.xml")) if "xl/styles.xml" in names else {}
        found = {}
        for sheet, part in _parts(archive):
            if part in names:
                found[sheet] = _look(archive, part, styles)
        return found


def _looks_of_ods(archive: zipfile.ZipFile) -> dict[str, _Looks]:
    """Return the formats, formulas and hidden rows of each OpenDocument worksheet, by its name."""
    from defusedxml.ElementTree import iterparse  # noqa: PLC0415 - rarely needed

    with archive.open("content.xml") as xml:
        if not any(map(_SHOWN_IN_ODS.search, iter(lambda: xml.read(_CHUNK), b""))):
            return {}
    found: dict[str, _Looks] = {}
    formats: _Formats = {}
    hidden: list[int] = []
    row = column = 0
    with archive.open("content.xml") as xml:
        for event, element in iterparse(xml, ("start", "end"), forbid_dtd=True):
            tag = element.tag.rpartition("}")[2]
            if event == "start":
                if tag == "table":
                    formats, hidden, row = {}, [], 0
                    found[element.get(f"{_TABLE}name", "")] = _Looks(formats, {}, hidden)
                elif tag == "table-row":
                    row, column = row + 1, 0
                    if element.get(f"{_TABLE}visibility", "visible") != "visible":
                        hidden.append(row)
                continue
            if tag in {"table-cell", "covered-table-cell"}:
                width = int(element.get(f"{_TABLE}number-columns-repeated", "1"))
                if kind := _kind_in_ods(element):
                    same = range(column, column + min(width, _MOST_REPEATED))
                    formats.setdefault(row, []).extend((each, kind) for each in same)
                column += width
            elif tag == "table-row":
                height = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
                for below in range(row + 1, row + min(height, _MOST_REPEATED)):
                    if row in formats:
                        formats[below] = formats[row]
                row += height - 1
                element.clear()
    return found


def _kind_in_ods(cell: Any) -> str:
    """Return the format of a number in an OpenDocument cell, in the form of `_Formats`.

    Return "" for any other cell.
    """
    kind = cell.get(f"{_OFFICE}value-type")
    if kind == "percentage":
        return "percent"
    shown = "".join(cell.itertext()).strip() if kind == "float" else ""
    return "0" * len(shown) if re.fullmatch(r"0\d+", shown) else ""


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    from html import unescape  # noqa: PLC0415 - rarely needed

    targets = {}
    for match in _RELATION.finditer(archive.read("xl/_rels/workbook.xml.rels")):
        held = dict(_NAMED_ATTRIBUTE.findall(match[1]))
        target = held.get(b"Target", b"").decode()
        targets[held.get(b"Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    for match in _SHEET.finditer(archive.read("xl/workbook.xml")):
        held = dict(_NAMED_ATTRIBUTE.findall(match[1]))
        identity = next((held[key] for key in held if key.endswith(b":id")), None)
        yield unescape(held.get(b"name", b"").decode()), targets.get(identity, "")


def _shown_otherwise(styles: bytes) -> dict[int, str]:
    """Return the format of numbers in each style of an Excel workbook.

    A format is 'percent', or zeros such as '0000'.
    """
    formats = {9: "percent", 10: "percent"}
    for match in _NUMBER_FORMAT.finditer(styles):
        held = dict(_ATTRIBUTE.findall(match[1]))
        code = held.get(b"formatCode", b"").decode().replace("&quot;", '"')
        if "%" in code:
            formats[int(held.get(b"numFmtId", b"0"))] = "percent"
            continue
        digits = re.sub(r'[\\"]|;.*|\[[^\]]*\]|@', "", code)
        if re.fullmatch(r"0[0-]*0", digits):
            formats[int(held.get(b"numFmtId", b"0"))] = digits
    section = _CELL_FORMATS.search(styles)
    cells = _XF.findall(section[0]) if section else []
    return {
        style: formats[int(number)] for style, number in enumerate(cells) if int(number) in formats
    }


def _look(archive: zipfile.ZipFile, part: str, styles: dict[int, str]) -> _Looks:
    formats: _Formats = {}
    hidden: list[int] = []
    without_value: dict[int, str] = {}
    wanted = b"|".join(str(style).encode() for style in styles)
    styled = re.compile(rb'<(?:\w+:)?c r="([A-Z]+)(\d+)"[^>]*? s="(' + wanted + rb')"')
    with archive.open(part) as xml:
        rest = tail = b""
        while chunk := xml.read(_CHUNK):
            if not tail and b"<!DOCTYPE" in chunk[:1000]:
                raise ValueError(part)
            tail = (tail + chunk)[-200:]
            text = rest + chunk
            cut = text.rfind(b"</c>") + 4 if b"</c>" in text else len(text)
            text, rest = text[:cut], text[cut:]
            if styles:
                for match in styled.finditer(text):
                    cell = (_column(match[1]), styles[int(match[3])])
                    formats.setdefault(int(match[2]), []).append(cell)
            if b' hidden="' in text:
                hidden += [int(match[1]) for match in _HIDDEN_ROW.finditer(text)]
            if b't="e"' in text:
                for match in _CELL_WITH_ERROR.finditer(text):
                    cell = (_column(match[1]), match[3].decode())
                    formats.setdefault(int(match[2]), []).append(cell)
            if b"<f" in text or b":f" in text:
                for match in _CELL_WITH_FORMULA.finditer(text):
                    if b't="str"' in match[3]:  # a formula whose computed result is an empty text
                        continue
                    without_value[int(match[2])] = (
                        f"the formula in cell {match[1].decode()}{match[2].decode()} has no value: "
                        "open the workbook in Excel, save it, and import it again"
                    )
    if not re.search(rb"</(?:\w+:)?worksheet>\s*(?:<!--.*?-->\s*)?$", tail):
        raise ValueError(part)
    return _Looks(formats, without_value, hidden)


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place - 1


def _end_with_parent() -> None:
    """End this process as soon as its parent process ends, because standard input closes then."""
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.exit(main(sys.argv[1], sys.stdout))
