"""Compose a reply from a command's answer: its template, rendered, and its buttons."""

from typing import Any

from bot.command import Answer
from bot.reply import Reply, rows_said
from bot.template_environment import renderer
from bot.turn_watch import Stage, stage


class Composer:
    """Composes replies in the name of an issuer."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer
        self.renderer = renderer()

    def reply(self, command: str, answer: Answer, locale: str, *, personal: bool = True) -> Reply:
        """Compose a command's answer. `personal`: only the person who asked may see it."""
        locale = answer.language or locale
        data: dict[str, Any] = {"issuer": self._issuer, **answer.data}
        with stage(Stage.RENDER):
            markdown, tabular = self.renderer.both(answer.template, locale, data)
        return Reply(
            command=command,
            template=answer.template,
            markdown=markdown,
            buttons=rows_said(answer.buttons, locale),
            attachments=tuple(each.said(locale) for each in answer.attachments),
            personal=personal,
            stays=answer.stays,
            verdicts=answer.verdicts,
            locale=locale,
            tabular=tabular,
        )
