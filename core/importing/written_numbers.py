"""Read candidate numbers as spreadsheets write them, or refuse them if they are uncertain."""

import re

from core.importing.cells import RowRejected, needed_text
from core.importing.sheets import quote_cell
from core.language.message import _

LONGEST = 40
_FORMULA = re.compile(r'="([^"]*)"')
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+[eE]\+?|[eE]\+)\d{1,3}")
_WHOLE = re.compile(r"(\d+)\.0+")
_EXACT_DIGITS = 15
"""How many digits of a number a spreadsheet keeps. It replaces later digits with zeros."""

_text = needed_text("candidate_number", LONGEST)


def read_number(cell: str) -> str | None:
    """Return the number in a cell, or None if it is empty. Raises RowRejected for a damaged one.

    Accepts the two ways to keep leading zeros in a spreadsheet, ="00123" and '00123.
    """
    # this is true of nearly all cells
    if len(cell) <= _EXACT_DIGITS and cell.isalnum() and cell.isascii():
        return cell
    text = cell.strip()
    if formula := _FORMULA.fullmatch(text):
        text = formula[1].strip()
    text = text.removeprefix("'")
    if not text:
        return None
    if _SCIENTIFIC.fullmatch(text):
        raise RowRejected(
            "candidate_number",
            _(
                "a spreadsheet has cut the number to %(text)s: format its "
                "column as text, enter the whole number again, and save the "
                "file",
                text=quote_cell(text),
            ),
        )
    if whole := _WHOLE.fullmatch(text):
        text = whole[1]
    if _is_rounded(text):
        raise RowRejected(
            "candidate_number",
            _(
                "a spreadsheet may have cut the last digits of %(text)s, as it "
                "keeps %(exact_digits)s: format its column as text and enter "
                "the whole number again",
                text=quote_cell(text),
                exact_digits=str(_EXACT_DIGITS),
            ),
        )
    return _text(text)


def without_zeros(number: str) -> str:
    """Return the number without leading zeros, which spreadsheets drop."""
    return number.lstrip("0")


def _is_rounded(text: str) -> bool:
    return text.isdecimal() and len(text) > _EXACT_DIGITS and not int(text[_EXACT_DIGITS:])
