"""The Bot API double refuses what the documentation at core.telegram.org/bots/api forbids."""

from typing import Any

import aiohttp
import pytest

from tests.doubles.telegram import Person, TelegramApi

Json = dict[str, Any]


@pytest.fixture
async def ana(api: TelegramApi) -> Person:
    person = api.user()
    await person.send("/start")
    return person


async def call(api: TelegramApi, method: str, *, token: str = "", **given: Any) -> Json:
    """Call a method without python-telegram-bot, and return the raw response."""
    url = f"{api.url}/bot{token or api.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, json=given) as answer:
        said: Json = await answer.json()
        assert said["ok"] is (answer.status == 200)
        return said


async def refusal(api: TelegramApi, method: str, **given: Any) -> str:
    said = await call(api, method, **given)
    assert not said["ok"], said
    return f"{said['error_code']} {said['description']}"


def button(**more: Any) -> Json:
    return {"inline_keyboard": [[{"text": "Status", "callback_data": "status"} | more]]}


async def test_a_message_of_plain_text_is_accepted(api: TelegramApi, ana: Person) -> None:
    said = await call(api, "sendMessage", chat_id=ana.id, text="Hello")
    assert said["result"]["text"] == "Hello"
    assert (await ana.hears()).text == "Hello"


async def test_the_name_of_a_method_may_be_written_in_any_case(
    api: TelegramApi, ana: Person
) -> None:
    assert (await call(api, "SENDmessage", chat_id=ana.id, text="Hello"))["ok"]
    assert len(api.called("sendMessage")) == 1


async def test_an_unknown_method_or_parameter_is_refused(api: TelegramApi, ana: Person) -> None:
    assert await refusal(api, "sendMesage", chat_id=ana.id, text="Hello") == "404 Not Found"
    assert "unknown parameter txt" in await refusal(api, "sendMessage", chat_id=ana.id, txt="Hello")


async def test_a_raw_call_with_a_wrong_token_is_refused(api: TelegramApi) -> None:
    assert (await call(api, "getMe", token="4242:another"))["error_code"] == 401


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "message text is empty"),
        (" \n ", "message text is empty"),
        ("x" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),  # each emoji has two UTF-16 units
        (" x", "blank space"),
        ("x\n", "blank space"),
    ],
)
async def test_an_empty_or_too_long_text_is_refused(
    api: TelegramApi, ana: Person, text: str, why: str
) -> None:
    assert why in await refusal(api, "sendMessage", chat_id=ana.id, text=text)


async def test_a_text_of_the_greatest_length_is_accepted(api: TelegramApi, ana: Person) -> None:
    assert (await call(api, "sendMessage", chat_id=ana.id, text="😀" * 2048))["ok"]


@pytest.mark.parametrize(
    "entity",
    [
        {"type": "bold", "offset": 0, "length": 6},
        {"type": "bold", "offset": -1, "length": 2},
        {"type": "bold", "offset": 0, "length": 0},
        {"type": "bold", "offset": 0},
        {"type": "bold", "offset": 1, "length": 1},  # this is half of the emoji
        {"type": "bold", "offset": 0, "length": 1},
        {"type": "shouted", "offset": 0, "length": 2},
        {"type": "bold", "offset": 0, "length": 2, "colour": "red"},
        {"type": "text_link", "offset": 0, "length": 2},
        {"type": "text_link", "offset": 0, "length": 2, "url": "javascript:alert(1)"},
    ],
)
async def test_an_entity_with_a_wrong_type_range_or_link_is_refused(
    api: TelegramApi, ana: Person, entity: Json
) -> None:
    why = await refusal(api, "sendMessage", chat_id=ana.id, text="😀abc", entities=[entity])
    assert "can't parse entities" in why


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("bold", 0, 3), ("italic", 2, 3)),
        (("bold", 0, 5), ("code", 1, 2)),
        (("pre", 0, 5), ("italic", 1, 2)),
    ],
)
async def test_entities_that_overlap_or_exclude_each_other_are_refused(
    api: TelegramApi, ana: Person, first: tuple[str, int, int], second: tuple[str, int, int]
) -> None:
    entities = [{"type": t, "offset": o, "length": n} for t, o, n in (first, second)]
    why = await refusal(api, "sendMessage", chat_id=ana.id, text="abcde", entities=entities)
    assert "can't parse entities" in why


