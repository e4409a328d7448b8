"""An exported file can be imported again, and importing it changes nothing."""

from pathlib import Path

import pytest

from core.importing.export import KINDS
from core.importing.report import ImportKind
from tests.core.importing.import_helpers import RESULTS, bring, counts, text_file
from tests.world import World

PEOPLE = "candidate_number,given_name,family_name,email,role,organisation"


@pytest.fixture
async def filled(world: World, tmp_path: Path) -> World:
    files = {
        ImportKind.PEOPLE: (
            PEOPLE,
            "0042,Ana,Popescu,,candidate,North Tech",
            "5001,Rui,Castell,rui@example.org,candidate,North Tech",
            ",Ines,Moreau,ines@example.org,instructor,North Tech",
        ),
        ImportKind.ROSTERS: (
            "roster,instructor_email,candidate_number",
            "Machining I,ines@example.org,0042",
            "Machining I,ines@example.org,5001",
        ),
        ImportKind.RESULTS: (
            f"{RESULTS},score,attempt,evaluator",
            "0042,M1-MMS-T,pass,2026-03-31,88.5,1,",
            "5001,M1-JBL-T,fail,2026-03-31,,,=Ines",
        ),
        ImportKind.AWARDS: (
            "candidate_number,credential,issued_on,issuer,evidence",
            "5001,M1-JBL,2024-05-31,Example State Board,transcript",
        ),
    }
    for kind, lines in files.items():
        path = text_file(tmp_path, *lines, name=f"{kind.value}.csv")
        assert (await bring(world, path, kind)).rejected == 0
    return world


@pytest.mark.parametrize("kind", KINDS)
async def test_importing_an_exported_file_changes_nothing(
    filled: World, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"{kind}.export.csv"
    count = await filled.edgefinder.export_file(kind, path)
    assert count > 0
    assert counts(await bring(filled, path, ImportKind(kind))) == (count, 0, count, 0)


async def test_no_cell_of_an_exported_file_is_a_formula(filled: World, tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    await filled.edgefinder.export_file("results", path)
    assert ",=" not in path.read_text()
