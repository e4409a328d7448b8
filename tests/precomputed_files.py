"""`make ahead`: write the files that make commands start faster.

They contain the SQL that SQLAlchemy compiles for SQLite, the titles in the shipped catalog, and
which module each command is in.

python -m tests.precomputed_files
"""

import ast
import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from sqlalchemy.ext.asyncio import create_async_engine

import core.goals.repository
import core.records.askers
import core.verification.record_lookup  # noqa: F401 - these declare queries
from bot import commands
from bot.command import Command
from core.catalog import shipped_titles
from core.catalog.loading import load_catalog
from core.storage import stored_queries

INDEX = Path(commands.__path__[0]) / "__init__.py"
"""The file that names the module of each command."""
_MODULES = "_MODULES = "


def files() -> dict[Path, str]:
    """Return each generated file with its content."""
    titles = shipped_titles.titles_of(load_catalog())
    return {
        stored_queries.FILE: _lines(_queries()),
        shipped_titles.FILE: _lines(titles),
        INDEX: _index(),
    }


def _queries() -> object:
    dialect = create_async_engine("sqlite+aiosqlite://").dialect
    compiled = {
        name: query.build().compiled(dialect)
        for name, query in sorted(stored_queries.DECLARED.items())
    }
    return {
        name: {"sql": sql, "parameters": parameters} for name, (sql, parameters) in compiled.items()
    }


def _index() -> str:
    """Return the source of `bot/commands/__init__.py` with every declared command in its list.

    A new command comes below the others of its module, or at the end.
    """
    before, _mark, rest = INDEX.read_text("utf-8").partition(_MODULES)
    written, _end, after = rest.partition("}\n")
    declared = dict(_declared())
    listed = [name for name in ast.literal_eval(f"{written}}}") if name in declared]
    for name, module in declared.items():
        if name not in listed:
            near = [n for n, each in enumerate(listed) if declared[each] == module]
            listed.insert(near[-1] + 1 if near else len(listed), name)
    lines = "".join(f'    "{name}": "{declared[name]}",\n' for name in listed)
    return f"{before}{_MODULES}{{\n{lines}}}\n{after}"


def _declared() -> Iterator[tuple[str, str]]:
    """Yield the name of each declared command with the name of its module."""
    for module in iter_modules(commands.__path__):
        path = f"{commands.__name__}.{module.name}"
        for each in vars(import_module(path)).values():
            if isinstance(each, Command) and each.handler.__module__ == path:
                yield each.name, module.name


def _lines(document: object) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for file, text in files().items():
        file.write_text(text, "utf-8")
