"""Slack's agent features: suggested prompts, and a status line when an answer takes long."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Self

from adapters.slack.errors import TROUBLE, error_of
from adapters.slack.inbound_requests import AnswerTarget, MessagesOpened
from adapters.slack.unsupported_features import LackedFeatures, is_refusal
from adapters.slack.web_api import WebApi
from bot.workplace.interfaces import PromptsAtWork
from core.language.message import _, in_language

_log = logging.getLogger(__name__)

STATUS_SECONDS = 1.0
"""After this many seconds without an answer, a status line such as "is looking it up…" is shown."""
_LOOKING = _("is looking it up…")
_TITLE = _("What would you like to know?")


class AgentSurface:
    """Slack's agent features in one workspace.

    If the workspace does not accept the app as an agent, the methods only log Slack's errors.
    """

    def __init__(self, api: WebApi, prompts: PromptsAtWork) -> None:
        self._api = api
        self._prompts = prompts
        self._lacks = LackedFeatures()

    async def suggest(self, incoming: MessagesOpened) -> None:
        """Show prompts for the person's role in the direct messages that they opened."""
        target, locale = incoming.target, incoming.turn.locale
        prompts = [
            {key: in_language(words, locale) for key, words in (("title", each), ("message", each))}
            for each in await self._prompts.suggested(incoming.turn)
        ]
        await self._call(
            "prompts",
            self._api.quick.assistant_threads_setSuggestedPrompts(
                channel_id=target.channel, title=in_language(_TITLE, locale), prompts=prompts
            ),
        )

    def status(self, target: AnswerTarget) -> "StatusLine":
        """Return a status line, which appears below a question if the answer takes long.

        Outside direct messages, a status line never appears.
        """
        shows = target.direct and bool(target.asked_ts) and "status" not in self._lacks
        words = in_language(_LOOKING, target.locale) if shows else ""
        return StatusLine(words, partial(self._set_status, target))

    async def _set_status(self, target: AnswerTarget, words: str) -> bool:
        call = self._api.quick.assistant_threads_setStatus(
            channel_id=target.channel,
            thread_ts=target.thread_ts or target.asked_ts,
            status=words,
        )
        return await self._call("status", call)

    async def _call(self, feature: str, call: Awaitable[object]) -> bool:
        """Make a call for an agent feature, and return whether the call succeeded.

        If the workspace refuses the call, remember that it lacks the feature.
        """
        try:
            await call
        except TROUBLE as error:
            _log.info("%s could not be shown: Slack said %s", feature, error_of(error))
            if is_refusal(error):
                self._lacks.note(feature)
            return False
        return True


class StatusLine:
    """Shows a status line below a question while the `async with` block runs.

    The line appears after `STATUS_SECONDS`. If `words` is '', no line appears. `shown` is True if
    Slack shows the line.
    """

    def __init__(self, words: str, set_status: Callable[[str], Awaitable[bool]]) -> None:
        self._words = words
        self._set_status = set_status
        self._timer: asyncio.TimerHandle | None = None
        self._showing: asyncio.Task[None] | None = None
        self.shown = False

    async def __aenter__(self) -> Self:
        if self._words:
            self._timer = asyncio.get_running_loop().call_later(STATUS_SECONDS, self._begin)
        return self

    def _begin(self) -> None:
        self._showing = asyncio.create_task(self._show(), name="slack status")

    async def _show(self) -> None:
        self.shown = await self._set_status(self._words)

    async def __aexit__(self, *_: object) -> None:
        """Remove the status line.

        Slack would remove it by itself only after an answer in the same thread.
        """
        if self._timer is not None:
            self._timer.cancel()
        if self._showing is not None:
            await self._showing
        if self.shown:
            await self._set_status("")
