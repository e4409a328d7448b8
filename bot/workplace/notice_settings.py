"""A person's notification settings, for a window."""

from bot.command import Call
from bot.composer import Composer
from bot.notice_form import NoticeForm, keep_notices, notice_form
from bot.reply import Reply, Turn
from core.edgefinder import Edgefinder
from core.notices.preferences import Chosen
from core.records.model import Record


class NoticeSettings:
    """A person's notification settings."""

    def __init__(self, edgefinder: Edgefinder, composer: Composer) -> None:
        self._edgefinder = edgefinder
        self._composer = composer

    async def form(self, turn: Turn) -> NoticeForm | None:
        """Return a person's notification settings for a window.

        Return None if the person is not on record.
        """
        asker = await self._edgefinder.askers.find(turn.identity)
        return await notice_form(self._edgefinder, asker)

    async def keep(self, turn: Turn, chosen: Chosen) -> Reply:
        """Save the settings that a person chose in the window. Never raises errors."""
        return await self._composer.guarded(self._kept(turn, chosen), turn, "window")

    async def _kept(self, turn: Turn, chosen: Chosen) -> Reply:
        asker = await self._edgefinder.askers.find(turn.identity)
        call = Call(turn, asker, Record(), "", self._edgefinder)
        return self._composer.say(await keep_notices(call, chosen), turn.locale)
