"""The Bot API double supports ephemeral and rich messages, unless its version is too old."""

from typing import Any

import pytest

from tests.contract.test_telegram_double_rules import call, refusal
from tests.doubles.telegram import Group, Person, TelegramApi

Json = dict[str, Any]
PARAGRAPH = {"type": "paragraph", "text": "Hello"}


@pytest.fixture
async def ana(api: TelegramApi) -> Person:
    person = api.user()
    await person.send("/start")
    return person


@pytest.fixture
def group(api: TelegramApi) -> Group:
    return api.group()


def aside(group: Group, person: Person, **more: Any) -> Json:
    return {
        "chat_id": group.id,
        "ephemeral_message_parameters": {"receiver_user_id": person.id, **more},
    }


async def test_a_bot_that_is_administrator_can_send_edit_and_delete_an_ephemeral_message(
    api: TelegramApi, ana: Person, group: Group
) -> None:
    group.promote()
    sent = (await call(api, "sendMessage", text="Hello", **aside(group, ana)))["result"]
    assert (sent["message_id"], sent["receiver_user"]["id"]) == (0, ana.id)
    place = {
        "chat_id": group.id,
        "receiver_user_id": ana.id,
        "ephemeral_message_id": sent["ephemeral_message_id"],
    }
    assert (await call(api, "editEphemeralMessageText", text="Bye", **place))["result"] is True
    assert [each.text for each in api.asides.seen[group.id, ana.id]] == ["Hello", "Bye"]
    assert (await call(api, "deleteEphemeralMessage", **place))["result"] is True
    assert "not found" in await refusal(api, "editEphemeralMessageText", text="Hi", **place)
    assert api.messages(group.id) == []


async def test_a_bot_that_is_not_administrator_can_send_one_only_soon_after_an_unanswered_press(
    api: TelegramApi, ana: Person, group: Group
) -> None:
    assert "BOT_NOT_ADMIN" in await refusal(api, "sendMessage", text="Hi", **aside(group, ana))
    query = api.new_query(ana)
    to = aside(group, ana, callback_query_id=query)
    assert (await call(api, "sendMessage", text="Hi", **to))["ok"]
    await call(api, "answerCallbackQuery", callback_query_id=query)
    assert "query is too old" in await refusal(api, "sendMessage", text="Hi", **to)
    late = api.new_query(ana)
    api.clock.passes(16)
    to = aside(group, ana, callback_query_id=late)
    assert "query is too old" in await refusal(api, "sendMessage", text="Hi", **to)


async def test_a_reply_to_an_ephemeral_message_must_be_ephemeral_too(
    api: TelegramApi, ana: Person, group: Group
) -> None:
    await group.say_aside(ana, "/status")
    [number] = [number for _, number in api.asides.came]
    reply: Json = {"reply_parameters": {"ephemeral_message_id": number}}
    assert (await call(api, "sendMessage", text="Hi", **aside(group, ana), **reply))["ok"]
    refused = await refusal(api, "sendMessage", text="Hi", chat_id=group.id, **reply)
    assert "must be an ephemeral message" in refused


async def test_an_ephemeral_message_to_a_private_chat_is_refused(
    api: TelegramApi, ana: Person
) -> None:
    to = {"receiver_user_id": ana.id}
    given = {"chat_id": ana.id, "text": "Hi", "ephemeral_message_parameters": to}
    assert "BOT_NOT_ADMIN" in await refusal(api, "sendMessage", **given)


async def test_an_older_server_ignores_the_receiver_and_does_not_have_the_newer_methods(
    api: TelegramApi, ana: Person, group: Group
) -> None:
    api.version = (10, 0)
    sent = (await call(api, "sendMessage", text="Hi", **aside(group, ana)))["result"]
    assert "ephemeral_message_id" not in sent
    assert [each.text for each in api.messages(group.id)] == ["Hi"]
    for method in ("sendRichMessage", "editEphemeralMessageText", "deleteEphemeralMessage"):
        assert await refusal(api, method, chat_id=ana.id) == "404 Not Found"
    given = {"chat_id": group.id, "message_id": sent["message_id"]}
    rich: Json = {"rich_message": {"blocks": [PARAGRAPH]}}
    assert "text is empty" in await refusal(api, "editMessageText", **given, **rich)


async def test_a_rich_message_can_be_sent_and_edited(api: TelegramApi, ana: Person) -> None:
    rich: Json = {"rich_message": {"blocks": [PARAGRAPH]}}
    sent = (await call(api, "sendRichMessage", chat_id=ana.id, **rich))["result"]
    assert "text" not in sent
    given = {"chat_id": ana.id, "message_id": sent["message_id"]}
    assert "not modified" in await refusal(api, "editMessageText", **given, **rich)
    assert (await call(api, "editMessageText", text="Hello", **given))["ok"]


@pytest.mark.parametrize(
    "rich",
    [
        {},
        {"blocks": []},
        {"blocks": [PARAGRAPH], "html": "<p>Hello</p>"},
        {"blocks": [{"type": "paragraph"}]},
        {"blocks": [PARAGRAPH | {"size": 1}]},
        {"blocks": [{"type": "heading", "text": "a", "size": 7}]},
        {"blocks": [{"type": "table", "cells": []}]},
        {"blocks": [{"type": "table", "cells": [[{"text": "a"}]]}]},
        {"blocks": [{"type": "table", "cells": [[{"align": "left", "valign": "top"}] * 21]}]},
        {"blocks": [PARAGRAPH | {"text": {"type": "loud", "text": "a"}}]},
        {"blocks": [PARAGRAPH | {"text": {"type": "url", "text": "a", "url": "javascript:"}}]},
        {"blocks": [PARAGRAPH] * 501},
        {"blocks": [PARAGRAPH | {"text": "a" * 32_769}]},
        {"blocks": [{"type": "list", "items": [{"blocks": []}]}]},
    ],
)
async def test_a_rich_message_with_a_wrong_form_is_refused(
    api: TelegramApi, ana: Person, rich: Json
) -> None:
    said = await refusal(api, "sendRichMessage", chat_id=ana.id, rich_message=rich)
    assert said.startswith("400")
