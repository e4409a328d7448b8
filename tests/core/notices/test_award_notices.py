"""Notices about imports are sent once, to the people whom they concern, as each one chose."""

import json
from collections.abc import AsyncIterator
from datetime import date, time
from pathlib import Path

import pytest

from core.importing.import_file import import_file
from core.importing.report import ImportKind
from core.notices.digests import Digests
from core.notices.nudges import Nudges
from core.notices.places import Chat
from core.notices.topics import Pace, Topic
from core.people.model import Person
from core.people.roster_names import Roster
from tests.world import World, open_world

INES, ADA, LUC = "ines@example.org", "ada@example.org", "luc@example.org"
ANA, BEN = "1001", "1002"
GROUP = Chat("telegram", "-100200", "CNC crew", "group")


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """Return a center where Ines teaches Ana and Ben in CNC 1. Ana has a chat."""
    opened = await open_world(database_url)
    await opened.instructor(INES)
    await opened.administrator(ADA)
    await opened.candidate(ANA, "Ana Popescu")
    await opened.candidate(BEN, "Ben Okoro")
    opened.ids["CNC 1"] = await opened.roster("CNC 1", INES, ANA, BEN)
    await opened.linked(ANA, "telegram", "501")
    yield opened
    await opened.edgefinder.close()


def person(world: World, who: str) -> Person:
    return Person(world.ids[who], who, "Given", "Family", None)


async def bring(world: World, tmp_path: Path, *rows: str, batch: int = 40_000) -> None:
    path = tmp_path / "results.csv"
    path.write_text("candidate_number,exam,outcome,taken_on\n" + "".join(f"{r}\n" for r in rows))
    edgefinder = world.edgefinder
    await import_file(
        edgefinder.database,
        edgefinder.catalog,
        world.clock,
        ImportKind.RESULTS,
        path,
        batch=batch,
    )


async def owed(world: World, who: str, state: str = "due") -> list[tuple[str, dict[str, object]]]:
    rows = await world.rows("notices")
    theirs = [r for r in rows if r["person_id"] == world.ids[who] and r["state"] == state]
    return [(str(r["kind"]), json.loads(str(r["data"] or "{}"))) for r in theirs]


async def kinds(world: World, who: str) -> list[str]:
    return [kind for kind, _ in await owed(world, who)]


async def pace(world: World, chosen: Pace) -> None:
    roster = Roster(world.ids["CNC 1"], "CNC 1", 2, "")
    await world.edgefinder.choices.set_pace(person(world, INES), [roster], chosen)


MMS = f"{ANA},M1-MMS-T,pass,2026-11-20"
TURNING = f"{ANA},M1-TUR-T,pass,2026-11-20"
MILLING = f"{ANA},M1-MIL-T,fail,2026-11-20"
BENS = f"{BEN},M1-MMS-T,pass,2026-11-20"


async def test_a_candidate_gets_one_notice_for_each_import_and_it_names_the_next_step(
    world: World, tmp_path: Path
) -> None:
    await bring(world, tmp_path, TURNING, MILLING, batch=1)
    [(kind, data)] = await owed(world, ANA)
    assert kind == "result_recorded"
    assert data["results"] == [["M1-TUR-T", "pass"], ["M1-MIL-T", "fail"]]
    assert isinstance(data["next"], list)


async def test_importing_a_file_again_with_a_new_row_sends_notices_only_about_that_row(
    world: World, tmp_path: Path
) -> None:
    await bring(world, tmp_path, TURNING)
    await bring(world, tmp_path, TURNING)
    assert await kinds(world, ANA) == ["result_recorded"]
    await bring(world, tmp_path, TURNING, MILLING)
    assert (await owed(world, ANA))[1][1]["results"] == [["M1-MIL-T", "fail"]]


async def test_a_pass_that_completes_a_credential_sends_only_the_notice_about_the_credential(
    world: World, tmp_path: Path
) -> None:
    await bring(world, tmp_path, MMS)
    assert await kinds(world, ANA) == ["award_earned"]


async def test_a_candidate_without_a_chat_gets_no_notices_of_results(
    world: World, tmp_path: Path
) -> None:
    await bring(world, tmp_path, f"{BEN},M1-TUR-T,pass,2026-11-20")
    assert await kinds(world, BEN) == []


@pytest.mark.parametrize(
    ("topic", "row", "there"),
    [
        (Topic.RESULTS, TURNING, []),
        (Topic.CREDENTIALS, MMS, []),
        (Topic.NEXT, TURNING, ["result_recorded"]),
    ],
)
async def test_a_notice_that_a_candidate_turned_off_is_not_written(
    world: World, tmp_path: Path, topic: Topic, row: str, there: list[str]
) -> None:
    await world.edgefinder.choices.set_topic(person(world, ANA), topic, on=False)
    await bring(world, tmp_path, row)
    assert await kinds(world, ANA) == there
    assert all("next" not in data for _, data in await owed(world, ANA))


