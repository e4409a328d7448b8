"""Read scores as files write them, and the words for outcomes, in English and Spanish."""

import re
from dataclasses import dataclass
from functools import cache

from core.importing.sheets import header_words, plain
from core.records.model import Outcome

_PASS = (
    "pass", "passed", "p", "complete", "completed", "completer", "passing", "successful",
    "success", "satisfactory", "met", "competent", "certified", "earned", "achieved", "yes", "y",
    "approved", "accepted", "credit", "c r", "qualified", "pass with distinction",
    "passed with distinction",
    "aprobado", "aprobada", "aprobo", "aprueba", "apto", "apta", "superado", "superada", "supero",
    "acreditado", "acreditada", "acredita", "acredito", "competente", "satisfactorio",
    "satisfactoria", "si", "completo", "completado", "completada", "logrado", "exito", "exitoso",
)  # fmt: skip
_FAIL = (
    "fail", "failed", "f", "non completer", "noncompleter", "incomplete", "not passed",
    "did not pass", "not pass", "no pass", "dnp", "np", "unsuccessful", "unsatisfactory",
    "not met", "not competent", "not yet competent", "nyc", "no", "n", "failing",
    "rejected", "not approved", "not certified", "no credit",
    "reprobado", "reprobada", "reprobo", "reprueba", "suspenso", "suspendido", "suspendida",
    "suspendio", "no aprobado", "no aprobada", "no aprobo", "no aprueba", "no apto", "no apta",
    "no superado", "no superada", "no supero", "desaprobado", "desaprobada", "desaprobo",
    "no acreditado", "no acreditada", "no acredita", "no acredito", "no competente",
    "aun no competente",
    "insatisfactorio", "no satisfactorio", "incompleto", "incompleta", "fallido", "fallo",
    "no logrado",
)  # fmt: skip
_VOID = ("void", "voided", "annulled", "invalid", "invalidated", "anulado", "anulada", "nulo",
         "invalidado", "invalidada")  # fmt: skip
_SUBMITTED = (
    "submitted", "pending", "pending review", "in review", "under review", "awaiting evaluation",
    "handed in", "entregado", "entregada", "enviado", "enviada", "pendiente", "en revision",
    "presentado", "presentada",
)  # fmt: skip
_NOT_SAT = (
    "no show", "noshow", "absent", "did not attend", "cancelled", "canceled", "scheduled",
    "rescheduled", "registered", "not started", "not attempted", "not taken", "withdrawn",
    "excused", "ex", "ausente", "no se presento", "no presentado", "no presentada", "cancelado",
    "cancelada", "programado", "programada", "inscrito", "inscrita", "sin presentar", "np ausente",
)  # fmt: skip


@cache
def outcome_words() -> dict[str, Outcome]:
    """Return the outcome that each word means.

    The words have the form of `header_words`.
    """
    return {
        word: outcome
        for outcome, words in (
            (Outcome.PASS, _PASS),
            (Outcome.FAIL, _FAIL),
            (Outcome.VOID, _VOID),
            (Outcome.SUBMITTED, _SUBMITTED),
        )
        for word in words
    }


@cache
def not_sat_words() -> frozenset[str]:
    """Return the words that mean that an exam was not taken.

    Nothing is recorded for them.
    """
    return frozenset(_NOT_SAT)


@cache
def fails_and_passes() -> frozenset[str]:
    """Return all words that can stand in a column of outcomes.

    The words have the form of `header_words`.
    """
    return frozenset((*outcome_words(), *not_sat_words()))


