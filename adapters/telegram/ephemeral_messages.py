"""Ephemeral messages: messages in a group that only one person sees (Bot API 10.3).

In the code, an ephemeral message is called an aside. A server older than 10.3 ignores the parameter
that names the person, and shows the message to the whole group. So the first ephemeral message is
always a probe: a text that only says that the answer is private. If the server returns the number
of an ephemeral message, it supports them. Otherwise the text stays in the group, which is also how
the bot answers where it cannot send ephemeral messages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram.error import BadRequest, TelegramError

from adapters.telegram.bot_api_rules import Plain
from adapters.telegram.errors import About, about, is_unknown_method
from adapters.telegram.message_sender import (
    PacedBot,
    call,
    content_parameters,
    delete_message,
    send_file,
    sending_call,
)
from adapters.telegram.newer_features import Feature, FeatureRefused, Refusals
from adapters.telegram.rendering import TelegramMessage
from bot.reply import Attachment

_NOT_ADMINISTRATOR = "bot_not_admin"
"""A part of the error text of a server that supports ephemeral messages.

The text says that the bot may not send one, because it is not an administrator.
"""


@dataclass(frozen=True, slots=True)
class AsideTo:
    """Where an ephemeral message goes: to a person in a group.

    `query_id` is the id of the button press that the message answers. If the message answers an
    ephemeral message from the person, `answers` is the number of the person's message.
    """

    chat_id: int
    receiver: int
    thread_id: int | None = None
    query_id: str = ""
    answers: int = 0

    @property
    def feature(self) -> Feature:
        return Feature.ASIDE_TO_A_PRESS if self.query_id or self.answers else Feature.ASIDE

    @property
    def parameters(self) -> Plain:
        """The parameters that turn a message into an ephemeral message.

        All methods that send messages accept these parameters.
        """
        to: Plain = {"receiver_user_id": self.receiver}
        if self.query_id:
            to["callback_query_id"] = self.query_id
        given: Plain = {"ephemeral_message_parameters": to}
        if self.answers:
            given["reply_parameters"] = {"ephemeral_message_id": self.answers}
        return given


class Asides:
    """Sends ephemeral messages, and remembers which servers and chats refuse them."""

    def __init__(self, bot: PacedBot, refusals: Refusals) -> None:
        self._bot = bot
        self._refusals = refusals
        self._proven = False

    def may_send(self, to: AsideTo) -> bool:
        """Whether personal answers can be sent to this person as ephemeral messages.

        The server must have proven that it supports them, and must not have refused them recently.
        """
        return self._proven and self.may_try(to)

    def are_known(self) -> None:
        """Record that the server supports ephemeral messages."""
        self._proven = True

    def may_try(self, to: AsideTo) -> bool:
        """Whether to try an ephemeral message: yes, unless the chat has refused one recently."""
        return self._refusals.may_try(to.feature, to.chat_id)

    async def probe(self, to: AsideTo, message: TelegramMessage) -> int | None:
        """Send an ephemeral message with nothing personal, to learn whether the server supports it.

        Return the message's number, or None if everybody in the group sees the message. Raises
        FeatureRefused if the server or the chat refuses ephemeral messages, and TelegramError if
        sending fails.
        """
        # check the server first, because an older server would show the answer to the whole group
        if to.query_id:
            await self._check_method(to)
        sent = await self._sent(to, message)
        number = _number(sent)
        if number is None:
            self._refuse_all(to)
        self._proven = number is not None
        return number

    async def send(self, to: AsideTo, message: TelegramMessage) -> int:
        """Send an ephemeral message, and return its number.

        Raises FeatureRefused if the server or the chat refuses ephemeral messages, and
        TelegramError if sending fails.
        """
        assert self._proven, "only a server that has proven to know asides gets personal ones"
        sent = await self._sent(to, message)
        number = _number(sent)
        if number is None:  # an older server has taken over, and shows the message to everybody
            await delete_message(self._bot, to.chat_id, int(sent["message_id"]))
            self._proven = False
            raise self._refuse_all(to)
        return number

    async def edit(self, to: AsideTo, number: int, message: TelegramMessage) -> bool:
        """Replace the content of an ephemeral message.

        Return False if a new message must be sent instead. Raises TelegramError if the chat is gone
        or Telegram cannot be reached.
        """
        place = {"receiver_user_id": to.receiver, "ephemeral_message_id": number}
        given = content_parameters(message) | place | {"chat_id": to.chat_id}
        try:
            await call(self._bot, "editephemeralmessagetext", given)
        except BadRequest as error:
            if about(error) is About.GONE:
                raise
            return about(error) is About.UNCHANGED
        return True

    async def send_file(self, to: AsideTo, file: Attachment) -> None:
        """Send a file as an ephemeral message.

        Raises FeatureRefused if the server or the chat refuses ephemeral messages, and
        TelegramError if sending fails.
        """
        assert self._proven, "as above"
        try:
            sent = await send_file(self._bot, to.chat_id, to.thread_id, file, more=to.parameters)
        except TelegramError as error:
            raise self._meaning(to, error) from error
        if _number(sent.api_kwargs) is None:
            await delete_message(self._bot, to.chat_id, sent.message_id)
            self._proven = False
            raise self._refuse_all(to)

    async def _check_method(self, to: AsideTo) -> None:
        """Check whether the server has a method of Bot API 10.2, by a call that changes nothing.

        Raises FeatureRefused if the server does not have the method.
        """
        nothing = {"receiver_user_id": to.receiver, "ephemeral_message_id": 0}
        try:
            await call(self._bot, "deleteephemeralmessage", nothing | {"chat_id": to.chat_id})
        except BadRequest:
            return
        except TelegramError as error:
            if is_unknown_method(error):
                raise self._refuse_all(to) from error
            raise

    async def _sent(self, to: AsideTo, message: TelegramMessage) -> Plain:
        method, given = sending_call(to.chat_id, to.thread_id, message)
        try:
            sent: Plain = await call(self._bot, method, given | to.parameters)
        except TelegramError as error:
            raise self._meaning(to, error, rich=message.rich is not None) from error
        return sent

    def _meaning(self, to: AsideTo, error: TelegramError, *, rich: bool = False) -> Exception:
        """Return the error to raise after an ephemeral message has failed with `error`.

        Return FeatureRefused if Telegram refused the message, and remember the refusal. Return any
        other error unchanged.
        """
        what = about(error)
        if what is About.GONE or not isinstance(error, BadRequest):
            return error
        if not_administrator := _NOT_ADMINISTRATOR in error.message.lower():
            self._proven = True
        feature = Feature.RICH if rich and not not_administrator else to.feature
        refused = FeatureRefused(feature, to.chat_id, by_server=False)
        # an error about one button press or topic does not mean that the chat refuses all ephemeral
        # messages
        if what is About.OTHER:
            self._refusals.remember(refused)
        return refused

    def _refuse_all(self, to: AsideTo) -> FeatureRefused:
        refused = None
        for feature in (Feature.ASIDE, Feature.ASIDE_TO_A_PRESS):
            refused = FeatureRefused(feature, to.chat_id, by_server=True)
            self._refusals.remember(refused)
        assert refused is not None
        return refused


def _number(sent: Mapping[str, Any]) -> int | None:
    return sent.get("ephemeral_message_id")
