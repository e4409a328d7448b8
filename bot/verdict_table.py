"""Verdicts as a file: what a spreadsheet opens, one row a code."""

import csv
import io
from collections.abc import Sequence

from bot.reply import Attachment
from core.verification.verdict import Verdict

_COLUMNS = (
    "code",
    "verdict",
    "credential",
    "holder",
    "issued_on",
    "revoked_on",
    "reason",
    "as_of",
    "source",
)
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def verdict_table(verdicts: Sequence[Verdict]) -> Attachment:
    """A CSV file of the verdicts, in their order."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(_COLUMNS)
    for verdict in verdicts:
        document = {**verdict.document(), "credential": verdict.credential_title}
        rows.writerow([_cell(document[column]) for column in _COLUMNS])
    return Attachment(
        name="verdicts.csv",
        media_type="text/csv",
        content=written.getvalue().encode("utf-8-sig"),  # so that spreadsheets know it is UTF-8
        description=f"A table of {len(verdicts)} verdicts: codes, credentials, holders, dates",
    )


def _cell(value: object) -> str:
    """The value; what a spreadsheet would reckon with is made text by an apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text