async def test_an_instructor_is_notified_of_an_award_at_once_unless_the_pace_is_off(
    world: World, tmp_path: Path
) -> None:
    await bring(world, tmp_path, MMS)
    assert await kinds(world, INES) == ["student_award"]
    await pace(world, Pace.OFF)
    await bring(world, tmp_path, BENS)
    assert await kinds(world, INES) == ["student_award"]
    assert await world.rows("digest_awards") == []


async def test_an_instructor_with_a_weekly_digest_is_notified_of_a_revocation_at_once(
    world: World, tmp_path: Path
) -> None:
    await pace(world, Pace.WEEKLY)
    await bring(world, tmp_path, MMS)
    [award] = await world.rows("awards")
    await world.edgefinder.revocations.revoke(str(award["code"]), "by mistake")
    assert await kinds(world, INES) == ["student_award_revoked"]


def digesting(world: World) -> Digests:
    return Digests(world.edgefinder.database, world.clock, "UTC")


async def test_a_daily_digest_is_written_once_when_its_time_has_come(
    world: World, tmp_path: Path
) -> None:
    await pace(world, Pace.DAILY)
    await bring(world, tmp_path, MMS, BENS)
    assert await digesting(world).write_due() == 0, "no digest is due at noon"
    world.clock.pass_by(hours=20)
    written = [await digesting(world).write_due() for _ in range(3)]
    assert written == [1, 0, 0]
    [(kind, data)] = await owed(world, INES)
    awards = [row["id"] for row in await world.rows("awards")]
    assert (kind, data["pace"], data["awards"]) == ("digest", "daily", awards)


async def test_a_relay_that_starts_after_a_week_writes_one_digest_for_all_days(
    world: World, tmp_path: Path
) -> None:
    await pace(world, Pace.DAILY)
    await bring(world, tmp_path, MMS)
    world.clock.pass_by(days=7)
    assert await digesting(world).write_due() == 1
    world.clock.pass_by(days=1)
    assert await digesting(world).write_due() == 0, "nothing was earned on this day"


async def test_a_weekly_digest_is_written_even_if_nothing_was_earned(world: World) -> None:
    await pace(world, Pace.WEEKLY)
    world.clock.pass_by(days=7)
    assert await digesting(world).write_due() == 1


async def test_after_a_change_from_digests_to_immediate_notices_the_pending_digest_is_sent(
    world: World, tmp_path: Path
) -> None:
    await pace(world, Pace.WEEKLY)
    await bring(world, tmp_path, MMS)
    await pace(world, Pace.EACH)
    assert await digesting(world).write_due() == 1
    await bring(world, tmp_path, BENS)
    assert await kinds(world, INES) == ["digest", "student_award"]
    world.clock.pass_by(days=30)
    assert await digesting(world).write_due() == 0


async def test_an_instructor_who_no_longer_teaches_a_roster_gets_no_digest_of_it(
    world: World, tmp_path: Path
) -> None:
    await pace(world, Pace.WEEKLY)
    await bring(world, tmp_path, MMS)
    async with world.edgefinder.database.begin() as connection:
        await connection.exec_driver_sql("DELETE FROM roster_instructors")
    world.clock.pass_by(days=7)
    assert await digesting(world).write_due() == 0


async def test_a_digest_is_due_at_the_time_in_the_zone_that_its_reader_chose(
    world: World, tmp_path: Path
) -> None:
    await pace(world, Pace.DAILY)
    await bring(world, tmp_path, MMS)
    choices, ines = world.edgefinder.choices, person(world, INES)
    await choices.set_zone(ines, "America/Chicago")
    await choices.set_digest_time(ines, time(7))  # this is 13:00 in UTC
    world.clock.pass_by(minutes=59)
    assert await digesting(world).write_due() == 0
    world.clock.pass_by(minutes=1)
    assert await digesting(world).write_due() == 1


def nudging(world: World) -> Nudges:
    return Nudges(world.edgefinder.database, world.edgefinder.progress, world.clock, "UTC")


async def in_the_morning(world: World, *, days: int = 0) -> list[str]:
    """Move the clock to the morning after this many days, and write the reminders that are due.

    Return the kinds of all of Ana's notices.
    """
    world.clock.pass_by(days=days)
    world.clock.now = world.clock.now.replace(hour=8, minute=30)
    for _ in range(2):
        await nudging(world).write_due()
    return await kinds(world, ANA)


async def test_a_reminder_of_an_exam_whose_partner_was_passed_long_ago_comes_once_a_week(
    world: World,
) -> None:
    await world.result(ANA, "M1-TCH-P", "pass", date(2026, 10, 1))
    assert await in_the_morning(world) == ["nudge"]
    assert await in_the_morning(world, days=6) == ["nudge"]
    assert await in_the_morning(world, days=1) == ["nudge", "nudge"]
    [(_, data), _] = await owed(world, ANA)
    assert data["passed_on"] == "2026-10-01"


