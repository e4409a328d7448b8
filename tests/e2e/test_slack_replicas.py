"""If Slack delivers an event to two processes of one bot, only one answers it."""

from contextlib import AsyncExitStack

import pytest

from bot.workplace import Workplace
from core.edgefinder import open_edgefinder
from tests.adapters.slack.run_adapter import SmallConversation, running, served
from tests.doubles.slack import Person, SlackPlatform


async def replica(
    slack: SlackPlatform, database_url: str, conversation: SmallConversation, stack: AsyncExitStack
) -> str:
    """Start an adapter with its own Edgefinder, like a process; return its URL for Slack."""
    edgefinder = await open_edgefinder(database_url=database_url)
    stack.push_async_callback(edgefinder.close)
    workplace = Workplace(edgefinder)
    adapter = await stack.enter_async_context(
        running(slack, "http", conversation, workplace=workplace)
    )
    return await stack.enter_async_context(served(adapter))


async def test_an_event_delivered_to_two_processes_is_answered_by_one(
    slack: SlackPlatform, ada: Person, database_url: str
) -> None:
    conversation = SmallConversation()
    async with AsyncExitStack() as stack:
        first = await replica(slack, database_url, conversation, stack)
        second = await replica(slack, database_url, conversation, stack)
        slack.http.url = first
        asked = [await ada.dm("status") for _ in range(3)]
        for _ in asked:
            assert (await ada.hears()).text == "Ada Example: one exam remains"
        slack.http.url = second
        for delivery in asked:
            await slack.redeliver(delivery)
        await ada.dm("catalog")  # a person's messages are handled in order
        assert (await ada.hears()).text == "Nine areas"
    assert [turn.text for turn in conversation.turns] == ["status"] * 3 + ["catalog"]
    assert [each.attempts[-1].name for each in asked] == ["ACKNOWLEDGED"] * 3


async def test_a_question_is_answered_even_if_its_delivery_cannot_be_recorded(
    slack: SlackPlatform, ada: Person, sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    edgefinder = await open_edgefinder(database_url=sqlite_url)
    async with edgefinder.database.begin() as connection:
        await connection.exec_driver_sql("DROP TABLE deliveries")
    workplace = Workplace(edgefinder)
    async with running(slack, "http", SmallConversation(), workplace=workplace):
        await ada.dm("status")
        assert (await ada.hears()).text == "Ada Example: one exam remains"
    await edgefinder.close()
    assert "whether a delivery was handled before is unknown" in caplog.text
