"""The Slack double refuses the views that Slack refuses, and opens views only with a trigger."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.slack import Person, SlackPlatform, Workspace

Json = dict[str, Any]


@pytest.fixture
def client(slack: SlackPlatform, workspace: Workspace) -> AsyncWebClient:
    return AsyncWebClient(token=workspace.bot_token, base_url=slack.api_url)


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


MODAL: Json = {
    "type": "modal",
    "title": plain("Link your account"),
    "submit": plain("Link"),
    "callback_id": "link",
    "blocks": [
        {
            "type": "input",
            "block_id": "code",
            "label": plain("Code"),
            "element": {"type": "plain_text_input", "action_id": "code"},
        }
    ],
}
VIEWS = {
    "title": ({**MODAL, "title": plain("x" * 25)}, "must be less than 25", "/view/title/text"),
    "no title": ({**MODAL, "title": None}, "must provide an object", "/view/title"),
    "private_metadata": (
        {**MODAL, "private_metadata": "x" * 3001},
        "must be less than 3001",
        "/view/private_metadata",
    ),
    "callback_id": (
        {**MODAL, "callback_id": "x" * 256},
        "must be less than 256",
        "/view/callback_id",
    ),
    "101 blocks": (
        {**MODAL, "blocks": [{"type": "divider"}] * 101},
        "no more than 100 items",
        "/view/blocks",
    ),
    "a block for messages only": (
        {**MODAL, "blocks": [{"type": "markdown", "text": "x"}]},
        "unsupported type: markdown",
        "/view/blocks/0/type",
    ),
    "input without submit": (
        {key: value for key, value in MODAL.items() if key != "submit"},
        "missing required field: submit",
        "/view",
    ),
    "unknown key": ({**MODAL, "footer": "x"}, "invalid additional property: footer", "/view"),
}


@pytest.mark.parametrize(("view", "words", "at"), VIEWS.values(), ids=VIEWS)
async def test_a_view_beyond_a_limit_is_refused_and_the_error_says_where(
    *, slack: SlackPlatform, client: AsyncWebClient, ada: Person, view: Json, words: str, at: str
) -> None:
    trigger = slack.triggers.make(ada)
    with pytest.raises(SlackApiError) as refused:
        await client.views_open(trigger_id=trigger, view=view)

    answer = refused.value.response
    messages = answer["response_metadata"]["messages"]
    assert answer["error"] == "invalid_arguments"
    assert any(words in message and f"[json-pointer:{at}]" in message for message in messages)
    assert ada.modal is None
    assert [violation.kind for violation in slack.violations] == ["views.open"]


async def test_a_view_with_100_blocks_is_opened_by_a_trigger_that_works_once_for_three_seconds(
    slack: SlackPlatform, client: AsyncWebClient, ada: Person
) -> None:
    view = {**MODAL, "blocks": [*MODAL["blocks"], *[{"type": "divider"}] * 99]}
    trigger, late = slack.triggers.make(ada), slack.triggers.make(ada)

    opened = await client.views_open(trigger_id=trigger, view=view)
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await client.views_open(trigger_id=trigger, view=view)
    slack.clock.passes(3.1)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await client.views_open(trigger_id=late, view=view)
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await client.views_open(trigger_id="made.up", view=view)

    assert ada.modal is not None
    assert ada.modal.id == opened["view"]["id"]


async def test_a_home_tab_is_refused_if_it_has_a_title_or_another_hash(
    client: AsyncWebClient, ada: Person
) -> None:
    home = {"type": "home", "blocks": [section("Your credentials")]}
    published = await client.views_publish(user_id=ada.id, view=home)
    with pytest.raises(SlackApiError, match="invalid additional property: title"):
        await client.views_publish(user_id=ada.id, view={**home, "title": plain("Home")})
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_publish(user_id=ada.id, view=home, hash="another")
    await client.views_publish(user_id=ada.id, view=home, hash=published["view"]["hash"])

    assert ada.home is not None
    assert ada.home.shown == "Your credentials"


async def test_a_view_is_pushed_up_to_three_times_and_updated_by_its_external_id(
    slack: SlackPlatform, client: AsyncWebClient, ada: Person
) -> None:
    named = {**MODAL, "external_id": "link-ada"}
    first = (await client.views_open(trigger_id=slack.triggers.make(ada), view=named))["view"]
    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        await client.views_push(trigger_id=slack.triggers.make(ada), view=named)
    for _ in range(2):
        await client.views_push(trigger_id=slack.triggers.make(ada), view=MODAL)
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await client.views_push(trigger_id=slack.triggers.make(ada), view=MODAL)
    assert [view.root_id for view in ada.modals] == [first["id"]] * 3

    other = {**MODAL, "title": plain("Another code")}
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(external_id="link-ada", view=other, hash="another")
    await client.views_update(external_id="link-ada", view=other, hash=first["hash"])
    with pytest.raises(SlackApiError, match="not_found"):
        await client.views_update(view_id="V0NONE", view=other)
    assert ada.modals[0].content["title"] == plain("Another code")
