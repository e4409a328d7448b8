"""Column types that allow STRICT tables in SQLite and mean the same on PostgreSQL."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from core.storage.instants import instant_text

Key = BigInteger().with_variant(Integer, "sqlite")
"""Column type for a row's id. SQLite generates ids only for INTEGER keys."""


class Day(TypeDecorator[date]):
    """Column type for a calendar day: DATE, or ISO text in STRICT tables (SQLite)."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Date())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> date | str | None:
        return value.isoformat() if value and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return date.fromisoformat(value) if value and dialect.name == "sqlite" else value


class Instant(TypeDecorator[datetime]):
    """Column type for a moment in UTC: TIMESTAMP WITH TIME ZONE, or ISO text (SQLite).

    The text has a fixed width, so it sorts by time.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind = Text() if dialect.name == "sqlite" else DateTime(timezone=True)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without its time zone cannot be stored: pass it in UTC")
        return instant_text(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return datetime.fromisoformat(value) if value and dialect.name == "sqlite" else value


class Flag(TypeDecorator[bool]):
    """Column type for yes or no: BOOLEAN, or 0 and 1 in STRICT tables (SQLite)."""

    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Boolean())

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        return int(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        return bool(value) if value is not None and dialect.name == "sqlite" else value
