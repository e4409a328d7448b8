"""Whether strangers may see anything of a person: not of a minor whose record is closed."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, or_

from core.storage.tables import people


def shown_to_strangers(person: FromClause = people) -> ColumnElement[Any]:
    """SQL condition: the codes and links of this person show something.

    A minor's do not, until a guardian or the center opens them: they are answered like codes that
    are not on record.
    """
    return or_(~person.c.minor, person.c.opened_at.is_not(None))
