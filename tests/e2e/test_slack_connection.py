"""The connection to Slack: reconnecting, wrong tokens, shutdown, and signed requests."""

import asyncio
import json
import logging
import socket
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from adapters.slack.adapter import SlackAdapter
from tests.adapters.slack.run_adapter import (
    MODES,
    QUICK_PINGS,
    Mode,
    SmallConversation,
    SmallWorkplace,
    make_adapter,
    running,
)
from tests.doubles.slack import Person, SlackPlatform
from tests.doubles.slack.deliveries import Forgery
from tests.waiting import problem_of, until_well


@pytest.fixture
def conversation() -> SmallConversation:
    return SmallConversation()


def unused_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def seconds_since(begin: float) -> float:
    return time.monotonic() - begin


# Socket Mode


async def test_a_dropped_connection_is_reopened(
    slack: SlackPlatform, ada: Person, conversation: SmallConversation
) -> None:
    async with running(slack, "socket mode", conversation, ping_seconds=QUICK_PINGS):
        slack.sockets.drop()
        await slack.wait_for(lambda s: s.sockets.opened >= 2 and s.sockets.live)
        await ada.dm("status")
        assert (await ada.hears()).text == "Ada Example: one exam remains"


async def test_a_reconnect_requested_by_slack_loses_nothing(
    slack: SlackPlatform, ada: Person, conversation: SmallConversation
) -> None:
    slack.ack_within = 3.0  # Slack redelivers what is not acknowledged within 3 s
    async with running(slack, "socket mode", conversation, ping_seconds=QUICK_PINGS):
        away = asyncio.create_task(slack.sockets.disconnect())
        for word in ("status", "catalog", "status"):
            await ada.dm(word)
        await away
        await slack.settled()
        heard = [(await ada.hears()).text for _ in range(3)]
        assert sorted(heard) == sorted(["Nine areas", *["Ada Example: one exam remains"] * 2])
        assert not ada.unread
    assert slack.sockets.opened >= 2


async def test_a_dead_connection_is_noticed_and_reopened(
    slack: SlackPlatform, ada: Person, conversation: SmallConversation
) -> None:
    async with running(slack, "socket mode", conversation, ping_seconds=QUICK_PINGS):
        slack.sockets.go_silent()
        await slack.wait_for(lambda s: s.sockets.opened >= 2)
        await slack.wait_for(lambda s: any(not each.deaf for each in s.sockets.live))
        await ada.dm("status")
        assert (await ada.hears()).text == "Ada Example: one exam remains"


async def test_a_connection_that_fails_while_reopening_is_retried(
    slack: SlackPlatform, ada: Person, conversation: SmallConversation
) -> None:
    async with running(slack, "socket mode", conversation, ping_seconds=QUICK_PINGS):
        slack.inject_fault("apps.connections.open", status=500, times=2)
        slack.sockets.drop()
        await slack.wait_for(lambda s: s.sockets.opened >= 2 and s.sockets.live, timeout=15)
        await ada.dm("status")
        assert (await ada.hears()).text == "Ada Example: one exam remains"


