"""Which person a row means, by number, organization and name, even if these are damaged."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.importing.options import NONE, Options
from core.importing.report import ImportKind
from core.people.who_argument import SeveralPeople
from core.verification.verdict import VerdictKind
from tests.core.importing.reported_files import (
    PEOPLE,
    classes_of,
    import_case,
    import_rows,
    reasons,
)
from tests.world import World

ACCEPT = replace(NONE, accept=True)


@pytest.fixture
async def two_schools(world: World, tmp_path: Path) -> World:
    """Return Alder College. Its candidates 4001 and 4002 have earned one credential each."""
    for name in ("people", "rosters", "results"):
        report = await import_case(world, tmp_path, f"01-two-schools.a.{name}.csv")
        assert report.rejected == 0
    return world


async def birch(world: World, folder: Path, options: Options = NONE) -> list[str]:
    report = await import_case(world, folder, "01-two-schools.b.people.csv", options)
    return reasons(report)


async def test_a_row_with_a_number_of_another_schools_candidate_is_rejected_with_a_question(
    two_schools: World, tmp_path: Path
) -> None:
    zoran, ben = await birch(two_schools, tmp_path)
    assert "4001 is Ana Popescu at Alder College, and Zoran Vidic at Birch Works here" in zoran
    assert "4002 is Ben Achterberg at Alder College too" in ben
    assert [p["given_name"] for p in await two_schools.rows("people") if p["number"] == "4001"] == [
        "Ana"
    ]


async def test_a_dry_run_reports_that_a_number_belongs_to_another_person(
    two_schools: World, tmp_path: Path
) -> None:
    report = await import_case(two_schools, tmp_path, "01-two-schools.b.people.csv", dry_run=True)
    assert any("4001 is Ana Popescu at Alder College" in why for why in report.first_rejects)


async def test_a_second_person_with_the_same_number_does_not_get_the_firsts_credentials(
    two_schools: World, tmp_path: Path
) -> None:
    assert await birch(two_schools, tmp_path, ACCEPT) == []
    [award] = [a for a in await two_schools.rows("awards") if a["holder"] == "Ana Popescu"]
    [verdict] = await two_schools.edgefinder.verification.verify([str(award["code"])])
    assert (verdict.kind, verdict.holder) == (VerdictKind.VALID, "Ana Popescu")
    assert await classes_of(two_schools, "ines@alder.example") == {
        "Machining I": ["Ben Achterberg", "Ana Popescu"]
    }


async def test_a_number_of_two_people_finds_one_only_together_with_the_organization(
    two_schools: World, tmp_path: Path
) -> None:
    await birch(two_schools, tmp_path, ACCEPT)
    askers = two_schools.edgefinder.askers
    with pytest.raises(
        SeveralPeople, match="Ana Popescu of Alder College and Zoran Vidic of Birch"
    ):
        await askers.candidate_with_record("4001")
    zoran, record = await askers.candidate_with_record("4001@Birch Works")
    assert zoran.person is not None
    assert (zoran.person.name, record.awards) == ("Zoran Vidic", ())
    ana = await two_schools.edgefinder.contacts.find("4001@alder college")
    assert ana is not None
    assert ana.name == "Ana Popescu"


async def test_the_number_of_one_person_at_two_schools_finds_them_without_an_organization(
    two_schools: World, tmp_path: Path
) -> None:
    await birch(two_schools, tmp_path, ACCEPT)
    ben, record = await two_schools.edgefinder.askers.candidate_with_record("4002")
    assert len(record.awards) == 1
    assert {post.organisation for post in ben.posts} == {"Alder College", "Birch Works"}


async def test_two_people_with_one_name_and_number_are_kept_separate_if_the_user_says_so(
    two_schools: World, tmp_path: Path
) -> None:
    assert await birch(two_schools, tmp_path, replace(ACCEPT, separate=True)) == []
    birch_ben = await two_schools.edgefinder.contacts.find("4002@Birch Works")
    alder_ben = await two_schools.edgefinder.contacts.find("4002@Alder College")
    assert birch_ben is not None
    assert alder_ben is not None
    assert birch_ben.id != alder_ben.id


async def test_a_number_means_the_candidate_of_the_organization_that_the_user_gave(
    two_schools: World, tmp_path: Path
) -> None:
    [ben] = await birch(two_schools, tmp_path, replace(NONE, organization="Birch Works"))
    assert "import again with --accept" in ben
    assert await two_schools.edgefinder.contacts.find("4001@Birch Works") is not None


async def test_a_result_for_a_number_of_two_people_is_rejected_with_both_names(
    two_schools: World, tmp_path: Path
) -> None:
    await birch(two_schools, tmp_path, ACCEPT)
    header = "candidate_number,exam,outcome,taken_on,organisation"
    report = await import_rows(
        two_schools,
        tmp_path,
        ImportKind.RESULTS,
        header,
        "4001,M1-JBL-T,pass,2026-04-01,",
        "4001@Birch Works,M1-JBL-T,pass,2026-04-02,",
        "4001,M1-JBL-P,pass,2026-04-03,Birch Works",
        "4001,M1-JBL-P,pass,2026-04-03,Nowhere",
    )
    bare, nowhere = reasons(report)
    assert "4001 is the number of Ana Popescu of Alder College and Zoran Vidic of Birch" in bare
    assert "Nowhere has no candidate 4001" in nowhere
    zoran, record = await two_schools.edgefinder.askers.candidate_with_record("4001@Birch Works")
    assert zoran.person is not None
    assert [award.credential for award in record.awards] == ["M1-JBL"]


async def test_a_nims_number_means_the_same_person_in_every_organization(
    world: World, tmp_path: Path
) -> None:
    header = f"{PEOPLE},nims_number"
    for number, organization in (("12", "Alder College"), ("907", "Birch Works")):
        row = f"{number},Ana,Popescu,,candidate,{organization},N-5512"
        report = await import_rows(world, tmp_path, ImportKind.PEOPLE, header, row)
        assert (report.taken, report.rejected) == (1, 0)
    one = await world.edgefinder.contacts.find("12")
    other = await world.edgefinder.contacts.find("907")
    assert one is not None
    assert other is not None
    assert one.id == other.id


async def test_with_an_option_every_number_is_read_as_a_nims_number(
    world: World, tmp_path: Path
) -> None:
    options = replace(NONE, nims_numbers=True)
    for organization in ("Alder College", "Birch Works"):
        row = f"N-77,Ana,Popescu,,candidate,{organization}"
        report = await import_rows(world, tmp_path, ImportKind.PEOPLE, PEOPLE, row, options=options)
        assert report.rejected == 0
    assert len(await world.rows("people")) == 1


@pytest.fixture
async def north(world: World, tmp_path: Path) -> World:
    """Return North Tech as it is before each of the reported files."""
    report = await import_case(world, tmp_path, "base.people.csv")
    assert report.rejected == 0
    return world


async def test_rows_that_give_two_names_to_one_number_are_rejected(
    north: World, tmp_path: Path
) -> None:
    report = await import_case(north, tmp_path, "03-one-number-two-names.people.csv")
    assert report.taken == 0
    assert all("7001 is the number of Rui Castell and Mina Oduya" in w for w in reasons(report))
    assert await north.edgefinder.contacts.find("7001") is None


@pytest.mark.parametrize("batch", [1, 1000])
async def test_the_second_name_of_one_number_is_rejected_even_in_a_later_batch(
    world: World, tmp_path: Path, batch: int
) -> None:
    name = "03-one-number-two-names.people.csv"
    report = await import_case(world, tmp_path, name, batch=batch)
    assert any("Mina Oduya" in why or "Rui Castell" in why for why in reasons(report))
    assert "Mina" not in {person["given_name"] for person in await world.rows("people")}


@pytest.mark.parametrize(
    "number",
    ["4.00123E+11", "4,00123E+11", "4.0E+15", "400123456789000000"],
)
async def test_a_number_that_a_spreadsheet_has_truncated_is_rejected(
    world: World, tmp_path: Path, number: str
) -> None:
    row = f'"{number}",Rui,Castell,,candidate,North Tech'
    report = await import_rows(world, tmp_path, ImportKind.PEOPLE, PEOPLE, row)
    [why] = reasons(report)
    assert "format its column as text" in why
    assert await world.rows("people") == []


async def test_two_rows_with_the_same_truncated_number_are_both_rejected(
    north: World, tmp_path: Path
) -> None:
    report = await import_case(north, tmp_path, "03-scientific.people.csv")
    assert (report.taken, report.rejected) == (0, 2)


async def test_a_number_that_a_sheet_keeps_as_text_or_as_a_formula_is_read(
    north: World, tmp_path: Path
) -> None:
    report = await import_case(north, tmp_path, "04-zeros-formula.people.csv")
    assert report.rejected == 0
    for number, name in (("00123", "Rui Castell"), ("00124", "Mina Oduya")):
        person = await north.edgefinder.contacts.find(number)
        assert person is not None
        assert person.name == name


async def test_a_number_that_lost_its_leading_zeros_is_rejected_with_the_likely_number(
    north: World, tmp_path: Path
) -> None:
    [result] = reasons(await import_case(north, tmp_path, "04-zeros-lost.results.csv"))
    assert "0042 (Ana Popescu) is likely" in result
    assert "Write 0042, in a column formatted as text" in result
    assert "'edgefinder people renumber 0042 42' if that is their number" in result
    [person] = reasons(await import_case(north, tmp_path, "04-zeros-lost.people.csv"))
    assert "may be 0042, Ana Popescu" in person
    accepted = await import_case(north, tmp_path, "04-zeros-lost.people.csv", ACCEPT)
    assert accepted.taken == 1


async def test_any_spelling_of_a_number_without_its_zeros_is_rejected_with_the_likely_number(
    north: World, tmp_path: Path
) -> None:
    header = "candidate_number,exam,outcome,taken_on"
    rows = [f"{number},M1-MMS-T,pass,2026-03-31" for number in ("42", "042", "42.0", "00042")]
    why = reasons(await import_rows(north, tmp_path, ImportKind.RESULTS, header, *rows))
    assert [each.count("0042 (Ana Popescu) is likely") for each in why] == [1, 1, 1, 1]
    assert "'edgefinder people renumber 0042 42' if" in why[2]
    class_of = "CNC,ines@example.org,42"
    header = "roster,instructor_email,candidate_number"
    [alone] = reasons(await import_rows(north, tmp_path, ImportKind.ROSTERS, header, class_of))
    assert "0042 (Ana Popescu) is likely" in alone


@pytest.mark.parametrize(
    "cell", ["4.00123E+11", "4.00123e+11", "4.00123E11", '"4,00123E+11"', "4E+11", "4.1E+8"]
)
async def test_a_number_in_any_exponential_form_is_rejected_as_truncated(
    north: World, tmp_path: Path, cell: str
) -> None:
    row = f"{cell},Noa,Lund,,candidate,North Tech"
    [why] = reasons(await import_rows(north, tmp_path, ImportKind.PEOPLE, PEOPLE, row))
    assert "a spreadsheet has cut the number" in why


@pytest.mark.parametrize("names", ["Suharto,", ",Suharto", "-,Suharto", "Suharto,-"])
async def test_a_single_name_is_read_from_either_of_the_two_name_columns(
    north: World, tmp_path: Path, names: str
) -> None:
    row = f"8101,{names},,candidate,North Tech"
    report = await import_rows(north, tmp_path, ImportKind.PEOPLE, PEOPLE, row)
    assert (report.taken, report.rejected) == (1, 0)
    person = await north.edgefinder.contacts.find("8101")
    assert person is not None
    assert person.name == "Suharto"


async def test_a_row_whose_lost_zeros_were_added_as_advised_is_imported(
    north: World, tmp_path: Path
) -> None:
    header = "candidate_number,exam,outcome,taken_on,score"
    row = "42,M1-MMS-T,pass,2026-03-31,88"
    await import_case(north, tmp_path, "04-zeros-lost.results.csv")
    fixed = row.replace("42,", "0042,", 1)
    report = await import_rows(north, tmp_path, ImportKind.RESULTS, header, fixed)
    assert (report.taken, report.awarded) == (1, 1)
    await north.edgefinder.person_changes.renumber("0042", "42")
    report = await import_rows(north, tmp_path, ImportKind.RESULTS, header, row)
    assert (report.unchanged, report.rejected) == (1, 0)


async def test_a_number_in_a_cell_with_the_format_0000_is_read_with_its_zeros(
    north: World, tmp_path: Path
) -> None:
    report = await import_case(north, tmp_path, "04-zeros-format.results.xlsx")
    assert (report.taken, report.rejected) == (1, 0)
    _, record = await north.edgefinder.askers.candidate_with_record("0042")
    assert len(record.results) == 1


@pytest.mark.parametrize(
    ("row", "doubt"),
    [
        (
            "9001,Cléo,MARSH,,candidate,north tech",
            "Cleo Marsh of north tech is on record with the number 4003",
        ),
        (
            "4002,Zed,Quarles,,candidate,North Tech",
            "4002 is Ben Achterberg on record, at North Tech, and Zed Quarles here",
        ),
    ],
)
async def test_a_known_name_with_a_new_number_and_a_known_number_with_a_new_name_are_questioned(
    north: World, tmp_path: Path, row: str, doubt: str
) -> None:
    [why] = reasons(await import_rows(north, tmp_path, ImportKind.PEOPLE, PEOPLE, row))
    assert doubt in why
    report = await import_rows(north, tmp_path, ImportKind.PEOPLE, PEOPLE, row, options=ACCEPT)
    assert report.taken == 1


async def test_two_people_of_one_name_in_a_file_are_kept_separate_and_reported(
    world: World, tmp_path: Path
) -> None:
    rows = [f"{number},Max,Stone,,candidate,North Tech" for number in ("1", "2")]
    report = await import_rows(world, tmp_path, ImportKind.PEOPLE, PEOPLE, *rows)
    assert (report.taken, report.rejected) == (2, 0)
    assert "Two people are called Max Stone: 1 and 2." in report.notes


async def test_a_changed_name_is_shown_and_the_earlier_award_keeps_the_earlier_name(
    two_schools: World, tmp_path: Path
) -> None:
    row = "4001,Ana,Ionescu,,candidate,Alder College"
    report = await import_rows(two_schools, tmp_path, ImportKind.PEOPLE, PEOPLE, row)
    assert "4001 is Ana Ionescu now, and was Ana Popescu" in " ".join(report.notes)
    [award] = [a for a in await two_schools.rows("awards") if a["holder"] == "Ana Popescu"]
    [verdict] = await two_schools.edgefinder.verification.verify([str(award["code"])])
    assert (verdict.kind, verdict.holder) == (VerdictKind.VALID, "Ana Popescu")
    assert verdict.reason == "its holder's name on record is Ana Ionescu now"


async def test_a_person_with_a_single_name_is_imported(north: World, tmp_path: Path) -> None:
    report = await import_case(north, tmp_path, "18-one-name.people.csv")
    assert (report.taken, report.rejected) == (1, 0)
    max_ = await north.edgefinder.contacts.find("6007")
    assert max_ is not None
    assert max_.name == "Max"


async def test_middle_names_suffixes_and_the_order_of_names_are_kept(
    world: World, tmp_path: Path
) -> None:
    header = "candidate_number,given_name,middle_name,family_name,suffix,role,organisation"
    row = "1,Ana,Maria,Popescu,Jr.,candidate,North Tech"
    await import_rows(world, tmp_path, ImportKind.PEOPLE, header, row)
    again = await import_rows(
        world, tmp_path, ImportKind.PEOPLE, PEOPLE, "1,Ana,Popescu,,candidate,North Tech"
    )
    assert again.rejected == 0
    header = "candidate_number,given_name,family_name,name_order,role,organisation"
    row = "2,Xiaoming,Wang,family first,candidate,North Tech"
    await import_rows(world, tmp_path, ImportKind.PEOPLE, header, row)
    wang = await world.edgefinder.contacts.find("2")
    assert wang is not None
    assert wang.name == "Wang Xiaoming"


async def test_a_staff_member_with_a_new_address_is_rejected_with_the_likely_former_address(
    north: World, tmp_path: Path
) -> None:
    name = "19-staff-new-address.people.csv"
    [why] = reasons(await import_case(north, tmp_path, name))
    assert "Ines Moreau of North Tech has ines@example.org" in why
    assert "people move --email ines@example.org ines.lee@example.org" in why
    header = f"{PEOPLE},former_email"
    row = ",Ines,Moreau-Lee,ines.lee@example.org,instructor,North Tech,ines@example.org"
    report = await import_rows(north, tmp_path, ImportKind.PEOPLE, header, row)
    assert (report.taken, report.rejected) == (1, 0)
    assert await north.edgefinder.contacts.find("ines@example.org") is None
    ines = await north.edgefinder.contacts.find("ines.lee@example.org")
    assert ines is not None
    assert ines.name == "Ines Moreau-Lee"
    again = await import_rows(north, tmp_path, ImportKind.PEOPLE, header, row)
    assert (again.taken, again.unchanged) == (0, 1)


@pytest.mark.parametrize("name", ["17-mac-roman.people.csv", "17-mojibake.people.csv"])
async def test_a_file_with_wrongly_decoded_names_is_refused(
    north: World, tmp_path: Path, name: str
) -> None:
    before = len(await north.rows("people"))
    with pytest.raises(Exception, match="encoding"):
        await import_case(north, tmp_path, name)
    assert len(await north.rows("people")) == before
