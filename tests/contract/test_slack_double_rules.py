"""The Slack double refuses the messages that Slack refuses. Each case below is a rule."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.slack import Channel, Person, SlackPlatform, Workspace

Json = dict[str, Any]


@pytest.fixture
def shop(workspace: Workspace, ada: Person) -> Channel:
    return workspace.channel("shop-floor", [ada])


@pytest.fixture
def client(slack: SlackPlatform, workspace: Workspace) -> AsyncWebClient:
    return AsyncWebClient(token=workspace.bot_token, base_url=f"{slack.url}/api/")


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "hello", **more: object) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(label: str = "Next", **more: object) -> Json:
    return {"type": "button", "text": plain(label), **more}


def actions(*elements: Json, **more: object) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def rich_section(*parts: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(parts)}


def option(label: str) -> Json:
    return {"text": plain(label), "value": label}


IMAGE = {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "a part to print"}

FINE = {
    "sections, as long as they may be": [section("x" * 3000)],
    "fields": [{"type": "section", "fields": [mrkdwn("x" * 2000)] * 6}],
    "ten fields": [{"type": "section", "fields": [mrkdwn("x")] * 10}],
    "a header": [{"type": "header", "text": plain("x" * 150)}],
    "a divider": [{"type": "divider", "block_id": "x" * 255}],
    "ten context elements": [
        {"type": "context", "elements": [mrkdwn("a"), IMAGE, *[plain("b")] * 8]}
    ],
    "25 buttons": [actions(*[button(action_id=f"a{n}") for n in range(25)])],
    "a button at its limits": [
        actions(
            button(
                "x" * 75,
                value="v" * 2000,
                action_id="a" * 255,
                url="https://example.org/" + "u" * 2980,
                style="danger",
                confirm={
                    "title": plain("Sure?"),
                    "text": mrkdwn("It is final."),
                    "confirm": plain("Yes"),
                    "deny": plain("No"),
                },
            )
        )
    ],
    "the same action_id in two blocks": [
        actions(button(action_id="same")),
        actions(button(action_id="same")),
    ],
    "a section with a button beside it": [section(accessory=button())],
    "a menu": [section(accessory={"type": "static_select", "options": [option("a"), option("b")]})],
    "an image": [IMAGE],
    "markdown": [{"type": "markdown", "text": "x" * 12_000}],
    "rich text": [
        rich(
            rich_section(
                {"type": "text", "text": "bold", "style": {"bold": True}},
                {"type": "link", "url": "https://example.org", "text": "there"},
                {"type": "user", "user_id": "U0ADA"},
                {"type": "emoji", "name": "wrench"},
            ),
            {
                "type": "rich_text_list",
                "style": "ordered",
                "indent": 1,
                "elements": [rich_section({"type": "text", "text": "one"})],
            },
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "G01"}]},
        )
    ],
    "a table": [
        {
            "type": "table",
            "rows": [[{"type": "raw_text", "text": "Exam"}, {"type": "raw_text", "text": "State"}]],
            "column_settings": [{"align": "right"}, {"is_wrapped": True}],
        }
    ],
    "fifty blocks": [{"type": "divider"}] * 50,
}

WRONG = {
    "section text": ([section("x" * 3001)], "must be less than 3001", "/blocks/0/text/text"),
    "empty text": ([section("")], "must be more than 0", "/blocks/0/text/text"),
    "section without text": ([{"type": "section"}], "at least one of: text, fields", "/blocks/0"),
    "header length": (
        [{"type": "header", "text": plain("x" * 151)}],
        "must be less than 151",
        "/blocks/0/text/text",
    ),
    "header in mrkdwn": (
        [{"type": "header", "text": mrkdwn("x")}],
        "unsupported type: mrkdwn",
        "/blocks/0/text/type",
    ),
    "eleven fields": (
        [{"type": "section", "fields": [mrkdwn("x")] * 11}],
        "no more than 10 items",
        "/blocks/0/fields",
    ),
    "field length": (
        [{"type": "section", "fields": [mrkdwn("x" * 2001)]}],
        "must be less than 2001",
        "/blocks/0/fields/0/text",
    ),
    "eleven context elements": (
        [{"type": "context", "elements": [mrkdwn("x")] * 11}],
        "no more than 10 items",
        "/blocks/0/elements",
    ),
    "a button in context": (
        [{"type": "context", "elements": [button()]}],
        "unsupported type: button",
        "/blocks/0/elements/0/type",
    ),
    "26 buttons": (
        [actions(*[button(action_id=f"a{n}") for n in range(26)])],
        "no more than 25 items",
        "/blocks/0/elements",
    ),
    "no buttons": ([actions()], "no less than 1 items", "/blocks/0/elements"),
    "button text": (
        [actions(button("x" * 76))],
        "must be less than 76",
        "/blocks/0/elements/0/text/text",
    ),
    "button value": (
        [actions(button(value="v" * 2001))],
        "must be less than 2001",
        "/blocks/0/elements/0/value",
    ),
    "button url": (
        [actions(button(url="https://example.org/" + "u" * 2981))],
        "must be less than 3001",
        "/blocks/0/elements/0/url",
    ),
    "button url's scheme": (
        [actions(button(url="javascript:alert()"))],
        "invalid url",
        "/blocks/0/elements/0/url",
    ),
    "button style": (
        [actions(button(style="default"))],
        "must be one of: primary, danger",
        "/blocks/0/elements/0/style",
    ),
    "action_id": (
        [actions(button(action_id="a" * 256))],
        "must be less than 256",
        "/blocks/0/elements/0/action_id",
    ),
    "action_id twice in a block": (
        [actions(button(action_id="same"), button(action_id="same"))],
        "`action_id` same already exists",
        "/blocks/0/elements/1/action_id",
    ),
    "block_id": ([section(block_id="b" * 256)], "must be less than 256", "/blocks/0/block_id"),
    "block_id twice": (
        [section(block_id="same"), section(block_id="same")],
        "`block_id` same already exists",
        "/blocks/1/block_id",
    ),
    "image without alt_text": (
        [{"type": "image", "image_url": "https://example.org/a.png"}],
        "missing required field: alt_text",
        "/blocks/0",
    ),
    "image without address": ([{"type": "image", "alt_text": "a"}], "image_url", "/blocks/0"),
    "rich text element": (
        [rich({"type": "rich_text_table", "elements": []})],
        "unsupported type: rich_text_table",
        "/blocks/0/elements/0/type",
    ),
    "rich text part": (
        [rich(rich_section({"type": "bold", "text": "x"}))],
        "unsupported type: bold",
        "/blocks/0/elements/0/elements/0/type",
    ),
    "list style": (
        [rich({"type": "rich_text_list", "style": "dotted", "elements": []})],
        "must be one of: bullet, ordered",
        "/blocks/0/elements/0/style",
    ),
    "markdown length": (
        [{"type": "markdown", "text": "x" * 12_001}],
        "must be less than 12001",
        "/blocks/0/text",
    ),
    "51 blocks": ([{"type": "divider"}] * 51, "no more than 50 items", "/blocks"),
    "unknown block": ([{"type": "marquee"}], "unsupported type: marquee", "/blocks/0/type"),
    "unknown key": (
        [section(colour="red")],
        "invalid additional property: colour",
        "/blocks/0",
    ),
    "unknown key of a button": (
        [actions(button(payload="x"))],
        "invalid additional property: payload",
        "/blocks/0/elements/0",
    ),
    "unknown element": (
        [actions({"type": "lever", "text": plain("x")})],
        "unsupported type: lever",
        "/blocks/0/elements/0/type",
    ),
    "text that is not an object": (
        [{"type": "section", "text": "hello"}],
        "must provide an object",
        "/blocks/0/text",
    ),
    "101 options": (
        [section(accessory={"type": "static_select", "options": [option("a")] * 101})],
        "no more than 100 items",
        "/blocks/0/accessory/options",
    ),
    "a date that slack_sdk rejects": (
        [actions({"type": "datepicker", "initial_date": "tomorrow"})],
        "slack_sdk.models: initial_date",
        "/blocks/0",
    ),
}


@pytest.mark.parametrize("blocks", FINE.values(), ids=FINE)
async def test_blocks_within_every_limit_of_slack_are_accepted(
    slack: SlackPlatform, client: AsyncWebClient, shop: Channel, blocks: list[Json]
) -> None:
    await client.chat_postMessage(channel=shop.id, text="fallback", blocks=blocks)

    assert [block["type"] for block in shop.posted[0].blocks] == [b["type"] for b in blocks]
    assert slack.violations == []


@pytest.mark.parametrize(("blocks", "words", "at"), WRONG.values(), ids=WRONG)
async def test_blocks_beyond_a_limit_are_refused_and_the_error_says_where(
    *,
    slack: SlackPlatform,
    client: AsyncWebClient,
    shop: Channel,
    blocks: list[Json],
    words: str,
    at: str,
) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=shop.id, text="fallback", blocks=blocks)

    answer = refused.value.response
    messages = answer["response_metadata"]["messages"]
    assert answer["error"] == "invalid_blocks"
    assert any(words in message and f"[json-pointer:{at}]" in message for message in messages)
    assert all(message.startswith("[ERROR] ") for message in messages)
    assert [violation.kind for violation in slack.violations] == ["chat.postMessage"]
    assert shop.messages == []


async def test_a_text_that_is_too_long_is_refused_with_slacks_own_error(
    client: AsyncWebClient, shop: Channel
) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=shop.id, text="f", blocks=[section("x" * 3001)])

    assert refused.value.response.data == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": [
            "failed to match all allowed schemas [json-pointer:/blocks/0/text]",
            "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
        ],
        "response_metadata": {
            "messages": [
                "[ERROR] failed to match all allowed schemas [json-pointer:/blocks/0/text]",
                "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
            ]
        },
    }


MESSAGES = {
    "blocks without text": ({"text": " ", "blocks": [section()]}, "no_text"),
    "nothing at all": ({"text": ""}, "no_text"),
    "text over 40,000": ({"text": "x" * 40_001}, "msg_too_long"),
    "blocks over 13,200 in all": (
        {"text": "x", "blocks": [section("x" * 3000)] * 5},
        "msg_blocks_too_long",
    ),
    "many short blocks": (
        {"text": "x", "blocks": [section("x" * 252)] * 45},
        "msg_blocks_too_long",
    ),
    "blocks that are not JSON": ({"text": "x", "blocks": "[{"}, "invalid_blocks_format"),
    "too many attachments": (
        {"text": "x", "attachments": [{"text": "a"}] * 101},
        "too_many_attachments",
    ),
    "a broken attachment": ({"text": "x", "attachments": [{"words": "a"}]}, "invalid_attachments"),
    "a block in an attachment": (
        {"text": "x", "attachments": [{"blocks": [section("x" * 3001)]}]},
        "invalid_attachments",
    ),
    "broken metadata": ({"text": "x", "metadata": {"event_type": 1}}, "invalid_metadata_format"),
    "markdown_text beside text": ({"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
    "an unknown argument": ({"text": "x", "chanel": "C1"}, "invalid_arguments"),
}


@pytest.mark.parametrize(("said", "error"), MESSAGES.values(), ids=MESSAGES)
async def test_a_message_with_a_wrong_form_is_refused(
    slack: SlackPlatform, client: AsyncWebClient, shop: Channel, said: Json, error: str
) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.api_call("chat.postMessage", json={"channel": shop.id, **said})

    assert refused.value.response["error"] == error
    assert [violation.kind for violation in slack.violations] == ["chat.postMessage"]


async def test_a_text_that_is_edited_may_have_4000_characters(
    client: AsyncWebClient, shop: Channel
) -> None:
    posted = await client.chat_postMessage(channel=shop.id, text="x" * 40_000)
    with pytest.raises(SlackApiError, match="msg_too_long"):
        await client.chat_update(channel=shop.id, ts=posted["ts"], text="x" * 4001)

    await client.chat_update(channel=shop.id, ts=posted["ts"], text="x" * 4000)
