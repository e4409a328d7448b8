"""Open and refresh Home tabs, and handle what people set there."""

from adapters.slack.home_publisher import HomePublisher
from adapters.slack.inbound_requests import HomeOpened, RetentionSet
from adapters.slack.windows.opening import WindowOpener
from bot.commands import COMMANDS
from bot.reply import Reply, Turn
from bot.workplace.interfaces import ChecksAtWork
from core.language.message import _

_READING = frozenset(command.name for command in COMMANDS if command.reads)
_KEEPING = _("Only this workspace's administrators choose how long verifications are kept.")


class HomeTab:
    """The Home tabs of one workspace."""

    def __init__(
        self, publisher: HomePublisher, window_opener: WindowOpener, checks: ChecksAtWork
    ) -> None:
        self._publisher = publisher
        self._window_opener = window_opener
        self._checks = checks

    def open(self, incoming: HomeOpened) -> None:
        """Publish the page if it changed, or if Slack shows no page of ours yet."""
        self._publisher.show(incoming.turn, again=not incoming.shown)

    async def set_retention(self, incoming: RetentionSet) -> None:
        """Set for how many days to keep the workspace's checks, if an administrator asks."""
        if not await self._window_opener.is_for_administrators(incoming, _KEEPING):
            self._publisher.show(incoming.turn, again=True)  # shows the old value again
            return
        workspace = incoming.turn.identity.workspace
        await self._checks.keep_for(workspace, incoming.turn, incoming.days)
        self._publisher.changed_for_all(workspace)

    async def answered(self, turn: Turn, reply: Reply) -> None:
        """Store a person's verdicts in their workspace's history, and refresh its Home tabs."""
        workspace = turn.identity.workspace
        if reply.verdicts:
            await self._checks.note(workspace, turn, reply.verdicts)
            self._publisher.changed_for_all(workspace)
        elif reply.command not in _READING:
            self._publisher.changed_for(turn.identity.external_id)

    def changed_for_all(self, workspace: str) -> None:
        """Refresh the Home tabs of this workspace, because their content may have changed."""
        self._publisher.changed_for_all(workspace)
