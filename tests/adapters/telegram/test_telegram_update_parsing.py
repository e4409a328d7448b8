"""Parsing Telegram's updates: who sent what, and where to answer."""

from typing import Any, TypeVar

import pytest

from adapters.telegram.update_parsing import Asked, Incoming, Looked, Moved, Pressed, incoming
from bot.reply import MediaKind
from core.notices.places import Chat
from core.people.model import Identity

Json = dict[str, Any]
T = TypeVar("T", Asked, Pressed, Looked, Moved)

ANA: Json = {"id": 700, "is_bot": False, "first_name": "Ana", "language_code": "ro"}
PRIVATE: Json = {"id": 700, "type": "private", "first_name": "Ana"}
GROUP: Json = {"id": -1001, "type": "supergroup", "title": "Class"}
CHANNEL: Json = {"id": -1009, "type": "channel", "title": "News"}
BOT: Json = {"id": 4242, "is_bot": True, "first_name": "Edgefinder", "username": "our_bot"}
NOBODY: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
SIZE: Json = {"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}
FILE: Json = {"file_id": "f", "file_unique_id": "u"}


def read(**update: Any) -> Incoming | None:
    return incoming({"update_id": 1, **update}, 4242, "our_bot", {"status", "help"})


def read_as(kind: type[T], **update: Any) -> T:
    came = read(**update)
    assert isinstance(came, kind)
    return came


def message(text: str | None = None, chat: Json = PRIVATE, **more: Any) -> Json:
    said = {} if text is None else {"text": text}
    return {"message_id": 5, "date": 1, "chat": chat, "from": ANA, **said, **more}


def pressed(chat: Json = PRIVATE, data: str = "next", **more: Any) -> Json:
    standing = {"message_id": 6, "date": 1, "chat": chat, "from": BOT, "text": "x"} | more
    return {"id": "q", "from": ANA, "chat_instance": "1", "data": data, "message": standing}


def text_of(came: Incoming | None) -> str | None:
    return None if not isinstance(came, Asked | Pressed | Looked) else came.turn.text


def test_a_private_message_is_its_writers_turn() -> None:
    came = read_as(Asked, message=message("what is left?"))
    assert came.turn.identity == Identity("telegram", "700")
    assert (came.turn.text, came.turn.address, came.turn.locale) == ("what is left?", "700", "ro")
    assert came.turn.private
    assert not came.turn.pressed
    assert (came.chat_id, came.thread_id, came.message_id, came.edited) == (700, None, 5, False)


def test_an_edited_message_is_marked_as_edited() -> None:
    came = read_as(Asked, edited_message=message("/status"))
    assert (came.turn.text, came.edited) == ("/status", True)


def test_notices_to_a_person_met_in_a_group_go_to_their_private_chat() -> None:
    came = read_as(Asked, message=message("/status", GROUP))
    assert (came.turn.address, came.chat_id, came.turn.private) == ("700", -1001, False)


def test_the_turn_of_a_message_or_button_press_in_a_group_names_the_group() -> None:
    group = Chat("telegram", "-1001", "Class", "group")
    assert read_as(Asked, message=message("/status", GROUP)).turn.chat == group
    assert read_as(Pressed, callback_query=pressed(GROUP)).turn.chat == group
    assert read_as(Asked, message=message("/status")).turn.chat is None


def test_a_button_press_becomes_a_turn_with_its_command_and_message() -> None:
    came = read_as(Pressed, callback_query=pressed())
    assert (came.turn.text, came.turn.pressed, came.turn.private) == ("next", True, True)
    assert (came.chat_id, came.message_id, came.below) == (700, 6, False)


def test_a_press_under_a_permanent_message_is_answered_below() -> None:
    came = read_as(Pressed, callback_query=pressed(data="+status M1-TCH"))
    assert (came.turn.text, came.below) == ("status M1-TCH", True)


def test_each_forum_topic_is_a_separate_chat_with_the_topics_name_if_it_is_known() -> None:
    topic: Json = {"message_thread_id": 17, "is_topic_message": True}
    asked = read_as(Asked, message=message("/status", GROUP, **topic))
    assert asked.turn.chat == Chat("telegram", "-1001/17", "Class: a topic", "group")
    created = {"name": "Exams", "icon_color": 1}
    first = {"message_id": 17, "date": 1, "chat": GROUP, "forum_topic_created": created}
    told = read_as(Asked, message=message("/status", GROUP, **topic, reply_to_message=first))
    assert told.turn.chat == Chat("telegram", "-1001/17", "Class: Exams", "group")


def test_anonymous_administrators_are_distinguished_from_unknown_people() -> None:
    assert read_as(Asked, message=message("/status", GROUP, sender_chat=GROUP)).turn.as_chat
    assert not read_as(Asked, message=message("/status", GROUP)).turn.as_chat


def test_a_press_in_a_topic_is_answered_in_that_topic() -> None:
    topic: Json = {"message_thread_id": 17, "is_topic_message": True}
    came = read_as(Pressed, callback_query=pressed(GROUP, **topic))
    assert (came.thread_id, came.turn.private) == (17, False)
    in_thread = read_as(Pressed, callback_query=pressed(GROUP, message_thread_id=17))
    assert in_thread.thread_id is None, "a thread of replies is not a topic"


def test_a_press_on_an_inaccessible_message_becomes_a_turn() -> None:
    query = pressed() | {"message": {"message_id": 6, "date": 0, "chat": PRIVATE}}
    came = read_as(Pressed, callback_query=query)
    assert (came.turn.text, came.chat_id, came.message_id) == ("next", 700, 6)


def test_a_press_on_an_inline_card_is_not_private() -> None:
    query = pressed() | {"inline_message_id": "card-1"}
    del query["message"]
    came = read_as(Pressed, callback_query=query)
    assert (came.turn.text, came.inline_id, came.turn.private) == ("next", "card-1", False)


def test_a_press_without_a_call_or_a_message_is_ignored() -> None:
    query = pressed()
    del query["data"]
    assert read(callback_query=query) is None
    query = pressed()
    del query["message"]
    assert read(callback_query=query) is None


def test_an_inline_query_is_a_search() -> None:
    query = {"id": "q", "from": ANA, "query": " cnc mill ", "offset": "20"}
    came = read_as(Looked, inline_query=query)
    assert (came.turn.text, came.query_id, came.start) == ("cnc mill", "q", 20)
    assert not came.turn.private
    assert read_as(Looked, inline_query=query | {"offset": "x"}).start == 0


def test_a_group_that_becomes_a_supergroup_has_moved() -> None:
    group = {"id": -5, "type": "group", "title": "Class"}
    came = read_as(Moved, message=message(None, group, migrate_to_chat_id=-1005))
    assert came == Moved(-5, -1005)


@pytest.mark.parametrize(
    "update",
    [
        {"channel_post": message("/status", CHANNEL)},
        {"message": message("/status") | {"from": BOT}},
        {"message": message("/status", GROUP) | {"from": None}},
        {"message": message("/status", GROUP, is_automatic_forward=True, sender_chat=CHANNEL)},
        {"message": message("Card", GROUP, via_bot=BOT)},
        {"message": message("Card", via_bot=BOT)},
        {
            "message": message(
                "/status",
                GROUP,
                forward_origin={"type": "hidden_user", "date": 1, "sender_user_name": "Bo"},
            )
        },
        {"message": message(new_chat_title="New")},
        {"message": message("   ", GROUP)},
        {"message": message(None, GROUP, photo=[SIZE])},
        {},
    ],
    ids=[
        *(
            "channel",
            "a bot",
            "nobody",
            "a channel's in a group",
            "our card",
            "our card, privately",
        ),
        *("passed on in a group", "service", "blank", "picture in a group", "nothing"),
    ],
)
def test_updates_that_are_not_for_the_bot_are_ignored(update: Json) -> None:
    assert read(**update) is None


def test_people_who_post_as_a_group_or_channel_are_identified_by_it() -> None:
    for sender in (GROUP, CHANNEL):
        said = message("/help", GROUP, sender_chat=sender) | {"from": NOBODY}
        came = read_as(Asked, message=said)
        assert came.turn.identity == Identity("telegram", str(sender["id"]))


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
def test_only_messages_to_the_bot_are_answered_in_a_group(
    said: str, understood: str | None
) -> None:
    assert text_of(read(message=message(said, GROUP))) == understood


def test_a_picture_caption_in_a_group_is_text() -> None:
    assert text_of(read(message=message(None, GROUP, caption="/help", photo=[SIZE]))) == "/help"


def test_a_reply_to_another_persons_message_is_ignored() -> None:
    theirs = {"message_id": 4, "date": 1, "chat": GROUP, "from": ANA, "text": "x"}
    ours = theirs | {"from": BOT}
    assert read(message=message("and now?", GROUP, reply_to_message=theirs)) is None
    assert text_of(read(message=message("and now?", GROUP, reply_to_message=ours))) == "and now?"


@pytest.mark.parametrize(
    ("sent", "media"),
    [
        ({"location": {"longitude": 1, "latitude": 1}}, MediaKind.OTHER),
        ({"contact": {"phone_number": "1", "first_name": "x"}}, MediaKind.OTHER),
        ({"voice": FILE | {"duration": 1}}, MediaKind.OTHER),
        ({"dice": {"emoji": "🎲", "value": 1}}, MediaKind.OTHER),
        ({"photo": [SIZE]}, MediaKind.PICTURE),
        ({"document": FILE}, MediaKind.FILE),
    ],
)
def test_a_message_without_text_is_identified_by_kind(sent: Json, media: MediaKind) -> None:
    came = read_as(Asked, message=message(**sent))
    assert (came.turn.text, came.turn.media) == ("", media)
    with_words = read_as(Asked, message=message(**sent, caption="look"))
    assert (with_words.turn.text, with_words.turn.media) == ("look", media)


def test_forwarded_private_messages_are_marked() -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Bo"}
    came = read_as(Asked, message=message("/unlink yes", forward_origin=origin))
    assert came.turn.forwarded


def test_a_picture_of_an_album_has_the_albums_id() -> None:
    came = read_as(Asked, message=message(photo=[SIZE], media_group_id="album"))
    assert came.album == "album"


def test_the_text_of_a_checklist_is_a_question() -> None:
    tasks = [{"id": 1, "text": "what is left?"}, {"id": 2, "text": "what next?"}]
    came = read_as(Asked, message=message(checklist={"title": "Ask", "tasks": tasks}))
    assert (came.turn.text, came.turn.media) == ("Ask\nwhat is left?\nwhat next?", None)


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ([{"type": "paragraph", "text": "what is left?"}], "what is left?"),
        (
            [
                {"type": "heading", "text": ["Check ", {"type": "bold", "text": "this"}]},
                {"type": "list", "items": [{"blocks": [{"type": "paragraph", "text": "EF-1"}]}]},
                {"type": "table", "cells": [[{"text": "a"}, {"text": "b"}]]},
            ],
            "Check this\nEF-1\na b",
        ),
        (
            [
                {
                    "type": "details",
                    "summary": "Is it",
                    "blocks": [{"type": "pre", "text": "real"}],
                },
                {"type": "blockquote", "blocks": [{"type": "paragraph", "text": "EF-2"}]},
                {"type": "pullquote", "text": "EF-3", "credit": {"type": "italic", "text": "Bo"}},
            ],
            "Is it\nreal\nEF-2\nEF-3\nBo",
        ),
        (
            [
                {"type": "table", "cells": [[{"text": "EF-4"}, {}]], "caption": ["my ", "codes"]},
                {"type": "map", "location": {}, "caption": {"text": "here", "credit": "Ana"}},
                {"type": "paragraph", "text": [{"type": "button", "button": {"text": "go"}}]},
                {"type": "divider"},
            ],
            "my codes\nEF-4\nhere\nAna\ngo",
        ),
    ],
)
def test_the_text_of_a_rich_message_is_a_question(blocks: list[Json], words: str) -> None:
    came = read_as(Asked, message=message(rich_message={"blocks": blocks}))
    assert (came.turn.text, came.turn.media) == (words, None)


def test_a_rich_message_to_the_bot_is_answered_in_a_group() -> None:
    rich = {"blocks": [{"type": "paragraph", "text": "@our_bot status"}]}
    assert text_of(read(message=message(chat=GROUP, rich_message=rich))) == "status"


def test_messages_of_an_unknown_kind_are_read_like_stickers() -> None:
    came = read_as(Asked, message=message(hologram={"depth": 3}))
    assert (came.turn.text, came.turn.media) == ("", MediaKind.OTHER)


def test_service_messages_get_no_answer() -> None:
    assert read(message=message(pinned_message=message("status"))) is None
    assert (
        read(message=message(message_auto_delete_timer_changed={"message_auto_delete_time": 9}))
        is None
    )
