"""Parsing Slack's payloads: the turn, and where to answer it."""

import copy
from typing import Any

import pytest

from adapters.slack.event_parsing import from_event
from adapters.slack.inbound_requests import AnswerTarget, Asked
from adapters.slack.payload_parsing import (
    from_command,
    from_press,
    from_shortcut,
    from_submission,
    plain,
)
from core.notices.places import Chat
from core.people.model import Identity

Json = dict[str, Any]

COMMAND: Json = {
    "team_id": "T1",
    "channel_id": "C1",
    "user_id": "U1",
    "user_name": "ada",
    "command": "/nims",
    "text": " status M1-TCH ",
    "response_url": "https://hooks.example.org/1",
    "trigger_id": "1.2",
}
MESSAGE: Json = {
    "type": "event_callback",
    "team_id": "T1",
    "event_id": "Ev1",
    "event": {
        "type": "message",
        "channel_type": "im",
        "channel": "D1",
        "user": "U1",
        "text": "what is left?",
        "ts": "5.1",
    },
}
MENTION: Json = {
    "type": "event_callback",
    "team_id": "T1",
    "event_id": "Ev2",
    "event": {
        "type": "app_mention",
        "channel": "C1",
        "user": "U1",
        "text": "<@UBOT>: status",
        "ts": "6.1",
    },
}
PRESS: Json = {
    "type": "block_actions",
    "team": {"id": "T1"},
    "user": {"id": "U1", "username": "ada", "team_id": "T1"},
    "channel": {"id": "C1"},
    "container": {"type": "message", "message_ts": "7.1", "is_ephemeral": True},
    "actions": [{"type": "button", "action_id": "call-0-0", "value": "next"}],
    "response_url": "https://hooks.example.org/2",
    "trigger_id": "1.3",
}


def changed(body: Json, part: str = "", **keys: Any) -> Json:
    copied = copy.deepcopy(body)
    (copied[part] if part else copied).update(keys)
    return copied


def test_a_command_becomes_a_turn_answered_through_its_response_url() -> None:
    found = from_command(COMMAND)
    assert found is not None
    assert found.turn.identity == Identity("slack", "T1:U1")
    assert (found.turn.text, found.turn.address, found.turn.private) == (
        "status M1-TCH",
        "T1:U1",
        True,
    )
    assert found.target == AnswerTarget("C1", "U1", response_url="https://hooks.example.org/1")


def test_an_empty_command_opens_the_ask_window() -> None:
    found = from_command(changed(COMMAND, text=""))
    assert found is not None
    assert found.turn.text == "help"
    assert found.target.trigger == "1.2"


def test_a_direct_message_is_answered_in_the_same_direct_message_channel() -> None:
    found = from_event(MESSAGE)
    assert found is not None
    assert (found.turn.text, found.once) == ("what is left?", "D1:5.1")
    assert found.target == AnswerTarget("D1", "U1", asked_ts="5.1", direct=True)


def test_a_mention_is_answered_in_its_thread_without_the_bots_name() -> None:
    found = from_event(MENTION)
    assert found is not None
    assert found.turn.text == "status"
    assert found.target == AnswerTarget("C1", "U1", thread_ts="6.1", asked_ts="6.1")


def test_a_person_in_a_shared_channel_keeps_their_own_workspace() -> None:
    found = from_event(changed(MENTION, "event", user_team="T2"))
    assert found is not None
    assert found.turn.identity == Identity("slack", "T2:U1")


@pytest.mark.parametrize(
    ("named", "team"), [("E1", "T1"), ("E2", "T2"), ("E3", "E3"), ("T4", "T4")]
)
def test_in_a_shared_channel_an_orgs_id_becomes_the_id_of_its_workspace(
    named: str, team: str
) -> None:
    body = changed(
        changed(MENTION, "event", user_team=named),
        is_ext_shared_channel=True,
        enterprise_id="E1",
        context_enterprise_id="E2",
        context_team_id="T2",
    )
    found = from_event(body)
    assert found is not None
    assert found.turn.identity.workspace == team


