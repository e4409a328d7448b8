"""Import the files of a reported problem, and return what they lead to."""

from pathlib import Path
from typing import Any

from core.importing.options import NONE, Options
from core.importing.report import ImportKind, ImportReport
from core.people.model import TERMINAL, Identity
from tests.core.importing.import_helpers import bring, rejected
from tests.world import World

CASES = Path(__file__).parents[2] / "cases"
PEOPLE = "candidate_number,given_name,family_name,email,role,organisation"


async def import_case(
    world: World, folder: Path, name: str, options: Options = NONE, **more: Any
) -> ImportReport:
    """Import a file from tests/cases.

    Its name contains the kind of file, as in "08-correct-1.results.csv".
    """
    path = folder / name
    path.write_bytes((CASES / name).read_bytes())
    kind = next(
        kind for kind in ImportKind if f".{kind.value}" in name or f".{kind.value}-" in name
    )
    return await bring(world, path, kind, options=options, **more)


async def import_rows(
    world: World,
    folder: Path,
    kind: ImportKind,
    header: str,
    *rows: str,
    options: Options = NONE,
) -> ImportReport:
    """Import a file with this header and these rows."""
    path = folder / f"rows.{kind.value}.csv"
    path.write_text("\n".join((header, *rows, "")), encoding="utf-8")
    return await bring(world, path, kind, options=options)


def reasons(report: ImportReport) -> list[str]:
    """Return the reasons of the rejected rows, in the order of the file."""
    return [row["reason"] for row in rejected(report)]


async def classes_of(world: World, address: str) -> dict[str, list[str]]:
    """Return the names of the students in each class that an instructor sees."""
    edgefinder = world.edgefinder
    asker = await edgefinder.askers.find(Identity(TERMINAL, address))
    return {
        roster.label: [person.name for person, _ in await edgefinder.rosters.class_records(roster)]
        for roster in await edgefinder.rosters.visible_to(asker)
    }