async def test_the_adapter_asks_for_another_address_if_one_refuses_connections(
    slack: SlackPlatform,
    ada: Person,
    conversation: SmallConversation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running(slack, "socket mode", conversation, ping_seconds=QUICK_PINGS):
        good = slack.sockets.new_url
        addresses = iter([good().replace("ticket=", "ticket=used-")])
        monkeypatch.setattr(slack.sockets, "new_url", lambda: next(addresses, None) or good())
        slack.sockets.drop()
        await slack.wait_for(lambda s: s.sockets.opened >= 2 and s.sockets.live)
        await ada.dm("status")
        assert (await ada.hears()).text == "Ada Example: one exam remains"


@pytest.fixture
async def once() -> AsyncIterator[SlackPlatform]:
    """Run a Slack double that never redelivers, so that lost deliveries stay lost."""
    async with SlackPlatform(retry_delays=(), ack_within=120) as platform:
        yield platform
    assert [str(each) for each in platform.violations] == []


async def test_while_one_connection_is_reopened_the_other_works(
    once: SlackPlatform, conversation: SmallConversation
) -> None:
    ada = once.workspace().user("U0ADA", "Ada Example", "ada@example.org")
    # with quicker pings, a busy machine would lose both connections at times
    async with running(once, "socket mode", conversation, connections=2, ping_seconds=2.0):
        for reason in ("refresh_requested", "warning", "link_disabled"):
            away = asyncio.create_task(once.sockets.disconnect(reason, of=1))
            for _ in range(6):
                await ada.slash("/nims", "status")
                await ada.dm("status")
            await away
            await once.connected(2)
        once.sockets.drop(of=1)
        for _ in range(6):
            await ada.slash("/nims", "status")
            await ada.dm("status")
        await once.connected(2)
        for _ in range(4 * 12):
            assert (await ada.hears(timeout=60)).text == "Ada Example: one exam remains"
    assert (list(ada.unread), ada.told, len(conversation.turns)) == ([], [], 48)


async def test_slack_sends_its_events_over_both_connections(
    slack: SlackPlatform, ada: Person, conversation: SmallConversation
) -> None:
    async with running(slack, "socket mode", conversation, connections=2):
        for _ in range(4):
            await ada.dm("status")
            await ada.hears()
        assert [len(each.envelopes) for each in slack.sockets.live] == [2, 2]


async def test_events_lost_on_a_dead_connection_arrive_once_on_the_other(
    slack: SlackPlatform, ada: Person, conversation: SmallConversation
) -> None:
    slack.ack_within = 3.0  # Slack redelivers what is not acknowledged within 3 s
    async with running(slack, "socket mode", conversation, connections=2, ping_seconds=0.2):
        slack.sockets.go_silent(of=1)
        await asyncio.gather(*(ada.dm("status") for _ in range(4)))
        await slack.settled()
        await slack.wait_for(lambda s: len([c for c in s.sockets.live if not c.deaf]) == 2)
        for _ in range(4):
            assert (await ada.hears()).text == "Ada Example: one exam remains"
        assert not ada.unread


async def test_connecting_to_slack_opens_only_two_http_sessions(
    slack: SlackPlatform, conversation: SmallConversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    begin = aiohttp.ClientSession.__init__

    def counted(session: aiohttp.ClientSession, *args: Any, **kwargs: Any) -> None:
        opened.append(session)
        begin(session, *args, **kwargs)

    monkeypatch.setattr("aiohttp.ClientSession.__init__", counted)
    async with running(slack, "socket mode", conversation):
        assert len(opened) == 2  # one for calls, one for slack_sdk's WebSocket


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("bot_token", "xoxb-wrong", "EDGEFINDER_SLACK_BOT_TOKEN is wrong"),
        ("app_token", "xapp-wrong", "EDGEFINDER_SLACK_APP_TOKEN is wrong"),
    ],
)
async def test_a_wrong_token_is_reported_plainly_and_retried(
    slack: SlackPlatform,
    conversation: SmallConversation,
    caplog: pytest.LogCaptureFixture,
    setting: str,
    value: str,
    words: str,
) -> None:
    adapter = make_adapter(slack, "socket mode", conversation, **{setting: value})
    await adapter.start()
    assert await problem_of(adapter) == words
    await adapter.stop()

    errors = [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR]
    assert errors.count(f"{words}; trying again") == 1
    assert value not in caplog.text
    assert slack.sockets.opened == 0


async def test_after_a_removal_the_log_says_how_to_install_the_app_again(
    slack: SlackPlatform, conversation: SmallConversation
) -> None:
    slack.workspace().suspend()
    adapter = make_adapter(slack, "http", conversation)
    await adapter.start()
    assert "install it again" in await problem_of(adapter)
    await adapter.stop()


