"""Read candidate numbers as spreadsheets write them. Refuse numbers that may be damaged."""

import re

from core.importing.cells import RowRejected, needed_text
from core.importing.sheets import quote_cell
from core.language.message import _

LONGEST = 40
_FORMULA = re.compile(r'="([^"]*)"')
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+[eE]\+?|[eE]\+)\d{1,3}")
_WHOLE = re.compile(r"(\d+)\.0+")
_EXACT_DIGITS = 15
"""How many digits of a number spreadsheets keep. They replace all further digits by zeros."""

_text = needed_text("candidate_number", LONGEST)


def read_number(cell: str) -> str | None:
    """Return the candidate number in a cell, or None if the cell is empty.

    The number may be written as ="00123" or '00123, to keep leading zeros in a spreadsheet. Raises
    RowRejected if a spreadsheet has damaged the number.
    """
    # nearly all cells are like this
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
    """Return the number without leading zeros, because spreadsheets may have dropped them."""
    return number.lstrip("0")


def _is_rounded(text: str) -> bool:
    return text.isdecimal() and len(text) > _EXACT_DIGITS and not int(text[_EXACT_DIGITS:])
