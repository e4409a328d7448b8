"""Prompts that a platform suggests for the beginning of a conversation, by role."""

from collections.abc import Sequence

from bot.access import Audience
from bot.reply import Turn
from bot.suggested_prompts import AWAY, BEHIND, CATALOG, CHECK, CLASS, HELP, LEFT, MINE, NEXT
from core.edgefinder import Edgefinder

FOR_CANDIDATES = (LEFT, NEXT, MINE, CHECK)
FOR_TEACHERS = (AWAY, BEHIND, CLASS, CHECK)
FOR_OTHERS = (CHECK, CATALOG, HELP)


class SuggestedPrompts:
    """What a person may want to ask first.

    A picked prompt is sent as the person's message.
    """

    def __init__(self, edgefinder: Edgefinder) -> None:
        self._edgefinder = edgefinder

    async def suggested(self, turn: Turn) -> Sequence[str]:
        """Return the prompts for a person's role.

        A candidate who also teaches gets some prompts for both roles.
        """
        asker = await self._edgefinder.askers.find(turn.identity)
        teaches, learns = Audience.TEACHERS.admits(asker), Audience.CANDIDATES.admits(asker)
        if teaches and learns:
            return (*FOR_CANDIDATES[:1], *FOR_TEACHERS[:2], CHECK)
        if teaches:
            return FOR_TEACHERS
        return FOR_CANDIDATES if learns else FOR_OTHERS
