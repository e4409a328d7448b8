"""A candidate asks for a reminder on the day when a locked exam opens."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar, Event
from sqlalchemy import select

from bot.reply import Reply
from core.importing.report import ImportKind
from core.storage.tables import notices
from tests.bot.center import ANA, CY, INES, Center
from tests.world import TODAY


async def kept(center: Center) -> list[tuple[str, str]]:
    """Return the data and the day of each reminder that is not sent yet."""
    async with center.world.edgefinder.database.engine.connect() as connection:
        rows = await connection.execute(
            select(notices.c.data, notices.c.not_before).where(notices.c.kind == "exam_opens")
        )
        return [(row.data, row.not_before.date().isoformat()) for row in rows]


async def test_a_reminder_is_due_on_the_day_on_which_the_exam_opens(center_on_each: Center) -> None:
    said = await center_on_each.says(ANA, "remind me when my exam opens")
    assert "Manual Milling Skills I, theory exam: January 2, 2027" in said
    assert [day for _data, day in await kept(center_on_each)] == ["2027-01-02"]
    await center_on_each.says(ANA, "remind M1-MIL")
    assert len(await kept(center_on_each)) == 1


async def test_a_reminder_is_canceled_by_its_button(center: Center) -> None:
    reply = await center.ask(ANA, "remind")
    assert reply.buttons[0][0].call == "remind off"
    await center.ask(ANA, "remind off")
    assert await kept(center) == []


async def test_without_a_locked_exam_remind_says_that_no_exam_is_locked(center: Center) -> None:
    assert "None of these exams is locked" in await center.says(CY, "remind")
    assert await kept(center) == []


async def test_a_reminder_is_canceled_if_the_exam_is_passed_before_the_day(
    center_on_each: Center, tmp_path: Path
) -> None:
    center = center_on_each
    await center.says(ANA, "remind M1-MIL")
    assert len(await kept(center)) == 1
    path = tmp_path / "results.csv"
    path.write_text(f"candidate_number,exam,outcome,taken_on\n{ANA},M1-MIL-T,pass,{TODAY}\n")
    await center.world.edgefinder.import_file(ImportKind.RESULTS, path)
    assert await kept(center) == []


def events(reply: Reply) -> list[Event]:
    [file] = reply.attachments
    assert (file.name, file.media_type) == ("exams.ics", "text/calendar")
    return list(Calendar.from_ical(file.content).events)


async def test_a_reminder_comes_with_a_calendar_file_for_the_day_on_which_the_exam_opens(
    center: Center,
) -> None:
    reply = await center.ask(ANA, "remind M1-MIL")
    assert "Open the file to put it into your calendar" in reply.markdown
    [event] = events(reply)
    assert event["summary"] == "Exam opens: Manual Milling Skills I, theory exam"
    assert (event.start, event.end) == (date(2027, 1, 2), date(2027, 1, 3))
    assert event.stamp == datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    [alarm] = event.alarms.times
    assert alarm.trigger.isoformat() == "2027-01-02T09:00:00"  # in the reader's local time
    assert event["transp"] == "TRANSPARENT"


async def test_the_calendar_file_of_a_later_day_moves_the_event_of_the_earlier_file(
    center: Center,
) -> None:
    [before] = events(await center.ask(ANA, "remind M1-MIL"))
    await center.world.result(ANA, "M1-MIL-T", "fail", TODAY)
    center.world.clock.pass_by(days=1)
    [after] = events(await center.ask(ANA, "remind M1-MIL"))
    assert after["uid"] == before["uid"]
    assert after.sequence > before.sequence
    assert after.start > before.start


async def test_the_calendar_file_names_nobody(center: Center) -> None:
    [file] = (await center.ask(ANA, "remind")).attachments
    for private in (ANA.encode(), b"Ana", b"Popescu", b"home.example.org"):
        assert private not in file.content


async def test_each_locked_exam_is_a_separate_event_in_the_calendar_file(center: Center) -> None:
    await center.world.result(ANA, "M1-GRD-T", "fail", TODAY - timedelta(days=2))
    found = events(await center.ask(ANA, "remind"))
    assert len({event["uid"] for event in found}) == len(found) == 2


@pytest.mark.parametrize(
    "words",
    [
        "put it in my calendar when my exam opens",
        "I want my exam's opening in my calendar",
        "add my locked exam to the calendar",
        "recuérdame cuando abra mi examen",
        "pon en mi calendario cuándo abre mi examen",
    ],
)
async def test_people_can_ask_for_a_calendar_in_everyday_words(center: Center, words: str) -> None:
    reply = await center.ask(ANA, words)
    assert (reply.command, len(reply.attachments)) == ("remind", 1)


async def test_the_calendar_file_is_in_the_language_of_its_reader(center: Center) -> None:
    await center.ask(ANA, "language es")
    [event] = events(await center.ask(ANA, "remind"))
    assert str(event["summary"]).startswith("Se abre el examen: ")


async def test_status_and_next_offer_a_reminder_only_if_an_exam_is_locked(center: Center) -> None:
    for asked, call in (("status M1-MIL", "remind M1-MIL"), ("next", "remind")):
        buttons = [each for row in (await center.ask(ANA, asked)).buttons for each in row]
        assert [each.call for each in buttons if each.label == "Remind me"] == [call]
    buttons = [each for row in (await center.ask(ANA, "status M1-TUR")).buttons for each in row]
    assert "Remind me" not in [each.label for each in buttons]


async def test_an_instructor_is_told_that_reminders_are_for_candidates(center: Center) -> None:
    reply = await center.ask(INES, "remind")
    assert (reply.template, reply.attachments) == ("not_for_you", ())
