"""Import goals from a TOML file: save valid goals, and say why other goals are refused."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action
from core.audit.entries import record
from core.catalog.model import Catalog
from core.clock import Clock
from core.goals.goal_toml import CODE_TWICE, GoalError, GoalReader, goal_entries
from core.goals.saved_goals import GoalRefused, Saved, keep, owner_named
from core.importing.cells import Reject
from core.importing.import_file import rejects_path
from core.importing.rejects import Rejects
from core.importing.report import ImportReport
from core.importing.sheets import FileRefused
from core.storage.change_counters import count_change
from core.storage.database import Database, write_alone
from core.storage.tables import imports

LARGEST = 8 * 1024 * 1024
"""The maximum size of a file of goals in bytes."""


@dataclass(frozen=True, slots=True)
class Imported:
    """The outcome of importing a file of goals: counts, refused goals, and goals found by link."""

    report: ImportReport
    refused: tuple[GoalRefused, ...]
    by_link: tuple[Saved, ...]


async def import_goals(
    database: Database,
    catalog: Catalog,
    clock: Clock,
    path: Path,
    *,
    dry_run: bool = False,
    rejects: Path | None = None,
) -> Imported:
    """Import a TOML file of goals in one transaction. The counts in the report are goals.

    A goal belongs to its owner if the owner is an organization on record. Any other owner is only a
    name shown to people. Refused goals are written to `rejects`, by default NAME.rejects.csv next
    to the file. There, `row` is the goal's position in the file, and `column` is the wrong key,
    followed by the goal's code. A dry run undoes its changes. Raises FileRefused if the file cannot
    be read at all.
    """
    if rejects is not None or not dry_run:
        rejects = rejects_path(path, rejects)
    try:
        entries = goal_entries(_text(path), path.name)
    except GoalError as error:
        raise FileRefused(str(error)) from error
    one = _Import(catalog, clock())
    with Rejects(rejects, ("code",)) as refused:
        async with database.engine.connect() as connection:
            transaction = await connection.begin()
            await write_alone(connection)
            kept = [await one.take(connection, n, entry) for n, entry in enumerate(entries, 1)]
            saved = [each for each in kept if isinstance(each, Saved)]
            taken = sum(each.changed for each in saved)
            if dry_run:
                await transaction.rollback()
            else:
                await one.finish(connection, path.name, changed=taken > 0)
                await record(connection, Action.CHANGED_GOALS, file=path.name, goals=taken)
                await transaction.commit()
        for number, each in enumerate(kept, 1):
            if isinstance(each, GoalRefused):
                refused.add(number, Reject(each.key, each.reason), [each.code])
    report = ImportReport(len(kept), taken, len(saved) - taken, refused.count)
    return Imported(
        replace(report, rejects_file=rejects if refused.count else None),
        tuple(each for each in kept if isinstance(each, GoalRefused)),
        tuple(each for each in saved if each.token),
    )


class _Import:
    """One import of a file of goals."""

    def __init__(self, catalog: Catalog, now: datetime) -> None:
        self._reader = GoalReader(catalog)
        self._now = now
        self._codes: set[str] = set()

    async def take(
        self, connection: AsyncConnection, number: int, entry: Any
    ) -> Saved | GoalRefused:
        try:
            goal = self._reader.read(entry, "", number)
        except GoalError as error:
            return GoalRefused(error.key, error.why, _code(entry))
        if goal.code in self._codes:
            return GoalRefused("code", CODE_TWICE, goal.code)
        self._codes.add(goal.code)
        owner = await owner_named(connection, goal.owner) if goal.owner else None
        kept = await keep(connection, (owner, None), entry, goal, self._now)
        return replace(kept, code=goal.code) if isinstance(kept, GoalRefused) else kept

    async def finish(self, connection: AsyncConnection, file: str, *, changed: bool) -> None:
        if changed:
            await count_change(connection)
        values = {"kind": "goals", "file_name": file, "started_at": self._now}
        await connection.execute(insert(imports).values(**values, finished_at=self._now))


def _code(entry: Any) -> str:
    code = entry.get("code") if isinstance(entry, dict) else None
    return code if isinstance(code, str) and code.isprintable() else ""


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except IsADirectoryError:
        raise FileRefused(f"{path.name} is a folder: name a TOML file") from None
    except OSError as error:
        raise FileRefused(f"{path}: {error.strerror or error}") from None
    if len(content) > LARGEST:
        raise FileRefused(f"{path.name} has more than {LARGEST >> 20} MB: divide it into files")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(f"{path.name} is not in UTF-8, as TOML is: save it so") from None
