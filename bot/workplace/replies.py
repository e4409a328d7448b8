"""Replies in the same form as the conversation's, and what happens when composing one fails."""

import logging
import secrets
from collections.abc import Awaitable

from bot.actors import actor_of
from bot.command import Answer
from bot.fault_log import way_of
from bot.reply import Reply, Turn, rows_said
from bot.template_environment import renderer
from core.edgefinder import Edgefinder
from core.rate_limits import Asking, asking_as

_log = logging.getLogger(__name__)


class WorkplaceReplies:
    """Composes replies, and answers faults."""

    def __init__(self, edgefinder: Edgefinder) -> None:
        self._edgefinder = edgefinder
        self._renderer = renderer()

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
        data = {"issuer": self._edgefinder.issuer, **answer.data}
        markdown, tabular = self._renderer.both(answer.template, locale, data)
        return Reply(
            command="verify" if answer.verdicts else "",
            template=answer.template,
            markdown=markdown,
            buttons=rows_said(answer.buttons, locale),
            attachments=tuple(each.said(locale) for each in answer.attachments),
            personal=personal,
            verdicts=answer.verdicts,
            locale=locale,
            tabular=tabular,
        )
