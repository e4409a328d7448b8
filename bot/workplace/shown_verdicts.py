"""Verdicts that a person shows to others, in a conversation or in previews of links."""

from collections.abc import Sequence

from bot.command import Answer
from bot.commands.verify import verdict_data, without_duplicates
from bot.composer import Composer
from bot.reply import Reply, Turn
from core.edgefinder import Edgefinder


class ShownVerdicts:
    """Verdicts that a person shows to others."""

    def __init__(self, edgefinder: Edgefinder, composer: Composer) -> None:
        self._edgefinder = edgefinder
        self._composer = composer

    async def to_show(self, turn: Turn, codes: Sequence[str]) -> Reply:
        """Return the current verdicts as a reply for others, without codes and buttons."""
        return await self._composer.guarded(self._to_show(turn, codes), turn, "window")

    async def _to_show(self, turn: Turn, codes: Sequence[str]) -> Reply:
        verdicts = without_duplicates(await self._edgefinder.verification.verify(codes))
        answer = Answer("verdict_shown", verdict_data(verdicts), verdicts=tuple(verdicts))
        return self._composer.say(answer, turn.locale, personal=False)
