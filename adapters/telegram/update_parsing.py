"""Parse an update from Telegram: who did what, in which chat, and who sees the answer."""

import re
from collections.abc import Container
from dataclasses import dataclass

from telegram import Update
from telegram.constants import ChatType

from adapters.telegram.addresses import CAPABILITIES, TelegramAddress
from adapters.telegram.bot_api_rules import Plain
from adapters.telegram.keyboards import BELOW
from adapters.telegram.message_text import is_attached, is_said, words_of
from bot.reply import MediaKind, Turn
from core.notices.places import Chat
from core.people.model import Identity
from core.values import value

PLATFORM = "telegram"
WANTED = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
)
"""The kinds of updates that we ask Telegram for."""

_COMMAND = re.compile(r"/(?P<name>\w+)(?:@(?P<bot>\w+))?(?!\S)")


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file or picture with its Telegram file id. `size` is in bytes, or 0 if unknown."""

    file_id: str
    name: str
    size: int


@value
class Asked:
    """A message to the bot, and where the answer goes.

    `edited`: the person edited an earlier message. Pictures that were sent together have the same
    `album`. `sent` is the attached file or picture. If only its author sees the message in the
    group, `aside` is its number as an ephemeral message. Otherwise `aside` is 0.
    """

    turn: Turn
    chat_id: int
    message_id: int
    thread_id: int | None = None
    edited: bool = False
    album: str = ""
    sent: IncomingFile | None = None
    aside: int = 0


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press of a button, on a message in a chat or on an inline card that a person posted.

    `inline_id` identifies the card; Telegram tells us nothing else about the card. `below`: the
    message with the button stays, and the answer is sent below it. If only this person sees that
    message in the group, `aside` is its number as an ephemeral message. Otherwise `aside` is 0.
    """

    turn: Turn
    query_id: str
    chat_id: int = 0
    message_id: int = 0
    thread_id: int | None = None
    inline_id: str = ""
    below: bool = False
    aside: int = 0


@dataclass(frozen=True, slots=True)
class Looked:
    """Text that a person typed after the bot's name in any chat (an inline query).

    `start` is the index of the first card to return.
    """

    turn: Turn
    query_id: str
    start: int = 0


@dataclass(frozen=True, slots=True)
class Moved:
    """The update that a group became a supergroup and got a new chat id."""

    chat_id: int
    new_chat_id: int


Incoming = Asked | Pressed | Looked | Moved


def incoming(
    update: Plain, bot_id: int, bot_name: str, commands: Container[str]
) -> Incoming | None:
    """Parse an update in Telegram's JSON. Return None if the update is not for us.

    `commands` are the names of our commands. Raises KeyError or a similar error if the data is not
    an update. PTB's objects are not used, because creating them would double the time of an answer.
    """
    if (query := update.get("callback_query")) is not None:
        return _pressed(query)
    if (query := update.get("inline_query")) is not None:
        return _looked(query)
    new = update.get("message")
    message = new or update.get("edited_message")
    if message is None:
        return None
    if (moved := message.get("migrate_to_chat_id")) is not None:
        return Moved(message["chat"]["id"], moved)
    return _asked(message, bot_id, bot_name, commands, edited=new is None)


def _asked(
    message: Plain, bot_id: int, bot_name: str, commands: Container[str], *, edited: bool
) -> Asked | None:
    speaker = _speaker(message)
    if speaker is None or ("via_bot" in message and message["via_bot"]["id"] == bot_id):
        return None  # from a bot or a linked channel, or an inline card of our own
    chat = message["chat"]
    private = chat["type"] == ChatType.PRIVATE
    forwarded = "forward_origin" in message
    media = _media_of(message)
    if not private:
        if forwarded:
            return None
        text, media = _said(message, bot_id, bot_name, commands), None
        if text is None:
            return None
    else:
        text = _without_bot(words_of(message), bot_name)
        if not text and media is None:
            return None  # a service message about the chat
    turn = Turn(
        Identity(PLATFORM, speaker),
        text,
        capabilities=CAPABILITIES,
        as_chat="sender_chat" in message,
        # a private chat has the same id as its user
        address=speaker,
        private=private,
        chat=None if private else _chat(message),
        locale=_language(message.get("from")),
        media=media,
        forwarded=forwarded,
    )
    return Asked(
        turn,
        chat["id"],
        message["message_id"],
        _thread(message),
        edited,
        message.get("media_group_id", ""),
        _sent(message) if media in _FETCHED else None,
        _aside(message),
    )


_FETCHED = (MediaKind.FILE, MediaKind.PICTURE)


