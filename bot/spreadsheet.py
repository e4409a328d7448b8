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
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([_cell(column) for column in columns])
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return Attachment(
        name=name,
        media_type="text/csv",
        content=written.getvalue().encode("utf-8-sig"),  # tells spreadsheets that it is UTF-8
        description=description,
    )


def _cell(value: object) -> str:
    """A cell's value, with an apostrophe in front if a spreadsheet would read it as a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text
