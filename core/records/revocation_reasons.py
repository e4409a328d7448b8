"""Reasons for revoked awards, which can be translated for readers of any language.

An award that lost one of its results has a reason stored in English, also in databases of earlier
versions. The reason is recognized when it is read, and can then be translated.
"""

import re
from datetime import date

from core.language.message import _

_VOIDED = re.compile(r"the result of (.+) of (\d{4}-\d\d-\d\d) was voided")


def voided_result(exam: str, day: date) -> str:
    """Return the reason to store for an award that lost the result of this exam on this day."""
    return f"the result of {exam} of {day} was voided"


def reason_for_readers(stored: str | None) -> str | None:
    """Return a stored reason.

    If the program wrote it, return it as a message to translate.
    """
    found = _VOIDED.fullmatch(stored or "")
    if found is None:
        return stored
    exam, day = found.groups()
    try:
        on = date.fromisoformat(day)
    except ValueError:  # the text has no day, so a person wrote the reason
        return stored
    return _("the result of %(exam)s of %(day)s was voided", exam=exam, day=on)
