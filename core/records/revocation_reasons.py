"""Reasons for revoked awards, for readers of any language.

The reason for an award that lost one of its results is stored in English, also in databases of
earlier versions. It is recognized when it is read, and can then be translated.
"""

import re
from datetime import date

from core.language.message import _

_VOIDED = re.compile(r"the result of (.+) of (\d{4}-\d\d-\d\d) was voided")


def voided_result(exam: str, day: date) -> str:
    """Return the reason to store if the result of this exam on this day was voided."""
    return f"the result of {exam} of {day} was voided"


def reason_for_readers(stored: str | None) -> str | None:
    """Return a stored reason, as a message to translate if it is one of ours."""
    found = _VOIDED.fullmatch(stored or "")
    if found is None:
        return stored
    exam, day = found.groups()
    try:
        on = date.fromisoformat(day)
    except ValueError:  # not a day: a person wrote this reason
        return stored
    return _("the result of %(exam)s of %(day)s was voided", exam=exam, day=on)