@pytest.mark.parametrize("mode", MODES)
async def test_the_adapter_works_again_after_a_temporary_refusal_at_startup(
    slack: SlackPlatform,
    ada: Person,
    conversation: SmallConversation,
    caplog: pytest.LogCaptureFixture,
    mode: Mode,
) -> None:
    slack.inject_fault("auth.test", error="invalid_auth")
    slack.inject_fault("apps.connections.open", error="invalid_auth")
    async with running(slack, mode, conversation) as adapter:
        await problem_of(adapter)
        await until_well(adapter)
        await ada.dm("status")
        assert "one exam remains" in (await ada.hears()).text
    said = [r.getMessage() for r in caplog.records if "is wrong; trying again" in r.getMessage()]
    assert len(said) <= 2, "the cause is logged once for each token"


# Socket Mode and HTTP


@pytest.mark.parametrize("mode", MODES)
async def test_an_unreachable_slack_delays_neither_start_nor_stop(
    slack: SlackPlatform, conversation: SmallConversation, mode: Mode
) -> None:
    begin = time.monotonic()
    url = f"http://127.0.0.1:{unused_port()}/api/"
    adapter = make_adapter(slack, mode, conversation, api_url=url)
    await adapter.start()
    assert seconds_since(begin) < 0.5
    await asyncio.sleep(0.2)
    await adapter.stop()
    assert seconds_since(begin) < 1.5
    assert not adapter.health.ready


@pytest.mark.parametrize("mode", MODES)
async def test_a_silent_slack_delays_neither_start_nor_stop(
    slack: SlackPlatform, conversation: SmallConversation, mode: Mode
) -> None:
    slack.inject_fault("*", failure="timeout", times=100)
    begin = time.monotonic()
    adapter = make_adapter(slack, mode, conversation)
    await adapter.start()
    await asyncio.sleep(0.2)
    await adapter.stop()
    assert seconds_since(begin) < 1.5


async def test_an_answer_does_not_wait_for_the_lookup_of_the_installation(
    slack: SlackPlatform, ada: Person, conversation: SmallConversation
) -> None:
    slack.inject_fault("auth.test", failure="timeout", times=100)
    async with running(slack, "http", conversation):
        for _ in range(5):
            await ada.slash("/nims", "status")
            assert (await ada.hears()).text == "Ada Example: one exam remains"
    assert len(slack.called("auth.test")) <= 2  # not once for each of the five answers


async def test_the_adapter_connects_once_slack_is_reachable_again(
    slack: SlackPlatform, ada: Person, conversation: SmallConversation
) -> None:
    slack.inject_fault("auth.test", failure="reset", times=2)
    async with running(slack, "socket mode", conversation):
        await ada.dm("status")
        assert (await ada.hears()).text == "Ada Example: one exam remains"


@pytest.mark.parametrize("mode", MODES)
async def test_stopping_waits_for_answers_in_progress(
    slack: SlackPlatform, ada: Person, conversation: SmallConversation, mode: Mode
) -> None:
    async with running(slack, mode, conversation) as adapter:
        await ada.dm("slow")
        stopping = asyncio.create_task(adapter.stop())
        await asyncio.sleep(0.1)
        assert not stopping.done()
        conversation.let_go.set()
        await stopping
        assert (await ada.hears()).text == "At last"


@pytest.mark.parametrize("mode", MODES)
async def test_stopping_does_not_wait_forever(
    slack: SlackPlatform, ada: Person, conversation: SmallConversation, mode: Mode
) -> None:
    async with running(slack, mode, conversation, finish_seconds=0.2) as adapter:
        await ada.dm("slow")
        begin = time.monotonic()
        await adapter.stop()
        assert seconds_since(begin) < 1.5


@pytest.mark.parametrize("mode", MODES)
async def test_stopping_is_prompt_with_a_silent_connection(
    slack: SlackPlatform, conversation: SmallConversation, mode: Mode
) -> None:
    async with running(slack, mode, conversation) as adapter:
        slack.sockets.go_silent()
        begin = time.monotonic()
        await adapter.stop()
        assert seconds_since(begin) < 4


