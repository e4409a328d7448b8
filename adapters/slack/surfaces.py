"""What Slack has beside messages: the list of codes, shared verdicts, link previews, Home tabs."""

import asyncio
import json
import logging
from collections import OrderedDict
from collections.abc import Iterable
from functools import partial

from adapters.slack.answering import Answering
from adapters.slack.errors import TROUBLE, error_of
from adapters.slack.exporting import messages_of
from adapters.slack.home import home_view
from adapters.slack.modals import list_view, note_view
from adapters.slack.refusals import told
from adapters.slack.showing import shared_by
from adapters.slack.turns import Incoming
from adapters.slack.web_api import WebApi
from adapters.work import Work
from bot.reply import Reply, Turn
from bot.workplace import AtWork

_log = logging.getLogger(__name__)

REMEMBERED_HOMES = 5_000
_ADMINISTRATORS_ONLY = (
    "How long verifications are kept is for this workspace's administrators to say."
)
_NO_CODE = "There is no code to verify: give this step the code that the holder gave you."
_NOT_CHECKED = "It could not be checked, which says nothing about it. Please try again."
_NOT_SHARED = "I could not share it here."


class Surfaces:
    """Does what is pressed, posted or opened there; `work` lets Home tabs follow what changes."""

    def __init__(self, api: WebApi, answering: Answering, workplace: AtWork, work: Work) -> None:
        self._api = api
        self._answering = answering
        self._workplace = workplace
        self._work = work
        self._homes: OrderedDict[str, tuple[Turn, str]] = OrderedDict()
        """Whose Home tab was opened, and what it shows: by `TEAM:USER`, the latest last."""

    async def open_list(self, incoming: Incoming) -> None:
        """Opens the window for a list of codes, on top of another one if need be."""
        trigger = incoming.place.trigger
        try:
            if incoming.place.view:
                await self._api.quick.views_push(trigger_id=trigger, view=list_view())
            else:
                await self._api.quick.views_open(trigger_id=trigger, view=list_view())
        except TROUBLE as error:
            _log.info("a list could not be opened: Slack said %s", error_of(error))
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
                await self._begin(incoming.turn, again=True)
                return
        except TROUBLE as error:
            _log.warning("who keeps checks could not be asked: Slack said %s", error_of(error))
            await self._answering.tell(incoming.place, told(error))
            return
        await self._workplace.keep_for(team_of(incoming.turn), incoming.turn, int(days))
        self.changed_for_all(team_of(incoming.turn))

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

    async def open_home(self, incoming: Incoming) -> None:
        # remembered before it is shown: what changes meanwhile is shown next
        self._homes.setdefault(incoming.turn.identity.external_id, (incoming.turn, ""))
        await self._begin(incoming.turn)

    async def note(self, turn: Turn, reply: Reply) -> None:
        """Keeps what somebody was told, for their workspace; its Home tabs show it."""
        if reply.verdicts:
            await self._workplace.note(team_of(turn), turn, reply.verdicts)
            self.changed_for_all(team_of(turn))
        else:
            self.changed_for(turn.identity.external_id)

    def changed_for(self, who: str) -> None:
        """What this person's Home tab shows may have changed."""
        if who in self._homes:
            turn, _ = self._homes[who]
            _ = self._begin(turn)

    def changed_for_all(self, team: str) -> None:
        for who in self._of(team):
            self.changed_for(who)

    def _of(self, team: str) -> Iterable[str]:
        return [who for who in self._homes if who.startswith(f"{team}:")]

    def _begin(self, turn: Turn, *, again: bool = False) -> asyncio.Task[None]:
        """Shows it after what is being shown to that person: never an older page over a newer."""
        who = turn.identity.external_id
        return self._work.task(("home", who), partial(self._publish, turn, again=again))

    async def _publish(self, turn: Turn, *, again: bool = False) -> None:
        """Shows the page, unless that is what is shown already."""
        who = turn.identity.external_id
        user = who.partition(":")[2]
        view = home_view(await self._workplace.page(team_of(turn), turn), user)
        written = json.dumps(view)
        if not again and who in self._homes and self._homes[who][1] == written:
            return
        try:
            await self._api.calls.views_publish(user_id=user, view=view)
        except TROUBLE as error:
            _log.info("a Home tab could not be shown: Slack said %s", error_of(error))
            return
        self._homes[who] = (turn, written)
        self._homes.move_to_end(who)
        if len(self._homes) > REMEMBERED_HOMES:
            self._homes.popitem(last=False)


def team_of(turn: Turn) -> str:
    """The workspace that somebody is of."""
    return turn.identity.external_id.partition(":")[0]
