"""What Telegram's updates become: turns, and where each is answered."""

from typing import Any

import pytest
from telegram import Update

from adapters.telegram.turns import Incoming, incoming
from core.people.model import Identity

Json = dict[str, Any]

ANA: Json = {"id": 700, "is_bot": False, "first_name": "Ana", "language_code": "ro"}
PRIVATE: Json = {"id": 700, "type": "private", "first_name": "Ana"}
GROUP: Json = {"id": -1001, "type": "supergroup", "title": "Class"}
BOT: Json = {"id": 4242, "is_bot": True, "first_name": "Edgefinder", "username": "our_bot"}


def read(**update: Any) -> Incoming | None:
    made = Update.de_json({"update_id": 1, **update}, None)
    return incoming(made, 4242, "our_bot", {"status", "help"})


def message(text: str | None = None, chat: Json = PRIVATE, **more: Any) -> Json:
    said = {} if text is None else {"text": text}
    return {"message_id": 5, "date": 1, "chat": chat, "from": ANA, **said, **more}


def pressed(chat: Json = PRIVATE, **more: Any) -> Json:
    standing = {"message_id": 6, "date": 1, "chat": chat, "from": BOT, "text": "x"} | more
    return {"id": "q", "from": ANA, "chat_instance": "1", "data": "next", "message": standing}


def text_of(came: Incoming | None) -> str | None:
    return None if came is None else came.turn.text


def test_a_private_message_is_a_turn_of_its_writer() -> None:
    came = read(message=message("what is left?"))
    assert came is not None
    assert came.turn.identity == Identity("telegram", "700")
    assert (came.turn.text, came.turn.address, came.turn.locale) == ("what is left?", "700", "ro")
    assert came.turn.private
    assert not came.turn.pressed
    assert (came.chat_id, came.thread_id, came.query) == (700, None, None)


def test_notices_to_somebody_met_in_a_group_go_to_their_private_chat() -> None:
    came = read(message=message("/status", GROUP))
    assert came is not None
    assert (came.turn.address, came.chat_id, came.turn.private) == ("700", -1001, False)


def test_a_press_is_its_call_where_the_button_stands() -> None:
    came = read(callback_query=pressed())
    assert came is not None
    assert (came.turn.text, came.turn.pressed, came.turn.private) == ("next", True, True)
    assert (came.chat_id, came.message_id) == (700, 6)


def test_a_press_in_a_topic_is_answered_in_that_topic() -> None:
    topic = {"message_thread_id": 17, "is_topic_message": True}
    came = read(callback_query=pressed(GROUP, **topic))
    assert came is not None
    assert (came.thread_id, came.turn.private) == (17, False)
    in_thread = read(callback_query=pressed(GROUP, message_thread_id=17))  # of replies, no topic
    assert in_thread is not None
    assert in_thread.thread_id is None


def test_a_press_on_a_message_too_old_to_be_told_is_a_turn() -> None:
    query = pressed() | {"message": {"message_id": 6, "date": 0, "chat": PRIVATE}}
    came = read(callback_query=query)
    assert came is not None
    assert (came.turn.text, came.chat_id, came.message_id) == ("next", 700, 6)


def test_a_press_without_a_call_or_a_message_is_no_turn() -> None:
    query = pressed()
    del query["data"]
    assert read(callback_query=query) is None
    query = pressed()
    del query["message"]
    assert read(callback_query=query) is None


@pytest.mark.parametrize(
    "update",
    [
        {"edited_message": message("/status")},
        {"channel_post": message("/status", GROUP)},
        {"message": message("/status") | {"from": BOT}},
        {"message": message("/status", GROUP) | {"from": None}},
        {"message": message(new_chat_title="New")},
        {"message": message(None, GROUP, caption="/status")},
        {"message": message("   ", GROUP)},
        {},
    ],
    ids=["edited", "channel", "a bot", "nobody", "service", "caption", "blank", "nothing"],
)
def test_what_nobody_said_to_us_is_no_turn(update: Json) -> None:
    assert read(**update) is None


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("/status", "/status"),
        ("/status M1-TCH", "/status M1-TCH"),
        ("/STATUS@Our_Bot M1-TCH", "/STATUS M1-TCH"),
        ("/status@our_bot\nM1-TCH", "/status\nM1-TCH"),
        ("/strange@our_bot", "/strange"),
        ("/strange", None),
        ("/status@their_bot", None),
        ("/status@our_bot2", None),
        ("/", None),
        ("@our_bot", "help"),
        ("@Our_Bot what is left?", "what is left?"),
        ("İ, @our_bot, what is left?", "İ, , what is left?"),
        ("@our_bot2 what is left?", None),
        ("write to me@our_bot", None),
        ("what is left?", None),
    ],
)
def test_in_a_group_only_what_is_said_to_us_is_ours(said: str, understood: str | None) -> None:
    assert text_of(read(message=message(said, GROUP))) == understood


def test_a_reply_to_somebody_else_is_theirs() -> None:
    theirs = {"message_id": 4, "date": 1, "chat": GROUP, "from": ANA, "text": "x"}
    ours = theirs | {"from": BOT}
    assert read(message=message("and now?", GROUP, reply_to_message=theirs)) is None
    assert text_of(read(message=message("and now?", GROUP, reply_to_message=ours))) == "and now?"


@pytest.mark.parametrize(
    "sent",
    [
        {"sticker": None, "location": {"longitude": 1, "latitude": 1}},
        {"contact": {"phone_number": "1", "first_name": "x"}},
    ],
)
def test_anything_but_words_in_private_is_answered_with_help(sent: Json) -> None:
    assert text_of(read(message=message(**sent))) == "help"