_NOTHING = frozenset(
    ("", "-", "--", "---", "\u2013", "\u2014", ".", "..", "?", "*", "n/a", "n.a.", "n.a", "na",
     "#n/a", "nan", "null", "none", "nil", "tbd", "(read only)", "s/n", "n/d", "nd", "sin nota",
     "no aplica", "no score", "not scored", "ninguna", "ninguno")
)  # fmt: skip
_NUMBER = r"[+-]?\d+(?:[.,]\d+)?|[+-]?\.\d+"
_PER_CENT = re.compile(rf"({_NUMBER})\s*(?:%|percent|per cent|pct|por ciento)")
_OF = re.compile(
    rf"({_NUMBER})\s*(?:/|of|out of|de|sobre)\s*({_NUMBER})\s*(?:pts?|points|puntos)?"
    r"(?:\s*\(.*\))?"
)
_BARE = re.compile(rf"({_NUMBER})\s*(?:pts?\.?|points|puntos)?")
_BRACKETS = re.compile(r"\([^)]*\)")
_HAS_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Points:
    """A parsed score: `value` points out of `whole`.

    `whole` is 0 if the cell does not state the maximum.
    """

    value: float
    whole: float = 0.0


class NoScore(Exception):  # noqa: N818 - passed on as data, not an error
    """Raised for a cell with words instead of a score (`said`), or with nothing (`said` is '')."""

    def __init__(self, said: str = "") -> None:
        super().__init__(said)
        self.said = said


def read_points(cell: str) -> Points:
    """Parse a score.

    Raises NoScore for words or a blank cell, and ValueError for any other text.
    """
    text = " ".join(plain(cell).casefold().split())
    if text in _NOTHING:
        raise NoScore
    if match := _PER_CENT.fullmatch(text):
        return Points(_number(match[1]), 100.0)
    if match := _OF.fullmatch(text):
        whole = _number(match[2])
        if whole <= 0:
            raise ValueError(cell)
        return Points(_number(match[1]), whole)
    if match := _BARE.fullmatch(text):
        return Points(_number(match[1]))
    if _HAS_DIGIT.search(text) or text.lstrip("+-") in {"inf", "infinity"}:
        raise ValueError(cell)
    raise NoScore(cell)


def is_blank(cell: str) -> bool:
    """Whether a cell means that there is no value: it is empty, '-', 'N/A' or the like."""
    return " ".join(plain(cell).casefold().split()) in _NOTHING


def points_of(cell: str) -> tuple[float, float] | None:
    """Return the points that a score states, and the maximum, or 0 if it states no maximum.

    Return None if the cell is not a number.
    """
    try:
        found = read_points(cell)
    except (NoScore, ValueError):
        return None
    return found.value, found.whole


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def is_fraction(cell: str) -> bool:
    """Whether a cell is a number between 0 and 1 without a maximum, such as 0.85.

    In some files, 0.85 means 85 percent.
    """
    found = points_of(cell)
    return found is not None and found[1] == 0 and 0 < found[0] < 1


def may_be_fraction(cell: str) -> bool:
    """Whether a cell may be in a column of fractions: it is from 0 to 1, or not a number."""
    found = points_of(cell)
    return found is None or (found[1] == 0 and 0 <= found[0] <= 1)


_GRADE_OR_ATTEMPT = re.compile(
    r"[a-z]|\d[\d\s]*(?:percent|pct|pts?|points|puntos)?|(?:\d+ )?(?:of|de|sobre) \d+"
    r"|retake|retest|retaken|(?:\d(?:st|nd|rd|th)?|first|second|third) (?:attempt|try|retake)"
    r"|(?:attempt|intento) \d|(?:primer|segundo|tercer|\d) intento"
)
"""Matches words in brackets that do not change an outcome, such as "85 percent" or "retake".

The words have the form of `header_words`.
"""


def outcome_key(cell: str) -> str:
    """Return an outcome in the form that `outcome_words` uses, such as 'pass' for 'Pass (P)'.

    Other words in brackets may contradict the outcome. 'Pass (pending)' therefore becomes 'pass
    pending', which is no known outcome.
    """
    words = header_words(cell)
    known = fails_and_passes()
    if words in known:
        return words
    bare = header_words(_BRACKETS.sub(" ", cell))
    within = [header_words(each) for each in _BRACKETS.findall(cell)]
    outcomes = outcome_words()
    if bare in known and all(
        outcomes[each] is outcomes.get(bare)
        if each in outcomes
        else not each or _GRADE_OR_ATTEMPT.fullmatch(each)
        for each in within
    ):
        return bare
    return words
