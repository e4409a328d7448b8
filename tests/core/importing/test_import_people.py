"""Importing people and rosters: whom a row means, what it changes, and when it is rejected."""

from pathlib import Path

import pytest

from core.importing.report import ImportKind, ImportReport
from core.people.model import TERMINAL, Identity
from core.records.askers import Askers
from core.records.rosters import Rosters
from tests.core.importing.import_helpers import (
    bring,
    counts,
    rejected,
    text_file,
    without_ids,
    workbook_file,
)
from tests.world import World

PEOPLE = "candidate_number,given_name,family_name,email,role,organisation"
ROSTERS = "roster,instructor_email,candidate_number"
TABLES = ("people", "roles", "organisations")


async def people(world: World, folder: Path, *rows: str, batch: int = 1000) -> ImportReport:
    path = text_file(folder, PEOPLE, *rows, name="people.csv")
    return await bring(world, path, ImportKind.PEOPLE, batch=batch)


async def rosters(world: World, folder: Path, *rows: str, header: str = ROSTERS) -> ImportReport:
    return await bring(
        world, text_file(folder, header, *rows, name="rosters.csv"), ImportKind.ROSTERS
    )


async def whole(world: World) -> list[list[dict[str, object]]]:
    return [without_ids(await world.rows(table)) for table in TABLES]


@pytest.fixture
async def school(world: World, tmp_path: Path) -> World:
    """Return a school with two instructors and two candidates."""
    await people(
        world,
        tmp_path,
        ",Ines,Ortega,Ines@Example.org,instructor,Ridgeline",
        ",Kai,Weber,kai@example.org,instructor,Ridgeline",
        "1001,Ana,Popescu,ana@example.org,candidate,Ridgeline",
        "1002,Ben,Ortiz,,candidate,Ridgeline",
    )
    return world


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_people_are_imported_with_their_roles(
    world: World, tmp_path: Path, form: str
) -> None:
    rows: list[list[str | None]] = [
        ["1001", "Ana", "Popescu", "ana@example.org", "Student", "Ridgeline  Tech"],
        [None, "Ines", "Ortega", "Ines@Example.org", "instructor", "ridgeline tech"],
        [None, "Ines", "Ortega", "ines@example.org", "account administrator", "Valley"],
    ]
    if form == "csv":
        lines = [",".join(cell or "" for cell in row) for row in rows]
        report = await people(world, tmp_path, *lines)
    else:
        path = workbook_file(tmp_path, PEOPLE.split(","), *rows)
        report = await bring(world, path, ImportKind.PEOPLE)
    assert counts(report) == (3, 3, 0, 0)
    database = world.edgefinder.database
    ana = await Askers(database).find(Identity(TERMINAL, "1001"))
    assert ana.person is not None
    assert (ana.person.name, ana.person.email) == ("Ana Popescu", "ana@example.org")
    assert [(post.role, post.organisation) for post in ana.posts] == [
        ("candidate", "Ridgeline Tech")
    ]
    ines = await Askers(database).find(Identity(TERMINAL, "ines@example.org"))
    assert {(post.role, post.organisation) for post in ines.posts} == {
        ("instructor", "Ridgeline Tech"),
        ("administrator", "Valley"),
    }


@pytest.mark.parametrize("batch", [1, 1000])
async def test_importing_the_same_people_again_changes_nothing(
    world: World, tmp_path: Path, batch: int
) -> None:
    rows = (
        "1001,Ana,Popescu,ana@example.org,candidate,Ridgeline",
        "1001,Ana,Popescu,,candidate,Valley",
        ",Ines,Ortega,ines@example.org,instructor,Ridgeline",
        ",Ines,Ortega,ines@example.org,instructor,Ridgeline",
    )
    first = await people(world, tmp_path, *rows, batch=batch)
    assert first.rejected == 0
    before = await whole(world)
    assert counts(await people(world, tmp_path, *rows, batch=batch)) == (4, 0, 4, 0)
    assert await whole(world) == before


