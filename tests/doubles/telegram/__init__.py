"""A strict double of Telegram's Bot API, for tests that run the real python-telegram-bot."""

from tests.doubles.telegram.chats import Group, Message, Person
from tests.doubles.telegram.server import Call, TelegramApi

__all__ = ["Call", "Group", "Message", "Person", "TelegramApi"]
