"""Send an answer to the message, button or window that the question came from."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from adapters.deadlines import Deadlines
from adapters.slack.error_meanings import words_for_person
from adapters.slack.errors import TROUBLE, error_of
from adapters.slack.inbound_requests import AnswerTarget
from adapters.slack.rendering import Json, SlackMessage, messages_of
from adapters.slack.verdict_blocks import under_verdicts
from adapters.slack.web_api import WebApi
from adapters.slack.windows.ask import answer_view
from adapters.slack.windows.blocks import view_in, working_view
from adapters.slack.windows.registry import BELOW
from bot.reply import Reply
from core.language.message import _, in_language, localized
from core.values import replace

_log = logging.getLogger(__name__)

MOST_RESPONSES = 5
"""How often a response_url can be used (docs.slack.dev/interactivity/handling-user-interaction)."""
_OF_A_TRIGGER = 2 / 3
"""A working modal opens after this part of the wait, because its trigger_id lasts 3 seconds."""
_NO_PREVIEWS = {"unfurl_links": False, "unfurl_media": False}
_NO_FILE = _("I could not give you the file.")
_WORKING = _("Working on it: this takes a little longer. The answer follows here.")


class SlackAnswerSender:
    """Sends a reply to the place where its turn came from.

    - The answer to a command is an ephemeral message through the command's response_url.
    - The answer to a button updates the message that has the button. If a whole channel can read
      that message, the answer is an ephemeral message instead.
    - The answer to a mention is an ephemeral message if it is personal. Otherwise it is a message
      in the thread.
    - The answer to a question in a modal updates the modal.

    If Slack refuses the answer, it is sent with chat.postEphemeral. If Slack refuses that too, it
    is sent as a direct message.
    """

    def __init__(self, api: WebApi) -> None:
        self._api = api
        self._deadlines = Deadlines()

    async def answer(
        self, target: AnswerTarget, reply: Reply, *, pressed: bool = False, said: int = 0
    ) -> bool:
        """Send the whole reply, and return whether Slack accepted its text.

        `said` is the number of messages already sent through the response_url. Slack's errors are
        logged.
        """
        if not await self._in_modal(target, reply):
            others_read = bool(target.channel) and not target.direct
            under = under_answer(reply, target.user, others_read=others_read)
            messages = messages_of(reply, under, self._api.refused.types)
            for number, message in enumerate(messages, said):
                if not await self._send(target, message, reply, number, pressed=pressed):
                    return False
        if reply.attachments:
            await self._attach(target, reply)
        return True

    async def awaited(
        self,
        target: AnswerTarget,
        answer: Coroutine[Any, Any, Reply],
        patience: float,
        shown: Sequence[Callable[[], bool]],
    ) -> tuple[Reply, AnswerTarget, int]:
        """Wait for an answer.

        Return the answer, where to send it, and how many messages were sent through the
        response_url. After `patience` seconds, tell the person that the answer takes longer, unless
        a function in `shown` returns True.
        """
        working: list[asyncio.Task[tuple[AnswerTarget, int]]] = []

        def is_late() -> None:
            if not any(each() for each in shown):
                working.append(asyncio.create_task(self.working(target)))

        patience *= _OF_A_TRIGGER if target.trigger else 1
        deadline = self._deadlines.within(patience, is_late)
        try:
            reply = await answer
        except BaseException:
            for each in working:
                each.cancel()
            raise
        finally:
            deadline.met()
        return (reply, *await working[0]) if working else (reply, target, 0)

    async def working(self, target: AnswerTarget) -> tuple[AnswerTarget, int]:
        """Tell the person that the answer takes longer.

        Return where to send the answer, and how many messages were sent through the response_url.
        """
        if target.view or target.trigger:
            view = await self._show(target, view_in(working_view(), target.locale))
            return replace(target, trigger="", view=view), 0
        message = SlackMessage(in_language(_WORKING, target.locale), [])
        if target.response_url:
            options = _options(target, in_place=False)
            sent = await self._api.respond_with(target.response_url, message, options)
            return target, int(sent)
        await self._post_ephemeral(target, message)
        return target, 0

    async def show_interim(self, target: AnswerTarget, reply: Reply) -> bool:
        """Show a temporary reply in the message whose button was pressed.

        Return whether Slack shows the reply. In channels and modals, do nothing and return False.
        """
        if not target.direct or target.ephemeral or target.view or not target.ts:
            return False
        message, *_ = messages_of(reply, lacks=self._api.refused.types)
        return await self._update(target, message)

    async def tell(self, target: AnswerTarget, *sentences: str) -> None:
        """Send sentences as a message to the person who acted.

        Try the response_url, then an ephemeral message, then a direct message, until one of them
        works.
        """
        words = " ".join(in_language(each, target.locale) for each in sentences)
        message = SlackMessage(words, [])
        options = _options(target, in_place=False)
        if await self._api.respond_with(target.response_url, message, options):
            return
        if target.channel and not target.direct and await self._post_ephemeral(target, message):
            return
        await self._post_direct(target, message)

    async def _in_modal(self, target: AnswerTarget, reply: Reply) -> bool:
        """Show the reply in the open modal. Return whether Slack shows the whole reply.

        Return False if there is no modal.
        """
        if not (target.view or target.trigger):
            return False
        under = under_answer(reply, target.user, others_read=False)
        view, whole = answer_view(reply, secrets.token_hex(4), under)
        return bool(await self._show(target, view_in(view, reply.locale))) and whole

    async def _show(self, target: AnswerTarget, view: Json) -> str:
        """Open or update the modal.

        Return the modal's id, or '' if Slack refuses the modal.
        """
        calls = self._api.quick
        try:
            if target.view:
                await self._api.show(partial(calls.views_update, view_id=target.view), view)
                return target.view
            opened = await self._api.show(
                partial(calls.views_open, trigger_id=target.trigger), view
            )
            return str(opened["view"]["id"])
        except TROUBLE as error:
            _log.info("a modal could not be shown: Slack said %s", error_of(error))
            return ""

    async def _send(
        self,
        target: AnswerTarget,
        message: SlackMessage,
        reply: Reply,
        number: int,
        *,
        pressed: bool,
    ) -> bool:
        in_place = (
            pressed and number == 0 and not target.view and (target.ephemeral or target.direct)
        )
        if number < MOST_RESPONSES:
            options = _options(target, in_place=in_place)
            if await self._api.respond_with(target.response_url, message, options):
                return True
        if target.direct:
            if in_place and not target.ephemeral and await self._update(target, message):
                return True
        elif not reply.personal and not target.response_url:
            return await self._post(target.channel, message, target.thread_ts)
        elif target.channel and await self._post_ephemeral(target, message):
            return True
        return await self._post_direct(target, message)

    async def _update(self, target: AnswerTarget, message: SlackMessage) -> bool:
        try:
            await self._api.update(target.channel, target.ts, message, target.thread_ts)
        except TROUBLE:
            return False
        return True

    async def _post_ephemeral(self, target: AnswerTarget, message: SlackMessage) -> bool:
        try:
            await self._api.post_to_one(target.channel, target.user, message, target.thread_ts)
        except TROUBLE:
            return False
        return True

    async def _post_direct(self, target: AnswerTarget, message: SlackMessage) -> bool:
        if target.direct:
            return await self._post(target.channel, message, target.thread_ts)
        try:
            channel = await self._api.direct_channel(self._api.calls, target.user)
        except TROUBLE as error:
            _log.warning("an answer could not be given: Slack said %s", error_of(error))
            return False
        return await self._post(channel, message, "")

    async def _post(self, channel: str, message: SlackMessage, thread_ts: str) -> bool:
        try:
            await self._api.post(self._api.calls, channel, message, thread_ts)
        except TROUBLE as error:
            _log.warning("an answer could not be given: Slack said %s", error_of(error))
            return False
        return True

    async def _attach(self, target: AnswerTarget, reply: Reply) -> None:
        """Send a reply's files as direct messages, where only the person sees them."""
        try:
            channel = await self._api.direct_channel(self._api.calls, target.user)
            thread = target.thread_ts if target.direct else ""
            await self._api.upload(self._api.calls, channel, reply.attachments, thread)
        except TROUBLE as error:
            _log.warning("a file could not be given: Slack said %s", error_of(error))
            await self.tell(target, _NO_FILE, words_for_person(error))


def _options(target: AnswerTarget, *, in_place: bool) -> Json:
    options: Json = {**_NO_PREVIEWS, "response_type": "ephemeral", "replace_original": in_place}
    if target.thread_ts and not in_place:
        options["thread_ts"] = target.thread_ts
    return options


def under_answer(reply: Reply, user: str, *, others_read: bool) -> list[Json]:
    """Return the blocks to add below an answer on Slack, such as a share button.

    `others_read` is whether other people read the conversation.
    """
    blocks = under_verdicts(reply.verdicts, user, others_read=others_read) if reply.verdicts else []
    if (window := BELOW.get(reply.template)) is not None:
        blocks.append({"type": "actions", "elements": [window.button()]})
    said: list[Json] = localized(blocks, reply.locale)
    return said
