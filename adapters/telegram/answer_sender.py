"""Send answers to updates: as new messages, edits or inline cards, with retries.

- A private message gets a message.
- A group message gets a reply in the same topic, without personal data. If the group supports it, a
  personal answer is sent as an aside, which only the asker sees. Otherwise it opens in the private
  chat.
- If a question is edited, its answer is edited too.
- A button press edits its message, unless that message must stay.
- Text typed after the bot's name in any chat gets inline cards.

Tables are sent as rich messages if the server supports them.
"""

import asyncio
import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import telegram
from cachetools import LRUCache
from telegram.error import BadRequest, RetryAfter, TelegramError

from adapters.keyed_tasks import RecentDeliveries
from adapters.telegram.activity import PATIENCE_SECONDS, Activities
from adapters.telegram.answer_steps import (
    Step,
    Steps,
    reply_to,
    take,
    take_as_table_or_text,
    upload,
)
from adapters.telegram.bot_api_rules import Plain
from adapters.telegram.conversation_protocol import TelegramConversation
from adapters.telegram.ephemeral_answers import AsideAnswers
from adapters.telegram.errors import About, about, may_pass, meaning, seconds_to_wait
from adapters.telegram.inline_mode import answer_to_query
from adapters.telegram.links import link_into
from adapters.telegram.message_sender import (
    PacedBot,
    delete_message,
    edit_message,
    send_file,
    send_message,
    sent_as_call,
    show_activity,
    with_retries,
)
from adapters.telegram.newer_features import Refusals
from adapters.telegram.rendering import TelegramMessage, messages_of
from adapters.telegram.update_parsing import (
    PLATFORM,
    Asked,
    Incoming,
    IncomingFile,
    Looked,
    Moved,
    Pressed,
)
from adapters.telegram.updates_in_progress import Delivery
from bot.refusals import IN_PRIVATE
from bot.reply import File, MediaKind, Reply
from bot.turn_trace import not_sent
from core.values import replace
from core.verification.files.found_items import MOST_BYTES

_log = logging.getLogger(__name__)

MOST_TRIES = 5
"""How many times sending an answer is tried. One try lasts several seconds."""
REMEMBERED = 10_000
"""How many answers are remembered, so that an edited question can change its answer."""
KIND_SECONDS = 60.0
"""Within this many seconds, a chat gets only one friendly reply to stickers and the like."""


