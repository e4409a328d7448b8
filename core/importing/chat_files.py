"""Handle files that account administrators send in a chat.

A file is inspected, kept until the sender confirms the import, and then imported.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cachetools import TTLCache
from sqlalchemy import delete, insert, select

from core.audit.actor import acting
from core.clock import Clock
from core.importing.advice import stopped
from core.importing.date_and_score_formats import DatesUnsure
from core.importing.dates import Order
from core.importing.table_signs import may_be_sheet
from core.language.message import _
from core.memories import emptied_when_forgetting
from core.storage.database import Database
from core.storage.tables import brought_files

_KEPT = timedelta(days=1)
_MOST_REMEMBERED = 100
_REMEMBERED = 600  # in seconds
_LONGEST_REMEMBERED = 20_000  # maximum length in characters of the rejected rows
_MOST_SECONDS = 900
_LONGEST_NAME = 100
_LONGEST_LINE = 32 * 1024**2  # in bytes: the answer contains the rejects file

OnProgress = Callable[[int, int | None], Awaitable[None]]
"""A function that gets the number of rows read and the estimated total, or None if unknown."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that waits until its sender confirms the import: sender, organization and content."""

    id: int
    person_id: int
    organization_id: int
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file would import, or what its import has done.

    If the file cannot be imported, `kind` is empty and `refused` says why.
    """

    kind: str
    refused: str = ""
    counts: Mapping[str, int] | None = None
    notes: tuple[str, ...] = ()
    preview: tuple[str, ...] = ()
    rejects: str = ""
    asks_to_accept: bool = False
    """Whether a row's reason for rejection is a question that the user can answer with yes."""
    dates: DatesUnsure | None = None
    """A date in the file that can mean two days.

    It is set only if nothing in the file proves the order of day and month.
    """
    stopped: bool = False
    """Whether the import ended early for a reason other than the file itself."""
    kept: int = 0
    """The number under which the file is kept for an answer to its question, or 0 if it is not."""


@dataclass(frozen=True, slots=True)
class Done:
    """The sender and the outcome of an import that has ended."""

    name: str
    kind: str
    outcome: Outcome


