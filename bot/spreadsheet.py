"""Write tables as files for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence

from bot.reply import Attachment

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(
    name: str, description: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> Attachment:
    """Return a CSV file. None in a row becomes an empty cell."""
    return csv_of_lines(name, description, map(csv_line, (columns, *rows)))


def csv_of_lines(name: str, description: str, lines: Iterable[str]) -> Attachment:
    """Return a CSV file that consists of lines from `csv_line`."""
    return Attachment(
        name=name,
        media_type="text/csv",
        # begin with the byte order mark, which tells spreadsheets that the file is UTF-8
        content="".join(lines).encode("utf-8-sig"),
        description=description,
    )


def csv_line(row: Iterable[object]) -> str:
    """Return a row as a line of a CSV file."""
    written = io.StringIO()
    csv.writer(written).writerow([_cell(value) for value in row])
    return written.getvalue()


def _cell(value: object) -> str:
    """Return a cell's text.

    If a spreadsheet would read the text as a formula, begin it with an apostrophe.
    """
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text