async def test_entities_inside_each_other_are_accepted(api: TelegramApi, ana: Person) -> None:
    entities = [
        {"type": "bold", "offset": 0, "length": 5},
        {"type": "text_link", "offset": 0, "length": 5, "url": "https://example.org/"},
        {"type": "italic", "offset": 1, "length": 2},
        {"type": "code", "offset": 5, "length": 2},
    ]
    said = await call(api, "sendMessage", chat_id=ana.id, text="abcdefg", entities=entities)
    assert said["ok"]


async def test_a_message_with_more_than_a_hundred_entities_is_refused(
    api: TelegramApi, ana: Person
) -> None:
    entities = [{"type": "bold", "offset": n, "length": 1} for n in range(101)]
    why = await refusal(api, "sendMessage", chat_id=ana.id, text="x" * 101, entities=entities)
    assert "too many" in why


@pytest.mark.parametrize(
    ("markup", "why"),
    [
        (button(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (button(callback_data="ä" * 33), "BUTTON_DATA_INVALID"),
        (button(callback_data=""), "BUTTON_DATA_INVALID"),
        (button(text=" "), "text buttons are unallowed"),
        (button(url="https://example.org"), "exactly one action"),
        ({"inline_keyboard": [[{"text": "Nothing"}]]}, "exactly one action"),
        (button(colour="red"), "unknown field"),
        ({"inline_keyboard": [[{"text": "x", "url": "example"}]]}, "BUTTON_URL_INVALID"),
        (
            {"inline_keyboard": [[{"text": "x", "url": "https://t.me/a_bot?start=a%20b"}]]},
            "BUTTON_URL_INVALID",
        ),
        (
            {"inline_keyboard": [[{"text": "x", "url": f"https://t.me/a_bot?start={'a' * 65}"}]]},
            "BUTTON_URL_INVALID",
        ),
        ({"inline_keyboard": [[]]}, "wrong number of buttons"),
        ({"inline_keyboard": [[{"text": "x", "callback_data": "x"}] * 9]}, "wrong number"),
        ({"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101}, "too long"),
        ({"keyboard": []}, "object expected"),
    ],
)
async def test_a_keyboard_that_telegram_would_refuse_is_refused(
    api: TelegramApi, ana: Person, markup: Json, why: str
) -> None:
    said = await refusal(api, "sendMessage", chat_id=ana.id, text="x", reply_markup=markup)
    assert why in said


async def test_callback_data_of_the_greatest_length_is_accepted(
    api: TelegramApi, ana: Person
) -> None:
    markup = button(callback_data="x" * 64)
    assert (await call(api, "sendMessage", chat_id=ana.id, text="x", reply_markup=markup))["ok"]


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ({"command": "Status", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "my-status", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "x" * 33, "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "status", "description": ""}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"command": "status", "description": "x" * 257}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_a_command_menu_that_telegram_would_refuse_is_refused(
    api: TelegramApi, command: Json, why: str
) -> None:
    assert why in await refusal(api, "setMyCommands", commands=[command])
    many = [{"command": f"c{n}", "description": "x"} for n in range(101)]
    assert "too many" in await refusal(api, "setMyCommands", commands=many)


async def test_a_command_menu_is_returned_only_for_its_scope_and_language(api: TelegramApi) -> None:
    menu = [{"command": "status", "description": "Where you are"}]
    scope = {"type": "all_private_chats"}
    assert (await call(api, "setMyCommands", commands=menu, scope=scope))["ok"]
    assert (await call(api, "getMyCommands", scope=scope))["result"] == menu
    assert (await call(api, "getMyCommands"))["result"] == []
    german = await call(api, "getMyCommands", scope=scope, language_code="de")
    assert german["result"] == []


async def test_a_caption_may_have_at_most_1024_characters(api: TelegramApi, ana: Person) -> None:
    given: Json = {"chat_id": ana.id, "document": "file"}
    assert (await call(api, "sendDocument", caption="x" * 1024, **given))["ok"]
    why = await refusal(api, "sendDocument", caption="x" * 1025, **given)
    assert "caption is too long" in why
    assert "no document" in await refusal(api, "sendDocument", chat_id=ana.id)
