"""Prompts that a platform offers to begin a conversation with, by role."""

from collections.abc import Sequence

from bot.access import Audience
from bot.reply import Turn
from core.edgefinder import Edgefinder
from core.language.message import _

_CHECK = _("Check a code")
FOR_CANDIDATES = (_("What is left?"), _("What should I take next?"), _("My credentials"), _CHECK)
FOR_TEACHERS = (
    _("Who is one exam away?"),
    _("Who is behind?"),
    _("Where does my class stand?"),
    _CHECK,
)
FOR_OTHERS = (_CHECK, _("Which credentials are there?"), _("What can I ask?"))


class SuggestedPrompts:
    """What a person may want to ask first. Each prompt is sent as it is shown."""

    def __init__(self, edgefinder: Edgefinder) -> None:
        self._edgefinder = edgefinder

    async def suggested(self, turn: Turn) -> Sequence[str]:
        """Return the prompts for a person's role.

        A candidate who also teaches gets those of both roles.
        """
        asker = await self._edgefinder.askers.find(turn.identity)
        teaches, learns = Audience.TEACHERS.admits(asker), Audience.CANDIDATES.admits(asker)
        if teaches and learns:
            return (*FOR_CANDIDATES[:1], *FOR_TEACHERS[:2], _CHECK)
        if teaches:
            return FOR_TEACHERS
        return FOR_CANDIDATES if learns else FOR_OTHERS
