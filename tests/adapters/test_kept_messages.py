"""Rendered messages with names stay in memory only until somebody is deleted."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from adapters.slack import rendering as slack
from adapters.telegram import message_sender, rendering
from adapters.telegram.message_sender import TelegramSender
from adapters.telegram.rendering import TelegramMessage
from bot.reply import Button, Reply
from core.memories import empty_memories

STUDENT = Reply("roster", "roster", "A student", ((Button("Zelda Quill", "student 5"),),))


def telegram_button() -> object:
    [message] = rendering.messages_of(STUDENT)
    assert message.keyboard is not None
    return message.keyboard["inline_keyboard"][0][0]


def slack_button() -> object:
    [message] = slack.messages_of(STUDENT)
    return message.blocks[-1]


def slack_message() -> object:
    [message] = slack.messages_of(STUDENT)
    return message


def slack_json() -> object:
    [message] = slack.messages_of(STUDENT)
    return message.written


@pytest.mark.parametrize("rendered", [telegram_button, slack_button, slack_message, slack_json])
def test_rendered_messages_with_names_are_deleted_when_somebody_is_forgotten(
    rendered: Callable[[], object],
) -> None:
    kept = rendered()
    assert rendered() is kept
    empty_memories()
    assert rendered() is not kept


async def test_rendered_notices_that_telegrams_sender_keeps_are_deleted_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[TelegramMessage] = []

    async def send(_bot: object, _chat: int, _topic: None, message: Any, **_: object) -> None:
        sent.append(message)

    monkeypatch.setattr(message_sender, "send_message", send)
    sender = TelegramSender(cast("Any", None))
    await sender.send("5", STUDENT)
    await sender.send("6", STUDENT)
    empty_memories()
    await sender.send("7", STUDENT)
    first, second, after = sent
    assert first is second
    assert first is not after
