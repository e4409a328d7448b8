"""A person's name on record, as an SQL column."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, case, func, literal

from core.storage.tables import people


def written_name(person: FromClause = people) -> ColumnElement[Any]:
    """Return the column with the full name in a row of people, or of an alias of that table."""
    given, family, space = person.c.given_name, person.c.family_name, literal(" ", Text)
    return func.trim(
        case((person.c.family_first, family + space + given), else_=given + space + family)
    )
