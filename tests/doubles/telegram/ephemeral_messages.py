"""Ephemeral messages (Bot API 10.3), which the code calls asides.

A bot that is an administrator may send one to any member. Other bots may send one only within 15
seconds of the person's button press or ephemeral message:
core.telegram.org/bots/api#ephemeral-messages-and-commands.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.doubles.telegram.rules import Json, bad, parsed

if TYPE_CHECKING:
    from tests.doubles.telegram.chats import Message
    from tests.doubles.telegram.server import TelegramApi

_SECONDS = 15.0
_FIELDS = {"receiver_user_id", "callback_query_id", "replace_callback_query_message"}
_TOO_LATE = "query is too old and response timeout expired or query ID is invalid"

Place = tuple[int, int]
"""A chat's id and the id of the only person who sees the message."""


@dataclass
class Asides:
    """The ephemeral messages of a server.

    Tests set `administered` (the groups where the bot is an administrator) and `refused` (groups
    that refuse all ephemeral messages, with the error). Tests read `sent` and `seen`, the messages
    by chat and person.
    """

    administered: set[int] = field(default_factory=set)
    refused: dict[int, str] = field(default_factory=dict)
    sent: dict[Place, dict[int, "Message"]] = field(default_factory=lambda: defaultdict(dict))
    seen: dict[Place, list["Message"]] = field(default_factory=lambda: defaultdict(list))
    came: dict[tuple[int, int], tuple[int, float]] = field(default_factory=dict)
    """Person and time of each ephemeral message sent to the bot, by group and message number."""
    last: int = 9000

    def next_number(self) -> int:
        self.last += 1
        return self.last


def receiver(api: "TelegramApi", given: Json) -> int | None:
    """Return the only person who may see a message, or None if everybody may see it."""
    reply = parsed(given.get("reply_parameters", {}), "reply parameters")
    answered = reply.get("ephemeral_message_id")
    if "ephemeral_message_parameters" not in given:
        if answered is not None:
            raise bad("a reply to an ephemeral message must be an ephemeral message")
        return None
    to = parsed(given["ephemeral_message_parameters"], "ephemeral message parameters")
    if set(to) - _FIELDS or not isinstance(to.get("receiver_user_id"), int):
        raise bad("can't parse ephemeral message parameters")
    chat, person = int(given["chat_id"]), int(to["receiver_user_id"])
    asides = api.asides
    if chat > 0:
        raise bad("BOT_NOT_ADMIN")
    if chat in asides.refused:
        raise bad(asides.refused[chat])
    if person not in api.chats:
        raise bad("USER_NOT_PARTICIPANT")
    if "callback_query_id" in to:
        if not api.is_open_press(to["callback_query_id"], person, _SECONDS):
            raise bad(_TOO_LATE)
    elif answered is not None:
        who, at = asides.came.get((chat, int(answered)), (0, 0.0))
        if who != person or api.clock.now() - at >= _SECONDS:
            raise bad("EPHEMERAL_MESSAGE_ID_INVALID")
    elif chat not in asides.administered:
        raise bad("BOT_NOT_ADMIN")
    return person


def stand(api: "TelegramApi", message: "Message", person: int) -> Json:
    """Show a message to one person. Return it in Telegram's format."""
    message.id, message.aside, message.receiver = 0, api.asides.next_number(), person
    place = (message.chat_id, person)
    api.asides.sent[place][message.aside] = message
    api.asides.seen[place].append(message.copy())
    return api.shown(message) | {
        "ephemeral_message_id": message.aside,
        "receiver_user": api.person(person).user,
    }


def find(api: "TelegramApi", given: Json) -> "Message":
    place = (int(given["chat_id"]), int(given.get("receiver_user_id", 0)))
    message = api.asides.sent[place].get(int(given.get("ephemeral_message_id", 0)))
    if message is None:
        raise bad("message to edit not found")
    return message


async def delete(api: "TelegramApi", given: Json) -> bool:
    message = find(api, given)
    del api.asides.sent[message.chat_id, message.receiver][message.aside]
    return True