@pytest.mark.parametrize("mode", MODES)
async def test_all_calls_to_slack_use_one_http_session(
    slack: SlackPlatform,
    ada: Person,
    conversation: SmallConversation,
    mode: Mode,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running(slack, mode, conversation):
        opened: list[object] = []
        monkeypatch.setattr("aiohttp.ClientSession.__init__", lambda *_, **__: opened.append(1))
        for _ in range(3):
            await ada.slash("/nims", "status")
            await ada.press(await ada.hears(), "Next")
            await ada.hears()
        assert opened == []
        monkeypatch.undo()


def test_a_configuration_without_app_token_and_signing_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="EDGEFINDER_SLACK_APP_TOKEN"):
        SlackAdapter(SmallConversation(), SmallWorkplace(), "xoxb-1")


# HTTP


@pytest.mark.parametrize("forgery", ["unsigned", "wrong secret", "altered", "stale"])
async def test_a_request_not_signed_by_slack_is_refused_and_not_logged(
    slack: SlackPlatform,
    ada: Person,
    conversation: SmallConversation,
    forgery: Forgery,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    async with running(slack, "http", conversation):
        with slack.forging(forgery):
            delivery = await ada.slash("/nims", "status EF-1234")
    assert delivery.status == 401
    assert conversation.turns == []
    assert "EF-1234" not in caplog.text


@pytest.mark.parametrize(
    "body",
    [b"\xff\xfe", b"{", b"[" * 100_000, b"null", b"7", b'{"event": 5}', b"payload=%7B", b""],
    ids=["no text", "no JSON", "deep", "null", "number", "no event", "half a payload", "empty"],
)
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", ""])
async def test_arbitrary_posts_are_refused(
    slack: SlackPlatform, conversation: SmallConversation, body: bytes, kind: str
) -> None:
    adapter = make_adapter(slack, "http", conversation)
    await adapter.start()
    status, _, _ = await adapter.handle(body, {"content-type": kind})
    await adapter.stop()
    assert status == 401


@pytest.mark.parametrize(
    ("moment", "signature"),
    [("", ""), ("soon", "v0=0"), ("-1", "v0=0"), ("9" * 5_000, "v0=0"), ("\u0661", "v0=\xe9")],
    ids=["none", "no number", "negative", "endless", "not ASCII"],
)
async def test_malformed_signature_headers_are_refused(
    slack: SlackPlatform, conversation: SmallConversation, moment: str, signature: str
) -> None:
    adapter = make_adapter(slack, "http", conversation)
    await adapter.start()
    headers = {"x-slack-request-timestamp": moment, "x-slack-signature": signature}
    status, _, _ = await adapter.handle(b"{}", headers)
    await adapter.stop()
    assert status == 401


async def test_without_a_signing_secret_http_requests_are_refused(
    slack: SlackPlatform, conversation: SmallConversation
) -> None:
    async with running(slack, "socket mode", conversation) as adapter:
        status, _, _ = await adapter.handle(json.dumps({"type": "event_callback"}).encode(), {})
    assert status == 404


async def test_the_adapter_asks_slack_to_retry_before_its_start_and_after_its_stop(
    slack: SlackPlatform, conversation: SmallConversation
) -> None:
    adapter = make_adapter(slack, "http", conversation)
    before, _, _ = await adapter.handle(b"", {})
    await adapter.start()
    await adapter.stop()
    after, _, _ = await adapter.handle(b"", {})
    assert (before, after) == (503, 503)


async def test_an_acknowledgement_over_http_does_not_wait_for_bolts_polling(
    slack: SlackPlatform,
    ada: Person,
    conversation: SmallConversation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slept: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        slept.append(seconds)
        await sleep(seconds)

    async with running(slack, "http", conversation):
        monkeypatch.setattr("asyncio.sleep", noted)
        await ada.slash("/nims", "status")
        monkeypatch.undo()
    assert slept == []  # Bolt's default is to poll every 10 ms
