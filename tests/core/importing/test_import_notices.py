"""Whom an import notifies, and with how many messages."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.plain_text import plain_text
from core.importing.options import NONE
from core.importing.report import ImportKind
from tests.core.importing.reported_files import import_case, import_rows
from tests.world import World

HEADER = "candidate_number,exam,outcome,taken_on"
INES = "ines@example.org"


@pytest.fixture
async def class_of_60(world: World, tmp_path: Path) -> World:
    """Return a center with a class of sixty students. The clock stands on November 28, 2026."""
    world.clock.now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    for name in ("base.people.csv", "10-storm.people.csv", "10-storm.rosters.csv"):
        assert (await import_case(world, tmp_path, name)).rejected == 0
    async with world.edgefinder.database.begin() as connection:
        await connection.exec_driver_sql("DELETE FROM notices")
    [ines] = [p["id"] for p in await world.rows("people") if p["email"] == INES]
    world.ids[INES] = int(str(ines))
    return world


async def kinds(world: World) -> Counter[str]:
    return Counter(str(row["kind"]) for row in await world.rows("notices"))


async def test_sixty_awards_of_one_import_are_one_message_to_the_instructor(
    class_of_60: World, tmp_path: Path
) -> None:
    report = await import_case(class_of_60, tmp_path, "10-storm.results.csv")
    assert report.awarded == 60
    told = await kinds(class_of_60)
    assert (told["student_award"], told["student_awards"], told["award_earned"]) == (0, 1, 60)
    await class_of_60.linked(INES, "telegram", "77")
    batch = await class_of_60.edgefinder.outbox.claim()
    [notice] = [n for n in batch if n.kind == "student_awards"]
    reply = await class_of_60.conversation.compose(notice)
    said = plain_text(reply.markdown)
    assert "60 of your students earned 60 credentials" in said
    assert "Pat1 Quill1" in said
    assert [file.name.endswith(".png") for file in reply.attachments] == [True]


async def test_the_batches_of_one_import_add_to_the_same_message(
    class_of_60: World, tmp_path: Path
) -> None:
    await import_case(class_of_60, tmp_path, "10-storm.results.csv", batch=20)
    assert (await kinds(class_of_60))["student_awards"] == 1


async def test_two_awards_of_one_import_are_two_messages_to_the_instructor(
    class_of_60: World, tmp_path: Path
) -> None:
    rows = [f"{number},M1-MMS-T,pass,2026-11-20" for number in (7001, 7002)]
    await import_rows(class_of_60, tmp_path, ImportKind.RESULTS, HEADER, *rows)
    told = await kinds(class_of_60)
    assert (told["student_award"], told["student_awards"]) == (2, 0)


async def test_an_import_of_old_results_sends_no_notices_about_awards(
    class_of_60: World, tmp_path: Path
) -> None:
    rows = [
        *(f"{number},M1-MMS-T,pass,2023-05-20" for number in range(7001, 7041)),
        "7041,M1-MMS-T,pass,2026-10-28",
        "7042,M1-MMS-T,pass,2026-10-29",
    ]
    await import_rows(class_of_60, tmp_path, ImportKind.RESULTS, HEADER, *rows)
    told = await kinds(class_of_60)
    assert (told["award_earned"], told["student_award"], told["student_awards"]) == (1, 1, 0)


async def test_an_import_with_the_option_quiet_notifies_nobody(
    class_of_60: World, tmp_path: Path
) -> None:
    report = await import_case(
        class_of_60, tmp_path, "10-storm.results.csv", replace(NONE, quiet=True)
    )
    assert report.awarded == 60
    assert await kinds(class_of_60) == Counter()