@pytest.mark.parametrize(
    ("exam", "outcome", "taken_on"),
    [
        ("M1-TCH-P", "pass", date(2026, 11, 10)),
        ("M1-TCH-P", "pass", date(2024, 11, 10)),
        ("M1-TCH-P", "fail", date(2026, 10, 1)),
        ("M1-MMS-T", "pass", date(2026, 10, 1)),
    ],
    ids=["lately", "years ago", "not passed", "without a partner"],
)
async def test_no_other_exam_causes_a_reminder(
    world: World, exam: str, outcome: str, taken_on: date
) -> None:
    await world.result(ANA, exam, outcome, taken_on)
    if exam == "M1-MMS-T":
        await world.award(ANA, "M1-MMS", taken_on)
    assert await in_the_morning(world) == []


async def test_no_reminder_is_written_at_noon_or_for_a_person_who_turned_reminders_off(
    world: World,
) -> None:
    await world.result(ANA, "M1-TCH-P", "pass", date(2026, 10, 1))
    assert await nudging(world).write_due() == 0, "no reminders are sent at noon"
    await world.edgefinder.choices.set_topic(person(world, ANA), Topic.NUDGES, on=False)
    assert await in_the_morning(world) == []


async def test_each_candidate_is_considered_for_a_reminder_once_a_day(world: World) -> None:
    nudges = nudging(world)
    world.clock.now = world.clock.now.replace(hour=8, minute=5)
    assert await nudges.write_due() == 0
    await world.result(ANA, "M1-TCH-P", "pass", date(2026, 10, 1))
    world.clock.pass_by(minutes=20)
    assert await nudges.write_due() == 0, "people are read only once in this hour"
    world.clock.pass_by(days=1)
    assert await nudges.write_due() == 1


async def test_administrators_are_notified_of_the_counts_of_an_import(
    world: World, tmp_path: Path
) -> None:
    await bring(world, tmp_path, MMS, "9999,M1-MMS-T,pass,2026-11-20")
    [(kind, data)] = await owed(world, ADA)
    assert kind == "import_finished"
    assert data == {
        "kind": "results",
        "read": 2,
        "taken": 1,
        "unchanged": 0,
        "rejected": 1,
        "awarded": 1,
        "revoked": 0,
    }


async def test_administrators_of_other_organizations_are_not_notified_of_an_import(
    world: World, tmp_path: Path
) -> None:
    organization = await world.organisation("Lakeside College")
    world.ids[LUC] = await world.add(
        "people", number=None, email=LUC, given_name="Luc", family_name="Moreau"
    )
    await world.add(
        "roles", person_id=world.ids[LUC], organisation_id=organization, role="administrator"
    )
    await bring(world, tmp_path, MMS)
    assert (await kinds(world, ADA), await kinds(world, LUC)) == (["import_finished"], [])


async def test_an_administrator_who_turned_notices_off_is_not_notified_of_an_import(
    world: World, tmp_path: Path
) -> None:
    await world.edgefinder.choices.set_topic(person(world, ADA), Topic.IMPORTS, on=False)
    await bring(world, tmp_path, MMS)
    assert await kinds(world, ADA) == []


@pytest.mark.parametrize(
    ("names_shown", "told"),
    [(True, ["student_award", "student_award"]), (False, ["roster_awards"])],
)
async def test_a_group_is_told_of_awards_with_names_or_only_with_their_number(
    world: World, tmp_path: Path, names_shown: bool, told: list[str]
) -> None:
    await pace(world, Pace.OFF)
    roster = Roster(world.ids["CNC 1"], "CNC 1", 2, "")
    places, ines = world.edgefinder.places, person(world, INES)
    await places.tell_in(ines, roster, GROUP, names_shown=names_shown)
    await bring(world, tmp_path, MMS, BENS)
    there = await owed(world, INES)
    assert [kind for kind, _ in there] == told
    assert names_shown or there[0][1] == {"roster": roster.id, "count": 2}
    [place] = await places.of(ines)
    assert await places.leave(person(world, ADA), place.id) is False, (
        "another person cannot end these notices"
    )
    assert await places.leave(ines, place.id)
    assert await owed(world, INES) == [], "notices due in the group are canceled"


async def test_a_roster_that_two_people_confirmed_in_a_group_is_announced_there_once(
    world: World, tmp_path: Path
) -> None:
    await pace(world, Pace.OFF)
    await world.instructor("otto@example.org", "Otto Brandt")
    await world.add(
        "roster_instructors", roster_id=world.ids["CNC 1"], person_id=world.ids["otto@example.org"]
    )
    roster = Roster(world.ids["CNC 1"], "CNC 1", 2, "")
    for who in (INES, "otto@example.org"):
        await world.edgefinder.places.tell_in(person(world, who), roster, GROUP, names_shown=True)
    await bring(world, tmp_path, MMS)
    in_group = [row for row in await world.rows("notices") if row["place_id"] is not None]
    assert [row["person_id"] for row in in_group] == [world.ids["otto@example.org"]]
