"""Read a person from a row of SQLAlchemy, or from the columns that the driver returns."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import Row

from core.people.model import Person
from core.storage.column_keys import ColumnKeys
from core.storage.tables import people

_c = people.c
PERSON_COLUMNS = (
    *(_c.id, _c.number, _c.given_name, _c.family_name, _c.email, _c.notices_on),
    *(_c.display_name, _c.family_first, _c.language, _c.retake_plan),
)
_EMAIL = PERSON_COLUMNS.index(_c.email)
_columns_in = attrgetter(*(column.name for column in PERSON_COLUMNS))


def person_in(row: Row[Any]) -> Person:
    """Return the person in a row that has all columns of the people table."""
    return Person.of_columns(_columns_in(row))


def stored_person(columns: Sequence[Any], keys: ColumnKeys) -> Person:
    """Return the person in the columns `PERSON_COLUMNS`, as the driver returns them.

    The e-mail address is decrypted.
    """
    given = list(columns)
    if given[_EMAIL]:
        given[_EMAIL] = keys.opened(given[_EMAIL])
    return Person.of_columns(given)
