"""The Slack double's WebSockets work with slack_sdk's Socket Mode client."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.slack import Outcome, Person, SlackPlatform


@pytest.fixture
def app(slack: SlackPlatform) -> AsyncApp:
    client = AsyncWebClient(token=slack.workspace().bot_token, base_url=slack.api_url)
    app = AsyncApp(client=client, signing_secret=slack.signing_secret)

    @app.event("message")
    async def message(event: dict[str, Any], say: Any) -> None:
        await say(f"you wrote {event['text']}")

    return app


@asynccontextmanager
async def socket_mode(slack: SlackPlatform, app: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(app, slack.app_token, ping_interval=0.1)
    count = len(slack.sockets.live)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # untyped in slack-bolt
    await slack.connected(count + 1)
    try:
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # untyped in slack-bolt


@asynccontextmanager
async def bare_socket(slack: SlackPlatform) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """Yield a simple WebSocket client that acknowledges nothing unless a test does."""
    url = slack.sockets.new_url()
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        hello = await socket.receive_json()
        assert (hello["type"], hello["connection_info"]) == ("hello", {"app_id": slack.app_id})
        yield socket


async def test_each_event_goes_to_one_of_several_connections_in_turns(
    slack: SlackPlatform, app: AsyncApp, ada: Person
) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(3):
            await stack.enter_async_context(socket_mode(slack, app))
        for number in range(6):
            await ada.dm(f"{number}")
        await slack.wait_for(lambda _: len(ada.unread) == 6)

        assert [len(c.envelopes) for c in slack.sockets.live] == [2, 2, 2]
    assert slack.violations == []


async def test_the_double_answers_the_clients_pings(slack: SlackPlatform, app: AsyncApp) -> None:
    async with socket_mode(slack, app) as handler:
        await asyncio.sleep(0.3)
        assert await handler.client.is_connected()
        assert handler.client.last_ping_pong_time is not None
    assert slack.sockets.opened == 1


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_the_client_reconnects_when_the_double_asks_for_it(
    slack: SlackPlatform, app: AsyncApp, ada: Person, reason: Any
) -> None:
    async with socket_mode(slack, app):
        await slack.sockets.disconnect(reason)
        await slack.wait_for(lambda s: s.sockets.opened == 2 and len(s.sockets.live) == 1)
        await ada.dm("hello")
        assert (await ada.hears()).text == "you wrote hello"
    assert slack.violations == []


async def test_after_connections_break_the_client_reopens_them_and_events_are_repeated(
    slack: SlackPlatform, app: AsyncApp, ada: Person
) -> None:
    async with socket_mode(slack, app):
        slack.sockets.drop()
        written = await ada.dm("hello")
        failed = await ada.slash("/nims")
        await slack.connected()
        assert (await ada.hears()).text == "you wrote hello"

    assert written.attempts == [Outcome.UNREACHABLE, Outcome.ACKNOWLEDGED]
    assert failed.attempts == [Outcome.UNREACHABLE]
    assert ada.told == ["/nims failed with the error 'dispatch_failed'"]
    assert slack.violations == []


async def test_the_client_notices_a_silent_connection_and_lost_events_are_repeated(
    slack: SlackPlatform, app: AsyncApp, ada: Person
) -> None:
    async with socket_mode(slack, app):
        slack.ack_within = 0.3
        slack.sockets.go_silent()
        written = await ada.dm("hello")
        assert written.attempts == [Outcome.LOST]
        await slack.wait_for(lambda s: any(c.open and not c.deaf for c in s.sockets.live))
        await slack.settled()

    assert written.attempts[-1] is Outcome.ACKNOWLEDGED
    assert slack.violations == []


async def test_the_double_can_deliver_the_same_event_twice(
    slack: SlackPlatform, app: AsyncApp, ada: Person
) -> None:
    async with socket_mode(slack, app):
        written = await ada.dm("hello")
        await slack.redeliver(written)
        await slack.wait_for(lambda _: len(ada.unread) == 2)
        first, second = slack.sockets.live[0].envelopes

    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert (first["retry_attempt"], second["retry_attempt"]) == (0, 1)
    assert slack.violations == []


async def test_an_event_that_is_never_acknowledged_is_repeated_three_times(
    slack: SlackPlatform, ada: Person
) -> None:
    slack.ack_within = 0.1
    async with bare_socket(slack) as socket:
        written = await ada.dm("hello")
        await slack.settled()
        envelopes = [await socket.receive_json() for _ in range(4)]

    assert written.attempts == [Outcome.LATE] * 4
    assert [e["retry_attempt"] for e in envelopes] == [0, 1, 2, 3]
    assert [e["retry_reason"] for e in envelopes] == ["", "timeout", "timeout", "timeout"]
    assert [v.kind for v in slack.violations] == ["unacknowledged"] * 4


async def test_acknowledging_an_unknown_envelope_or_one_twice_is_a_violation(
    slack: SlackPlatform, ada: Person
) -> None:
    async with bare_socket(slack) as socket:
        typed = asyncio.ensure_future(ada.slash("/nims"))
        envelope = await socket.receive_json()
        for envelope_id in (envelope["envelope_id"], envelope["envelope_id"], "made up"):
            await socket.send_str(json.dumps({"envelope_id": envelope_id}))
        assert (await typed).acknowledged
        await slack.wait_for(lambda s: len(s.violations) == 2)

    words = [violation.words for violation in slack.violations]
    assert "acknowledged twice" in words[0]
    assert "acknowledges no envelope" in words[1]


async def test_a_late_acknowledgement_of_a_command_posts_nothing_and_is_a_violation(
    slack: SlackPlatform, ada: Person
) -> None:
    slack.ack_within = 0.1
    async with bare_socket(slack) as socket:
        typed = await ada.slash("/nims")
        envelope = await socket.receive_json()
        late = {"envelope_id": envelope["envelope_id"], "payload": {"text": "sorry"}}
        await socket.send_str(json.dumps(late))
        await slack.wait_for(lambda s: len(s.violations) == 2)

    assert not typed.acknowledged
    assert [v.kind for v in slack.violations] == ["unacknowledged", "late"]
    assert ada.ephemerals(ada.dms) == []


async def test_a_socket_url_works_once_and_an_app_may_have_ten_connections(
    slack: SlackPlatform,
) -> None:
    async with aiohttp.ClientSession() as session, AsyncExitStack() as stack:
        url = slack.sockets.new_url()
        await stack.enter_async_context(session.ws_connect(url))
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await session.ws_connect(url)
        for _ in range(9):
            await stack.enter_async_context(bare_socket(slack))
        async with session.ws_connect(slack.sockets.new_url()) as eleventh:
            refused = await eleventh.receive_json()

    assert (refused["type"], refused["reason"]) == ("disconnect", "too_many_websockets")
