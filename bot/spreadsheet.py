"""Tables as files for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence

from bot.reply import Attachment

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(
    name: str, description: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> Attachment:
    """A CSV file; None in a row is an empty cell."""
    return csv_of_lines(name, description, map(csv_line, (columns, *rows)))


def csv_of_lines(name: str, description: str, lines: Iterable[str]) -> Attachment:
    """A CSV file of lines that `csv_line` wrote."""
    return Attachment(
        name=name,
        media_type="text/csv",
        content="".join(lines).encode("utf-8-sig"),  # tells spreadsheets that it is UTF-8
        description=description,
    )


def csv_line(row: Iterable[object]) -> str:
    """A row as a line of a CSV file."""
    written = io.StringIO()
    csv.writer(written).writerow([_cell(value) for value in row])
    return written.getvalue()


def _cell(value: object) -> str:
    """A cell's value, with an apostrophe in front if a spreadsheet would read it as a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text
