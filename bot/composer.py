"""Compose a reply from an answer: render its template, and add its buttons."""

import logging
from collections.abc import Awaitable
from typing import Any

from bot.actors import actor_of
from bot.command import Answer, Composed
from bot.fault_log import way_of
from bot.refusals import FIRST_STEPS
from bot.reply import Reply, Turn, rows_said
from bot.template_environment import renderer
from bot.turn_trace import Stage, stage, watching
from core.asking import Asking, asking_as
from core.edgefinder import Edgefinder
from core.storage.sqlite_file import NotPlain

_log = logging.getLogger(__name__)


class Composer:
    """Composes replies from answers."""

    def __init__(self, edgefinder: Edgefinder) -> None:
        self._edgefinder = edgefinder
        self.renderer = renderer()

    async def guarded(self, answering: Awaitable[Reply], turn: Turn, chat: str = "") -> Reply:
        """Await a reply on behalf of the turn's sender.

        Rate limits and the audit log count the reply for the sender.

        After a fault, log the fault, and return an apology with the fault's reference. Raises only
        NotPlain, if the command line's fast path cannot answer. `chat` is the kind of window that
        the person uses, or '' if the person writes in a chat.
        """
        platform, actor = turn.identity.platform, actor_of(turn, chat)
        with watching(platform) as watch:
            try:
                with asking_as(Asking(turn.identity)):
                    async with self._edgefinder.audit.acting(actor):
                        reply = await answering
            except NotPlain:
                raise  # the caller loads all of Edgefinder and asks again
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
        """Compose the reply from a command's answer.

        `personal`: only the person who asked may see the reply.
        """
        locale = answer.language or locale
        with stage(Stage.RENDER):
            composed = None if answer.kept is None else answer.kept.get(locale)
            markdown, tabular, buttons = composed or self._composed(answer, locale)
        return Reply(
            command=command,
            template=answer.template,
            markdown=markdown,
            buttons=buttons,
            attachments=tuple(each.said(locale) for each in answer.attachments),
            personal=personal,
            stays=answer.stays,
            verdicts=answer.verdicts,
            about=answer.about,
            understood=understood,
            locale=locale,
            tabular=tabular,
            listed=answer.listed,
        )

    def _composed(self, answer: Answer, locale: str) -> Composed:
        parts = self._edgefinder
        data: dict[str, Any] = {"issuer": parts.issuer, "day_at": parts.day_at, **answer.data}
        texts = self.renderer.both(answer.template, locale, data)
        composed = (*texts, rows_said(answer.buttons, locale))
        if answer.kept is not None:
            answer.kept[locale] = composed
        return composed

    def say(self, answer: Answer, locale: str, *, personal: bool = True) -> Reply:
        """Compose the reply from an answer that did not come from a command."""
        command = "verify" if answer.verdicts else ""
        return self.reply(command, answer, locale, personal=personal)
