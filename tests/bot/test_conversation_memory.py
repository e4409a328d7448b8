"""A chat's last topic and its language are stored, so that every process knows them."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.conversation import Conversation
from bot.reply import Reply, Turn
from core.notices.claimed_notice import DueNotice
from core.outbox.kinds import NoticeKind
from core.people.model import Identity
from core.storage.tables import chat_memories
from tests.bot.center import ANA, Center
from tests.bot.recorded_statements import statements
from tests.world import World

CHAT = Identity("telegram", "701")
STRANGER = Identity("telegram", "702")


@pytest.fixture
def late_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Delay the writes that come after an answer, so that they are not counted as statements."""
    monkeypatch.setattr("core.people.chat_memory._PAUSE", 3600)
    monkeypatch.setattr("core.audit.log.PAUSE", 3600)


async def said(conversation: Conversation, text: str, who: Identity = CHAT) -> Reply:
    return await conversation.answer(Turn(who, text, address="1"))


async def linked(center: Center) -> World:
    await center.world.linked(ANA, CHAT.platform, CHAT.external_id)
    return center.world


async def rows_kept(world: World) -> int:
    async with world.edgefinder.database.engine.connect() as connection:
        return int(await connection.scalar(select(func.count()).select_from(chat_memories)) or 0)


async def test_another_conversation_object_knows_the_topic_of_a_chat(
    center_on_each: Center,
) -> None:
    world = await linked(center_on_each)
    await said(world.conversation, "what is left for chucking")
    await world.edgefinder.chat_memory.flush()
    reply = await said(Conversation(world.edgefinder), "and the theory?")
    assert reply.understood[0][:2] == ("status", "M1-TCH theory")


@pytest.mark.parametrize("question", ["¿y la teoría?", "¿Y la teoria?", "y la teoría"])
async def test_punctuation_around_a_question_does_not_prevent_a_follow_up(
    center: Center, question: str
) -> None:
    world = await linked(center)
    await said(world.conversation, "¿qué me falta de chucking?")
    reply = await said(world.conversation, question)
    assert reply.understood[0][:2] == ("status", "M1-TCH theory")
    assert "teórico" in reply.markdown


async def test_a_message_is_answered_in_the_language_in_which_it_is_written(
    center: Center,
) -> None:
    world = await linked(center)
    for first, answer in (
        ("¿qué me falta de chucking?", "puedo preguntar"),
        ("what is left for chucking", "can I ask"),
    ):
        await said(world.conversation, first)
        reply = await said(world.conversation, "no no")
        labels = [button.label for row in reply.buttons for button in row]
        assert any(answer in label for label in labels), labels


async def test_the_topic_of_a_chat_is_stored_after_the_answer_without_a_statement_before_it(
    center_on_each: Center,
) -> None:
    world = await linked(center_on_each)
    async with statements(world) as asked:
        await said(world.conversation, "status")
    assert len(asked) == 1
    assert await rows_kept(world) == 0
    await world.edgefinder.chat_memory.close()
    assert await rows_kept(world) == 1


async def test_the_topic_of_a_chat_is_forgotten_after_half_an_hour(center: Center) -> None:
    world = await linked(center)
    await said(world.conversation, "what is left for chucking")
    await world.edgefinder.chat_memory.flush()
    world.clock.now += timedelta(minutes=31)
    reply = await said(Conversation(world.edgefinder), "and the theory?")
    assert ("status", "M1-TCH theory") not in [each[:2] for each in reply.understood]
    await said(world.conversation, "status", STRANGER)
    await world.edgefinder.chat_memory.flush()
    assert await rows_kept(world) <= 2


async def test_forgetting_oneself_deletes_the_topic_of_the_chat(center: Center) -> None:
    world = await linked(center)
    await said(world.conversation, "what is left for chucking")
    await said(world.conversation, "forget")
    await world.conversation.answer(Turn(CHAT, "forget me", address="1", pressed=True))
    await world.edgefinder.chat_memory.flush()
    assert await rows_kept(world) == 0


async def test_no_topic_is_stored_for_the_terminal(center: Center) -> None:
    await center.ask(ANA, "what is left for chucking")
    await center.world.edgefinder.chat_memory.flush()
    assert await rows_kept(center.world) == 0


