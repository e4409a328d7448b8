"""The cost of a question in Slack, counted in statements, calls and sessions."""

import asyncio
import hmac
import json
import time
from datetime import date
from urllib.parse import urlencode

import pytest
import uvloop
from aiohttp import web
from aiohttp.test_utils import RawTestServer
from slack_sdk.signature import SignatureVerifier

from adapters.serve import run_in_fastest_loop
from adapters.slack.rendering import SlackMessage
from adapters.slack.web_api import WebApi
from bot.workplace import Workplace
from tests.adapters.slack.run_adapter import SmallConversation, make_adapter, running
from tests.bot.recorded_statements import statements
from tests.doubles.slack import SlackPlatform
from tests.world import open_world


async def test_a_status_takes_one_statement_and_one_post(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions: list[object] = []
    opened = WebApi.open

    async def counted(api: WebApi) -> None:
        await opened(api)
        sessions.append(api.calls.session)

    monkeypatch.setattr(WebApi, "open", counted)
    world = await open_world(sqlite_url)
    await world.candidate("2026-001", "Ana Popescu")
    await world.award("2026-001", "M1-MMS", date(2026, 5, 1))
    async with SlackPlatform() as slack:
        ana = slack.workspace().user("U0ANA", "Ana Example", "ana@example.org")
        shop = slack.workspace().channel("shop-floor", [ana])
        await world.linked("2026-001", "slack", f"{ana.workspace.id}:{ana.id}")
        workplace = Workplace(world.edgefinder)
        async with running(slack, "http", world.conversation, workplace=workplace) as adapter:
            await ana.slash("/nims", "status", channel=shop)  # this also records the workspace
            await ana.hears()
            called = len(slack.calls)
            async with statements(world) as asked:
                await ana.slash("/nims", "status", channel=shop)
                heard = await ana.hears()
                await adapter.stop()  # this waits for work that follows the answer
                assert len(asked) == 1
    assert heard.via == "response_url"
    assert "1 earned" in heard.text
    assert [call.method for call in slack.calls[called:]] == ["response_url"]
    assert len(sessions) == 1
    await world.edgefinder.close()


async def test_the_adapter_compares_the_signature_of_each_request_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[bool] = []

    def counted(made: str, given: str) -> bool:
        compared.append(compare(made, given))
        return compared[-1]

    compare = hmac.compare_digest
    async with SlackPlatform() as slack:
        adapter = make_adapter(slack, "http", SmallConversation())
        await adapter.start()
        bodies = [_slash(slack, "status") for _ in range(3)]
        with monkeypatch.context() as counting:
            counting.setattr(hmac, "compare_digest", counted)
            counting.setattr(hmac, "new", None)  # the key is hashed at the start
            answers = [await adapter.handle(*each) for each in bodies]
            forged = await adapter.handle(b"forged", bodies[0][1])
        await adapter.stop()
    assert [status for status, _, _ in (*answers, forged)] == [200, 200, 200, 401]
    assert compared == [True, True, True, False]


def _slash(slack: SlackPlatform, text: str) -> tuple[bytes, dict[str, str]]:
    """Return the body and headers of a signed slash command."""
    told = {"team_id": slack.workspace().id, "user_id": "U0ADA", "command": "/nims"}
    body = urlencode({**told, "text": text, "trigger_id": "1.2"}).encode()
    at = str(int(time.time()))
    signature = SignatureVerifier(slack.signing_secret).generate_signature(timestamp=at, body=body)
    assert signature is not None
    return body, {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": at,
        "x-slack-signature": signature,
    }


async def test_an_acknowledgement_is_sent_before_the_work_starts() -> None:
    conversation = SmallConversation()
    async with SlackPlatform() as slack:
        adapter = make_adapter(slack, "http", conversation)
        await adapter.start()
        status, _, _ = await adapter.handle(*_slash(slack, "status"))
        begun = list(conversation.turns)
        await asyncio.sleep(0)
        await adapter.stop()
    assert (status, begun) == (200, [])
    assert [turn.text for turn in conversation.turns] == ["status"]


def test_serve_runs_in_uvloop() -> None:
    async def loop() -> None:
        found.append(asyncio.get_running_loop())

    found: list[asyncio.AbstractEventLoop] = []
    run_in_fastest_loop(loop())
    assert [type(each) for each in found] == [uvloop.Loop]


async def test_a_lone_surrogate_is_posted_as_an_escape() -> None:
    posted: list[bytes] = []

    async def take(request: web.BaseRequest) -> web.Response:
        posted.append(await request.read())
        return web.Response(text="ok")

    async with RawTestServer(take) as server:
        api = WebApi("xoxb-example")
        await api.open()
        for text in ("é", "\ud83d"):
            assert await api.respond_with(str(server.make_url("/")), SlackMessage(text, []), {})
        await api.close()
    assert [json.loads(body)["text"] for body in posted] == ["é", "\ud83d"]
