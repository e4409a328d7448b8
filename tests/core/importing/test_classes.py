"""Importing classes: their instructor, their term, who leaves, and who may see what about whom."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.importing.options import NONE
from core.importing.report import ImportKind
from core.people.model import TERMINAL, Identity
from core.people.roster_lookup import SeveralRosters
from tests.core.importing.reported_files import (
    PEOPLE,
    classes_of,
    import_case,
    import_rows,
    reasons,
)
from tests.world import World

ROSTERS = "roster,instructor_email,candidate_number"
ACCEPT = replace(NONE, accept=True)
REPLACE = replace(NONE, replace=True)
INES, OTTO = "ines@example.org", "otto@example.org"


@pytest.fixture
async def north(world: World, tmp_path: Path) -> World:
    """Return North Tech as it is before each of the reported files."""
    await import_case(world, tmp_path, "base.people.csv")
    return world


async def test_two_classes_of_one_name_with_two_instructors_are_kept_separate(
    north: World, tmp_path: Path
) -> None:
    report = await import_case(north, tmp_path, "01-two-sections.rosters.csv")
    assert (report.taken, report.rejected) == (4, 0)
    assert await classes_of(north, INES) == {"Machining I": ["Ben Achterberg", "Ana Popescu"]}
    assert await classes_of(north, OTTO) == {"Machining I": ["Dov Lindqvist", "Cleo Marsh"]}
    again = await import_case(north, tmp_path, "01-two-sections.rosters.csv")
    assert (again.taken, again.unchanged, again.absent) == (0, 4, 0)


async def test_asking_for_a_class_by_a_name_that_two_classes_have_offers_both(
    north: World, tmp_path: Path
) -> None:
    await import_case(north, tmp_path, "01-two-sections.rosters.csv")
    with pytest.raises(SeveralRosters, match="Ines Moreau") as asked:
        await north.edgefinder.contacts.on_roster("machining i")
    number = str(asked.value).partition("#ID' (")[2].partition(" ")[0]
    found = await north.edgefinder.contacts.on_roster(number)
    assert [person.name for person in found] == ["Ben Achterberg", "Ana Popescu"]
    reply = await north.ask("ada@example.org", "roster Machining I")
    offered = [button.label for row in reply.buttons for button in row]
    assert any("North Tech, Ines Moreau" in label for label in offered)
    assert any("North Tech, Otto Brandt" in label for label in offered)


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (ROSTERS, [f"CNC,{INES}; {OTTO},0042", f'CNC,"{OTTO}, {INES}",4002']),
        (ROSTERS, [f"CNC,{INES},0042", f"CNC,{INES},4002", f"CNC,{OTTO},0042"]),
        (f"{ROSTERS},section", [f"CNC,{INES},0042,B", f"CNC,{OTTO},4002,B"]),
    ],
    ids=["both in a cell", "a candidate with both", "a section"],
)
async def test_two_instructors_have_one_class_together_if_the_file_says_so(
    north: World, tmp_path: Path, header: str, rows: list[str]
) -> None:
    await import_rows(north, tmp_path, ImportKind.ROSTERS, header, *rows)
    ines = await classes_of(north, INES)
    assert list(ines.values()) == [["Ben Achterberg", "Ana Popescu"]]
    assert await classes_of(north, OTTO) == ines
    again = await import_rows(north, tmp_path, ImportKind.ROSTERS, header, *rows)
    assert again.taken == 0


async def test_an_import_lists_who_is_on_the_roster_and_no_longer_in_the_file(
    north: World, tmp_path: Path
) -> None:
    await import_case(north, tmp_path, "02-dropped.rosters-first.csv")
    report = await import_case(north, tmp_path, "02-dropped.rosters-second.csv")
    assert report.absent == 1
    assert "In Machining I and not in this file: Ben Achterberg (4002)." in report.notes
    assert any("--replace" in note for note in report.notes)
    assert await classes_of(north, INES) == {"Machining I": ["Ben Achterberg", "Ana Popescu"]}
    report = await import_case(north, tmp_path, "02-dropped.rosters-second.csv", REPLACE)
    assert (report.left, report.absent) == (1, 0)
    assert await classes_of(north, INES) == {"Machining I": ["Ana Popescu"]}


async def test_no_student_is_removed_from_a_class_by_a_file_with_a_rejected_row(
    north: World, tmp_path: Path
) -> None:
    await import_case(north, tmp_path, "02-dropped.rosters-first.csv")
    rows = [f"Machining I,{INES},0042", f"Machining I,{INES},9999"]
    report = await import_rows(north, tmp_path, ImportKind.ROSTERS, ROSTERS, *rows, options=REPLACE)
    assert (report.left, report.absent, report.rejected) == (0, 1, 1)
    assert "Nobody was removed" in " ".join(report.notes)


async def test_a_row_with_a_last_day_in_the_past_removes_a_person_from_the_class(
    north: World, tmp_path: Path
) -> None:
    await import_case(north, tmp_path, "02-dropped.rosters-first.csv")
    header = f"{ROSTERS},ended_on"
    row = f"Machining I,{INES},4002,2026-10-01"
    report = await import_rows(north, tmp_path, ImportKind.ROSTERS, header, row)
    assert (report.taken, report.left) == (1, 1)
    later = f"Machining I,{INES},0042,2027-06-30"
    report = await import_rows(north, tmp_path, ImportKind.ROSTERS, header, later)
    assert (report.unchanged, report.left) == (1, 0)
    assert await classes_of(north, INES) == {"Machining I": ["Ana Popescu"]}


async def test_a_person_who_leaves_an_organization_is_removed_from_its_rosters(
    north: World, tmp_path: Path
) -> None:
    await import_case(north, tmp_path, "02-dropped.rosters-first.csv")
    row = "4002,Ben,Achterberg,,candidate,North Tech,2026-10-01"
    report = await import_rows(north, tmp_path, ImportKind.PEOPLE, f"{PEOPLE},ended_on", row)
    assert report.left == 1
    assert await classes_of(north, INES) == {"Machining I": ["Ana Popescu"]}


async def test_people_missing_from_a_file_leave_if_the_user_says_that_it_is_complete(
    north: World, tmp_path: Path
) -> None:
    rows = (
        "0042,Ana,Popescu,,candidate,North Tech",
        f",Otto,Brandt,{OTTO},instructor,North Tech",
    )
    report = await import_rows(north, tmp_path, ImportKind.PEOPLE, PEOPLE, *rows)
    assert report.absent == 4
    assert "On record and not in this file:" in " ".join(report.notes)
    await import_case(north, tmp_path, "01-two-sections.rosters.csv")
    report = await import_rows(north, tmp_path, ImportKind.PEOPLE, PEOPLE, *rows, options=REPLACE)
    assert report.left == 4
    ines = await north.edgefinder.askers.find(Identity(TERMINAL, INES))
    assert ines.posts == ()
    assert await classes_of(north, INES) == {}
    ada = await north.edgefinder.askers.find(Identity(TERMINAL, "ada@example.org"))
    assert [post.role for post in ada.posts] == ["administrator"]


async def test_after_a_file_with_few_of_the_people_the_advice_does_not_name_replace(
    north: World, tmp_path: Path
) -> None:
    header = f"{PEOPLE},ended_on"
    few = ("0042,Ana,Popescu,,candidate,North Tech,",)
    report = await import_rows(north, tmp_path, ImportKind.PEOPLE, header, *few)
    [told] = [note for note in report.notes if "not in this file" in note]
    assert "--replace" not in told
    assert "'edgefinder people end PERSON', or a column ended_on" in told
    gone = "4002,Ben,Achterberg,,candidate,North Tech,2026-11-01"
    report = await import_rows(north, tmp_path, ImportKind.PEOPLE, header, gone)
    assert report.left == 1
    assert await north.edgefinder.person_changes.end("4003") == 1
    one_of_two = await import_rows(north, tmp_path, ImportKind.PEOPLE, header, *few)
    assert "--replace" not in " ".join(one_of_two.notes)
    ada = ",Ada,Quill,ada@example.org,administrator,North Tech,"
    report = await import_rows(north, tmp_path, ImportKind.PEOPLE, header, *few, ada)
    assert "import again with --replace" in " ".join(report.notes), (
        "the list lacks one of three people"
    )


async def test_when_a_student_leaves_a_class_its_instructor_no_longer_gets_the_waiting_notices(
    north: World, tmp_path: Path
) -> None:
    await import_case(north, tmp_path, "02-dropped.rosters-first.csv")
    header = "candidate_number,exam,outcome,taken_on"
    await import_rows(north, tmp_path, ImportKind.RESULTS, header, "4002,M1-MMS-T,pass,2026-11-20")
    told = [row["kind"] for row in await north.rows("notices")]
    assert "student_award" in told
    await import_case(north, tmp_path, "02-dropped.rosters-second.csv", REPLACE)
    left = [row["kind"] for row in await north.rows("notices")]
    assert "student_award" not in left
    assert "award_earned" in left


@pytest.fixture
async def ridgefield(world: World, tmp_path: Path) -> World:
    """Return Ridgefield College as it is before the files of the new school year."""
    for name in ("people", "spring.rosters"):
        await import_case(world, tmp_path, f"03-new-year.{name}.csv")
    return world


NEW_YEAR = {
    "Machining I": ["Tom Farrow", "Rosa Lindqvist"],
    "Machining I, Fall 2026": ["Uma Castell"],
}


@pytest.mark.parametrize("dry_run", [True, False])
async def test_a_file_with_entirely_other_students_is_rejected_with_a_question(
    ridgefield: World, tmp_path: Path, dry_run: bool
) -> None:
    told = await import_case(ridgefield, tmp_path, "03-new-year.fall.rosters.csv", dry_run=dry_run)
    assert (told.taken, told.rejected, told.absent) == (0, 1, 2)
    assert told.notes == (
        "In Machining I and not in this file: Tom Farrow (5102), Rosa Lindqvist (5101).",
    )
    why = told.first_rejects[0] if dry_run else reasons(told)[0]
    for advice in ('--term "Fall 2026"', "--replace if they left", "--accept if they stay"):
        assert advice in str(why)
    assert await classes_of(ridgefield, INES) == {"Machining I": NEW_YEAR["Machining I"]}


async def test_importing_the_new_students_with_a_term_as_advised_creates_a_second_class(
    ridgefield: World, tmp_path: Path
) -> None:
    await import_case(ridgefield, tmp_path, "03-new-year.fall.rosters.csv")
    fall = replace(NONE, term="Fall 2026")
    report = await import_case(ridgefield, tmp_path, "03-new-year.fall.rosters.csv", fall)
    assert (report.taken, report.absent) == (1, 0)
    assert await classes_of(ridgefield, INES) == NEW_YEAR
    again = await import_case(ridgefield, tmp_path, "03-new-year.fall.rosters.csv", fall)
    assert (again.taken, again.rejected) == (0, 0)
    await import_case(ridgefield, tmp_path, "03-new-year.spring.rosters.csv")
    assert await classes_of(ridgefield, INES) == NEW_YEAR


async def test_accepting_the_new_students_as_advised_keeps_the_earlier_ones_in_the_class(
    ridgefield: World, tmp_path: Path
) -> None:
    await import_case(ridgefield, tmp_path, "03-new-year.fall.rosters.csv")
    await import_case(ridgefield, tmp_path, "03-new-year.fall.rosters.csv", ACCEPT)
    assert await classes_of(ridgefield, INES) == {
        "Machining I": ["Uma Castell", "Tom Farrow", "Rosa Lindqvist"]
    }


async def test_a_file_in_which_one_student_of_four_is_known_is_rejected_as_another_class(
    ridgefield: World, tmp_path: Path
) -> None:
    await import_rows(
        ridgefield, tmp_path, ImportKind.ROSTERS, ROSTERS, f"Machining I,{INES},5201",
        options=ACCEPT,
    )  # fmt: skip
    people = [f"53{n:02},New,Student{n},,candidate,Ridgefield College" for n in range(3)]
    await import_rows(ridgefield, tmp_path, ImportKind.PEOPLE, PEOPLE, *people)
    rows = [f"Machining I,{INES},{number}" for number in ("5101", "5300", "5301", "5302")]
    report = await import_rows(ridgefield, tmp_path, ImportKind.ROSTERS, ROSTERS, *rows)
    assert (report.taken, report.rejected) == (0, 4)


async def test_a_file_in_which_half_of_the_students_are_known_is_the_same_class(
    ridgefield: World, tmp_path: Path
) -> None:
    rows = [f"Machining I,{INES},{number}" for number in ("5101", "5201")]
    report = await import_rows(ridgefield, tmp_path, ImportKind.ROSTERS, ROSTERS, *rows)
    assert (report.taken, report.rejected, report.absent) == (1, 0, 1)
    assert "If they have left, import again with --replace." in report.notes


async def test_a_class_that_was_imported_without_a_term_can_get_its_term_later(
    ridgefield: World, tmp_path: Path
) -> None:
    spring = replace(NONE, term="Spring 2026")
    report = await import_case(ridgefield, tmp_path, "03-new-year.spring.rosters.csv", spring)
    assert (report.rejected, report.absent) == (0, 0)
    assert await classes_of(ridgefield, INES) == {
        "Machining I, Spring 2026": NEW_YEAR["Machining I"]
    }


async def test_importing_with_replace_puts_the_students_of_the_new_year_into_the_same_class(
    world: World, tmp_path: Path
) -> None:
    for name in ("people", "spring.rosters"):
        await import_case(world, tmp_path, f"03-new-year.{name}.csv")
    await import_case(world, tmp_path, "03-new-year.fall.rosters.csv", REPLACE)
    assert await classes_of(world, INES) == {"Machining I": ["Uma Castell"]}


async def test_a_candidate_of_another_organization_is_put_on_a_roster_only_with_accept(
    north: World, tmp_path: Path
) -> None:
    row = "South class,ivo@example.org,0042"
    [why] = reasons(await import_rows(north, tmp_path, ImportKind.ROSTERS, ROSTERS, row))
    assert (
        "Ana Popescu, a candidate of North Tech: South Tech may have them on a roster once" in why
    )
    report = await import_rows(north, tmp_path, ImportKind.ROSTERS, ROSTERS, row, options=ACCEPT)
    assert report.taken == 1


async def test_staff_of_two_centers_see_a_shared_students_credentials_and_only_their_own_results(
    north: World, tmp_path: Path
) -> None:
    header = "candidate_number,exam,outcome,taken_on,organisation"
    await import_rows(
        north,
        tmp_path,
        ImportKind.RESULTS,
        header,
        "0042,M1-MMS-T,pass,2026-03-31,",
        "0042,M1-JBL-T,fail,2026-04-02,North Tech",
    )
    row = "0042,Ana,Popescu,,candidate,South Tech"
    await import_rows(north, tmp_path, ImportKind.PEOPLE, PEOPLE, row, options=ACCEPT)
    await import_rows(
        north, tmp_path, ImportKind.ROSTERS, ROSTERS, "South class,ivo@example.org,0042"
    )
    await import_rows(
        north, tmp_path, ImportKind.RESULTS, header, "0042,M1-TCH-P,fail,2026-05-02,South Tech"
    )
    await import_case(north, tmp_path, "02-dropped.rosters-first.csv")
    seen = {}
    for who in ("ivo@example.org", INES):
        asker = await north.edgefinder.askers.find(Identity(TERMINAL, who))
        [roster] = await north.edgefinder.rosters.visible_to(asker)
        records = {
            person.number: record
            for person, record in await north.edgefinder.rosters.class_records(roster)
        }
        seen[who] = records["0042"]
    assert [each.credential for each in seen["ivo@example.org"].awards] == ["M1-MMS"]
    assert [each.exam for each in seen["ivo@example.org"].results] == ["M1-TCH-P"]
    assert {each.exam for each in seen[INES].results} == {"M1-MMS-T", "M1-JBL-T"}


async def test_an_administrator_sees_the_candidates_who_are_on_no_roster(north: World) -> None:
    said = await north.says("ada@example.org", "roster")
    assert "Not on a roster" in said
    assert "Ana Popescu" in said
    assert "Ana Popescu" not in await north.says("sol@example.org", "roster")


async def test_a_name_that_is_typed_without_its_accents_is_found(
    world: World, tmp_path: Path
) -> None:
    for name in ("people", "rosters"):
        await import_case(world, tmp_path, f"04-accents.{name}.csv")
    lines = (Path(__file__).parents[2] / "cases" / "04-accents.said.txt").read_text("utf-8")
    for line in lines.splitlines():
        assert "Álvaro Díaz" in await world.says(INES, line), line


async def test_names_with_accents_are_sorted_as_people_expect(world: World, tmp_path: Path) -> None:
    rows = [
        f"{n},Ana,{family},,candidate,North Tech"
        for n, family in enumerate(("Zhou", "Álvarez", "alvarado", "Ünal", "Tan", "Alvarez"))
    ]
    rows.append(f",Ines,Moreau,{INES},instructor,North Tech")
    await import_rows(world, tmp_path, ImportKind.PEOPLE, PEOPLE, *rows)
    await import_rows(
        world, tmp_path, ImportKind.ROSTERS, ROSTERS, *(f"CNC,{INES},{n}" for n in range(6))
    )
    [names] = (await classes_of(world, INES)).values()
    assert [name.removeprefix("Ana ") for name in names] == [
        "alvarado",
        "Álvarez",
        "Alvarez",
        "Tan",
        "Ünal",
        "Zhou",
    ]
