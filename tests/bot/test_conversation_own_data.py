"""Commands about stored data: who sees it, how to get a copy, and how to delete it."""

import json

import pytest

from bot.notice_words import notice_answer
from bot.plain_text import plain_text
from tests.bot.center import ANA, EMPLOYER, INES, STRANGER, Center
from tests.world import World


async def test_privacy_tells_everyone_what_they_see_of_candidates(center: Center) -> None:
    for who, words in (
        (ANA, "You see your whole record."),
        (INES, "An instructor sees the candidates on their own rosters"),
        (STRANGER, "Candidates see their whole record."),
        (EMPLOYER, "You learn what a code, link or badge that somebody gave you proves"),
    ):
        assert words in await center.says(who, "privacy")


async def test_people_get_everything_on_record_about_themselves_and_nobody_else(
    center: Center,
) -> None:
    reply = await center.ask(ANA, "data")
    pdf, file = reply.attachments
    assert pdf.content.startswith(b"%PDF-")
    found = json.loads(file.content)
    assert found["person"][0]["given_name"] == "Ana"
    assert {"results", "credentials", "classes", "chats", "roles"} <= set(found)
    written = file.content.decode()
    assert "token_hash" not in written
    assert "Okoro" not in written, "the export names nobody else"


async def test_a_stranger_has_no_data_to_export(center: Center) -> None:
    reply = await center.ask(STRANGER, "data")
    assert reply.attachments == ()


async def test_forget_first_says_what_will_be_deleted_and_what_stays_and_why(
    center: Center,
) -> None:
    asked = await center.ask(ANA, "forget")
    said = plain_text(asked.markdown)
    for told in (
        "6 exam results",
        "The code of 1 credential",
        "must be able to see",
        "Backups",
        "35 days",
    ):
        assert told in said
    assert asked.buttons[0][0].call == "forget me"
    assert (await center.ask(ANA, "data")).attachments, "nothing is deleted before the confirmation"


@pytest.mark.parametrize("words", ["forget", "forget me", "/forget me", "delete my data"])
async def test_asking_to_be_forgotten_deletes_nothing_before_the_button_is_pressed(
    center: Center, words: str
) -> None:
    await center.ask(ANA, words)
    assert "Ana Popescu" in await center.says(ANA, "whoami")


async def test_the_button_deletes_everything_about_a_person_but_keeps_codes_without_a_name(
    center: Center,
) -> None:
    said = plain_text((await center.press(ANA, "forget me")).markdown)
    assert "everything about you is deleted" in said
    verdict = await center.says(EMPLOYER, f"verify {center.earned}")
    assert "withdrawn" in verdict.lower()
    assert "Ana" not in verdict
    assert "Ana" not in await center.says(INES, "roster CNC 1")


async def test_after_forgetting_a_person_their_name_is_gone_from_lists_in_other_chats(
    center: Center,
) -> None:
    world = center.world
    await world.linked(INES, "telegram", "700")
    await world.says("700", "roster CNC 1", "telegram")
    await world.edgefinder.chat_memory.flush()
    assert "Ana Popescu" in str(await world.rows("chat_memories"))
    await center.press(ANA, "forget me")
    assert "Ana Popescu" not in str(await world.rows("chat_memories"))


async def test_after_a_person_was_forgotten_their_chat_is_no_longer_linked(world: World) -> None:
    await world.candidate("1001")
    await world.linked("1001", "telegram", "500")
    await world.linked("1001", "slack", "T0:U1")
    await world.says("500", "what next?", "telegram")
    await world.press("500", "forget me", "telegram")
    assert "not linked to anybody" in await world.says("500", "whoami", "telegram")
    await world.edgefinder.chat_memory.flush()
    assert [row["topic"] for row in await world.rows("chat_memories") if "1001" in str(row)] == []
    [due] = await world.edgefinder.outbox.claim()
    told = await notice_answer(due, world.edgefinder)
    assert (due.kind, told.template) == ("forgotten", "notice_forgotten")


async def test_forget_tells_a_stranger_that_there_is_nothing_to_delete(center: Center) -> None:
    assert "nothing is kept about you here" in await center.says(STRANGER, "forget")


async def test_privacy_shows_a_candidate_which_classes_see_their_record(center: Center) -> None:
    said = await center.says(ANA, "privacy")
    assert "CNC 1, Ridgeline Technical Center: Ines Ortega" in said
    assert "Night class" not in said
    assert "Classes" not in await center.says(STRANGER, "privacy")
