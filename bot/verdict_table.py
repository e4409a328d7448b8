"""Write verdicts as a spreadsheet file, one row per code."""

from collections.abc import Sequence

from bot.reply import Attachment
from bot.spreadsheet import csv_file
from core.language.message import _n
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
    """Return a CSV file of the verdicts, in order."""
    documents = [{**each.document(), "credential": each.credential_title} for each in verdicts]
    return csv_file(
        "verdicts.csv",
        _n(
            "A table of %(count)s verdict: code, credential, holder, dates",
            "A table of %(count)s verdicts: codes, credentials, holders, dates",
            len(verdicts),
        ),
        _COLUMNS,
        ([document[column] for column in _COLUMNS] for document in documents),
    )
