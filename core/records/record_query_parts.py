"""The parts of a statement that reads records from several tables as rows of strings."""

from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    cast,
    literal_column,
    null,
    or_,
    select,
)

from core.storage.tables import awards, earned_elsewhere, results, sign_offs

WIDTH = 6


def row_of(kind: str, *columns: ColumnElement[Any]) -> Select[Any]:
    """Return one part of a statement: a SELECT of the kind (as a constant) and the columns."""
    texts: list[ColumnElement[Any]] = [cast(column, Text) for column in columns]
    texts += [cast(null(), Text)] * (WIDTH - len(texts))
    named = [text.label(f"c{place}") for place, text in enumerate(texts)]
    return select(literal_column(f"'{kind}'", Text).label("kind"), *named)


_signed = sign_offs.c
# whether the trainer and the person who signed off are different people
_BY_TWO_PEOPLE = and_(
    _signed.trainer.is_not(None),
    or_(_signed.trainer_id.is_(None), _signed.trainer_id != _signed.signed_by),
)
PARTS: dict[str, tuple[Column[Any], tuple[ColumnElement[Any], ...]]] = {
    "result": (
        results.c.candidate_id,
        (results.c.exam_code, results.c.taken_on, results.c.attempt, results.c.outcome),
    ),
    "award": (
        awards.c.candidate_id,
        (
            *(awards.c.code, awards.c.credential_code, awards.c.issued_on),
            *(awards.c.revoked_on, awards.c.revoked_because, awards.c.revoked_by),
        ),
    ),
    "elsewhere": (
        earned_elsewhere.c.candidate_id,
        (
            *(earned_elsewhere.c.credential_code, earned_elsewhere.c.issued_on),
            *(earned_elsewhere.c.issuer, earned_elsewhere.c.evidence),
        ),
    ),
    "signed": (
        _signed.candidate_id,
        (
            *(_signed.goal_code, _signed.item, _signed.hours, _signed.signed_on),
            *(case((_BY_TWO_PEOPLE, 1), else_=0), _signed.id),
        ),
    ),
}
"""For each kind of row in a record: the column of the candidate's id, and the columns to read."""
