"""Slack's agent features: prompts by role, a status line, a thread for each conversation."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from adapters.slack import agent
from bot.workplace.prompts import FOR_CANDIDATES, FOR_OTHERS, FOR_TEACHERS
from tests.adapters.slack.run_adapter import SmallConversation, linked_on_slack, running, serving
from tests.adapters.slack.shown_text import read
from tests.doubles.slack import Person, SlackPlatform
from tests.world import World, open_world

pytestmark = pytest.mark.slack_app("socket")
INES = "ines@example.org"


@pytest.fixture
async def center(sqlite_url: str) -> AsyncIterator[World]:
    world = await open_world(sqlite_url)
    await world.candidate("2026-001", "Ana Popescu")
    await world.instructor(INES)
    await world.roster("Machining I", INES, "2026-001")
    await world.award("2026-001", "M1-MMS", date(2026, 5, 1))
    yield world
    await world.edgefinder.close()


async def prompts(person: Person) -> list[str]:
    await person.opens_messages()
    return await person.workspace.slack.wait_for(lambda _: person.prompts, what="no prompts came")


async def test_suggested_prompts_depend_on_the_persons_role(
    slack: SlackPlatform, center: World, ada: Person
) -> None:
    async with serving(slack, "http", center):
        assert await prompts(ada) == list(FOR_OTHERS)
        candidate = await linked_on_slack(slack, center, "2026-001")
        assert await prompts(candidate) == list(FOR_CANDIDATES)
        assert await prompts(await linked_on_slack(slack, center, INES)) == list(FOR_TEACHERS)


@pytest.mark.parametrize(
    ("who", "prompt", "answered"),
    [
        ("2026-001", "What is left?", "Ana Popescu: 1 earned"),
        ("2026-001", "What should I take next?", "Pick your next one"),
        ("2026-001", "My credentials", "Measurement, Materials & Safety"),
        (INES, "Who is one exam away?", "One exam away from a credential"),
        (INES, "Who is behind?", "Behind"),
        (INES, "Where does my class stand?", "Machining I"),
        ("", "Check a code", "code"),
        ("", "Which credentials are there?", "Pick an area"),
        ("", "What can I ask?", "What do you need?"),
    ],
)
async def test_each_suggested_prompt_is_answered(
    slack: SlackPlatform, center: World, ada: Person, who: str, prompt: str, answered: str
) -> None:
    async with serving(slack, "http", center):
        person = await linked_on_slack(slack, center, who) if who else ada
        await person.dm(prompt)
        said = read(await person.hears())
    assert answered in said
    assert "I did not understand" not in said


@pytest.mark.parametrize(
    ("who", "answered"),
    [
        ("2026-001", ("obtenidas 1", "Elija la siguiente", "obtenidas 1", "Envíeme lo que quiera")),
        (INES, ("A un examen de una credencial", "Atrasados", "1 candidato")),
    ],
)
async def test_each_suggested_prompt_is_answered_in_spanish_to_a_person_with_spanish_slack(
    slack: SlackPlatform, center: World, who: str, answered: tuple[str, ...]
) -> None:
    async with serving(slack, "http", center):
        person = await linked_on_slack(slack, center, who)
        person.looks = {"locale": "es-MX"}
        for prompt, words in zip(await prompts(person), answered, strict=False):
            await person.dm(prompt)
            assert words in read(await person.hears())


async def test_a_status_line_is_shown_until_a_slow_answer_arrives(
    slack: SlackPlatform, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agent, "STATUS_SECONDS", 0.0)
    conversation = SmallConversation()
    async with running(slack, "http", conversation, patience_seconds=0.2):
        await ada.dm("slow")
        await slack.wait_for(lambda _: ada.dms.status == "is looking it up…")
        conversation.let_go.set()
        assert (await ada.hears()).text == "At last"
        await slack.wait_for(lambda _: not ada.dms.status)
    assert [message.text for message in ada.dms.posted] == ["At last"]


async def test_without_a_status_line_a_message_says_that_the_answer_takes_longer(
    slack: SlackPlatform, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agent, "STATUS_SECONDS", 0.0)
    slack.inject_fault("assistant.threads.setStatus", error="missing_scope", times=9)
    conversation = SmallConversation()
    async with running(slack, "http", conversation, patience_seconds=0.1):
        for _ in range(2):
            await ada.dm("slow")
            assert "this takes a little longer" in (await ada.hears()).text
            conversation.let_go.set()
            assert (await ada.hears()).text == "At last"
            conversation.let_go.clear()
    # the refusal is remembered
    assert len(slack.called("assistant.threads.setStatus")) == 1


async def test_answers_and_files_stay_in_the_thread_of_a_conversation(
    slack: SlackPlatform, ada: Person
) -> None:
    async with running(slack, "http", SmallConversation()):
        await ada.dm("hello")
        await ada.hears()
        begun = ada.dms.messages[0].ts
        await ada.dm("file", thread_ts=begun)
        heard = [await ada.hears(), await ada.hears()]
    assert [each.thread_ts for each in heard] == [begun, begun]
    assert heard[1].files


async def test_a_question_continues_the_last_question_of_its_thread_and_not_that_of_the_chat(
    slack: SlackPlatform, center: World
) -> None:
    async with serving(slack, "http", center):
        ana = await linked_on_slack(slack, center, "2026-001")
        await ana.dm("how much is Milling I?")
        await ana.hears()
        begun = ana.dms.messages[0].ts
        await ana.dm("and level two?", thread_ts=begun)
        elsewhere = read(await ana.hears())
        await ana.dm("how much is Milling I?", thread_ts=begun)
        await ana.hears()
        await ana.dm("and level two?", thread_ts=begun)
        within = read(await ana.hears())
    assert "What was charged" in within
    assert "What was charged" not in elsewhere