class ChatFiles:
    """Keeps files that were sent in a chat, and imports them in separate processes."""

    def __init__(self, database: Database, clock: Clock, catalog: Path | None, zone: str) -> None:
        self._database, self._clock = database, clock
        self._catalog, self._zone = catalog, zone
        self._done: TTLCache[tuple[int, int], Done] = TTLCache(_MOST_REMEMBERED, _REMEMBERED)
        emptied_when_forgetting(self._done.clear)

    async def look(
        self, name: str, content: bytes, organization: str, person: int, locale: str
    ) -> Outcome:
        """Return what a file would import.

        Its `kind` is empty if nothing can be imported.
        """
        if not may_be_sheet(content):
            return Outcome("")
        return await self._work(name, content, organization, person, kind="", locale=locale)

    async def run(
        self,
        brought: Brought,
        kind: str,
        organization: str,
        on_progress: OnProgress,
        locale: str,
        *,
        accept: bool = False,
        order: Order | None = None,
    ) -> Outcome:
        """Import a confirmed file. `on_progress` is called every few seconds.

        `locale` is the language of the answer. `accept` answers the questions about rejected rows
        with yes, within the organization. `order` is the order of day and month, if the person
        chose one.
        """
        outcome = await self._work(
            brought.name,
            brought.content,
            organization,
            brought.person_id,
            kind=kind,
            on_progress=on_progress,
            locale=locale,
            accept=accept,
            order=order,
        )
        if outcome.asks_to_accept and not accept:
            number = await self.keep(
                brought.person_id, brought.organization_id, brought.name, brought.content
            )
            outcome = replace(outcome, kept=number)
        short = (
            outcome if len(outcome.rejects) <= _LONGEST_REMEMBERED else replace(outcome, rejects="")
        )
        self._done[brought.person_id, brought.id] = Done(brought.name, kind, short)
        return outcome

    def done(self, number: int, person: int) -> "Done | None":
        """Return the outcome of this person's file if this process has just imported the file.

        The chat shows the outcome again to people who press a button twice.
        """
        return self._done.get((person, number))

    async def keep(self, person: int, organization_id: int, name: str, content: bytes) -> int:
        """Keep a file until its sender confirms the import, at most for a day.

        Return the file's number.
        """
        now = self._clock()
        async with self._database.begin() as connection:
            await connection.execute(
                delete(brought_files).where(brought_files.c.brought_at < now - _KEPT)
            )
            done = await connection.execute(
                insert(brought_files).values(
                    person_id=person,
                    organisation_id=organization_id,
                    name=name[:_LONGEST_NAME],
                    content=content,
                    brought_at=now,
                )
            )
        assert done.inserted_primary_key is not None
        return int(done.inserted_primary_key[0])

    async def take(self, number: int, person: int) -> Brought | None:
        """Return this person's file with this number, and stop keeping it.

        Return None if the person has no file with this number.
        """
        mine = (brought_files.c.id == number) & (brought_files.c.person_id == person)
        async with self._database.begin() as connection:
            row = (await connection.execute(select(brought_files).where(mine))).first()
            gone = await connection.execute(delete(brought_files).where(mine))
        if row is None or not gone.rowcount:
            return None
        return Brought(row.id, row.person_id, row.organisation_id, row.name, row.content)

    async def _work(
        self,
        name: str,
        content: bytes,
        organization: str,
        person: int,
        *,
        kind: str,
        on_progress: OnProgress | None = None,
        locale: str,
        accept: bool = False,
        order: Order | None = None,
    ) -> Outcome:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / (Path(name).name[:_LONGEST_NAME] or "file")
            await asyncio.to_thread(path.write_bytes, content)
            url = self._database.engine.url
            plain = url.set(drivername=url.get_backend_name())
            asked = {
                "url": plain.render_as_string(hide_password=False),
                "column_keys": self._database.column_keys.secrets,
                "catalog": str(self._catalog) if self._catalog else "",
                "zone": self._zone,
                "path": str(path),
                "organization": organization,
                "person": person,
                "kind": kind,
                "locale": locale,
                "accept": accept,
                "order": order.value if order else "",
                "actor": acting().packed(),
            }
            told = await _in_a_process(asked, on_progress)
        return Outcome(
            told.get("kind", ""),
            told.get("refused", ""),
            told.get("counts"),
            tuple(told.get("notes", ())),
            tuple(told.get("preview", ())),
            told.get("rejects", ""),
            told.get("asks_to_accept", False),
            _two_days(told.get("dates", ())),
            told.get("stopped", False),
        )


async def _in_a_process(asked: Mapping[str, Any], on_progress: OnProgress | None) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "core.import_process",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
        limit=_LONGEST_LINE,
    )
    done = 0

    async def progress(read: int, about: int | None) -> None:
        nonlocal done
        done = read
        if on_progress is not None:
            await on_progress(read, about)

    try:
        async with asyncio.timeout(_MOST_SECONDS):
            told = await _lines(process, asked, progress)
            await process.wait()
    except TimeoutError:
        too_long = _("the file took too long to read: send it in parts")
        return _stopped(done) if asked["kind"] else {"refused": too_long}
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    if told == {"away": True}:
        if asked["kind"]:
            return _stopped(done)
        raise ConnectionResetError("the process that reads files could not reach the database")
    if process.returncode or told is None:
        why = _("the file could not be read: save it as CSV or .xlsx and send it again")
        return _stopped(done) if asked["kind"] else {"refused": why}
    return told


def _stopped(read: int) -> dict[str, Any]:
    return {"refused": stopped(read), "stopped": True}


async def _lines(
    process: asyncio.subprocess.Process, asked: Mapping[str, Any], on_progress: OnProgress
) -> dict[str, Any] | None:
    """Return the process's last line of output. Report progress from the lines before it."""
    assert process.stdin is not None
    assert process.stdout is not None
    # the process has ended without reading everything
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(json.dumps(asked).encode())
        await process.stdin.drain()
        process.stdin.close()
    told: dict[str, Any] | None = None
    async for line in process.stdout:
        told = json.loads(line)
        if "read" in told:
            await on_progress(told["read"], told["about"])
            told = None
    return told


def _two_days(told: Sequence[str]) -> DatesUnsure | None:
    if not told:
        return None
    cell, *days = told
    return DatesUnsure(cell, *map(date.fromisoformat, days))
