"""The SQL that is compiled ahead for SQLite: `make queries` writes it.

python -m tests.stored_queries
"""

import json

from sqlalchemy.ext.asyncio import create_async_engine

import core.edgefinder  # noqa: F401 - so that all are declared
from core.storage.stored_queries import DECLARED, FILE, Compiled


def compiled() -> dict[str, Compiled]:
    """What SQLAlchemy compiles today, by the queries' names."""
    dialect = create_async_engine("sqlite+aiosqlite://").dialect
    return {name: query.build().compiled(dialect) for name, query in sorted(DECLARED.items())}


def written() -> str:
    """The file as it should be."""
    queries = {
        name: {"sql": sql, "parameters": parameters}
        for name, (sql, parameters) in compiled().items()
    }
    return json.dumps(queries, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), "utf-8")
