"""Replies in the same form as the conversation's, and what happens when composing one fails."""

import logging
import secrets
from collections.abc import Awaitable

from bot.actors import actor_of
from bot.command import Answer
from bot.composer import Composer
from bot.fault_log import way_of
from bot.reply import Reply, Turn
from core.edgefinder import Edgefinder
from core.rate_limits import Asking, asking_as

_log = logging.getLogger(__name__)


class WorkplaceReplies:
    """Composes replies, and answers faults."""

    def __init__(self, edgefinder: Edgefinder) -> None:
        self._edgefinder = edgefinder
        self._composer = Composer(edgefinder.issuer)

    async def guarded(self, answering: Awaitable[Reply], turn: Turn) -> Reply:
        """Return the reply, within the person's limits and in their name; never raises."""
        try:
            with asking_as(Asking(turn.identity)):
                async with self._edgefinder.audit.acting(actor_of(turn, "window")):
                    return await answering
        except Exception as fault:  # noqa: BLE001 - the edge of every loop: logged and answered
            reference = secrets.token_hex(4)
            _log.error("fault %s while checking: %s", reference, way_of(fault))
            return self.say(Answer("fault", {"reference": reference}), turn.locale)

    def say(self, answer: Answer, locale: str, *, personal: bool = True) -> Reply:
        """Return an answer as a reply; `personal`: only for the person who asked."""
        command = "verify" if answer.verdicts else ""
        return self._composer.reply(command, answer, locale, personal=personal)
