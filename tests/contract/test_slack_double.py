"""The Slack double works with the real slack-bolt and slack_sdk."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.slack import Channel, Outcome, Person, SlackPlatform, Workspace
from tests.servers.local_http import answering

Json = dict[str, Any]
BUTTONS: list[Json] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Two exams remain."}},
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "text": {"type": "plain_text", "text": "Next"},
                "action_id": "next",
                "value": "next machining-1",
            }
        ],
    },
]
ASK_FOR_CODE: Json = {
    "type": "modal",
    "callback_id": "link",
    "title": {"type": "plain_text", "text": "Link"},
    "submit": {"type": "plain_text", "text": "Link"},
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "code",
            "label": {"type": "plain_text", "text": "Code"},
            "element": {"type": "plain_text_input", "action_id": "code"},
        }
    ],
}


@pytest.fixture
def shop(workspace: Workspace, ada: Person, bob: Person) -> Channel:
    return workspace.channel("shop-floor", [ada, bob])


@pytest.fixture
def client(slack: SlackPlatform, workspace: Workspace) -> AsyncWebClient:
    return AsyncWebClient(token=workspace.bot_token, base_url=slack.api_url)


@pytest.fixture
def app(slack: SlackPlatform, client: AsyncWebClient) -> AsyncApp:
    return AsyncApp(client=client, signing_secret=slack.signing_secret)


@asynccontextmanager
async def socket_mode(slack: SlackPlatform, app: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(app, slack.app_token, ping_interval=0.1)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # untyped in slack-bolt
    await slack.connected()
    try:
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # untyped in slack-bolt


@asynccontextmanager
async def http_mode(slack: SlackPlatform, app: AsyncApp) -> AsyncIterator[None]:
    async def events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    async with answering(events) as url:
        await slack.deliver_over_http(f"{url}/slack/events")
        yield


@pytest.fixture(params=[socket_mode, http_mode], ids=["socket mode", "http"])
def connected(request: pytest.FixtureRequest, slack: SlackPlatform, app: AsyncApp) -> Any:
    return request.param(slack, app)


# People act while the app is connected over Socket Mode, and over HTTP.


async def test_a_command_is_answered_and_a_pressed_button_edits_the_answer(
    *, slack: SlackPlatform, app: AsyncApp, connected: Any, ada: Person, bob: Person, shop: Channel
) -> None:
    @app.command("/nims")
    async def nims(ack: Any, respond: Any, command: Json) -> None:
        await ack()
        await respond(f"You typed {command['text']}", blocks=BUTTONS)

    @app.action("next")
    async def next_exam(ack: Any, respond: Any, action: Json, body: Json) -> None:
        await ack()
        assert body["container"]["is_ephemeral"]
        assert "message" not in body
        await respond(f"did {action['value']}", replace_original=True)

    async with connected:
        typed = await ada.slash("/nims", "status <me> & <@U0BOB>", channel=shop)
        heard = await ada.hears()
        assert (heard.text, heard.buttons) == (
            "You typed status &lt;me&gt; &amp; <@U0BOB>",
            ["Next"],
        )
        assert heard.shown == "Two exams remain.\nNext"
        await ada.press(heard, "Next")
        again = await ada.hears()

    assert typed.acknowledged
    assert again is heard
    assert (again.text, again.blocks, again.edits) == ("did next machining-1", [], 1)
    assert ada.ephemerals(shop) == [again]
    assert (list(bob.unread), shop.messages) == ([], [])
    assert slack.violations == []


async def test_a_message_in_the_acknowledgement_of_a_command_is_posted(
    *, slack: SlackPlatform, app: AsyncApp, connected: Any, ada: Person, bob: Person, shop: Channel
) -> None:
    @app.command("/nims")
    async def nims(ack: Any) -> None:
        await ack({"text": "for all", "response_type": "in_channel"})

    @app.command("/quiet")
    async def quiet(ack: Any) -> None:
        await ack("for you")

    async with connected:
        await ada.slash("/nims", channel=shop)
        await ada.slash("/quiet", channel=shop)

    assert [m.text for m in shop.posted] == ["for all"]
    assert [m.text for m in ada.ephemerals(shop)] == ["for you"]
    assert (await bob.hears()).text == "for all"
    assert slack.violations == []


async def test_direct_messages_mentions_links_and_the_home_tab_reach_the_app_as_events(
    slack: SlackPlatform, app: AsyncApp, connected: Any, ada: Person, shop: Channel
) -> None:
    @app.event("message")
    async def message(event: Json, say: Any) -> None:
        assert event["channel_type"] == "im"
        await say(f"you wrote {event['text']}")

    @app.event("app_mention")
    async def mention(event: Json, client: AsyncWebClient) -> None:
        await client.chat_postEphemeral(
            channel=event["channel"], user=event["user"], text="only for you"
        )

    @app.event("app_home_opened")
    async def home(event: Json, client: AsyncWebClient) -> None:
        view = {"type": "home", "blocks": BUTTONS}
        await client.views_publish(user_id=event["user"], view=view)

    @app.event("link_shared")
    async def link(event: Json, client: AsyncWebClient) -> None:
        unfurls = {event["links"][0]["url"]: {"blocks": BUTTONS[:1]}}
        await client.chat_unfurl(
            unfurl_id=event["unfurl_id"], source=event["source"], unfurls=unfurls
        )

    containers = []

    @app.action("next")
    async def pressed(ack: Any, body: Json) -> None:
        await ack()
        containers.append(body["container"])

    async with connected:
        await ada.dm("verify https://example.org/v/EF-1 & tell ada@example.org")
        heard = await ada.hears()
        await ada.mention(shop, "status")
        assert (await ada.hears()).channel is shop
        await ada.shares_link(shop, "https://example.org/v/EF-1")
        await slack.wait_for(lambda _: shop.messages[-1].unfurls)
        await ada.opens_home()
        home_tab = await slack.wait_for(lambda _: ada.home)
        await ada.press(home_tab, "Next")
        await slack.wait_for(lambda _: containers)

    assert containers == [{"type": "view", "view_id": home_tab.id}]
    assert heard.text == (
        "you wrote verify <https://example.org/v/EF-1> &amp; tell "
        "<mailto:ada@example.org|ada@example.org>"
    )
    assert heard.channel is ada.dms
    assert slack.violations == []


async def test_a_modal_is_opened_refused_with_errors_submitted_and_closed(
    slack: SlackPlatform, app: AsyncApp, connected: Any, ada: Person
) -> None:
    closed = []

    @app.shortcut("link_account")
    async def shortcut(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=ASK_FOR_CODE)

    @app.view("link")
    async def submitted(ack: Any, view: Json) -> None:
        if view["state"]["values"]["code"]["code"]["value"] != "EF-1":
            await ack(response_action="errors", errors={"code": "There is no such code."})
        else:
            await ack()

    @app.view_closed("link")
    async def view_closed(ack: Any, view: Json) -> None:
        await ack()
        closed.append(view["id"])

    async with connected:
        await ada.shortcut("link_account")
        await slack.wait_for(lambda _: ada.modal)
        await ada.submits({"code": "nonsense"})
        assert ada.form_errors == {"code": "There is no such code."}
        await ada.submits({"code": "EF-1"})
        assert ada.modal is None
        await ada.shortcut("link_account")
        view = await slack.wait_for(lambda _: ada.modal)
        await ada.closes()

    assert closed == [view.id]
    assert slack.violations == []


async def test_a_message_shortcut_and_a_workflow_step_are_answered(
    *,
    slack: SlackPlatform,
    app: AsyncApp,
    connected: Any,
    client: AsyncWebClient,
    ada: Person,
    shop: Channel,
) -> None:
    @app.message_shortcut("explain")
    async def explain(ack: Any, respond: Any, shortcut: Json) -> None:
        await ack()
        await respond(f"it says {shortcut['message']['text']}")

    @app.function("verify_code")
    async def verify(inputs: Json, complete: Any) -> None:
        await complete({"verdict": f"{inputs['code']} is valid"})

    async with connected:
        await client.chat_postMessage(channel=shop.id, text="EF-1")
        await ada.message_shortcut("explain", await ada.hears())
        assert (await ada.hears()).text == "it says EF-1"
        await ada.runs("verify_code", {"code": "EF-1"})
        (run,) = slack.executions.values()
        await slack.wait_for(lambda _: run["state"] == "completed")

    assert run["outputs"] == {"verdict": "EF-1 is valid"}
    assert slack.violations == []


async def test_a_late_acknowledgement_is_a_violation_and_makes_the_double_repeat_the_event(
    slack: SlackPlatform, app: AsyncApp, connected: Any, ada: Person
) -> None:
    seen = []
    slack.ack_within = 0.2

    @app.middleware
    async def dawdle(body: Json, next_: Any, request: Any) -> None:
        number = request.headers.get("x-slack-retry-num", ["0"])[0]
        seen.append((body.get("event_id"), number, request.headers.get("x-slack-retry-reason")))
        if number == "0":
            await asyncio.sleep(0.3)
        await next_()

    @app.event("message")
    async def message() -> None: ...

    @app.command("/nims")
    async def nims(ack: Any) -> None:
        await ack()

    async with connected:
        written = await ada.dm("hello")
        await slack.settled()
        await ada.slash("/nims", "status")
        await asyncio.sleep(0.2)

    assert written.attempts == [Outcome.LATE, Outcome.ACKNOWLEDGED]
    assert [number for _, number, _ in seen] == ["0", "1", "0"]
    assert seen[0][0] == seen[1][0]
    assert "timeout" in str(seen[1][2])
    assert ada.told == ["/nims status failed with the error 'operation_timeout'"]
    kinds = [violation.kind for violation in slack.violations]
    assert kinds.count("unacknowledged") == 2
    assert set(kinds) <= {"unacknowledged", "late"}


async def test_a_command_without_a_listener_and_an_answer_nobody_reads_are_violations(
    slack: SlackPlatform, app: AsyncApp, connected: Any, client: AsyncWebClient, ada: Person
) -> None:
    @app.action("next")
    async def pressed(ack: Any) -> None:
        await ack("nobody reads this")

    @app.command("/nims")
    async def nims(ack: Any) -> None:
        await ack(text="", blocks=BUTTONS)

    async with connected:
        await client.chat_postMessage(channel=ada.id, text="Two remain.", blocks=BUTTONS)
        await ada.press(await ada.hears(), "Next")
        await ada.slash("/nims")
        slack.ack_within = 0.1
        await ada.slash("/unknown")

    words = [str(violation) for violation in slack.violations]
    assert len(words) == 3
    assert "Slack reads no answer here" in words[0]
    assert "top-level text" in words[1]
    assert "/unknown" in words[2]
    assert ada.told[0] == "/nims failed with the error 'invalid_command_response'"


# Requests over HTTP have signatures.


@pytest.mark.parametrize("forgery", ["unsigned", "wrong secret", "altered", "stale"])
async def test_our_app_rejects_forged_requests_from_the_double(
    slack: SlackPlatform, app: AsyncApp, ada: Person, forgery: Any
) -> None:
    @app.event("message")
    async def message() -> None: ...

    async with http_mode(slack, app):
        with slack.forging(forgery):
            delivery = await ada.dm("let me in")

    assert (delivery.status, delivery.acknowledged) == (401, False)
    assert slack.violations == []


async def test_the_double_detects_an_app_that_accepts_forged_requests(
    slack: SlackPlatform, ada: Person
) -> None:
    async def anything(_: web.Request) -> web.Response:
        return web.Response()

    async with answering(anything) as url:
        await slack.deliver_over_http(f"{url}/slack/events")
        with slack.forging("unsigned"):
            await ada.dm("let me in")

    assert [v.kind for v in slack.violations] == ["url_verification", "forgery"]
