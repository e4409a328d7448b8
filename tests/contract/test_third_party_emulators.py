"""Run the adapters against third-party emulators of Telegram and Slack.

The emulators are old or small, but they show that the adapters work with servers that we did not
write. They listen only on 127.0.0.1. If their npm packages are missing, the skip says what to
install.
"""

import asyncio
import hashlib
import hmac
import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from adapters.slack.adapter import SlackAdapter
from adapters.telegram.adapter import TelegramAdapter
from tests.adapters.slack.run_adapter import SmallConversation, SmallWorkplace
from tests.adapters.telegram.run_adapter import SmallConversation as TelegramConversation
from tests.servers.node import find_node

Json = dict[str, Any]
SCRIPT = Path(__file__).parents[1] / "servers" / "platform_emulators.mjs"
PACKAGES = ("telegram-test-api", "emulate")
SECRET, BOT = "8f742231b10e8888abcd99yyyzzz85a5", "123456:AAexample"


@dataclass(frozen=True)
class Emulators:
    """The URLs of the emulators, and a browser that reads their pages."""

    telegram: str
    slack: str
    browser: aiohttp.ClientSession

    async def ask(self, url: str, **given: Any) -> Json:
        headers = {"Authorization": "Bearer xoxb-example"}
        async with self.browser.post(url, json=given, headers=headers) as answer:
            found: Json = await answer.json()
        return found


@pytest.fixture
async def emulators(tmp_path: Path) -> AsyncIterator[Emulators]:
    ports = [str(port) for port in _free_ports(2)]
    async with find_node(*PACKAGES).serving(SCRIPT, tmp_path, *ports) as process:
        assert process.stdout is not None
        assert (await asyncio.wait_for(process.stdout.readline(), 60)).strip() == b"ready"
        telegram, slack = (f"http://127.0.0.1:{port}" for port in ports)
        async with aiohttp.ClientSession() as browser:
            yield Emulators(telegram, slack, browser)


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


async def eventually(look: Callable[[], Awaitable[str]], words: str) -> str:
    """Call `look` again and again until its result contains these words. Return that result."""
    async with asyncio.timeout(30):
        while words not in (found := await look()):  # noqa: ASYNC110 - another process has it
            await asyncio.sleep(0.05)
    return found


async def test_a_person_in_the_telegram_emulator_gets_an_answer(emulators: Emulators) -> None:
    adapter = TelegramAdapter(TelegramConversation(), BOT, emulators.telegram)
    await adapter.start()
    try:
        person = {"id": 1, "first_name": "Ada", "is_bot": False}
        message = {"text": "/status", "from": person, "chat": {"id": 1, "type": "private"}}
        date = int(time.time())
        await emulators.ask(f"{emulators.telegram}/sendMessage", botToken=BOT, date=date, **message)

        async def heard() -> str:
            said = await emulators.ask(f"{emulators.telegram}/getUpdates", token=BOT, chatId=1)
            return json.dumps(said["result"])

        assert "Ana: one exam remains" in await eventually(heard, "Ana")
    finally:
        await adapter.stop()


@asynccontextmanager
async def slack_adapter(emulators: Emulators) -> AsyncIterator[SlackAdapter]:
    adapter = SlackAdapter(
        SmallConversation(),
        SmallWorkplace(),
        "xoxb-example",
        signing_secret=SECRET,
        api_url=f"{emulators.slack}/api/",
    )
    await adapter.start()
    try:
        yield adapter
    finally:
        await adapter.stop()


async def post_event(adapter: SlackAdapter, event: Json) -> int:
    """Deliver an event to the adapter, signed as Slack signs it. Return the status."""
    body = {"type": "event_callback", "team_id": "T000000001", "event_id": "Ev1", "event": event}
    payload, moment = json.dumps(body).encode(), str(int(time.time()))
    signed = hmac.new(SECRET.encode(), f"v0:{moment}:".encode() + payload, hashlib.sha256)
    headers = {
        "content-type": "application/json",
        "x-slack-request-timestamp": moment,
        "x-slack-signature": f"v0={signed.hexdigest()}",
    }
    status, _headers, _body = await adapter.handle(payload, headers)
    return status


async def test_a_person_in_the_slack_emulator_gets_an_answer_in_the_thread(
    emulators: Emulators,
) -> None:
    channel = "C000000001"
    asked = await emulators.ask(
        f"{emulators.slack}/api/chat.postMessage", channel=channel, text="<@UBOT> catalog"
    )
    async with slack_adapter(emulators) as adapter:
        event = {
            "type": "app_mention",
            "user": "U000000001",
            "text": "<@UBOT> catalog",
            "channel": channel,
            "ts": asked["ts"],
        }
        assert await post_event(adapter, event) == 200

        async def heard() -> str:
            replies = f"{emulators.slack}/api/conversations.replies"
            return json.dumps(await emulators.ask(replies, channel=channel, ts=asked["ts"]))

        said = json.loads(await eventually(heard, "Nine areas"))
    [_question, answer] = said["messages"]
    assert answer["thread_ts"] == asked["ts"]
    assert answer["blocks"][0]["type"] == "rich_text"
    assert answer["blocks"][-1]["type"] == "actions"
