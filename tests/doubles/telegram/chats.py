"""Simulated people and groups, and the messages that they see."""

import asyncio
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tests.doubles.telegram.rules import Json, Refused, utf16

if TYPE_CHECKING:
    from tests.doubles.telegram.server import TelegramApi


@dataclass
class Message:
    """A message of the bot in its current state."""

    id: int
    chat_id: int
    text: str
    entities: list[Json] = field(default_factory=list)
    keyboard: list[list[Json]] = field(default_factory=list)
    file: bytes | None = None
    thread_id: int | None = None
    edits: int = 0
    old: bool = False  # the message is too old to edit
    rich: Json | None = None  # the blocks of a rich message; `text` holds their text
    aside: int = 0  # the number of an ephemeral message, which only `receiver` sees
    receiver: int = 0

    def copy(self) -> "Message":
        return replace(self)

    @property
    def buttons(self) -> list[str]:
        return [button["text"] for row in self.keyboard for button in row]

    def button(self, label: str) -> Json:
        for row in self.keyboard:
            for button in row:
                if label in (button["text"], button.get("callback_data")):
                    return button
        raise AssertionError(f"there is no button {label!r}, only {self.buttons}")


_FILE = {"file_id": "f", "file_unique_id": "u"}


class Person:
    """A person with a Telegram account. Their first message opens a private chat with the bot."""

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

    async def send(self, text: str) -> int:
        """Send the bot a private message; return its id."""
        return await self._bring({"text": text})

    async def edits(self, message_id: int, text: str) -> None:
        """Edit a private message to the bot."""
        self.started = True
        changed = said(self._api, self.user, self.chat, text) | {"message_id": message_id}
        await self._api.deliver({"edited_message": changed | {"edit_date": int(time.time())}})

    async def send_photo(self, caption: str = "", content: bytes = b"a picture") -> None:
        await self._bring({"photo": self._sizes(content)}, caption)

    async def send_album(self, *pictures: bytes) -> None:
        for each in pictures:
            sizes = self._sizes(each)
            await self._bring({"photo": sizes, "media_group_id": f"album-{self.id}"})

    def _sizes(self, content: bytes) -> list[Json]:
        """Return Telegram's description of a photo: two sizes, the smaller one first."""
        number = f"photo-{len(self._api.files)}"
        self._api.files |= {f"{number}-small": b"too small", number: content}
        small = {"file_id": f"{number}-small", "file_unique_id": f"{number}-small"}
        whole = {"file_id": number, "file_unique_id": number, "file_size": len(content)}
        return [small | {"width": 9, "height": 9}, whole | {"width": 90, "height": 90}]

    async def send_document(self, name: str, content: bytes, caption: str = "") -> None:
        self._api.files[name] = content
        file = {"file_id": name, "file_unique_id": name, "file_name": name}
        await self._bring({"document": file | {"file_size": len(content)}}, caption)

    async def send_sticker(self) -> None:
        sticker = {"width": 9, "height": 9, "is_animated": False, "is_video": False}
        await self._bring({"sticker": _FILE | sticker | {"type": "regular"}})

    async def send_location(self) -> None:
        await self._bring({"location": {"longitude": 1.5, "latitude": 2.5}})

    async def forwards(self, text: str, from_name: str) -> None:
        """Forward a message whose author hides their account."""
        origin = {"type": "hidden_user", "date": 1, "sender_user_name": from_name}
        await self._bring({"text": text, "forward_origin": origin})

    async def _bring(self, what: Json, caption: str = "") -> int:
        self.started = True
        message = said(self._api, self.user, self.chat, what.get("text", "")) | what
        if "text" not in what:
            del message["text"]
        if caption:
            message["caption"] = caption
        await self._api.deliver({"message": message})
        return int(message["message_id"])

    # Cards

    async def types(self, query: str, offset: str = "") -> str:
        """Type after the bot's name, in any chat; return the query's id."""
        number = f"inline-{self.id}-{len(self._api.inline_queries)}"
        self._api.inline_queries[number] = self._api.clock.now()
        await self._api.deliver(
            {"inline_query": {"id": number, "from": self.user, "query": query, "offset": offset}}
        )
        return number

    async def reads_cards(self, query: str, timeout: float = 30) -> list[Json]:  # noqa: ASYNC109 - how long a test waits
        await self._api.wait_for(lambda api: query in api.cards, timeout)
        return self._api.cards[query]

    async def picks(self, query: str, result: str, chat: Json) -> Message:
        """Post a card in a chat. If the bot is a member, it receives the message."""
        [card] = [each for each in self._api.cards[query] if each["id"] == result]
        content, keyboard = card["input_message_content"], card.get("reply_markup", {})
        number = self._api.next_message_id()
        posted = Message(
            number,
            chat["id"],
            content["message_text"],
            content.get("entities", []),
            keyboard.get("inline_keyboard", []),
        )
        if keyboard:
            self._api.posted_cards[f"card-{number}"] = posted
        message = said(self._api, self.user, chat, posted.text) | {"via_bot": self._api.bot}
        await self._api.deliver({"message": message})
        return posted

    async def press_card(self, label: str, card: Message) -> str:
        """Press a button of a card that a person posted."""
        return await self._press(card, label, {"inline_message_id": f"card-{card.id}"})

    # Buttons

    async def press_old(self, label: str, message: Message) -> str:
        """Press a button of a message too old for the bot to receive or edit."""
        standing = self._api.standing(message.chat_id, message.id)
        standing.old = True
        chat = self._api.chats[message.chat_id]
        gone = {"message_id": message.id, "date": 0, "chat": chat}
        return await self._press(message, label, {"message": gone})

    async def press(self, label: str, message: Message | None = None) -> str:
        """Press a button (default: of the last message with buttons); return the query's id."""
        if message is None:
            message = next(m for m in reversed(self._api.messages(self.id)) if m.keyboard)
        standing = {
            "message_id": message.id,
            "date": int(time.time()),
            "chat": self._api.chats[message.chat_id],
            "from": self._api.bot,
            "text": message.text,
        }
        if message.aside:
            standing |= {"ephemeral_message_id": message.aside, "receiver_user": self.user}
        return await self._press(message, label, {"message": standing})

    async def _press(self, message: Message, label: str, where: Json) -> str:
        button = message.button(label)
        assert "callback_data" in button, f"{label!r} is a link: {button}"
        query = self._api.new_query(self)
        pressed = {
            "id": query,
            "from": self.user,
            "chat_instance": "1",
            "data": button["callback_data"],
        }
        await self._api.deliver({"callback_query": pressed | where})
        return query

    def block(self) -> None:
        self.blocked = True

    def unblock(self) -> None:
        self.blocked = False

    async def confirmed(self) -> None:
        """Wait until the bot has confirmed all updates."""
        await self._api.wait_for(lambda api: api.delivering.pending == 0)

    async def hears(self, timeout: float = 30) -> Message:  # noqa: ASYNC109 - how long a test waits
        """Wait for the next unread message or edit in the private chat."""
        await self._api.wait_for(lambda api: len(api.heard[self.id]) > self._read, timeout)
        self._read += 1
        return self._api.heard[self.id][self._read - 1]

    async def sees_aside(self, group: "Group", place: int = -1) -> Message:
        """Return an ephemeral message to this person by index (default: the last)."""
        seen = self._api.asides.seen[group.id, self.id]
        await self._api.wait_for(lambda _: len(seen) > max(place, 0))
        return seen[place]

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

    async def say(self, person: Person, text: str, *, thread_id: int | None = None) -> int:
        """Post a person's message in the group; return its id."""
        message = said(self._api, person.user, self.chat, text)
        if thread_id is not None:
            message |= {"message_thread_id": thread_id, "is_topic_message": True}
        await self._api.deliver({"message": message})
        return int(message["message_id"])

    def promote(self) -> None:
        """Make the bot an administrator, who may send ephemeral messages to any member."""
        self._api.asides.administered.add(self.id)

    async def say_aside(self, person: Person, text: str) -> None:
        """Send the bot an ephemeral command: nobody else in the group sees it."""
        number = self._api.asides.next_number()
        self._api.asides.came[self.id, number] = (person.id, self._api.clock.now())
        message = said(self._api, person.user, self.chat, text)
        await self._api.deliver(
            {"message": message | {"message_id": 0, "ephemeral_message_id": number}}
        )

    async def edits(self, person: Person, message_id: int, text: str) -> None:
        changed = said(self._api, person.user, self.chat, text) | {"message_id": message_id}
        await self._api.deliver({"edited_message": changed | {"edit_date": int(time.time())}})

    async def migrate(self) -> "Group":
        """Turn the group into a supergroup, which has another id."""
        new = self._api.group(self.id - 1_000_000, str(self.chat["title"]))
        moved = said(self._api, self._api.bot, self.chat, "") | {"migrate_to_chat_id": new.id}
        arrived = said(self._api, self._api.bot, new.chat, "") | {"migrate_from_chat_id": self.id}
        for each in (moved, arrived):
            del each["text"]
            await self._api.deliver({"message": each})
        self._api.closed_chats[self.id] = Refused(
            "Bad Request: group chat was upgraded to a supergroup chat",
            400,
            migrate_to_chat_id=new.id,
        )
        return new

    def kick(self) -> None:
        """Remove the bot from the group."""
        why = "Forbidden: bot was kicked from the supergroup chat"
        self._api.closed_chats[self.id] = Refused(why, 403)

    def delete_topic(self, thread_id: int) -> None:
        self._api.topics.setdefault(self.id, set()).discard(thread_id)

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

    async def say_as_channel(self, text: str, *, posted: bool = False) -> None:
        """Post as a channel. `posted`: the message is a post of the linked channel itself."""
        channel = {"id": -1009, "type": "channel", "title": "News"}
        nobody = {"id": 136817688, "is_bot": True, "first_name": "Channel"}
        message = said(self._api, nobody, self.chat, text) | {"sender_chat": channel}
        if posted:
            message["is_automatic_forward"] = True
        await self._api.deliver({"message": message})

    async def say_as_bot(self, text: str) -> None:
        other = {"id": 99, "is_bot": True, "first_name": "Other", "username": "other_bot"}
        await self._api.deliver({"message": said(self._api, other, self.chat, text)})

    async def say_anonymously(self, text: str) -> None:
        """Post as an administrator who is anonymous behind the group's name."""
        nobody = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
        message = said(self._api, nobody, self.chat, text) | {"sender_chat": self.chat}
        await self._api.deliver({"message": message})


def said(api: "TelegramApi", user: Json, chat: Json, text: str) -> Json:
    """Return a message as Telegram delivers it, with commands marked."""
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
