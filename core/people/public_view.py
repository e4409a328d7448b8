"""Decide whether strangers may see anything of a person.

They may not see a minor's closed record.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, or_

from core.storage.tables import people


def shown_to_strangers(person: FromClause = people) -> ColumnElement[Any]:
    """SQL condition: the codes and links of this person show something.

    A minor's do not, until a guardian or the center opens them. Until then, the answer is the same
    as for codes that are not on record.
    """
    return or_(~person.c.minor, person.c.opened_at.is_not(None))
