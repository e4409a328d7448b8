"""Conditions on a notice's state, written as in the indexes of such notices.

If the word were a parameter, SQLite would not use these indexes, nor would PostgreSQL for a
statement that is run again and again.
"""

from sqlalchemy import literal_column

from core.storage.tables import notices

IS_DUE = notices.c.state == literal_column("'due'")
IS_UNDELIVERABLE = notices.c.state == literal_column("'undeliverable'")
NOT_REPORTED = IS_UNDELIVERABLE & notices.c.told_at.is_(None)
"""It is undeliverable, and its recipient does not know that yet."""
