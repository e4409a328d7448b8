"""The columns of a person, for statements that bypass SQLAlchemy's types."""

from collections.abc import Sequence
from typing import Any

from core.people.model import Person, RetakePlan
from core.storage.column_keys import ColumnKeys
from core.storage.tables import people

_c = people.c
PERSON_COLUMNS = (
    *(_c.id, _c.number, _c.given_name, _c.family_name, _c.email, _c.notices_on),
    *(_c.display_name, _c.family_first, _c.language, _c.retake_plan),
)


def stored_person(columns: Sequence[Any], keys: ColumnKeys) -> Person:
    """The person in `PERSON_COLUMNS` as they are stored, with the e-mail address encrypted."""
    person_id, number, given, family, email, notices_on, *choices = columns
    display_name, family_first, language, plan = choices
    return Person(
        person_id,
        number,
        given,
        family,
        keys.opened(email) if email else None,
        bool(notices_on),
        display_name,
        bool(family_first),
        language,
        RetakePlan(plan) if plan else None,
    )
