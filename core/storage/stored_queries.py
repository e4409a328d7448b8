"""Queries whose SQL for SQLite was compiled in advance.

Commands can therefore run these queries without SQLAlchemy. The SQL is in `sqlite_queries.json`.
`make ahead` writes this file, and a test compares it with what SQLAlchemy compiles today.
"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

    from core.storage.raw_statements import Query

Compiled = tuple[str, tuple[tuple[str, Any], ...]]
"""The SQL of a query, and its parameters in order: each parameter's name and constant value."""
FILE = Path(__file__).parent / "sqlite_queries.json"
DECLARED: dict[str, "StoredQuery"] = {}
"""All stored queries by name, once the modules that declare them are imported."""


class StoredQuery:
    """A query that is declared under a name.

    Its SQL for SQLite is in the file. If it is not, `build` makes the query.
    """

    def __init__(self, name: str, build: "Callable[[], Query]") -> None:
        self.name = name
        self.build = build
        self._built: Query | None = None
        DECLARED[name] = self

    def on_sqlite(self) -> Compiled:
        """Return the SQL for SQLite from the file, and the parameters."""
        return _stored()[self.name]

    def compiled(self, dialect: "Dialect") -> Compiled:
        """Return the SQL for a dialect, and the parameters, as `Query.compiled` does."""
        if dialect.name == "sqlite":
            return _stored()[self.name]
        if self._built is None:
            self._built = self.build()
        return self._built.compiled(dialect)


@cache
def _stored() -> dict[str, Compiled]:
    stored = json.loads(FILE.read_bytes())
    return {
        name: (each["sql"], tuple((given, constant) for given, constant in each["parameters"]))
        for name, each in stored.items()
    }
