"""A candidate asks for a reminder on the day when a locked exam opens."""

from pathlib import Path

from sqlalchemy import select

from core.importing.report import ImportKind
from core.storage.tables import notices
from tests.bot.center import ANA, CY, Center
from tests.world import TODAY


async def kept(center: Center) -> list[tuple[str, str]]:
    """Return the days of the pending reminders."""
    async with center.world.edgefinder.database.engine.connect() as connection:
        rows = await connection.execute(
            select(notices.c.data, notices.c.not_before).where(notices.c.kind == "exam_opens")
        )
        return [(row.data, row.not_before.date().isoformat()) for row in rows]


async def test_a_reminder_is_due_on_the_day_the_exam_opens(centre_on_each: Center) -> None:
    said = await centre_on_each.says(ANA, "remind me when my exam opens")
    assert "Manual Milling Skills I, theory exam: January 2, 2027" in said
    assert [day for _data, day in await kept(centre_on_each)] == ["2027-01-02"]
    await centre_on_each.says(ANA, "remind M1-MIL")
    assert len(await kept(centre_on_each)) == 1


async def test_a_reminder_is_canceled_by_its_button(center: Center) -> None:
    reply = await center.ask(ANA, "remind")
    assert reply.buttons[0][0].call == "remind off"
    await center.ask(ANA, "remind off")
    assert await kept(center) == []


async def test_if_nothing_is_locked_remind_says_so(center: Center) -> None:
    assert "None of these exams is locked" in await center.says(CY, "remind")
    assert await kept(center) == []


async def test_a_reminder_is_canceled_if_the_exam_is_passed_first(
    centre_on_each: Center, tmp_path: Path
) -> None:
    center = centre_on_each
    await center.says(ANA, "remind M1-MIL")
    assert len(await kept(center)) == 1
    path = tmp_path / "results.csv"
    path.write_text(f"candidate_number,exam,outcome,taken_on\n{ANA},M1-MIL-T,pass,{TODAY}\n")
    await center.world.edgefinder.import_file(ImportKind.RESULTS, path)
    assert await kept(center) == []
