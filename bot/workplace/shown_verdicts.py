"""Verdicts for others to see: shared in a conversation, and as previews of links."""

from collections.abc import Sequence

from bot.actors import actor_of
from bot.command import Answer
from bot.commands.verify import verdict_data, without_duplicates
from bot.composer import Composer
from bot.reply import Reply, Turn
from core.edgefinder import Edgefinder
from core.rate_limits import Asking, asking_as
from core.verification.verdict import Detail, VerdictKind


class ShownVerdicts:
    """Verdicts that a person shows to others."""

    def __init__(self, edgefinder: Edgefinder, composer: Composer) -> None:
        self._edgefinder = edgefinder
        self._composer = composer

    async def to_show(self, turn: Turn, codes: Sequence[str]) -> Reply:
        """The verdicts as of now, to show to others: without codes or buttons."""
        return await self._composer.guarded(self._to_show(turn, codes), turn, "window")

    async def _to_show(self, turn: Turn, codes: Sequence[str]) -> Reply:
        verdicts = without_duplicates(await self._edgefinder.verification.verify(codes))
        answer = Answer("verdict_shown", verdict_data(verdicts), verdicts=tuple(verdicts))
        return self._composer.say(answer, turn.locale, personal=False)

    async def unfurled(self, turn: Turn, link: str) -> Reply | None:
        """The preview of a link to one of our pages, without the holder's name; None for other
        links.
        """
        address = self._edgefinder.public_url
        if not address or not link.startswith(f"{address}/v/"):
            return None
        with asking_as(Asking(turn.identity)):
            async with self._edgefinder.audit.acting(actor_of(turn, "link preview")):
                [verdict] = await self._edgefinder.verification.verify([link])
        if verdict.kind is VerdictKind.MISTYPED or verdict.detail is Detail.LIMITED:
            return None
        return self._composer.say(Answer("verdict_unfurled", {"verdict": verdict}), turn.locale)
