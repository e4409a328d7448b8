"""The program that inspects or imports a file sent in a chat, in a separate process.

It reads one JSON document from standard input and writes its answer to standard output. The main
process keeps answering meanwhile. A file that takes too much time or memory affects only this
process.
"""

import asyncio
import csv
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from core.audit.actor import Actor
from core.edgefinder import Edgefinder, open_edgefinder
from core.importing.advice import speak_of_chats
from core.importing.dates import Order
from core.importing.import_file import import_file
from core.importing.options import Options
from core.importing.reading_options import ReadingOptions
from core.importing.report import ImportKind, ImportReport, OnProgress
from core.importing.sheets import ColumnsMissing, FileRefused
from core.language.message import _, _n, localized
from core.storage.database_errors import is_away

_TRIED = (ImportKind.RESULTS, ImportKind.PEOPLE, ImportKind.ROSTERS)
_MOST_REJECTS = 2_000_000  # maximum length in characters of the rejected rows in an answer
_SECONDS_BETWEEN = 3.0


async def work(asked: dict[str, Any]) -> dict[str, Any]:
    """Import a file as rows of the kind in `asked`.

    Without a kind, report what would be imported.
    """
    edgefinder = await open_edgefinder(
        database_url=asked["url"],
        column_keys=asked["column_keys"],
        catalog=Path(asked["catalog"]) if asked.get("catalog") else None,
        zone=asked["zone"],
    )
    speak_of_chats()
    try:
        path = Path(asked["path"])
        async with edgefinder.audit.acting(Actor.unpacked(asked["actor"])):
            if kind := asked.get("kind"):
                told = await _imported(edgefinder, asked, path, ImportKind(kind))
            else:
                told = await _looked_at(edgefinder, asked, path)
            return {key: localized(each, asked["locale"]) for key, each in told.items()}
    finally:
        await edgefinder.close()


async def _looked_at(edgefinder: Edgefinder, asked: dict[str, Any], path: Path) -> dict[str, Any]:
    """Report what the file would import, as the kind of rows that fits it.

    Each kind is tried in turn. The answer is about the first kind for which the file has something
    new, or for which the user must decide something. If there is no such kind, the answer is about
    the first kind whose rows are already on record. If no kind accepts the file, the answer is the
    refusal by the kind whose columns fit best.
    """
    known: dict[str, Any] = {}
    refused: list[tuple[int, dict[str, Any]]] = []
    for kind in _TRIED:
        try:
            report = await _run(edgefinder, asked, path, kind, rejects=None, dry_run=True)
        except ColumnsMissing as why:
            if why.fits:
                refused.append((why.missing, {"refused": why.args[0]}))
        except FileRefused as why:
            refused.append((0, {"refused": why.args[0]}))
        else:
            told = {"kind": kind.value, **_told(report), "refused": ""}
            if report.taken or report.asks_to_accept or report.dates:
                return told
            if report.unchanged:
                known = known or told
            elif not report.read:
                refused.append((0, {"refused": _without_rows(path)}))
            elif report.rejected:
                refused.append((0, {"refused": _all_rejected(report), "preview": report.preview}))
    return known or {"kind": "", **_likeliest(refused)}


def _without_rows(path: Path) -> str:
    return _("%(file)s has no rows: it needs a header line and rows", file=path.name)


def _all_rejected(report: ImportReport) -> str:
    return _n(
        "its row cannot be taken.", "none of its %(count)s rows can be taken.", report.rejected
    )


def _likeliest(refused: Sequence[tuple[int, dict[str, Any]]]) -> dict[str, Any]:
    """Return the refusal by the kind of rows that lacks the fewest columns.

    Among equals, return the first.
    """
    return min(refused, key=lambda each: each[0])[1] if refused else {"refused": ""}


async def _imported(
    edgefinder: Edgefinder, asked: dict[str, Any], path: Path, kind: ImportKind
) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        rejects = Path(folder) / "rejects.csv"
        try:
            report = await _run(
                edgefinder,
                asked,
                path,
                kind,
                rejects=rejects,
                dry_run=False,
                on_progress=_Progress(),
            )
        except FileRefused as why:
            return {"kind": kind.value, "refused": why.args[0]}
        text = rejects.read_text("utf-8")[:_MOST_REJECTS] if rejects.exists() else ""
    return {"kind": kind.value, **_told(report), "refused": "", "rejects": text}


async def _run(
    edgefinder: Edgefinder,
    asked: dict[str, Any],
    path: Path,
    kind: ImportKind,
    *,
    rejects: Path | None,
    dry_run: bool,
    on_progress: OnProgress | None = None,
) -> ImportReport:
    organization = asked["organization"]
    return await import_file(
        edgefinder.database,
        edgefinder.catalog,
        edgefinder.clock,
        kind,
        path,
        dry_run=dry_run,
        rejects=rejects,
        on_progress=on_progress,
        options=Options(
            organization=organization,
            only=organization,
            accept=asked.get("accept", False),
            locale=asked["locale"],
        ),
        reading=ReadingOptions(
            zone=ZoneInfo(asked["zone"]),
            order=Order(asked["order"]) if asked["order"] else None,
            asks_order=asked["locale"].startswith("es"),
        ),
        brought_by=asked["person"],
    )


class _Progress:
    """Writes lines about the import's progress, as often as a chat message may be edited."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self, read: int, about: int | None) -> None:
        if (now := time.monotonic()) >= self._next:
            self._next = now + _SECONDS_BETWEEN
            sys.stdout.write(json.dumps({"read": read, "about": about}) + "\n")
            sys.stdout.flush()


def _told(report: ImportReport) -> dict[str, Any]:
    dates = report.dates
    return {
        "counts": report.document(),
        "notes": report.notes,
        "preview": report.preview,
        "asks_to_accept": report.asks_to_accept,
        "dates": [dates.cell, dates.month_first.isoformat(), dates.day_first.isoformat()]
        if dates
        else [],
    }


def main() -> None:
    """Run the program: read the request from standard input, and write the answer as JSON."""
    csv.field_size_limit(sys.maxsize)
    asked = json.load(sys.stdin)
    try:
        told = asyncio.run(work(asked))
    except Exception as error:
        # if the database cannot be opened, our own error has the driver's error as its cause
        if not any(map(is_away, filter(None, (error, error.__cause__)))):
            raise
        told = {"away": True}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
