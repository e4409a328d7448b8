"""`make ahead`: write the files that make commands start faster.

They contain the SQL that SQLAlchemy compiles for SQLite, and the titles in the shipped catalog.

python -m tests.precomputed_files
"""

import json
from pathlib import Path

from sqlalchemy.ext.asyncio import create_async_engine

import core.goals.repository
import core.records.askers
import core.verification.record_lookup  # noqa: F401 - these declare queries
from core.catalog import shipped_titles
from core.catalog.loading import load_catalog
from core.storage import stored_queries


def files() -> dict[Path, str]:
    """Return each generated file with its content."""
    titles = shipped_titles.titles_of(load_catalog())
    return {stored_queries.FILE: _lines(_queries()), shipped_titles.FILE: _lines(titles)}


def _queries() -> object:
    dialect = create_async_engine("sqlite+aiosqlite://").dialect
    compiled = {
        name: query.build().compiled(dialect)
        for name, query in sorted(stored_queries.DECLARED.items())
    }
    return {
        name: {"sql": sql, "parameters": parameters} for name, (sql, parameters) in compiled.items()
    }


def _lines(document: object) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for file, text in files().items():
        file.write_text(text, "utf-8")
