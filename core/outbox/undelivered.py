"""Undeliverable notices that their recipients do not know about yet."""

from sqlalchemy import literal_column

from core.storage.tables import notices

NOT_REPORTED = (notices.c.state == literal_column("'undeliverable'")) & notices.c.told_at.is_(None)
"""Condition for undeliverable notices not yet reported; an index makes it fast."""
