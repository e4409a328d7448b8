"""The Slack double's Web API, response_urls and failures work with the clients of slack_sdk."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.doubles.slack import Channel, Person, SlackPlatform, Workspace

Json = dict[str, Any]
BUTTONS: list[Json] = [
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "text": {"type": "plain_text", "text": "Next"},
                "action_id": "next",
            }
        ],
    }
]


@pytest.fixture
async def slack() -> AsyncIterator[SlackPlatform]:
    async with SlackPlatform(ack_within=0.2) as platform:
        yield platform


@pytest.fixture
def shop(workspace: Workspace, ada: Person) -> Channel:
    return workspace.channel("shop-floor", [ada])


@pytest.fixture
def client(slack: SlackPlatform, workspace: Workspace) -> AsyncWebClient:
    return AsyncWebClient(token=workspace.bot_token, base_url=slack.api_url)


async def refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


# Each call needs a known method and the right token.


async def test_each_method_requires_the_right_kind_of_token(
    slack: SlackPlatform, workspace: Workspace, client: AsyncWebClient, shop: Channel
) -> None:
    nobody = AsyncWebClient(base_url=slack.api_url)
    stranger = AsyncWebClient(token="xoxb-nobody", base_url=slack.api_url)
    app_level = AsyncWebClient(token=slack.app_token, base_url=slack.api_url)

    assert await refusal(nobody.auth_test()) == "not_authed"
    assert await refusal(stranger.auth_test()) == "invalid_auth"
    assert await refusal(app_level.auth_test()) == "not_allowed_token_type"
    wrong = client.apps_connections_open(app_token=workspace.bot_token)
    assert await refusal(wrong) == "not_allowed_token_type"
    opened = await client.apps_connections_open(app_token=slack.app_token)
    assert opened["url"].startswith("ws://127.0.0.1:")
    assert (await client.auth_test())["user_id"] == workspace.bot_user_id
    assert await refusal(client.api_call("chat.shout")) == "unknown_method"

    await client.auth_revoke()
    assert await refusal(client.auth_test()) == "token_revoked"
    other = slack.workspace("T0OTHER")
    other.suspend()
    suspended = AsyncWebClient(token=other.bot_token, base_url=slack.api_url)
    assert await refusal(suspended.auth_test()) == "account_inactive"


async def test_methods_that_take_json_take_forms_too_and_the_others_refuse_json(
    slack: SlackPlatform, workspace: Workspace, client: AsyncWebClient, ada: Person, shop: Channel
) -> None:
    form = {"channel": shop.id, "text": "hi", "blocks": '[{"type": "divider"}]'}
    await client.api_call("chat.postMessage", data=form)
    await client.api_call("chat.postMessage", json={"channel": shop.id, "text": "hi"})
    as_json = client.api_call("users.info", json={"user": ada.id})
    assert await refusal(as_json) == "invalid_arguments"
    async with aiohttp.ClientSession() as session:
        fields = {"token": workspace.bot_token, "user": ada.id}
        async with session.post(f"{slack.api_url}users.info", data=fields) as answer:
            assert (await answer.json())["user"]["name"] == "ada"

    assert [m.text for m in shop.posted] == ["hi", "hi"]


async def test_a_call_without_a_scope_is_refused_and_the_error_names_the_scope(
    slack: SlackPlatform,
) -> None:
    narrow = slack.workspace("T0NARROW", scopes={"users:read"})
    eve = narrow.user("U0EVE", "Eve Example", "eve@example.org")
    client = AsyncWebClient(token=narrow.bot_token, base_url=slack.api_url)

    assert "email" not in (await client.users_info(user=eve.id))["user"]["profile"]
    with pytest.raises(SlackApiError) as refused:
        await client.users_lookupByEmail(email="eve@example.org")
    assert refused.value.response["needed"] == "users:read.email"
    assert (await eve.dm("hello")).withheld == "missing scope im:history"


async def test_an_event_that_the_manifest_does_not_declare_is_not_delivered() -> None:
    manifest = {
        "features": {"slash_commands": [{"command": "/nims"}]},
        "oauth_config": {"scopes": {"bot": ["commands", "im:history", "app_mentions:read"]}},
        "settings": {
            "event_subscriptions": {"bot_events": ["message.im"]},
            "interactivity": {"is_enabled": False},
        },
    }
    async with SlackPlatform(manifest=manifest) as slack:
        workspace = slack.workspace()
        ada = workspace.user("U0ADA", "Ada Example")
        shop = workspace.channel("shop-floor", [ada])

        mention = await ada.mention(shop, "status")
        assert mention.withheld == "the manifest subscribes to no app_mention"
        assert (await ada.dm("status")).withheld == ""
        with pytest.raises(AssertionError, match="/credentials"):
            await ada.slash("/credentials")
        with pytest.raises(AssertionError, match="link_account"):
            await ada.shortcut("link_account")


# The double refuses to post where the app is not allowed to.


async def test_the_bot_cannot_post_to_channels_that_it_is_not_in_or_that_are_archived(
    workspace: Workspace, client: AsyncWebClient, ada: Person, bob: Person, shop: Channel
) -> None:
    elsewhere = workspace.channel("elsewhere", [ada], with_bot=False)
    secret = workspace.channel("secret", [ada], private=True, with_bot=False)
    between = workspace.conversation_between(ada, bob)

    async def post(channel: str) -> str:
        return await refusal(client.chat_postMessage(channel=channel, text="hi"))

    assert await post(elsewhere.id) == "not_in_channel"
    assert await post(secret.id) == "channel_not_found"
    assert await post(between.id) == "channel_not_found"
    assert await post("#shop-floor") == "channel_not_found"
    shop.archive()
    assert await post(shop.id) == "is_archived"


async def test_an_ephemeral_message_is_refused_for_a_person_who_is_not_in_the_channel(
    client: AsyncWebClient, ada: Person, bob: Person, shop: Channel
) -> None:
    def tell(user: str) -> Any:
        return client.chat_postEphemeral(channel=shop.id, user=user, text="only you")

    assert await refusal(tell("U0NOBODY")) == "user_not_found"
    assert await refusal(tell(bob.id)) == "user_not_in_channel"
    told = await tell(ada.id)

    assert (await ada.hears()).ephemeral
    edit = client.chat_update(channel=shop.id, ts=told["message_ts"], text="changed")
    assert await refusal(edit) == "message_not_found"


async def test_the_bot_can_edit_and_delete_only_its_own_messages(
    client: AsyncWebClient, ada: Person
) -> None:
    posted = await client.chat_postMessage(channel=ada.id, text="one", blocks=BUTTONS)
    place, ts = posted["channel"], posted["ts"]
    by_person = client.chat_update(channel=ada.id, ts=ts, text="two")
    assert await refusal(by_person) == "channel_not_found"
    await client.chat_update(channel=place, ts=ts, text="two")
    heard = await ada.hears()
    assert (heard.text, heard.buttons) == ("two", [])

    await ada.dm("hello")
    hers = ada.dms.messages[-1]
    edit = client.chat_update(channel=place, ts=hers.ts, text="forged")
    assert await refusal(edit) == "cant_update_message"
    assert await refusal(client.chat_delete(channel=place, ts=hers.ts)) == "cant_delete_message"
    await client.chat_delete(channel=place, ts=ts)
    assert [m.text for m in ada.dms.messages] == ["hello"]
    assert await refusal(client.chat_delete(channel=place, ts=ts)) == "message_not_found"


async def test_people_are_found_by_their_id_and_by_their_e_mail_address(
    workspace: Workspace, client: AsyncWebClient, ada: Person, bob: Person
) -> None:
    found = (await client.users_lookupByEmail(email="Ada@Example.org"))["user"]
    unconfirmed = (await client.users_info(user=bob.id))["user"]
    assert (found["id"], found["is_email_confirmed"]) == (ada.id, True)
    assert unconfirmed["is_email_confirmed"] is False
    assert await refusal(client.users_info(user="U0NOBODY")) == "user_not_found"
    assert await refusal(client.users_lookupByEmail(email="x@example.org")) == "users_not_found"

    opened = (await client.conversations_open(users=[ada.id]))["channel"]["id"]
    assert (await client.conversations_info(channel=opened))["channel"]["user"] == ada.id
    assert await refusal(client.conversations_open(users="U0NOBODY")) == "user_not_found"
    ada.deactivated = True
    assert await refusal(client.conversations_open(users=ada.id)) == "user_disabled"
    assert (await client.users_info(user=ada.id))["user"]["deleted"]
    await client.chat_postMessage(channel=ada.id, text="nobody reads it, yet Slack says ok")
    assert list(ada.unread) == []


async def test_a_preview_is_refused_for_a_link_that_is_not_in_the_message(
    slack: SlackPlatform, client: AsyncWebClient, ada: Person, shop: Channel
) -> None:
    await ada.shares_link(shop, "https://example.org/v/EF-1")
    ts = shop.messages[0].ts

    def unfurl(url: str) -> Any:
        return client.chat_unfurl(channel=shop.id, ts=ts, unfurls={url: {"blocks": BUTTONS}})

    assert await refusal(unfurl("https://example.org/v/EF-2")) == "cannot_unfurl_url"
    await unfurl("https://example.org/v/EF-1")
    assert list(shop.messages[0].unfurls) == ["https://example.org/v/EF-1"]


async def test_a_file_is_uploaded_completely_and_then_shared(
    slack: SlackPlatform, client: AsyncWebClient, ada: Person, shop: Channel
) -> None:
    await client.files_upload_v2(
        content="%PDF", filename="certificate.pdf", title="Certificate", channel=shop.id
    )
    assert (await ada.hears()).files[0]["title"] == "Certificate"

    short = await client.files_getUploadURLExternal(filename="a.pdf", length=10)
    url = short["upload_url"]
    async with aiohttp.ClientSession() as session, session.post(url, data=b"four") as answer:
        assert answer.status == 400
    unsent = client.files_completeUploadExternal(files=[{"id": short["file_id"]}])
    assert await refusal(unsent) == "file_not_found"
    assert [violation.kind for violation in slack.violations] == ["upload"]


# slack_sdk 3.47 still uses BasicAuth, which aiohttp 3.14 deprecated
@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_the_code_of_an_installation_is_exchanged_for_a_token_once(
    slack: SlackPlatform, workspace: Workspace, ada: Person
) -> None:
    client = AsyncWebClient(base_url=slack.api_url)
    code = slack.grant(ada, redirect_uri="https://example.org/slack/oauth_redirect")

    def exchange(code: str, secret: str = slack.client_secret, **more: str) -> Any:
        return client.oauth_v2_access(
            client_id=slack.client_id, client_secret=secret, code=code, **more
        )

    assert await refusal(exchange(code, "wrong")) == "bad_client_secret"
    assert await refusal(exchange("made-up")) == "invalid_code"
    assert await refusal(exchange(code)) == "bad_redirect_uri"
    uri = "https://example.org/slack/oauth_redirect"
    installed = await exchange(code, redirect_uri=uri)
    assert (installed["access_token"], installed["team"]["id"]) == (
        workspace.bot_token,
        workspace.id,
    )
    assert await refusal(exchange(code, redirect_uri=uri)) == "code_already_used"


# A response_url answers a command or a press.


async def test_a_response_url_works_five_times_and_for_half_an_hour(
    slack: SlackPlatform, ada: Person, bob: Person, shop: Channel
) -> None:
    respond = AsyncWebhookClient(slack.response_urls.make(ada, shop))
    for number in range(5):
        assert (await respond.send(text=f"answer {number}")).status_code == 200
    sixth = await respond.send(text="answer 5")
    late = AsyncWebhookClient(slack.response_urls.make(ada, shop))
    slack.clock.passes(30 * 60 + 1)
    expired = await late.send(text="too late")

    assert (sixth.status_code, "used_url" in sixth.body) == (404, True)
    assert (expired.status_code, "expired_url" in expired.body) == (404, True)
    assert len(ada.ephemerals(shop)) == 5
    assert [v.kind for v in slack.violations] == ["response_url", "response_url"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"text": "x", "channel": "C1"}, "unknown keys ['channel']"),
        ({"text": "x", "response_type": "loud"}, "response_type 'loud'"),
        ({"text": ""}, "no_text"),
        ({"blocks": BUTTONS}, "top-level text"),
        ({"text": "x", "blocks": [{"type": "marquee"}]}, "unsupported type: marquee"),
        ({"text": "x", "replace_original": True}, "no message to act on"),
        ({"delete_original": True}, "no message to act on"),
    ],
)
async def test_a_malformed_answer_to_a_response_url_is_refused(
    slack: SlackPlatform, ada: Person, shop: Channel, said: Json, words: str
) -> None:
    respond = AsyncWebhookClient(slack.response_urls.make(ada, shop))
    answer = await respond.send_dict(said)

    assert answer.status_code == 400
    assert words in str(slack.violations[0])
    assert ada.ephemerals(shop) == []


async def test_a_response_url_can_delete_the_message_or_post_to_the_whole_channel(
    slack: SlackPlatform, client: AsyncWebClient, ada: Person, shop: Channel
) -> None:
    await client.chat_postEphemeral(channel=shop.id, user=ada.id, text="x", blocks=BUTTONS)
    url = slack.response_urls.make(ada, shop, original=await ada.hears())
    await AsyncWebhookClient(url).send(delete_original=True)
    await AsyncWebhookClient(url).send(text="for all", response_type="in_channel")

    assert ada.ephemerals(shop) == []
    assert [m.text for m in shop.posted] == ["for all"]
    assert [call.args["text"] for call in slack.called("response_url")[1:]] == ["for all"]
    assert slack.violations == []


# Tests can inject failures.


async def test_an_injected_rate_limit_applies_to_one_channel_and_says_for_how_long(
    slack: SlackPlatform, client: AsyncWebClient, ada: Person, shop: Channel
) -> None:
    fault = slack.inject_fault(
        "chat.postMessage", retry_after=1, when=lambda args: args["channel"] == shop.id
    )
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=shop.id, text="one")
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "1"
    await client.chat_postMessage(channel=ada.id, text="two")
    await client.chat_postMessage(channel=shop.id, text="three")
    assert fault.met == 1
    assert [m.text for m in shop.posted] == ["three"]


async def test_every_kind_of_failure_of_slack_can_be_injected(
    slack: SlackPlatform, workspace: Workspace, ada: Person, shop: Channel
) -> None:
    patience = aiohttp.ClientTimeout(total=0.2)
    async with aiohttp.ClientSession(timeout=patience) as session:
        client = AsyncWebClient(
            workspace.bot_token, slack.api_url, session=session, retry_handlers=[]
        )

        def post() -> Any:
            return client.chat_postMessage(channel=shop.id, text="hello")

        slack.inject_fault("chat.postMessage", error="fatal_error")
        assert await refusal(post()) == "fatal_error"
        slack.inject_fault("*", status=503)
        with pytest.raises(SlackApiError, match="503"):
            await post()
        slack.inject_fault("chat.postMessage", failure="timeout")
        with pytest.raises(TimeoutError):
            await post()
        slack.inject_fault("chat.postMessage", failure="reset")
        with pytest.raises(aiohttp.ClientError):
            await post()
        assert shop.messages == []
        slack.inject_fault("chat.postMessage", failure="answer lost")
        with pytest.raises(aiohttp.ClientError):
            await post()
        assert [m.text for m in shop.messages] == ["hello"]
        await post()

    faults = [call.fault for call in slack.called("chat.postMessage")]
    assert faults == ["fatal_error", "503", "timeout", "reset", "", ""]


async def test_waiting_ends_with_the_next_message_and_a_timeout_reports_what_happened(
    slack: SlackPlatform, client: AsyncWebClient, ada: Person
) -> None:
    waiting = asyncio.ensure_future(ada.hears())
    await asyncio.sleep(0)
    await client.chat_postMessage(channel=ada.id, text="hello")
    assert (await waiting).text == "hello"

    unheard = r"Ada Example heard nothing.*message\.im: unreachable.*chat\.postMessage"
    await ada.dm("is anybody there?")
    with pytest.raises(AssertionError, match=unheard):
        await ada.hears(timeout=0.05)
