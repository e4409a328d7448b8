"""People and groups that act on the double, and the messages that they see."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.doubles.telegram.rules import Json, utf16

if TYPE_CHECKING:
    from tests.doubles.telegram.server import TelegramApi


@dataclass
class Message:
    """A message of the bot as it stands now."""

    id: int
    chat_id: int
    text: str
    entities: list[Json] = field(default_factory=list)
    keyboard: list[list[Json]] = field(default_factory=list)
    file: bytes | None = None
    thread_id: int | None = None
    edits: int = 0

    @property
    def buttons(self) -> list[str]:
        return [button["text"] for row in self.keyboard for button in row]

    def button(self, label: str) -> Json:
        for row in self.keyboard:
            for button in row:
                if label in (button["text"], button.get("callback_data")):
                    return button
        raise AssertionError(f"no button {label!r}: there are {self.buttons}")


class Person:
    """Somebody with a Telegram account and, once they write, a private chat with the bot."""

    def __init__(
        self, api: "TelegramApi", number: int, first_name: str, username: str, language_code: str
    ) -> None:
        self._api = api
        self.id = number
        self.user = {
            "id": number,
            "is_bot": False,
            "first_name": first_name,
            "username": username,
            "language_code": language_code,
        }
        self.chat = {"id": number, "type": "private", "first_name": first_name}
        self.started = False
        self.blocked = False
        self.deactivated = False
        self._read = 0

    async def send(self, text: str) -> None:
        """Writes to the bot in private."""
        self.started = True
        await self._api.deliver({"message": said(self._api, self.user, self.chat, text)})

    async def send_photo(self) -> None:
        self.started = True
        size = {"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}
        message = said(self._api, self.user, self.chat, "")
        del message["text"]
        await self._api.deliver({"message": message | {"photo": [size]}})

    async def press(self, label: str, message: Message | None = None) -> str:
        """Presses a button, of the bot's last message with any; returns the query's id."""
        if message is None:
            message = next(m for m in reversed(self._api.messages(self.id)) if m.keyboard)
        chat = self._api.chats[message.chat_id]
        button = message.button(label)
        assert "callback_data" in button, f"{label!r} is a link: {button}"
        query = self._api.new_query(self)
        standing = {
            "message_id": message.id,
            "date": int(time.time()),
            "chat": chat,
            "from": self._api.bot,
            "text": message.text,
        }
        await self._api.deliver(
            {
                "callback_query": {
                    "id": query,
                    "from": self.user,
                    "message": standing,
                    "chat_instance": "1",
                    "data": button["callback_data"],
                }
            }
        )
        return query

    def block(self) -> None:
        self.blocked = True

    def unblock(self) -> None:
        self.blocked = False

    async def hears(self, timeout: float = 5) -> Message:  # noqa: ASYNC109 - a test's patience
        """The next message or edit in the private chat that was not read yet."""
        await self._api.wait_for(lambda api: len(api.heard[self.id]) > self._read, timeout)
        self._read += 1
        return self._api.heard[self.id][self._read - 1]

    async def hears_nothing(self, for_seconds: float = 0.3) -> None:
        await asyncio.sleep(for_seconds)
        unread = self._api.heard[self.id][self._read :]
        assert not unread, [message.text for message in unread]


class Group:
    """A group with the bot in it."""

    def __init__(self, api: "TelegramApi", number: int, title: str, *, forum: bool) -> None:
        self._api = api
        self.id = number
        self.chat = {"id": number, "type": "supergroup", "title": title, "is_forum": forum}

    async def say(self, person: Person, text: str, *, thread_id: int | None = None) -> None:
        message = said(self._api, person.user, self.chat, text)
        if thread_id is not None:
            message |= {"message_thread_id": thread_id, "is_topic_message": True}
        await self._api.deliver({"message": message})

    async def reply(self, person: Person, text: str, to: Message) -> None:
        message = said(self._api, person.user, self.chat, text)
        message["reply_to_message"] = {
            "message_id": to.id,
            "date": int(time.time()),
            "chat": self.chat,
            "from": self._api.bot,
            "text": to.text,
        }
        await self._api.deliver({"message": message})

    async def say_anonymously(self, text: str) -> None:
        """As an administrator who shows the group for a name."""
        nobody = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
        message = said(self._api, nobody, self.chat, text) | {"sender_chat": self.chat}
        await self._api.deliver({"message": message})


def said(api: "TelegramApi", user: Json, chat: Json, text: str) -> Json:
    """A message as Telegram hands it on, commands marked."""
    message: Json = {
        "message_id": api.next_message_id(),
        "date": int(time.time()),
        "chat": chat,
        "from": user,
        "text": text,
    }
    if text.startswith("/"):
        command = text.split(maxsplit=1)[0]
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": utf16(command)}]
    return message
