"""An operator changes people by hand: merges them, and changes numbers, addresses and classes."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.importing.options import NONE
from core.importing.report import ImportKind
from core.people.person_changes import CannotChange
from core.verification.verdict import VerdictKind
from tests.core.importing.reported_files import classes_of, import_case, import_rows
from tests.world import World

HEADER = "candidate_number,exam,outcome,taken_on"


@pytest.fixture
async def north(world: World, tmp_path: Path) -> World:
    """Return North Tech with two classes.

    Its candidates 0042 and 4002 have passed the same exam.
    """
    await import_case(world, tmp_path, "base.people.csv")
    await import_case(world, tmp_path, "01-two-sections.rosters.csv")
    rows = [f"{number},M1-MMS-T,pass,2026-11-20" for number in ("0042", "4002")]
    await import_rows(world, tmp_path, ImportKind.RESULTS, HEADER, *rows)
    return world


async def test_merging_two_people_keeps_the_codes_and_chats_of_both(north: World) -> None:
    edgefinder = north.edgefinder
    ana, ben = await edgefinder.contacts.find("0042"), await edgefinder.contacts.find("4002")
    assert ana is not None
    assert ben is not None
    north.ids["4002"] = ben.id
    await north.linked("4002", "telegram", "77")
    await edgefinder.person_merging.merge(ana.id, ben.id)
    codes = [str(row["code"]) for row in await north.rows("awards")]
    verdicts = await edgefinder.verification.verify(codes)
    assert [each.kind for each in verdicts] == [VerdictKind.VALID] * 2
    for number in ("0042", "4002"):
        merged = await edgefinder.contacts.find(number)
        assert merged is not None
        assert merged.id == ana.id
    assert len((await edgefinder.person_changes.show("4002")).chats) == 1
    assert await classes_of(north, "ines@example.org") == {"Machining I": ["Ana Popescu"]}


async def test_a_candidates_number_can_be_changed_unless_another_person_has_the_new_one(
    north: World,
) -> None:
    changes = north.edgefinder.person_changes
    await changes.renumber("4002", "4902")
    assert await north.edgefinder.contacts.find("4002") is None
    with pytest.raises(CannotChange, match="0042 is already Ana Popescu there"):
        await changes.renumber("4902", "0042")


async def test_the_e_mail_address_of_a_staff_member_can_be_changed(north: World) -> None:
    changes = north.edgefinder.person_changes
    await changes.change_address("ines@example.org", "Ines.Lee@example.org")
    assert list(await classes_of(north, "ines.lee@example.org")) == ["Machining I"]
    with pytest.raises(CannotChange, match="people merge"):
        await changes.change_address("otto@example.org", "ines.lee@example.org")


async def test_people_who_left_are_on_no_roster_and_their_late_results_are_imported(
    north: World, tmp_path: Path
) -> None:
    changes = north.edgefinder.person_changes
    assert await changes.end("4002") == 1
    assert await classes_of(north, "ines@example.org") == {"Machining I": ["Ana Popescu"]}
    late = await import_rows(
        north, tmp_path, ImportKind.RESULTS, HEADER, "4002,M1-JBL-T,pass,2026-11-20"
    )
    assert late.taken == 1


async def test_the_chat_on_a_lost_phone_can_be_unlinked(north: World) -> None:
    ben = await north.edgefinder.contacts.find("4002")
    assert ben is not None
    north.ids["4002"] = ben.id
    await north.linked("4002", "telegram", "77")
    assert await north.edgefinder.person_changes.unlink("4002") == 1
    assert (await north.edgefinder.person_changes.show("4002")).chats == ()


async def test_a_class_can_be_closed(north: World) -> None:
    changes = north.edgefinder.roster_changes
    [ines, _] = await changes.all_rosters()
    await changes.close_roster(f"#{ines.id}")
    assert len(await changes.all_rosters()) == 1


async def test_a_candidate_moves_to_another_organization_with_their_number(north: World) -> None:
    await north.edgefinder.person_changes.move("4003", "South Tech")
    shown = await north.edgefinder.person_changes.show("4003@South Tech")
    assert shown.roles == (("candidate", "South Tech"),)
    assert shown.rosters == ()


async def test_people_with_one_number_are_imported_as_two_people_if_the_user_says_so(
    north: World, tmp_path: Path
) -> None:
    row = "0042,Ana,Popescu,,candidate,South Tech"
    header = "candidate_number,given_name,family_name,email,role,organisation"
    options = replace(NONE, separate=True)
    await import_rows(north, tmp_path, ImportKind.PEOPLE, header, row, options=options)
    one = await north.edgefinder.contacts.find("0042@South Tech")
    other = await north.edgefinder.contacts.find("0042@North Tech")
    assert one is not None
    assert other is not None
    assert one.id != other.id
