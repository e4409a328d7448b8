"""Notices that could not be delivered, and of which their people have not heard."""

from sqlalchemy import literal_column

from core.storage.tables import notices

UNTOLD = (notices.c.state == literal_column("'undeliverable'")) & notices.c.told_at.is_(None)
"""Of one person, an index's few entries."""