@pytest.mark.parametrize("batch", [1, 1000])
async def test_a_row_without_an_address_does_not_delete_the_address_on_record(
    world: World, tmp_path: Path, batch: int
) -> None:
    await people(
        world,
        tmp_path,
        "1001,Ana,Popescu,ana@example.org,candidate,Ridgeline",
        "1001,Ana Maria,Popescu,,candidate,Ridgeline",
        batch=batch,
    )
    [ana] = await world.rows("people")
    assert (ana["given_name"], ana["email"]) == ("Ana Maria", "ana@example.org")


async def test_of_two_spellings_of_a_name_in_a_file_the_last_one_is_stored(
    world: World, tmp_path: Path
) -> None:
    rows = ("1001,Ana,Popescu,,candidate,Ridgeline", "1001,Ana,Popesku,,candidate,Ridgeline")
    await people(world, tmp_path, *rows)
    assert counts(await people(world, tmp_path, *rows)) == (2, 0, 2, 0)
    assert [row["family_name"] for row in await world.rows("people")] == ["Popesku"]


async def test_relatives_may_have_the_same_address(world: World, tmp_path: Path) -> None:
    report = await people(
        world,
        tmp_path,
        "1001,Ana,Popescu,home@example.org,candidate,Ridgeline",
        "1002,Dan,Popescu,home@example.org,candidate,Ridgeline",
        ",Ion,Popescu,home@example.org,instructor,Ridgeline",
    )
    assert counts(report) == (3, 3, 0, 0)
    assert len(await world.rows("people")) == 3


async def test_a_row_of_a_person_that_cannot_be_imported_is_rejected_with_the_reason(
    world: World, tmp_path: Path
) -> None:
    report = await people(
        world,
        tmp_path,
        ",Ana,Popescu,ana@example.org,candidate,Ridgeline",
        ",Ines,Ortega,,instructor,Ridgeline",
        ",Ines,Ortega,ines at example,instructor,Ridgeline",
        "1001,,,,candidate,Ridgeline",
        "1001,Ana,Popescu,,boss,Ridgeline",
        "1001,Ana,Popescu,,employer,Ridgeline",
        "1001,Ana,Popescu,,candidate,",
        f"{'1' * 41},Ana,Popescu,,candidate,Ridgeline",
    )
    assert [(row["row"], row["column"], row["reason"]) for row in rejected(report)] == [
        ("2", "candidate_number", "a candidate needs a candidate_number"),
        ("3", "email", "a row with the role instructor needs an e-mail address"),
        ("4", "email", "'ines at example' is not an e-mail address"),
        ("5", "given_name", "given_name is empty"),
        (
            "6",
            "role",
            (
                "'boss' is not known: write candidate, instructor, evaluator, administrator "
                "or supervisor"
            ),
        ),
        (
            "7",
            "role",
            (
                "'employer' is not known: write candidate, instructor, evaluator, administrator "
                "or supervisor"
            ),
        ),
        ("8", "organisation", "organisation is empty"),
        ("9", "candidate_number", "candidate_number is longer than 40 characters"),
    ]
    assert [await world.rows(table) for table in TABLES] == [[], [], []]


async def test_a_name_is_stored_with_all_its_letters_as_written(
    world: World, tmp_path: Path
) -> None:
    name = "*Bób* [x](http://evil) 名; DROP TABLE people"
    await people(world, tmp_path, f"1001,{name},O'Hara,,candidate,Ridgeline")
    [person] = await world.rows("people")
    assert (person["given_name"], person["family_name"]) == (name, "O'Hara")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_importing_a_roster_records_which_instructor_teaches_each_student(
    school: World, tmp_path: Path, form: str
) -> None:
    rows = [
        ["Morning  Shift", "INES@example.org", "1001"],
        ["morning shift", "ines@example.org", "1002"],
        ["Morning Shift", "kai@example.org", "1001"],
    ]
    if form == "csv":
        report = await rosters(school, tmp_path, *map(",".join, rows))
    else:
        path = workbook_file(tmp_path, ROSTERS.split(","), *rows)
        report = await bring(school, path, ImportKind.ROSTERS)
    assert counts(report) == (3, 3, 0, 0)
    database = school.edgefinder.database
    for email in ("ines@example.org", "kai@example.org"):
        asker = await Askers(database).find(Identity(TERMINAL, email))
        [roster] = await Rosters(database).visible_to(asker)
        assert (roster.name, roster.size) == ("Morning Shift", 2)
        names = [person.name for person, _ in await Rosters(database).class_records(roster)]
        assert names == ["Ben Ortiz", "Ana Popescu"]


