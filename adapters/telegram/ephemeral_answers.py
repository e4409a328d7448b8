"""Answer personal questions in a group by ephemeral messages, which only the asker sees.

In the code, an ephemeral message is called an aside.
"""

import logging
from functools import partial

from adapters.telegram.answer_steps import Step, reply_to, take_as_table_or_text, upload
from adapters.telegram.ephemeral_messages import Asides, AsideTo
from adapters.telegram.message_sender import PacedBot, with_retries
from adapters.telegram.newer_features import FeatureRefused, Refusals
from adapters.telegram.rendering import TelegramMessage, messages_of
from adapters.telegram.update_parsing import Asked, Pressed
from adapters.telegram.updates_in_progress import Delivery
from bot.refusals import IN_PRIVATE
from bot.reply import Answers, Reply
from core.values import replace

_log = logging.getLogger(__name__)


class AsideAnswers:
    """Answers personal commands in groups by ephemeral messages, where Telegram allows them."""

    def __init__(self, bot: PacedBot, conversation: Answers, refusals: Refusals) -> None:
        self._bot = bot
        self._conversation = conversation
        self._refusals = refusals
        self._asides = Asides(bot, refusals)

    def answers_presses(self, chat_id: int) -> bool:
        """Whether an ephemeral message can answer a button press in this group."""
        return self._asides.may_send(AsideTo(chat_id, 0, query_id="any"))

    async def answered(self, came: Asked | Pressed, delivery: Delivery) -> bool:
        """Answer by an ephemeral message if possible.

        Return False if the turn still needs an answer.
        """
        to = _aside_to(came)
        try:
            if to and self._asides.may_try(to) and await self._answer(came, to, delivery):
                return True
        except FeatureRefused:
            _log.info("Telegram refused an answer for one person: answered as without it")
            delivery.reply, delivery.aside, delivery.steps = None, 0, 0
        # the reply was made for an ephemeral message, so another answer needs a new reply
        if delivery.reply is not None and delivery.reply.aside:
            delivery.reply, delivery.aside, delivery.steps = None, 0, 0
        return False

    async def _answer(self, came: Asked | Pressed, to: AsideTo, delivery: Delivery) -> bool:
        if came.aside:
            self._asides.are_known()
        elif not self._asides.may_send(to):
            reply = await reply_to(came.turn, delivery, self._conversation)
            if reply.template != IN_PRIVATE:
                return False
            delivery.aside = await self._probe(to, reply)
            if not delivery.aside:
                # the server does not support ephemeral messages, so the whole group has seen the
                # probe, which says "I answer this in private": that is the answer
                return True
            delivery.reply = None
        reply = await reply_to(replace(came.turn, aside=True), delivery, self._conversation)
        if not (reply.aside or came.aside):
            return bool(delivery.aside)
        await self._show(came, to, reply, delivery)
        return True

    async def _probe(self, to: AsideTo, reply: Reply) -> int:
        """Send "I answer this in private" as an ephemeral message, to test the server.

        Return the message's number, or 0 if the whole group can see the message.
        """
        message, *_ = messages_of(reply, bot_name=self._bot.username, private=False)
        return await with_retries(partial(self._asides.probe, to, message)) or 0

    async def _show(
        self, came: Asked | Pressed, to: AsideTo, reply: Reply, delivery: Delivery
    ) -> None:
        # only the asker sees an ephemeral message, so it may contain what belongs in a private chat
        private = reply.template != IN_PRIVATE
        name = self._bot.username

        def steps(messages: list[TelegramMessage]) -> list[Step]:
            first, *more = messages
            send = partial(self._asides.send, to)
            start: Step = partial(send, first)
            if old := delivery.aside or _changed_by(came):
                start = partial(self._change, to, old, first)
            files = [
                partial(upload, partial(self._asides.send_file, to, file), file, delivery)
                for file in reply.attachments
            ]
            return [start, *(partial(send, each) for each in more), *files]

        await take_as_table_or_text(
            reply,
            steps,
            delivery,
            self._refusals,
            chat_id=came.chat_id,
            bot_name=name,
            private=private,
        )

    async def _change(self, to: AsideTo, old: int, message: TelegramMessage) -> None:
        if not await self._asides.edit(to, old, message):
            await self._asides.send(to, message)


def _aside_to(came: Asked | Pressed) -> AsideTo | None:
    """Return where to send an ephemeral message.

    Return None if the chat is private, or if Telegram does not say who asked.
    """
    turn = came.turn
    if turn.private or turn.as_chat or not came.chat_id:
        return None
    receiver = int(turn.identity.external_id)
    if isinstance(came, Pressed):
        return AsideTo(came.chat_id, receiver, came.thread_id, query_id=came.query_id)
    return AsideTo(came.chat_id, receiver, came.thread_id, answers=came.aside)


def _changed_by(came: Asked | Pressed) -> int:
    """Return the number of the ephemeral message whose button was pressed, to edit it.

    Return 0 if the answer is a new message.
    """
    return came.aside if isinstance(came, Pressed) and not came.below else 0
