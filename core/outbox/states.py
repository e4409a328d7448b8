"""Conditions on a notice's state, written as in the indexes of such notices.

With a parameter in place of the word, SQLite would not use these indexes, and neither would
PostgreSQL for a statement that is asked again and again.
"""

from sqlalchemy import literal_column

from core.storage.tables import notices

IS_DUE = notices.c.state == literal_column("'due'")
IS_UNDELIVERABLE = notices.c.state == literal_column("'undeliverable'")
NOT_REPORTED = IS_UNDELIVERABLE & notices.c.told_at.is_(None)
"""Undeliverable, and its recipient does not know about it yet."""
