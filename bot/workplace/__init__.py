"""What workplaces can do besides chatting with the bot.

Each use-case has a module.
"""

import logging
from collections.abc import Sequence

from bot.composer import Composer
from bot.fault_log import way_of
from bot.home_page import HomePages
from bot.reply import Turn
from bot.workplace.checks import WorkspaceChecks
from bot.workplace.employers import Employers
from bot.workplace.link_previews import SharedLinks
from bot.workplace.notice_settings import NoticeSettings
from bot.workplace.prompts import SuggestedPrompts
from bot.workplace.saved_hiring_rules import WorkspaceRules
from bot.workplace.shown_verdicts import ShownVerdicts
from core.catalog.model import Credential
from core.edgefinder import Edgefinder

_log = logging.getLogger(__name__)


class Workplace:
    """The use-cases of workplaces."""

    def __init__(self, edgefinder: Edgefinder) -> None:
        composer = Composer(edgefinder)
        self._edgefinder = edgefinder
        self.has_many_processes = edgefinder.has_many_processes
        """Whether several processes may serve. They may on PostgreSQL, but not on a SQLite file."""
        self.checks = WorkspaceChecks(edgefinder, composer)
        self.verdicts = ShownVerdicts(edgefinder, composer)
        self.rules = WorkspaceRules(edgefinder, composer)
        self.notices = NoticeSettings(edgefinder, composer)
        self.employers = Employers(edgefinder)
        self.links = SharedLinks(edgefinder, composer)
        self.prompts = SuggestedPrompts(edgefinder)
        self.home = HomePages(edgefinder, composer.say)

    async def takes(self, turn: Turn, delivery: str) -> bool:
        """Claim a platform's delivery by its id. Return False if it is already claimed.

        Another process may have claimed the delivery. If the database does not answer, return True,
        because two answers are better than none.
        """
        edgefinder = self._edgefinder
        platform = turn.identity.platform
        try:
            return await edgefinder.deliveries.takes(platform, delivery)
        except Exception as fault:  # noqa: BLE001 - logged; the next action fails the same way
            _log.error("whether a delivery was handled before is unknown: %s", way_of(fault))
            return True

    async def language(self, turn: Turn) -> str:
        """Return the language that a person has chosen, or else their platform's."""
        return await self._edgefinder.chat_memory.language(turn.identity) or turn.locale

    def credentials(self, typed: str, most: int) -> Sequence[Credential]:
        """Return up to `most` credentials that a typed text may mean.

        For an empty text, return the first credentials of the catalog.
        """
        if not typed.strip():
            return self._edgefinder.catalog.credentials[:most]
        return [match.credential for match in self._edgefinder.index.search(typed, most)]
