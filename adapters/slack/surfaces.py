"""What Slack has beside messages: the list of codes, shared verdicts, link previews, Home tabs."""

import logging

from adapters.slack.answering import Answering
from adapters.slack.errors import TROUBLE, error_of
from adapters.slack.exporting import Json, messages_of
from adapters.slack.homes import Homes
from adapters.slack.modals import list_view, note_view
from adapters.slack.refusals import told
from adapters.slack.rules import check_view
from adapters.slack.showing import shared_by
from adapters.slack.turns import Incoming
from adapters.slack.web_api import WebApi
from bot.reply import Reply, Turn
from bot.workplace import AtWork

_log = logging.getLogger(__name__)

_ADMINISTRATORS_ONLY = (
    "How long verifications are kept is for this workspace's administrators to say."
)
_NO_CODE = "There is no code to verify: give this step the code that the holder gave you."
_NOT_CHECKED = "It could not be checked, which says nothing about it. Please try again."
_NOT_SHARED = "I could not share it here."


class Surfaces:
    """Does what is pressed, posted or opened there."""

    def __init__(self, api: WebApi, answering: Answering, workplace: AtWork, homes: Homes) -> None:
        self._api = api
        self._answering = answering
        self._workplace = workplace
        self._homes = homes

    async def open_list(self, incoming: Incoming) -> None:
        """Opens the window for a list of codes."""
        await self._open(incoming, list_view())

    async def open_check(self, incoming: Incoming) -> None:
        """Opens the window in which a candidate is checked by a rule."""
        await self._open(incoming, check_view(await self._workplace.rules(incoming.turn)))

    async def _open(self, incoming: Incoming, view: Json) -> None:
        """Opens a window, on top of another one if need be."""
        trigger = incoming.place.trigger
        try:
            if incoming.place.view:
                await self._api.quick.views_push(trigger_id=trigger, view=view)
            else:
                await self._api.quick.views_open(trigger_id=trigger, view=view)
        except TROUBLE as error:
            _log.info("a window could not be opened: Slack said %s", error_of(error))
            await self._answering.tell(incoming.place, told(error))

    async def share(self, incoming: Incoming) -> None:
        """Shows verdicts as of now to everybody where the button was pressed."""
        place = incoming.place
        reply = await self._workplace.to_show(incoming.value)
        for message in messages_of(reply, [shared_by(place.user)]):
            payload = {
                **message.payload(),
                "response_type": "in_channel",
                "replace_original": False,
                "unfurl_links": False,
            }
            if place.thread_ts:
                payload["thread_ts"] = place.thread_ts
            if await self._api.respond(place.response_url, payload):
                continue
            try:
                await self._api.post(self._api.calls, place.channel, message, place.thread_ts)
            except TROUBLE as error:
                _log.info("verdicts could not be shared: Slack said %s", error_of(error))
                await self._answering.tell(place, f"{_NOT_SHARED} {told(error)}")
                return

    async def unfurl(self, incoming: Incoming) -> None:
        """Puts the verdict under each link to one of our pages."""
        unfurl_id, source, *links = incoming.value
        shown: dict[str, dict[str, object]] = {}
        for link in links:
            reply = await self._workplace.unfurled(link)
            if reply is not None:
                [message, *_] = messages_of(reply)
                shown[link] = {"blocks": message.blocks, "fallback": message.text}
        if not shown:
            return
        try:
            await self._api.calls.chat_unfurl(unfurl_id=unfurl_id, source=source, unfurls=shown)
        except TROUBLE as error:
            _log.info("a link could not be unfurled: Slack said %s", error_of(error))

    async def keep(self, incoming: Incoming) -> None:
        """An administrator of the workspace says how many days its checks are kept."""
        user, [days] = incoming.place.user, incoming.value
        try:
            found = (await self._api.calls.users_info(user=user))["user"]
            if not (found.get("is_admin") or found.get("is_owner")):
                await self._api.quick.views_open(
                    trigger_id=incoming.place.trigger, view=note_view(_ADMINISTRATORS_ONLY)
                )
                self._homes.show(incoming.turn, again=True)
                return
        except TROUBLE as error:
            _log.warning("who keeps checks could not be asked: Slack said %s", error_of(error))
            await self._answering.tell(incoming.place, told(error))
            return
        workspace = incoming.turn.identity.workspace
        await self._workplace.keep_for(workspace, incoming.turn, int(days))
        self._homes.changed_for_all(workspace)

    async def step(self, incoming: Incoming) -> None:
        """Gives a workflow its verdict, or says why there is none."""
        execution, code = incoming.value
        if not code:
            await self._fail_step(execution, _NO_CODE)
            return
        try:
            verdict = await self._workplace.verdict(code)
        except Exception:
            await self._fail_step(execution, _NOT_CHECKED)
            raise
        outputs = {
            "verdict": verdict.kind.value,
            "credential": verdict.credential_title or "",
            "holder": verdict.holder or "",
            "issued_on": verdict.issued_on.isoformat() if verdict.issued_on else "",
        }
        try:
            await self._api.calls.functions_completeSuccess(
                function_execution_id=execution, outputs=outputs
            )
        except TROUBLE as error:
            _log.warning("a workflow's step was not ended: Slack said %s", error_of(error))

    async def _fail_step(self, execution: str, words: str) -> None:
        try:
            await self._api.calls.functions_completeError(
                function_execution_id=execution, error=words
            )
        except TROUBLE as error:
            _log.warning("a workflow's step was not ended: Slack said %s", error_of(error))

    # Home tabs

    def open_home(self, incoming: Incoming) -> None:
        """Shows it; in any case where Slack has nothing of ours to show there yet."""
        self._homes.show(incoming.turn, again=not incoming.value)

    async def note(self, turn: Turn, reply: Reply) -> None:
        """Keeps what somebody was told, for their workspace; its Home tabs show it."""
        workspace = turn.identity.workspace
        if reply.verdicts:
            await self._workplace.note(workspace, turn, reply.verdicts)
            self._homes.changed_for_all(workspace)
        else:
            self._homes.changed_for(turn.identity.external_id)