def _chat(message: Plain) -> Chat:
    """Return the group, channel or forum topic in which the message was posted."""
    chat = message["chat"]
    kind = "channel" if chat["type"] == ChatType.CHANNEL else "group"
    title, thread = chat.get("title") or "this group", _thread(message)
    if thread is not None:
        title = f"{title}: {_topic(message)}"
    return Chat(PLATFORM, str(TelegramAddress(chat["id"], thread)), title, kind)


def _topic(message: Plain) -> str:
    """Return the name of a forum topic, or "a topic" if its name is unknown.

    The name is known only if the message replies to the message that created the topic.
    """
    created = message.get("reply_to_message", {}).get("forum_topic_created", {})
    name: str = created.get("name", "a topic")
    return name


def _speaker(message: Plain) -> str | None:
    """Return the id of the author of a message.

    Return None for bots and posts of a linked channel. If a person posts as a group or channel, the
    group or channel is the author.
    """
    if message.get("is_automatic_forward"):
        return None
    if "sender_chat" in message:
        return str(message["sender_chat"]["id"])
    user = message.get("from")
    return None if user is None or user["is_bot"] else str(user["id"])


def _media_of(message: Plain) -> MediaKind | None:
    if "document" in message:
        return MediaKind.FILE
    if message.get("photo"):
        return MediaKind.PICTURE
    if is_attached(message):
        return MediaKind.OTHER
    return MediaKind.OTHER if not words_of(message) and is_said(message) else None


def _sent(message: Plain) -> IncomingFile | None:
    if (file := message.get("document")) is not None:
        return IncomingFile(
            file["file_id"], file.get("file_name") or "the file", file.get("file_size", 0)
        )
    if photo := message.get("photo"):
        largest = max(photo, key=lambda each: each["width"] * each["height"])
        return IncomingFile(largest["file_id"], "the picture", largest.get("file_size", 0))
    return None


def _pressed(query: Plain) -> Pressed | None:
    message, data = query.get("message"), query.get("data")
    inline_id = query.get("inline_message_id", "")
    if data is None or (message is None and not inline_id):
        return None
    call = data.removeprefix(BELOW)
    user = query["from"]
    # Telegram does not say in which chat the card with the pressed button is
    private = message is not None and message["chat"]["type"] == ChatType.PRIVATE
    turn = Turn(
        Identity(PLATFORM, str(user["id"])),
        call,
        capabilities=CAPABILITIES,
        address=str(user["id"]),
        private=private,
        pressed=True,
        chat=None if private or message is None else _chat(message),
        locale=_language(user),
    )
    if message is None:
        return Pressed(turn, query["id"], inline_id=inline_id)
    # for an old message, Telegram sends only the chat and the id
    thread, aside = _thread(message), _aside(message)
    here = message["chat"]["id"], message["message_id"], thread
    return Pressed(turn, query["id"], *here, below=call != data, aside=aside)


def _looked(query: Plain) -> Looked:
    user, offset = query["from"], query["offset"]
    turn = Turn(
        Identity(PLATFORM, str(user["id"])),
        query["query"].strip(),
        capabilities=CAPABILITIES,
        address=str(user["id"]),
        private=False,  # the card that the user picks is sent to a chat with other people
        locale=_language(user),
    )
    return Looked(turn, query["id"], int(offset) if offset.isdecimal() else 0)


def _language(user: Plain | None) -> str:
    return (user.get("language_code") if user is not None else None) or "en"


def _thread(message: Plain) -> int | None:
    return message.get("message_thread_id") if message.get("is_topic_message") else None


def _aside(message: Plain) -> int:
    """Return the number of an ephemeral message (Bot API 10.2), or 0 for any other message."""
    return int(message.get("ephemeral_message_id", 0))


def _said(message: Plain, bot_id: int, bot_name: str, commands: Container[str]) -> str | None:
    """Return the text of a group's message if it is addressed to the bot, else None."""
    text = words_of(message)
    if not text:
        return None
    if _aside(message):
        return _without_bot(text, bot_name)
    if command := _COMMAND.match(text):
        name, addressed = command["name"].lower(), (command["bot"] or "").lower()
        # a command without a bot's name is for us if it is a command of ours
        ours = addressed == bot_name.lower() if addressed else name in commands
        return _without_bot(text, bot_name) if ours else None
    mention = re.compile(rf"(?<!\w)@{re.escape(bot_name)}\b", re.IGNORECASE)
    if mention.search(text):
        return " ".join(mention.sub(" ", text, count=1).split()) or "help"
    replied = message.get("reply_to_message", {}).get("from")
    return text if replied is not None and replied["id"] == bot_id else None


def _without_bot(text: str, bot_name: str) -> str:
    """Remove the bot's name from a command: `/status@OurBot x` becomes `/status x`."""
    command = _COMMAND.match(text)
    if command and (command["bot"] or "").lower() == bot_name.lower():
        return f"/{command['name']}{text[command.end() :]}"
    return text
