"""Verdicts as a file: what a spreadsheet opens, one row a code."""

from collections.abc import Sequence

from bot.reply import Attachment
from bot.spreadsheet import csv_file
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


def verdict_table(verdicts: Sequence[Verdict]) -> Attachment:
    """A CSV file of the verdicts, in their order."""
    documents = [{**each.document(), "credential": each.credential_title} for each in verdicts]
    return csv_file(
        "verdicts.csv",
        f"A table of {len(verdicts)} verdicts: codes, credentials, holders, dates",
        _COLUMNS,
        ([document[column] for column in _COLUMNS] for document in documents),
    )
