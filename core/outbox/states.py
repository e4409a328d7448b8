"""Conditions on a notice's state, spelled as in the indexes of the table.

With the state as a parameter, SQLite would not use these indexes. PostgreSQL would not use them for
a statement that it runs again and again.
"""

from sqlalchemy import literal_column

from core.storage.tables import notices

IS_DUE = notices.c.state == literal_column("'due'")
IS_UNDELIVERABLE = notices.c.state == literal_column("'undeliverable'")
NOT_REPORTED = IS_UNDELIVERABLE & notices.c.told_at.is_(None)
"""The condition that a notice is undeliverable and its recipient does not know that yet."""
