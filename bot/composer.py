"""Compose a reply from an answer: render its template, and add its buttons."""

import logging
from collections.abc import Awaitable
from typing import Any

from cachetools import LRUCache

from bot.actors import actor_of
from bot.command import Answer
from bot.fault_log import way_of
from bot.refusals import FIRST_STEPS
from bot.reply import Reply, Turn, rows_said
from bot.template_environment import renderer
from bot.turn_watch import Stage, stage, watching
from core.asking import Asking, asking_as
from core.edgefinder import Edgefinder
from core.storage.sqlite_file import NotPlain

_log = logging.getLogger(__name__)

_SHARED = 256
"""How many replies to shared answers are remembered."""


class Composer:
    """Composes replies."""

    def __init__(self, edgefinder: Edgefinder) -> None:
        self._edgefinder = edgefinder
        self.renderer = renderer()
        self._shared: LRUCache[tuple[int, str], tuple[Answer, Reply]] = LRUCache(_SHARED)

    async def guarded(self, answering: Awaitable[Reply], turn: Turn, chat: str = "") -> Reply:
        """Await a reply within the person's rate limits, as their actor. Raises only NotPlain.

        A fault is logged, and answered with an apology and its reference. `chat`: the kind of
        window that the person uses; empty: their chat.
        """
        platform, actor = turn.identity.platform, actor_of(turn, chat)
        with watching(platform) as watch:
            try:
                with asking_as(Asking(turn.identity)):
                    async with self._edgefinder.audit.acting(actor):
                        reply = await answering
            except NotPlain:
                raise  # all of Edgefinder answers instead
            except Exception as fault:  # noqa: BLE001 - the edge of every loop: logged and answered
                reference = watch.reference
                _log.error("fault %s while answering on %s: %s", reference, platform, way_of(fault))
                template = "records_away" if self._edgefinder.is_away(fault) else "fault"
                answer = Answer(template, {"reference": reference}, FIRST_STEPS)
                reply = self.reply("", answer, turn.locale)
            linked = actor.person is not None
            watch.answered(reply.command, reply.template, actor.roles, linked=linked)
            return reply

    def reply(
        self,
        command: str,
        answer: Answer,
        locale: str,
        *,
        personal: bool = True,
        understood: tuple[tuple[str, str, float], ...] = (),
    ) -> Reply:
        """Compose a command's answer. `personal`: only the person who asked may see it."""
        locale = answer.language or locale
        if answer.shared:
            known, reply = self._shared.get((id(answer), locale), (None, None))
            if known is answer and reply is not None:
                return reply
        data: dict[str, Any] = {"issuer": self._edgefinder.issuer, **answer.data}
        with stage(Stage.RENDER):
            markdown, tabular = self.renderer.both(answer.template, locale, data)
        reply = Reply(
            command=command,
            template=answer.template,
            markdown=markdown,
            buttons=rows_said(answer.buttons, locale),
            attachments=tuple(each.said(locale) for each in answer.attachments),
            personal=personal,
            stays=answer.stays,
            verdicts=answer.verdicts,
            understood=understood,
            locale=locale,
            tabular=tabular,
        )
        if answer.shared:
            self._shared[id(answer), locale] = answer, reply
        return reply

    def say(self, answer: Answer, locale: str, *, personal: bool = True) -> Reply:
        """Compose an answer that no command gave."""
        command = "verify" if answer.verdicts else ""
        return self.reply(command, answer, locale, personal=personal)
