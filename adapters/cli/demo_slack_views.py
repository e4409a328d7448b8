"""The Slack Home tab and windows on the demo's page, made by the code of the Slack adapter."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from adapters.playground.windows import View
from adapters.slack.answer_sender import under_answer
from adapters.slack.home_view import home_view
from adapters.slack.rendering import messages_of
from adapters.slack.windows.ask import ASK, answer_view
from adapters.slack.windows.blocks import view_in
from adapters.slack.windows.hiring_rules import credential_options
from adapters.slack.windows.registry import OPENED_BY, response_to, window_of
from adapters.slack.windows.window import WindowServices
from bot.home_page import HomePage
from bot.reply import Answers, Reply, Turn
from bot.workplace.interfaces import AtWork

_MOST_CREDENTIALS = 100


class DemoSlackViews:
    """Makes the blocks of the Home tab and of windows, as we would send them to Slack."""

    def __init__(self, conversation: Answers, workplace: AtWork) -> None:
        self._services = WindowServices(conversation, workplace)

    def home(self, page: HomePage, user: str) -> View:
        """Return the blocks of a person's Home tab as a Slack view.

        `user` is the person's id.
        """
        return home_view(page, user)

    def message(self, reply: Reply, user: str) -> Sequence[Mapping[str, Any]]:
        """Return the blocks of all Slack messages that a reply needs, in one list."""
        under = under_answer(reply, user, others_read=False)
        return [block for each in messages_of(reply, under) for block in each.blocks]

    async def opened(self, action: str, turn: Turn) -> View | None:
        """Return the window that the button with action_id `action` opens.

        Return None if the button opens no window.
        """
        if action == ASK:  # in Slack, a shortcut opens this window with the answer to `help`
            asked = replace(turn, text="help")
            return self.answered(await self._services.conversation.answer(asked), turn)
        window = OPENED_BY.get(action)
        if window is None:
            return None
        return view_in(await window.view(turn, self._services), turn.locale)

    def errors(self, view: View) -> Mapping[str, str]:
        """Return the errors in a submitted window by the id of the block that has the error."""
        found: Mapping[str, str] = response_to({"view": view}).get("errors", {})
        return found

    async def submitted(self, view: View, turn: Turn) -> Reply | None:
        """Do what a submitted window asks for, and return the answer.

        Return None if the person filled in nothing.
        """
        window: Any = window_of(view)
        filled = window.read(view)
        if filled is None:
            return None
        called = replace(turn, text=window.callback_id)
        reply: Reply = await window.handle(called, filled, self._services)
        return reply

    def answered(self, reply: Reply, turn: Turn) -> View:
        """Return a window that shows this reply to the turn's sender."""
        under = under_answer(reply, turn.identity.external_id, others_read=False)
        view, _ = answer_view(reply, secrets.token_hex(4), under)
        return view_in(view, reply.locale)

    def credentials(self) -> Sequence[Mapping[str, Any]]:
        """Return the options of a menu of credentials.

        Slack requests these options while a person types.
        """
        return credential_options(self._services.workplace.credentials("", _MOST_CREDENTIALS))
