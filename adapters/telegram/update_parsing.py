"""Parse an update: what was typed, pressed or looked up, by whom, and who reads the answer."""

import re
from collections.abc import Container
from dataclasses import dataclass

from telegram import (
    CallbackQuery,
    InlineQuery,
    MaybeInaccessibleMessage,
    Message,
    Update,
    User,
)
from telegram.constants import ChatType

from adapters.telegram.addresses import CAPABILITIES, TelegramAddress
from adapters.telegram.message_text import is_said, words_of
from adapters.telegram.rendering import BELOW
from bot.reply import MediaKind, Turn
from core.notices.places import Chat
from core.people.model import Identity

PLATFORM = "telegram"
WANTED = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
)
"""The kinds of updates that we request."""

_COMMAND = re.compile(r"/(?P<name>\w+)(?:@(?P<bot>\w+))?(?!\S)")


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file or picture by its Telegram file id; `size` in bytes, 0 if unknown."""

    file_id: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A message to the bot, and where the answer goes.

    `edited`: it was sent before, perhaps with other words. `album` is the id shared by the pictures
    that were sent together. `sent`: the attached file or picture. `aside`: its number as an aside,
    which nobody else in the group sees; 0 if it is none.
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
    """A pressed button, on a message in a chat or on an inline card that a person posted.

    `inline_id` identifies such a card, and nothing else is known about it. `below`: the message
    stays, and the answer comes below it. `aside`: the number of the message if only the presser
    sees it.
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
    """Text being typed after the bot's name, in any chat; the answer is the cards from `start`
    on.
    """

    turn: Turn
    query_id: str
    start: int = 0


@dataclass(frozen=True, slots=True)
class Moved:
    """A group became a supergroup and got another chat id."""

    chat_id: int
    new_chat_id: int


Incoming = Asked | Pressed | Looked | Moved


def incoming(
    update: Update, bot_id: int, bot_name: str, commands: Container[str]
) -> Incoming | None:
    """Parse an update; None if it is not for us. `commands` are the names of our commands."""
    if update.callback_query is not None:
        return _pressed(update.callback_query)
    if update.inline_query is not None:
        return _looked(update.inline_query)
    message = update.message or update.edited_message
    if message is None:
        return None
    if message.migrate_to_chat_id is not None:
        return Moved(message.chat.id, message.migrate_to_chat_id)
    return _asked(message, bot_id, bot_name, commands, edited=update.message is None)


def _asked(
    message: Message, bot_id: int, bot_name: str, commands: Container[str], *, edited: bool
) -> Asked | None:
    speaker = _speaker(message)
    if speaker is None or (message.via_bot is not None and message.via_bot.id == bot_id):
        return None  # one of our own cards, not addressed to us
    private = message.chat.type == ChatType.PRIVATE
    forwarded = message.forward_origin is not None
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
        as_chat=message.sender_chat is not None,
        # a private chat has the same id as its user
        address=speaker,
        private=private,
        chat=_chat(message),
        locale=_language(message.from_user),
        media=media,
        forwarded=forwarded,
    )
    return Asked(
        turn,
        message.chat.id,
        message.message_id,
        _thread(message),
        edited,
        message.media_group_id or "",
        _sent(message) if private else None,
        _aside(message),
    )


def _chat(message: MaybeInaccessibleMessage) -> Chat | None:
    """Return the group, or the topic of a forum group; None for a private chat."""
    if message.chat.type == ChatType.PRIVATE:
        return None
    kind = "channel" if message.chat.type == ChatType.CHANNEL else "group"
    title, thread = message.chat.title or "this group", None
    if isinstance(message, Message) and (thread := _thread(message)) is not None:
        title = f"{title}: {_topic(message)}"
    return Chat(PLATFORM, str(TelegramAddress(message.chat.id, thread)), title, kind)


def _topic(message: Message) -> str:
    """Return the topic's name, if the update includes the message that created it."""
    first = message.reply_to_message
    created = first.forum_topic_created if first is not None else None
    return created.name if created is not None else "a topic"


