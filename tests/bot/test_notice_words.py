"""The text of notices, and the sentence in a reply about notices that were not delivered."""

from typing import Any

from bot.plain_text import plain_text
from bot.reply import Reply
from core.awards.codes import new_code
from core.notices.claimed_notice import DueNotice
from core.outbox.kinds import NoticeKind
from core.people.model import Person
from core.records.model import Award
from tests.bot.center import ANA, INES, STRANGER, Center, ago
from tests.world import TODAY


async def told(
    center: Center, who: str, kind: NoticeKind, *, locale: str = "en", **data: object
) -> Reply:
    person = Person(center.world.ids[who], who, "Given", "Family", None)
    award = Award(new_code(), "M1-MMS", ago(9), ago(1), None, "issuer")
    notice = DueNotice(1, kind, person, (), award, person, 0, data)
    return await center.world.conversation.compose(notice, locale)


async def test_a_notice_of_results_names_the_next_step(center: Center) -> None:
    reply = await told(
        center,
        ANA,
        NoticeKind.RESULT_RECORDED,
        results=[["M1-TUR-T", "pass"], ["M1-MIL-T", "fail"], ["M1-JBL-T", "void"]],
        next=["M1-TCH-P", "M1-TCH"],
    )
    said = plain_text(reply.markdown)
    assert "New on your record: 3 results." in said
    assert "✓ passed: " in said
    assert "✗ not passed: " in said
    assert "taken back: " in said
    assert "Next: the performance exam (a part made to print) of" in said


async def test_a_reminder_to_take_an_exam_has_a_button_that_turns_such_reminders_off(
    center: Center,
) -> None:
    reply = await told(
        center, ANA, NoticeKind.NUDGE, exam="M1-TCH-P", credential="M1-TCH", passed_on="2026-10-04"
    )
    assert "on October 4, 2026. The performance exam" in plain_text(reply.markdown)
    assert "Turn these off" in [button.label for row in reply.buttons for button in row]
    assert "○" in await center.done(ANA, "notices nudges off")


async def test_a_digest_shows_awards_students_who_make_no_progress_and_the_chart_of_the_class(
    center: Center,
) -> None:
    await center.world.award(ANA, "M1-JBL", TODAY)
    awards = [row["id"] for row in await center.world.rows("awards")]
    [cnc] = [row["id"] for row in await center.world.rows("rosters") if row["name"] == "CNC 1"]
    reply = await told(center, INES, NoticeKind.DIGEST, roster=cnc, pace="weekly", awards=awards)
    said = plain_text(reply.markdown)
    assert said.startswith("CNC 1 (this week)")
    assert "Ana Popescu: " in said
    assert "Ben Okoro" not in said, "Ben is on another instructor's roster"
    [picture] = reply.attachments
    assert picture.content.startswith(b"\x89PNG")
    assert "Ana Popescu" in picture.description or "earned" in picture.description


async def test_the_next_reply_mentions_undelivered_notices_once(center_on_each: Center) -> None:
    world = center_on_each.world
    await world.linked(ANA, "telegram", STRANGER)
    for credential in ("M1-MIL", "M1-GRD"):
        code = await world.award(ANA, credential)
        await world.notice(ANA, "award_earned", code)
    [notice, *_] = await world.edgefinder.outbox.claim()
    await world.edgefinder.outbox.unreachable(notice, notice.destinations[0], "blocked")
    said = [await center_on_each.says(STRANGER, "whoami") for _ in range(2)]
    assert said[0].startswith("1 notice could not be delivered to you.")
    assert said[1].startswith("You are Ana Popescu")
    [chat] = [row for row in await world.rows("chat_identities") if row["platform"] == "telegram"]
    assert chat["unreachable_since"] is None, "a chat that sends a message is reachable again"


async def test_in_a_group_the_reply_does_not_mention_undelivered_notices(center: Center) -> None:
    await center.world.notice(ANA, "award_earned", center.earned)
    async with center.world.edgefinder.database.begin() as connection:
        await connection.exec_driver_sql("UPDATE notices SET state = 'undeliverable'")
    said = await center.says(ANA, "help", private=False)
    assert "delivered" not in said
    assert "could not be delivered" in await center.says(ANA, "help")


async def test_a_digest_shows_who_meets_the_goals_that_the_class_follows(center: Center) -> None:
    await center.says(ANA, "follow nims-special-merit")
    [cnc] = [row["id"] for row in await center.world.rows("rosters") if row["name"] == "CNC 1"]
    digest: dict[str, Any] = {"roster": cnc, "pace": "weekly", "awards": []}
    said = plain_text((await told(center, INES, NoticeKind.DIGEST, **digest)).markdown)
    assert "Goals they follow" in said
    assert "special merit" in said
    assert "met by 0 of 1" in said
    await center.done(ANA, "unfollow nims-special-merit")
    said = plain_text((await told(center, INES, NoticeKind.DIGEST, **digest)).markdown)
    assert "Goals they follow" not in said


async def test_the_same_notice_for_a_whole_class_is_composed_once_for_each_language(
    center: Center,
) -> None:
    kind = NoticeKind.RESULT_RECORDED
    passed, failed = [["M1-TUR-T", "pass"]], [["M1-TUR-T", "fail"]]
    reply = await told(center, ANA, kind, results=passed)
    spanish = await told(center, ANA, kind, results=passed, locale="es")
    other = await told(center, ANA, kind, results=failed)
    assert len({each.markdown for each in (reply, spanish, other)}) == 3
    for each in (reply, spanish):
        again = await told(center, INES, kind, results=passed, locale=each.locale)
        assert again.markdown is each.markdown