class TelegramAnswerSender:
    """Answers updates. Marks each delivery as handled, or leaves it for another try."""

    def __init__(
        self,
        bot: PacedBot,
        conversation: TelegramConversation,
        *,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._activities = Activities(patience)
        self._bot = bot
        self._conversation = conversation
        self._answers: LRUCache[tuple[int, int], list[int]] = LRUCache(REMEMBERED)
        self._albums = RecentDeliveries()
        self._kind: LRUCache[int, float] = LRUCache(REMEMBERED)
        self._refusals = Refusals()
        self._asides = AsideAnswers(bot, conversation, self._refusals)

    async def answer(self, came: Incoming, delivery: Delivery) -> None:
        """Answer an update. Mark its delivery as handled, unless another try may succeed.

        Raises an error only for a fault in our program. After a fault, the update counts as
        handled, because another try would fail too.
        """
        delivery.tries += 1
        shown = None
        if isinstance(came, Asked | Pressed) and came.chat_id:
            typing = partial(show_activity, self._bot, came.chat_id, came.thread_id)
            shown = delivery.activity = self._activities.begin(typing)
        try:
            try:
                await self._answer(came, delivery)
            finally:
                # deliveries are kept for a long time, so drop what is no longer needed
                delivery.activity = None
                if shown is not None:
                    await shown.end()
            delivery.handled = True
        except TelegramError as error:
            # after RetryAfter, another try comes too late: the person will have asked again by then
            again = may_pass(error) and delivery.tries < MOST_TRIES
            again = again and not isinstance(error, RetryAfter)
            _log.warning(
                "an answer on Telegram did not go out%s: %s",
                " yet" if again else "",
                meaning(error),
            )
            if not again and may_pass(error):
                await self._keep(came, delivery, error)
            if not again:
                not_sent()
            delivery.handled = not again
        except BaseException as error:
            # after a fault, another try would fail too. After a cancellation, Telegram delivers the
            # update again
            delivery.handled = not isinstance(error, asyncio.CancelledError)
            raise

    async def _keep(self, came: Incoming, delivery: Delivery, error: TelegramError) -> None:
        """Give the answer to the relay, which tries for hours instead of seconds."""
        if not isinstance(came, Asked | Pressed) or delivery.reply is None or not came.turn.private:
            return
        wait = seconds_to_wait(error) if isinstance(error, RetryAfter) else 0.0
        await self._conversation.retry_later(came.turn, delivery.reply, wait)

    async def _answer(self, came: Incoming, delivery: Delivery) -> None:
        match came:
            case Asked():
                await self._asked(came, delivery)
            case Pressed():
                await self._pressed(came, delivery)
            case Looked():
                await self._looked(came, delivery)
            case Moved(old, new):
                await self._conversation.address_moved(PLATFORM, str(old), str(new))

    # Messages

    async def _asked(self, came: Asked, delivery: Delivery) -> None:
        turn = came.turn
        wordless = turn.media is not None and not turn.text
        first_try = delivery.tries == 1
        if not turn.private and await self._asides.answered(came, delivery):
            return
        if wordless and (came.edited or (first_try and self._had_a_kind_word(came))):
            return
        if delivery.reply is None and came.sent is not None:
            turn = replace(turn, file=await self._fetched(came.sent))
        reply = await reply_to(turn, delivery, self._conversation)
        if came.album and first_try and self._albums.seen_before(f"{came.album} {reply.markdown}"):
            return  # if several pictures of an album have the same answer, send it only once
        if delivery.here and turn.media is MediaKind.OTHER and wordless:
            messages = messages_of(reply)
            if len(messages) == 1:
                # not kept for later edits, because a sticker cannot be edited
                delivery.call = sent_as_call(came.chat_id, came.thread_id, messages[0])
                return
        await self._show(came, reply, delivery, partial(self._steps, came, reply, delivery))
        if delivery.sent and not came.aside:
            self._answers[came.chat_id, came.message_id] = delivery.sent

    def _steps(
        self, came: Asked, reply: Reply, delivery: Delivery, messages: list[TelegramMessage]
    ) -> list[Step]:
        """Return the steps that show an answer and its files.

        The steps edit the messages of an earlier answer, send further messages, and delete earlier
        messages that are no longer needed.
        """
        here, new = (came.chat_id, came.thread_id), delivery.sent
        reply_to = None if came.turn.private or came.aside else came.message_id
        earlier = self._answers.get((came.chat_id, came.message_id), []) if came.edited else []
        steps: list[Step] = []
        for place, message in enumerate(messages):
            to = reply_to if place == 0 else None
            if place < len(earlier):
                steps.append(partial(self._edit_answer, came, earlier[place], message, new))
            else:
                steps.append(partial(self._send, *here, message, new, to))
        gone = earlier[len(messages) :]
        steps += [partial(delete_message, self._bot, came.chat_id, each) for each in gone]
        return [*steps, *self._file_steps(came, reply, delivery)]

    def _file_steps(
        self, came: Asked | Pressed, reply: Reply, delivery: Delivery
    ) -> Iterator[Step]:
        for file in reply.attachments:
            send = partial(send_file, self._bot, came.chat_id, came.thread_id, file)
            yield partial(upload, send, file, delivery)

    async def _show(
        self,
        came: Asked | Pressed,
        reply: Reply,
        delivery: Delivery,
        steps: Steps,
    ) -> None:
        """Show a reply. `steps` makes the steps that send the reply's messages.

        A reply with tables is sent as a rich message if possible, otherwise as texts.
        """
        assert not reply.aside, "everybody in the group would see it"
        private = came.turn.private
        name = self._bot.username
        if (
            not private
            and reply.template == IN_PRIVATE
            and self._asides.answers_presses(came.chat_id)
        ):
            name = ""  # without the bot's name, the button sends a command and does not open a link
        refused = await take_as_table_or_text(
            reply,
            steps,
            delivery,
            self._refusals,
            chat_id=came.chat_id,
            bot_name=name,
            private=private,
        )
        if refused is not None:  # Telegram refused the rich message, but accepted the text
            _log.info("Telegram takes no tables here: sent as text")
            self._refusals.remember(refused)

    async def _fetched(self, sent: IncomingFile) -> File | None:
        """Download an attached file. Return None if the file is too large or unavailable."""
        if sent.size > MOST_BYTES:
            return None
        try:
            found = await with_retries(partial(self._bot.get_file, sent.file_id))
            content = await with_retries(partial(self._content, found))
        except BadRequest:
            return None
        return File(sent.name, content)

    async def _content(self, found: telegram.File) -> bytes:
        """Download a file.

        If Telegram gives a relative path, do not use python-telegram-bot, which would read a local
        file with that path. An absolute path belongs to a Bot API server on this machine.
        """
        path = found.file_path or ""
        if "://" in path or Path(path).is_absolute():
            return bytes(await found.download_as_bytearray())
        return await self._bot.request.retrieve(f"{self._bot.base_file_url}/{path}")

    def _had_a_kind_word(self, came: Asked) -> bool:
        """Whether a chat that sent a sticker or the like just got a friendly reply.

        "Just" means within the last `KIND_SECONDS`.
        """
        if came.turn.media is not MediaKind.OTHER:
            return False
        now = asyncio.get_running_loop().time()
        lately = now - self._kind.pop(came.chat_id, -KIND_SECONDS) < KIND_SECONDS
        self._kind[came.chat_id] = now
        return lately

    async def _send(
        self,
        chat_id: int,
        thread_id: int | None,
        message: TelegramMessage,
        new: list[int],
        reply_to: int | None = None,
    ) -> None:
        try:
            sent = await send_message(self._bot, chat_id, thread_id, message, reply_to=reply_to)
        except TelegramError as error:
            if about(error) is not About.NO_TOPIC or thread_id is None:
                raise
            sent = await send_message(self._bot, chat_id, None, message, reply_to=reply_to)
        new.append(sent)

    async def _edit_answer(
        self, came: Asked, earlier: int, message: TelegramMessage, new: list[int]
    ) -> None:
        """Edit a message of an earlier answer, or send a new message if editing fails."""
        place: Plain = {"chat_id": came.chat_id, "message_id": earlier}
        if await self._edit(place, message):
            new.append(earlier)
        else:
            await self._send(came.chat_id, came.thread_id, message, new)

    async def _edit(self, place: Plain, message: TelegramMessage) -> bool:
        """Edit a sent message. Return False if the content must be sent as a new message.

        Raises TelegramError if the chat is gone or Telegram cannot be reached.
        """
        try:
            await edit_message(self._bot, place, message)
        except BadRequest as error:
            if about(error) is About.GONE:
                raise
            return about(error) is About.UNCHANGED
        return True

    # Button presses

    async def _pressed(self, came: Pressed, delivery: Delivery) -> None:
        turn = came.turn
        if await self._asides.answered(came, delivery):
            # acknowledge after sending the ephemeral message, because it cannot answer an
            # acknowledged press
            await self.acknowledge(came)
            return
        if turn.private and not (came.inline_id or came.below):
            turn = replace(turn, interim=partial(self._show_interim, came))
        reply = await reply_to(turn, delivery, self._conversation)
        if not came.turn.private:
            if reply.personal or came.aside:
                await self._into_private(came, reply, delivery)
                return
            await self.acknowledge(came)
        if came.inline_id:  # the chat is unknown, so only the first message can be shown
            first, *_ = messages_of(reply, bot_name=self._bot.username, private=False)
            await with_retries(partial(self._edit, {"inline_message_id": came.inline_id}, first))
            return

        def steps(messages: list[TelegramMessage]) -> list[Step]:
            here, (first, *more) = (came.chat_id, came.thread_id), messages
            start: Step = partial(self._change, came, first)
            if came.below:
                start = partial(self._send, *here, first, [])
            others = [partial(self._send, *here, each, []) for each in more]
            return [start, *others, *self._file_steps(came, reply, delivery)]

        await self._show(came, reply, delivery, steps)

    async def _show_interim(self, came: Pressed, reply: Reply) -> None:
        """Show a temporary reply in the message whose button was pressed.

        If that fails, only log the error.
        """
        message, *_ = messages_of(reply, bot_name=self._bot.username, private=True)
        place: Plain = {"chat_id": came.chat_id, "message_id": came.message_id}
        try:
            await edit_message(self._bot, place, message)
        except TelegramError as error:
            _log.info("progress on Telegram was not shown: %s", meaning(error))

    async def _change(self, came: Pressed, message: TelegramMessage) -> None:
        """Edit the message whose button was pressed, or send a new message if that fails."""
        place: Plain = {"chat_id": came.chat_id, "message_id": came.message_id}
        if not await self._edit(place, message):
            await self._send(came.chat_id, came.thread_id, message, [])

    async def _into_private(self, came: Pressed, reply: Reply, delivery: Delivery) -> None:
        """Open the private chat with the bot, where the person sees the answer.

        If it is too late to open the private chat, send the group a button that opens it.
        """
        link = link_into(self._bot.username, came.turn.text)
        if await self.acknowledge(came, link) or came.inline_id:
            return
        [message, *_] = messages_of(reply, bot_name=self._bot.username, private=False)
        await take([partial(self._send, came.chat_id, came.thread_id, message, [])], delivery)

    async def acknowledge(self, came: Pressed, link: str = "") -> bool:
        """Stop the progress indicator of the pressed button, or open a link.

        Return False if Telegram refuses, for example because it is too late.
        """
        try:
            await self._bot.answer_callback_query(came.query_id, url=link or None)
        except TelegramError as error:
            _log.info("a press on Telegram was not acknowledged (%s)", type(error).__name__)
            return False
        return True

    # Inline queries

    async def _looked(self, came: Looked, delivery: Delivery) -> None:
        cards = await self._conversation.cards(came.turn, came.start)
        answer = answer_to_query(came.query_id, cards, self._bot.username)
        if delivery.here:
            delivery.call = {"method": "answerInlineQuery", **answer}
            return
        try:
            await self._bot.do_api_request("answerinlinequery", answer)
        except TelegramError as error:
            if about(error) is not About.LATE:  # LATE: the person has typed more since then
                raise