def test_people_in_a_shared_channel_never_count_as_members_of_another_workspace() -> None:
    found = from_event(changed(changed(MENTION, "event", team="T2"), is_ext_shared_channel=True))
    assert found is not None
    assert found.turn.identity == Identity("slack", "T2:U1")


@pytest.mark.parametrize(
    "keys",
    [
        {"bot_id": "B1"},
        {"subtype": "message_changed"},
        {"edited": {"ts": "5.2"}},
        {"user": None},
        {"text": ""},
        {"channel_type": "channel"},
        {"type": "reaction_added"},
    ],
    ids=str,
)
def test_messages_that_are_edited_or_empty_or_from_bots_or_in_channels_are_ignored(
    keys: Json,
) -> None:
    assert from_event(changed(MESSAGE, "event", **keys)) is None


def test_a_button_press_has_its_command_and_says_whether_its_message_is_ephemeral() -> None:
    found = from_press(PRESS)
    assert found is not None
    assert (found.turn.text, found.turn.pressed) == ("next", True)
    assert found.target.ephemeral
    assert not found.target.direct

    public = from_press(changed(PRESS, "container", is_ephemeral=False))
    assert public is not None
    assert not public.target.ephemeral


def test_pressing_a_link_button_is_ignored() -> None:
    link = {"type": "button", "action_id": "link-0-0"}
    assert from_press(changed(PRESS, actions=[link])) is None


@pytest.mark.parametrize(
    "read", [from_command, from_event, from_press, from_shortcut, from_submission]
)
@pytest.mark.parametrize("body", [{}, {"event": 1}, {"actions": [7], "user": "x", "team_id": 3}])
def test_malformed_payloads_are_ignored(read: Any, body: Json) -> None:
    assert read(body) is None


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("verify <https://example.org/v/EF-1>", "verify https://example.org/v/EF-1"),
        ("see <http://example.org|example.org>", "see example.org"),
        ("<https://example.org/v/EF-1|click here>", "https://example.org/v/EF-1"),
        ("<mailto:ada@example.org|ada@example.org>", "ada@example.org"),
        ("R&amp;D &lt;3 &amp;lt;", "R&D <3 &lt;"),
        ("<@U1> roster <#C1|first-shift> <!here>", "roster #first-shift"),
    ],
)
def test_slack_markup_is_converted_back_to_typed_text(sent: str, typed: str) -> None:
    assert plain(sent) == typed


def test_the_turn_of_a_command_names_its_channel() -> None:
    asked = from_command({**COMMAND, "channel_name": "cnc"})
    assert asked is not None
    assert asked.turn.chat == Chat("slack", "T1:C1", "#cnc", "channel")
    direct = from_command({**COMMAND, "channel_id": "D1", "channel_name": "directmessage"})
    assert direct is not None
    assert direct.turn.chat is None


def test_a_private_channel_is_a_chat_even_though_slack_sends_no_name() -> None:
    asked = from_command({**COMMAND, "channel_name": "privategroup"})
    assert asked is not None
    assert asked.turn.chat == Chat("slack", "T1:C1", "a private channel", "channel")


def test_the_turn_of_a_mention_names_its_channel() -> None:
    asked = from_event(MENTION)
    assert asked is not None
    assert asked.turn.chat == Chat("slack", "T1:C1", "a channel", "channel")


def test_a_message_delivered_as_several_events_has_one_id() -> None:
    names = set()
    for number in range(3):
        found = from_event(changed(MENTION, event_id=f"Ev{number}"))
        assert isinstance(found, Asked)
        names.add(found.once)
    assert names == {"C1:6.1"}


@pytest.mark.parametrize("subtype", ["me_message", "thread_broadcast", "of_next_year"])
def test_messages_of_every_form_become_turns(subtype: str) -> None:
    came = from_event(changed(MESSAGE, "event", subtype=subtype))
    assert isinstance(came, Asked)
    assert came.turn.text == "what is left?"


@pytest.mark.parametrize(
    "subtype", ["bot_message", "message_deleted", "channel_join", "group_topic", "pinned_item"]
)
def test_channel_events_get_no_answer(subtype: str) -> None:
    assert from_event(changed(MESSAGE, "event", subtype=subtype)) is None
