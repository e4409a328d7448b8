"""From an update to a turn: what was typed or pressed, by whom, and who else reads the answer."""

import re
from collections.abc import Container
from dataclasses import dataclass

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType

from bot.reply import Turn
from core.people.model import Identity

PLATFORM = "telegram"
_COMMAND = re.compile(r"/(?P<name>\w+)(?:@(?P<bot>\w+))?(?!\S)")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A turn and where its answer goes: the message it was asked in, or the button pressed."""

    turn: Turn
    chat_id: int
    thread_id: int | None = None
    message_id: int | None = None
    query: CallbackQuery | None = None


def incoming(
    update: Update, bot_id: int, bot_name: str, commands: Container[str]
) -> Incoming | None:
    """The turn of an update, or None for what is not for us. `commands` are our commands' names."""
    if update.callback_query is not None:
        return _pressed(update.callback_query)
    message = update.message  # neither edited messages nor channel posts
    if message is None or message.from_user is None or message.from_user.is_bot:
        return None  # anonymous administrators speak as a bot of Telegram's
    private = message.chat.type == ChatType.PRIVATE
    if private:
        text = _said_in_private(message, bot_name)
    else:
        text = _said(message, bot_id, bot_name, commands)
    if text is None:
        return None
    user = message.from_user
    turn = Turn(
        Identity(PLATFORM, str(user.id)),
        text,
        # a private chat has the number of its user
        address=str(user.id),
        private=private,
        locale=user.language_code or "en",
    )
    return Incoming(turn, message.chat.id, _thread(message), message.message_id)


def _pressed(query: CallbackQuery) -> Incoming | None:
    message = query.message
    if query.data is None or message is None:
        return None
    user = query.from_user
    turn = Turn(
        Identity(PLATFORM, str(user.id)),
        query.data,
        address=str(user.id),
        private=message.chat.type == ChatType.PRIVATE,
        pressed=True,
        locale=user.language_code or "en",
    )
    # of a message that is too old Telegram tells no more than where it stands
    thread = _thread(message) if isinstance(message, Message) else None
    return Incoming(turn, message.chat.id, thread, message.message_id, query)


def _thread(message: Message) -> int | None:
    return message.message_thread_id if message.is_topic_message else None


def _said_in_private(message: Message, bot_name: str) -> str | None:
    if message.text is None:
        # a photo, a sticker, a voice message: what can be asked is the kindest answer
        return "help" if message.effective_attachment is not None else None
    return _without_bot(message.text, bot_name)


def _said(message: Message, bot_id: int, bot_name: str, commands: Container[str]) -> str | None:
    """What was said to us in a group; None when it was said to others."""
    text = message.text
    if text is None:
        return None
    if command := _COMMAND.match(text):
        name, addressed = command["name"].lower(), (command["bot"] or "").lower()
        # a command to nobody by name is ours when we have such a one
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
    """`/status@OurBot x` as `/status x`."""
    command = _COMMAND.match(text)
    if command and (command["bot"] or "").lower() == bot_name.lower():
        return f"/{command['name']}{text[command.end() :]}"
    return text
