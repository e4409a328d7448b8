"""Open Slack windows, some of them only for administrators."""

import logging
from functools import partial

from adapters.slack.answer_sender import SlackAnswerSender
from adapters.slack.error_meanings import words_for_person
from adapters.slack.errors import TROUBLE, error_of
from adapters.slack.inbound_requests import RetentionSet, WindowOpened
from adapters.slack.web_api import WebApi
from adapters.slack.windows.blocks import note_view, view_in
from adapters.slack.windows.window import WindowServices

_log = logging.getLogger(__name__)


class WindowOpener:
    """Opens windows in one workspace."""

    def __init__(
        self, api: WebApi, answer_sender: SlackAnswerSender, services: WindowServices
    ) -> None:
        self._api = api
        self._answer_sender = answer_sender
        self._services = services

    async def open(self, incoming: WindowOpened) -> None:
        """Open the window of the button that a person pressed.

        If the button is in an open window, put the new window on top.
        """
        window, target = incoming.window, incoming.target
        if window.reserved and not await self.is_for_administrators(incoming, window.reserved):
            return
        view = view_in(await window.view(incoming.turn, self._services), target.locale)
        try:
            calls = self._api.quick
            call = calls.views_push if target.view else calls.views_open
            await self._api.show(partial(call, trigger_id=target.trigger), view)
        except TROUBLE as error:
            _log.info("a window could not be opened: Slack said %s", error_of(error))
            await self._answer_sender.tell(target, words_for_person(error))

    async def is_for_administrators(self, incoming: WindowOpened | RetentionSet, what: str) -> bool:
        """Whether a workspace administrator pressed the button.

        If somebody else pressed it, show them the sentence `what`, such as "Only administrators can
        remove rules".
        """
        target = incoming.target
        try:
            found = (await self._api.calls.users_info(user=target.user))["user"]
            if found.get("is_admin") or found.get("is_owner"):
                return True
            view = view_in(note_view(what), target.locale)
            call = partial(self._api.quick.views_open, trigger_id=target.trigger)
            await self._api.show(call, view)
        except TROUBLE as error:
            _log.warning("who is an administrator was not told: Slack said %s", error_of(error))
            await self._answer_sender.tell(target, words_for_person(error))
        return False