def _speaker(message: Message) -> str | None:
    """Return the author. A person posting as a group or channel counts as that, with no record."""
    if message.is_automatic_forward:
        return None
    if message.sender_chat is not None:
        return str(message.sender_chat.id)
    user = message.from_user
    return None if user is None or user.is_bot else str(user.id)


def _media_of(message: Message) -> MediaKind | None:
    if message.document is not None:
        return MediaKind.FILE
    if message.photo:
        return MediaKind.PICTURE
    if message.effective_attachment is not None:
        return MediaKind.OTHER
    return MediaKind.OTHER if not words_of(message) and is_said(message) else None


def _sent(message: Message) -> IncomingFile | None:
    if (file := message.document) is not None:
        return IncomingFile(file.file_id, file.file_name or "the file", file.file_size or 0)
    if message.photo:
        largest = max(message.photo, key=lambda each: each.width * each.height)
        return IncomingFile(largest.file_id, "the picture", largest.file_size or 0)
    return None


def _pressed(query: CallbackQuery) -> Pressed | None:
    message = query.message
    if query.data is None or (message is None and not query.inline_message_id):
        return None
    call = query.data.removeprefix(BELOW)
    turn = Turn(
        Identity(PLATFORM, str(query.from_user.id)),
        call,
        capabilities=CAPABILITIES,
        address=str(query.from_user.id),
        # Telegram does not say in which chats a card was posted
        private=message is not None and message.chat.type == ChatType.PRIVATE,
        pressed=True,
        chat=_chat(message) if message is not None else None,
        locale=_language(query.from_user),
    )
    if message is None:
        return Pressed(turn, query.id, inline_id=query.inline_message_id or "")
    # for a message that is too old, Telegram gives only its chat and id
    thread = _thread(message) if isinstance(message, Message) else None
    below, aside = call != query.data, _aside(message)
    number = message.message_id
    return Pressed(turn, query.id, message.chat.id, number, thread, below=below, aside=aside)


def _looked(query: InlineQuery) -> Looked:
    turn = Turn(
        Identity(PLATFORM, str(query.from_user.id)),
        query.query.strip(),
        capabilities=CAPABILITIES,
        address=str(query.from_user.id),
        private=False,  # the chosen result is posted for others
        locale=_language(query.from_user),
    )
    return Looked(turn, query.id, int(query.offset) if query.offset.isdecimal() else 0)


def _language(user: User | None) -> str:
    return (user.language_code if user is not None else None) or "en"


def _thread(message: Message) -> int | None:
    return message.message_thread_id if message.is_topic_message else None


def _aside(message: MaybeInaccessibleMessage) -> int:
    """Return the number of an ephemeral message (Bot API 10.2); 0 for any other."""
    return int(message.api_kwargs.get("ephemeral_message_id", 0))


def _said(message: Message, bot_id: int, bot_name: str, commands: Container[str]) -> str | None:
    """Return the text addressed to us in a group; None if it was addressed to others."""
    text = words_of(message)
    if not text:
        return None
    if _aside(message):
        return _without_bot(text, bot_name)
    if command := _COMMAND.match(text):
        name, addressed = command["name"].lower(), (command["bot"] or "").lower()
        # a command without a bot's name is for us if we have that command
        ours = addressed == bot_name.lower() if addressed else name in commands
        return _without_bot(text, bot_name) if ours else None
    mention = re.compile(rf"(?<!\w)@{re.escape(bot_name)}\b", re.IGNORECASE)
    if mention.search(text):
        return " ".join(mention.sub(" ", text, count=1).split()) or "help"
    replied = message.reply_to_message
    if replied is not None and replied.from_user is not None and replied.from_user.id == bot_id:
        return text
    return None


def _without_bot(text: str, bot_name: str) -> str:
    """Turn `/status@OurBot x` into `/status x`."""
    command = _COMMAND.match(text)
    if command and (command["bot"] or "").lower() == bot_name.lower():
        return f"/{command['name']}{text[command.end() :]}"
    return text