async def test_a_chosen_language_applies_in_another_conversation_object(
    center_on_each: Center,
) -> None:
    world = await linked(center_on_each)
    assert "español" in (await said(world.conversation, "language es")).markdown
    other = Conversation(world.edgefinder)
    assert (await said(other, "catalog")).markdown.startswith("**Credenciales")
    assert "examen" in (await said(other, "status")).markdown
    english = await said(other, "what do i still need for chucking")
    assert "examen" not in english.markdown


async def test_a_language_that_was_changed_back_applies_to_every_command(center: Center) -> None:
    conversation = center.world.conversation
    for language, word in (("es", "registros"), ("en", "records")):
        await said(conversation, f"language {language}")
        for command in ("privacy", "status", "privacy"):
            reply = await said(conversation, command)
            if command == "privacy":
                assert word in reply.markdown


async def test_the_language_that_a_stranger_chose_applies_in_another_conversation_object(
    center_on_each: Center,
) -> None:
    world = center_on_each.world
    await said(world.conversation, "language es", STRANGER)
    reply = await said(Conversation(world.edgefinder), "catalog", STRANGER)
    assert reply.markdown.startswith("**Credenciales")
    await said(world.conversation, "language en", STRANGER)
    reply = await said(Conversation(world.edgefinder), "catalog", STRANGER)
    assert reply.markdown.startswith("**NIMS")


@pytest.mark.usefixtures("late_writes")
async def test_another_conversation_object_verifies_in_the_language_just_chosen(
    center_on_each: Center,
) -> None:
    world = await linked(center_on_each)
    other = Conversation(world.edgefinder)
    for who in (CHAT, STRANGER):
        for language, word in (("es", "válida"), ("en", "valid"), ("es", "válida")):
            await said(world.conversation, f"language {language}", who)
            await world.edgefinder.chat_memory.close()
            async with statements(world) as asked:
                reply = await said(other, f"verify {center_on_each.earned}", who)
            assert word in reply.markdown.casefold()
            assert len(asked) == 1, asked


@pytest.mark.usefixtures("late_writes")
async def test_free_text_that_continues_a_topic_takes_one_database_statement(
    center_on_each: Center,
) -> None:
    world = await linked(center_on_each)
    await said(world.conversation, "what is left for chucking")
    await world.edgefinder.chat_memory.close()
    other = Conversation(world.edgefinder)
    for text in ("and the theory?", "whats left", "how am i doing"):
        async with statements(world) as asked:
            reply = await said(other, text)
        assert reply.understood[0][0] == "status"
        assert len(asked) == 1, asked


async def test_a_notice_is_in_the_language_that_its_reader_chose(center: Center) -> None:
    world = await linked(center)
    await said(world.conversation, "language es")
    person = await world.edgefinder.contacts.find(ANA)
    data = {"exam": "M1-TCH-P", "credential": "M1-TCH", "passed_on": "2026-10-04"}
    notice = DueNotice(1, NoticeKind.NUDGE, person, (), None, None, 0, data)
    assert "Aprobó" in (await world.conversation.compose(notice)).markdown


async def test_after_a_question_why_an_exam_is_locked_the_next_answer_shows_its_day(
    center: Center,
) -> None:
    for before in ("did i pass milling", "hello"):
        await center.says(ANA, before)
        await center.says(ANA, "why is it locked")
        said = await center.says(ANA, "when can i take it again")
        assert "locked until January 2, 2027" in said
        assert "Manual Milling Skills I" in said


async def test_next_lists_the_locked_exams_with_the_days_on_which_they_open(center: Center) -> None:
    said = await center.says(ANA, "next")
    assert "Locked for now" in said
    assert "the theory exam of Manual Milling Skills I opens on January 2, 2027" in said


async def test_a_message_that_only_talks_about_a_command_is_answered_with_an_explanation(
    center: Center,
) -> None:
    reply = await center.ask(ANA, "my uncle told his crew to withdraw their credentials")
    assert "I changed nothing" in reply.markdown
    assert reply.buttons[0][0].call == "help withdraw"