async def test_importing_the_same_roster_again_changes_nothing(
    school: World, tmp_path: Path
) -> None:
    rows = ("Morning,ines@example.org,1001", "Morning,ines@example.org,1001")
    assert counts(await rosters(school, tmp_path, *rows)) == (2, 1, 1, 0)
    assert counts(await rosters(school, tmp_path, *rows)) == (2, 0, 2, 0)
    assert len(await school.rows("roster_candidates")) == 1


async def test_a_row_of_a_roster_that_cannot_be_imported_is_rejected_with_the_reason(
    school: World, tmp_path: Path
) -> None:
    await people(school, tmp_path, ",Kai,Weber,kai@example.org,instructor,Valley")
    report = await rosters(
        school,
        tmp_path,
        ",ines@example.org,1001,",
        "Morning,nobody@example.org,1001,",
        "Morning,ana@example.org,1001,",
        "Morning,ines@example.org,1999,",
        "Morning,ines@example.org,1001,Valley",
        "Morning,kai@example.org,1001,",
        "Morning,kai@example.org,1001,VALLEY",
        "Morning,ines@example.org,1001,",
        header=f"{ROSTERS},organisation",
    )
    several = "the instructor teaches at several organisations: add a column organisation"
    assert [(row["column"], row["reason"]) for row in rejected(report)] == [
        ("roster", "roster is empty"),
        (
            "instructor_email",
            "no instructor has the address 'nobody@example.org': import people first",
        ),
        (
            "instructor_email",
            "no instructor has the address 'ana@example.org': import people first",
        ),
        ("candidate_number", "no candidate has the number '1999': import people first"),
        ("organisation", "the instructor does not teach at this organisation"),
        ("instructor_email", several),
        (
            "candidate_number",
            (
                "'1001' is Ana Popescu, a candidate of Ridgeline: Valley may have them on a roster "
                "once Ridgeline or they themselves agree (they tell the bot 'privacy allow roster "
                "Valley'); import again after that, or with --accept if they agreed on paper"
            ),
        ),
    ]
    assert report.taken == 1


async def test_a_file_whose_rows_are_all_rejected_creates_no_roster(
    school: World, tmp_path: Path
) -> None:
    await rosters(school, tmp_path, "Morning,ines@example.org,1999")
    assert await school.rows("rosters") == []


async def test_a_row_with_an_address_of_two_instructors_is_rejected(
    school: World, tmp_path: Path
) -> None:
    await people(school, tmp_path, "7001,Ida,Ortega,ines@example.org,instructor,Valley")
    report = await rosters(school, tmp_path, "Morning,ines@example.org,1001")
    assert [row["reason"] for row in rejected(report)] == [
        "several instructors share the address 'ines@example.org': give each their own"
    ]


@pytest.mark.parametrize("kind", [ImportKind.PEOPLE, ImportKind.ROSTERS])
async def test_a_dry_run_of_people_and_rosters_counts_but_writes_nothing(
    school: World, tmp_path: Path, kind: ImportKind
) -> None:
    header, *rows = {
        ImportKind.PEOPLE: (PEOPLE, "1003,Cleo,Nguyen,,candidate,Hilltop", "1004,,,,,"),
        ImportKind.ROSTERS: (ROSTERS, "Morning,ines@example.org,1001", "Morning,x,1001"),
    }[kind]
    path = text_file(tmp_path, header, *rows, name="dry.csv")
    tables = (*TABLES, "rosters", "roster_candidates", "roster_instructors", "imports")
    before = [await school.rows(table) for table in tables]
    tried = await bring(school, path, kind, dry_run=True)
    assert counts(tried) == (2, 1, 0, 1)
    assert [await school.rows(table) for table in tables] == before
    assert (await bring(school, path, kind)).document() == tried.document()


async def test_a_name_with_control_characters_for_a_terminal_is_rejected(
    world: World, tmp_path: Path
) -> None:
    report = await people(world, tmp_path, "1001,\x1b[31mAna,Popescu,,candidate,Ridgeline")
    assert (report.taken, report.rejected) == (0, 1)
    [row] = rejected(report)
    assert "retype it" in row["reason"]
