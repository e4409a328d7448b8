"""Recognize rows of reports that are not data: totals, repeated headers, and notes below."""

import re
from collections.abc import Sequence

from core.importing.sheets import header_words
from core.language.message import _n

_TOTAL = re.compile(
    r"(?:grand |sub ?|class |course |overall |group )?"
    r"(?:totals?|totales|averages?|mean|median|sum|suma|count|std dev|standard deviation|promedio"
    r"|media|subtotal|subtotales)(?: general| de .*| of .*| for .*)?"
    r"|(?:number of |total )?(?:records?|rows?|students?|candidates?|results?|registros|filas"
    r"|estudiantes|alumnos)(?: total| listed| found| count)?"
    r"|end of (?:report|file|list|data)|fin del (?:informe|reporte|archivo)"
)
_TOTAL_BEGINS = re.compile(
    r"(?:grand |sub ?)?totale?s?\b|page \d|pagina \d|(?:records?|rows?|students?) \d"
    r"|\d+ (?:records?|rows?|students?)\b|generated (?:on|by|at)\b|printed (?:on|by)\b"
    r"|generado |report (?:run|date)"
)


def passed_over(count: int, why: str) -> str:
    """Say that `count` rows were ignored, and why."""
    return _n(
        "%(count)s row was passed over: %(why)s.",
        "%(count)s rows were passed over: %(why)s.",
        count,
        why=why,
    )


def first_text(row: Sequence[str]) -> str:
    """Return the first cell of a row that is not blank."""
    return next((cell for cell in row if cell.strip()), "")


def is_total(row: Sequence[str]) -> bool:
    """Whether a rejected row looks like a total: 'Total', 'Average', 'Page 2'."""
    text = header_words(first_text(row)[:200])
    return _TOTAL.fullmatch(text) is not None or _TOTAL_BEGINS.match(text) is not None


def is_repeated(row: Sequence[str], header: Sequence[str]) -> bool:
    """Whether a row repeats the header, as reports do on each page."""
    return [cell.strip() for cell in row] == [cell.strip() for cell in header]


def is_note(row: Sequence[str]) -> bool:
    """Whether a rejected row looks like a note: several words in one cell, and no other cells."""
    texts = [cell for cell in row if cell.strip()]
    return len(texts) == 1 and len(texts[0].split()) > 1
