"""Files that other systems export are imported, or the error names what is missing."""

import csv
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.importing.profiles import profile_named, save_profile
from core.importing.reading_options import ReadingOptions
from core.importing.report import ImportKind, ImportReport
from core.importing.sheets import FileRefused
from tests.core.importing.import_helpers import bring, counts, rejected, text_file
from tests.world import World

LAYOUTS = Path(__file__).parents[2] / "cases" / "import" / "layouts"
PLAIN = ReadingOptions(zone=ZoneInfo("America/Chicago"))
PEOPLE = "candidate_number,given_name,family_name,email,role,organisation"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Use only SQLite, because files are read in the same way with any database."""
    return sqlite_url


@pytest.fixture
async def north(world: World, tmp_path: Path) -> World:
    """Return North Tech with Rui Castell, who is in all the files, and with his instructor."""
    path = text_file(
        tmp_path,
        PEOPLE,
        "5001,Rui,Castell,rui@example.org,candidate,North Tech",
        ",Ines,Moreau,ines@example.org,instructor,North Tech",
        name="north.csv",
    )
    await bring(world, path, ImportKind.PEOPLE)
    return world


async def layout(
    world: World, folder: Path, name: str, reading: ReadingOptions = PLAIN, /, **values: str
) -> ImportReport:
    kind = ImportKind(name.rpartition(".")[2])
    reading = replace(reading, values=values)
    rejects = folder / "rejects.csv"
    return await bring(world, LAYOUTS / f"{name}.csv", kind, rejects=rejects, reading=reading)


async def only_result(world: World) -> tuple[object, ...]:
    [row] = await world.rows("results")
    return row["exam_code"], row["outcome"], str(row["taken_on"]), row["score"]


SCORES = ("candidate_number,exam,taken_on,score", "5001,M1-MMS-T,2026-03-31,")


async def test_a_file_that_has_only_scores_is_refused_until_the_user_gives_the_pass_mark(
    north: World, tmp_path: Path
) -> None:
    header, row = SCORES
    path = text_file(tmp_path, header, f"{row}71", name="scores.csv")
    with pytest.raises(FileRefused) as refused:
        await bring(north, path, ImportKind.RESULTS, reading=PLAIN)
    assert "--set pass_mark=70" in str(refused.value)
    assert "outcome=pass" not in str(refused.value), "a score alone does not mean a pass"


@pytest.mark.parametrize(
    ("score", "outcome"), [("71", "pass"), ("70", "pass"), ("69", "fail"), ("13/20", "fail")]
)
async def test_the_pass_mark_decides_whether_a_score_passes(
    north: World, tmp_path: Path, score: str, outcome: str
) -> None:
    header, row = SCORES
    path = text_file(tmp_path, header, f"{row}{score}", name="scores.csv")
    reading = replace(PLAIN, values={"pass_mark": "70"})
    await bring(north, path, ImportKind.RESULTS, reading=reading)
    assert (await only_result(north))[1] == outcome


@pytest.mark.parametrize(
    "name",
    [
        "certiverse.results",
        "nccer_like.results",
        "near_headers.results",
        "pearson_vue_like.results",
    ],
)
async def test_a_file_that_has_everything_is_imported_without_options(
    north: World, tmp_path: Path, name: str
) -> None:
    report = await layout(north, tmp_path, name)
    assert counts(report) == (1, 1, 0, 0)
    exam, outcome, day, _ = await only_result(north)
    assert (exam, outcome, day) == ("M1-MMS-T", "pass", "2026-03-31")


@pytest.mark.parametrize("name", ["canvas_gradebook.results", "moodle_grades.results"])
async def test_a_gradebook_is_refused_until_the_user_gives_the_day_and_the_pass_mark(
    north: World, tmp_path: Path, name: str
) -> None:
    with pytest.raises(FileRefused, match=r"has no day: .*--set taken_on=2026-03-31"):
        await layout(north, tmp_path, name)
    with pytest.raises(FileRefused, match="--set pass_mark=70"):
        await layout(north, tmp_path, name, taken_on="2026-03-31")
    report = await layout(north, tmp_path, name, taken_on="2026-03-31", pass_mark="70")
    assert counts(report) == (1, 1, 0, 0)
    assert await only_result(north) == ("M1-MMS-T", "pass", "2026-03-31", 88.0)


async def test_the_day_of_an_exam_in_google_classroom_is_read_from_the_row_of_dates(
    north: World, tmp_path: Path
) -> None:
    report = await layout(north, tmp_path, "google_classroom.results", pass_mark="90")
    assert counts(report) == (1, 1, 0, 0)
    assert await only_result(north) == ("M1-MMS-T", "fail", "2026-03-31", 88.0)


async def test_scores_are_scaled_by_the_maximum_points_that_the_gradebook_states(
    north: World, tmp_path: Path
) -> None:
    path = text_file(
        tmp_path,
        "Student,ID,SIS User ID,SIS Login ID,Section,M1-MMS-T (1234),Homework 1 (99),M1-JBL-T (7)",
        "    Points Possible,,,,,50,10,(read only)",
        '"Castell, Rui",991,5001,rcastell,Machining I,40,3,Fail',
        '"Student, Test",992,,,Machining I,50,10,',
    )
    reading = replace(PLAIN, values={"taken_on": "2026-03-31", "pass_mark": "70"})
    report = await bring(north, path, reading=reading)
    found = {
        (row["exam_code"], row["outcome"], row["score"]) for row in await north.rows("results")
    }
    assert found == {("M1-MMS-T", "pass", 80.0), ("M1-JBL-T", "fail", None)}
    assert "1 row was passed over: it names nobody." in report.notes


async def test_an_exam_column_without_scores_gives_no_rows(north: World, tmp_path: Path) -> None:
    path = text_file(
        tmp_path,
        "First name,Last name,ID number,Email address,Quiz: M1-MMS-T (Percentage),"
        "Assignment: M1-JBL-T (Real),Course total (Real),Last downloaded from this course",
        "Rui,Castell,5001,rui@example.org,88.00 %,-,88.00,1764370000",
    )
    reading = replace(PLAIN, values={"taken_on": "2026-03-31", "pass_mark": "70"})
    assert counts(await bring(north, path, reading=reading)) == (1, 1, 0, 0)
    assert await only_result(north) == ("M1-MMS-T", "pass", "2026-03-31", 88.0)


async def test_each_exam_can_have_its_own_pass_mark(north: World, tmp_path: Path) -> None:
    own = tmp_path / "ours.toml"
    own.write_text('pass_mark = 70\n[pass_marks]\n"M1-MMS-T" = 90\n')
    path = text_file(tmp_path, "Student ID,Exam date,M1-MMS-T,M1-JBL-T", "5001,2026-03-31,88,88")
    await bring(north, path, reading=replace(PLAIN, profile=profile_named(str(own), None)))
    found = {(row["exam_code"], row["outcome"]) for row in await north.rows("results")}
    assert found == {("M1-MMS-T", "fail"), ("M1-JBL-T", "pass")}


async def test_the_students_of_infinite_campus_are_imported_as_candidates(
    north: World, tmp_path: Path
) -> None:
    report = await layout(north, tmp_path, "infinite_campus.people")
    assert counts(report) == (1, 0, 1, 0)
    assert "Read as: Infinite Campus students." in report.notes


async def test_columns_of_infinite_campus_are_read_even_if_they_name_their_table(
    north: World, tmp_path: Path
) -> None:
    path = text_file(
        tmp_path,
        "student.studentNumber,student.lastName,student.firstName,school.name,student.grade",
        "5001,Castell,Rui,North Tech,11",
    )
    report = await bring(north, path, ImportKind.PEOPLE, reading=PLAIN)
    assert counts(report) == (1, 0, 1, 0)
    assert "Read as: Infinite Campus students." in report.notes


async def test_a_powerschool_file_is_refused_until_the_user_gives_the_school(
    north: World, tmp_path: Path
) -> None:
    name = "powerschool_students.people"
    with pytest.raises(
        FileRefused, match=r'has no organisation: .*--set organisation="North Tech"'
    ):
        await layout(north, tmp_path, name)
    assert counts(await layout(north, tmp_path, name, organisation="North Tech")) == (1, 0, 1, 0)


async def test_a_powerschool_file_with_both_names_in_one_column_is_read(
    north: World, tmp_path: Path
) -> None:
    path = text_file(tmp_path, "Student_Number,LastFirst", '7001,"Vidic, Zoran"', name="p.csv")
    reading = ReadingOptions(values={"organisation": "North Tech"})
    report = await bring(north, path, ImportKind.PEOPLE, reading=reading)
    assert counts(report) == (1, 1, 0, 0)
    assert report.notes[0] == "Read as: PowerSchool students."
    [zoran] = [row for row in await north.rows("people") if row["number"] == "7001"]
    assert (zoran["given_name"], zoran["family_name"]) == ("Zoran", "Vidic")


async def test_the_teacher_in_a_skyward_file_is_found_by_name(north: World, tmp_path: Path) -> None:
    assert counts(await layout(north, tmp_path, "skyward_roster.rosters")) == (1, 1, 0, 0)
    assert [row["name"] for row in await north.rows("rosters")] == ["MACH1-01"]


@pytest.mark.parametrize("name", ["accredible.results", "credly_bulk.results"])
async def test_badges_from_credly_and_accredible_are_imported_as_credentials_earned_elsewhere(
    north: World, tmp_path: Path, name: str
) -> None:
    reading = replace(PLAIN, meanings={"credential": {"abc": "M1-MMS"}})
    if name.startswith("credly"):  # Credly numbers people in its own way
        reading = replace(reading, columns={"candidate_number": "Issuer Earner ID"})
    report = await layout(north, tmp_path, name, reading)
    assert counts(report) == (1, 1, 0, 0)
    [row] = await north.rows("earned_elsewhere")
    assert (row["credential_code"], str(row["issued_on"])) == ("M1-MMS", "2026-03-31")
    assert await north.rows("awards") == [], "a credential earned elsewhere is not issued again"


@pytest.mark.parametrize(
    ("name", "code", "number"),
    [
        ("pa_pims.results", "152", "1234567890"),
        ("nm_stars.results", "NIMS01", "123456789"),
        ("florida_industry_certification.results", "NIMSX001", "1234567890"),
    ],
)
async def test_a_file_of_a_state_is_imported_as_credentials_earned_elsewhere(
    north: World, tmp_path: Path, name: str, code: str, number: str
) -> None:
    path = text_file(tmp_path, PEOPLE, f"{number},Noor,Haddad,,candidate,North Tech", name="p.csv")
    await bring(north, path, ImportKind.PEOPLE)
    values = {"issued_on": "2026-03-31"} if name.startswith("florida") else {}
    report = await layout(north, tmp_path, name, **values)
    [row] = rejected(report)
    assert f'--value "credential:{code}=M1-MMS"' in row["reason"]
    reading = replace(PLAIN, meanings={"credential": {code.casefold(): "M1-MMS"}})
    assert counts(await layout(north, tmp_path, name, reading, **values)) == (1, 1, 0, 0)
    [recorded] = await north.rows("earned_elsewhere")
    assert (recorded["credential_code"], str(recorded["issued_on"])) == ("M1-MMS", "2026-03-31")


async def test_a_credential_earned_elsewhere_is_shown_as_earned_elsewhere(
    north: World, tmp_path: Path
) -> None:
    await layout(north, tmp_path, "accredible.results")
    said = await north.says("5001", "status")
    assert "Earned elsewhere" in said
    assert "Measurement, Materials & Safety, March 31, 2026: Accredible" in said


async def test_importing_credentials_earned_elsewhere_again_changes_nothing(
    north: World, tmp_path: Path
) -> None:
    await layout(north, tmp_path, "accredible.results")
    assert counts(await layout(north, tmp_path, "accredible.results")) == (1, 0, 1, 0)


async def test_a_dry_run_says_in_sentences_how_each_row_was_read(
    north: World, tmp_path: Path
) -> None:
    path = text_file(
        tmp_path,
        "Student ID,Test,Result,Test Date,Score %",
        "5001,M1-MMS-T,Pass,3/31/2026,88",
        "5999,M1-MMS-T,Pass,3/31/2026,88",
    )
    report = await bring(north, path, dry_run=True)
    assert report.preview == (
        (
            "Row 2: Rui Castell (5001) passed Measurement, Materials & Safety: theory on March 31, "
            "2026, score 88."
        ),
        "Rui Castell would earn Measurement, Materials & Safety.",
        "Row 3 would be rejected: no candidate has the number '5999': import people first.",
    )
    assert await north.rows("results") == []


def oneroster(folder: Path, *, status: str = "active") -> Path:
    """Return a OneRoster zip of the generated files and of every file that they refer to."""
    path = folder / "oneroster.zip"
    stamp = "2026-08-01T00:00:00.000Z"
    files = {
        "manifest.csv": "propertyName,value\noneroster.version,1.1\n",
        "orgs.csv": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"
        f"s1,active,{stamp},North Tech,school,,\n",
        "users.csv": (LAYOUTS / "oneroster_users.people.csv").read_text()
        + f"t1,active,{stamp},true,s1,teacher,imoreau,,Ines,Moreau,,,ines@example.org,,,,,\n",
        "classes.csv": "sourcedId,status,dateLastModified,title,grades,courseSourcedId\n"
        f"c1,active,{stamp},Machining I,,co1\n",
        "enrollments.csv": (LAYOUTS / "oneroster_enrollments.rosters.csv")
        .read_text()
        .replace("active", status)
        + f"e2,active,{stamp},c1,s1,t1,teacher,,,\n",
        "lineItems.csv": "sourcedId,status,dateLastModified,title,resultValueMax\n"
        f"li1,active,{stamp},M1-MMS-T,100\n",
        "results.csv": (LAYOUTS / "oneroster_results.results.csv").read_text(),
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


async def test_people_rosters_and_results_are_imported_from_a_oneroster_zip(
    world: World, tmp_path: Path
) -> None:
    path = oneroster(tmp_path)
    assert counts(await bring(world, path, ImportKind.PEOPLE)) == (2, 2, 0, 0)
    assert counts(await bring(world, path, ImportKind.ROSTERS)) == (1, 1, 0, 0)
    reading = replace(PLAIN, values={"pass_mark": "70"})
    assert counts(await bring(world, path, reading=reading)) == (1, 1, 0, 0)
    assert await only_result(world) == ("M1-MMS-T", "pass", "2026-03-31", 88.0)
    assert [row["name"] for row in await world.rows("rosters")] == ["Machining I"]


async def test_the_roles_in_a_separate_file_of_oneroster_1_2_are_read(
    world: World, tmp_path: Path
) -> None:
    path = tmp_path / "oneroster.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "users.csv",
            "sourcedId,status,username,givenName,familyName,identifier,email,primaryOrgSourcedId\n"
            "u1,,rcastell,Rui,Castell,5001,rui@example.org,s1\n"
            "u2,,pcastell,Pia,Castell,,pia@example.org,s1\n",
        )
        archive.writestr(
            "roles.csv",
            "sourcedId,status,userSourcedId,roleType,role,orgSourcedId\n"
            "r1,,u1,primary,student,s1\nr2,,u2,primary,parent,s1\n",
        )
        archive.writestr("orgs.csv", "sourcedId,name\ns1,North Tech\n")
    report = await bring(world, path, ImportKind.PEOPLE)
    assert counts(report) == (1, 1, 0, 0)
    assert "1 row was passed over: the role is parent." in report.notes


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("oneroster_users.people", '--set organisation="North Tech"'),
        ("oneroster_enrollments.rosters", "refers to users.csv and classes.csv"),
        ("oneroster_results.results", "refers to users.csv and lineItems.csv"),
    ],
)
async def test_one_file_of_a_oneroster_export_is_refused_with_the_files_that_are_missing(
    north: World, tmp_path: Path, name: str, told: str
) -> None:
    with pytest.raises(FileRefused, match=told):
        await layout(north, tmp_path, name)


async def test_a_oneroster_users_file_is_imported_if_the_school_is_given(
    north: World, tmp_path: Path
) -> None:
    report = await layout(north, tmp_path, "oneroster_users.people", organisation="North Tech")
    assert counts(report) == (1, 0, 1, 0)


async def test_the_columns_and_values_that_a_user_gave_can_be_saved_as_a_profile(
    north: World, tmp_path: Path
) -> None:
    path = text_file(tmp_path, "Legajo X,Prueba X,Cuando", "5001,M1-MMS-T,31.03.2026")
    columns = {"candidate_number": "Legajo X", "exam": "Prueba X", "taken_on": "Cuando"}
    save_profile(tmp_path, "ours", columns, {"outcome": "pass"}, {})
    report = await bring(
        north, path, reading=ReadingOptions(profile=profile_named("ours", tmp_path))
    )
    assert counts(report) == (1, 1, 0, 0)


async def test_a_column_that_the_user_named_and_the_file_lacks_is_reported_with_its_columns(
    north: World, tmp_path: Path
) -> None:
    path = text_file(tmp_path, "Candidate,Exam,Result,Date", "5001,M1-MMS-T,pass,2026-03-31")
    with pytest.raises(FileRefused, match="there is no column 'Id': the header has Candidate"):
        await bring(north, path, reading=ReadingOptions(columns={"candidate_number": "Id"}))


def test_a_profile_that_does_not_exist_is_reported_with_those_that_do(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="there is no profile 'canvvas': there are accredible"):
        profile_named("canvvas", tmp_path)


async def test_the_candidate_of_a_row_is_found_by_e_mail_address(
    north: World, tmp_path: Path
) -> None:
    path = text_file(
        tmp_path,
        "Email,Exam,Outcome,Date",
        "RUI@example.org,M1-MMS-T,pass,2026-03-31",
        "nobody@example.org,M1-MMS-T,pass,2026-03-31",
    )
    report = await bring(north, path)
    assert counts(report) == (2, 1, 0, 1)
    [row] = rejected(report)
    assert "no candidate has the e-mail address 'nobody@example.org'" in row["reason"]
    assert row["Email"] == "nobody@example.org"


async def test_rejects_have_the_columns_of_the_file_and_can_be_imported_again(
    north: World, tmp_path: Path
) -> None:
    path = text_file(
        tmp_path, "Student ID,Test,Result,Test Date", "5002,M1-MMS-T,Pass,3/31/2026", name="r.csv"
    )
    report = await bring(north, path)
    assert report.rejects_file is not None
    with report.rejects_file.open(newline="") as file:
        header = next(csv.reader(file))
    assert header == ["row", "column", "reason", "Student ID", "Test", "Result", "Test Date"]
    fixed = report.rejects_file.read_text().replace("5002", "5001")
    report.rejects_file.write_text(fixed)
    again = await bring(north, report.rejects_file, rejects=tmp_path / "again.csv")
    assert counts(again) == (1, 1, 0, 0)
    assert [row["taken_on"] for row in await north.rows("results")] == [date(2026, 3, 31)]
