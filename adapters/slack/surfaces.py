"""What Slack has beside messages: the list of codes, shared verdicts, link previews, Home tabs."""

import logging

from adapters.slack.answer_sender import SlackAnswerSender
from adapters.slack.error_meanings import words_for_person
from adapters.slack.errors import TROUBLE, error_of
from adapters.slack.home_publisher import HomePublisher
from adapters.slack.modals import list_view, note_view
from adapters.slack.noticing import notices_view
from adapters.slack.rendering import messages_of
from adapters.slack.rules import check_view, removing_view, rule_view
from adapters.slack.turns import Deed, Incoming
from adapters.slack.verdict_blocks import shared_by
from adapters.slack.web_api import WebApi
from bot.commands import COMMANDS
from bot.reply import Reply, Turn
from bot.workplace import AtWork

_log = logging.getLogger(__name__)

_READING = frozenset(command.name for command in COMMANDS if command.reads)
_KEEPING = "How long verifications are kept"
_REMOVING = "Which rules go"
_NO_CODE = "There is no code to verify: give this step the code that the holder gave you."
_NOT_CHECKED = "It could not be checked, which says nothing about it. Please try again."
_NOT_SHARED = "I could not share it here."


class Surfaces:
    """Does what is pressed, posted or opened there."""

    def __init__(
        self,
        api: WebApi,
        answer_sender: SlackAnswerSender,
        workplace: AtWork,
        home_publisher: HomePublisher,
    ) -> None:
        self._api = api
        self._answer_sender = answer_sender
        self._workplace = workplace
        self._home_publisher = home_publisher

    async def open(self, incoming: Incoming) -> None:
        """Opens the window that is wanted, on top of another one if need be."""
        match incoming.deed:
            case Deed.OPEN_CHECK:
                view = check_view(await self._workplace.rules(incoming.turn))
            case Deed.OPEN_RULE:
                view = rule_view()
            case Deed.OPEN_NOTICES:
                view = notices_view(await self._workplace.notices(incoming.turn))
            case Deed.OPEN_REMOVING:
                view = removing_view(await self._workplace.own_rules(incoming.turn))
            case _:
                view = list_view()
        trigger = incoming.place.trigger
        try:
            if incoming.place.view:
                await self._api.quick.views_push(trigger_id=trigger, view=view)
            else:
                await self._api.quick.views_open(trigger_id=trigger, view=view)
        except TROUBLE as error:
            _log.info("a window could not be opened: Slack said %s", error_of(error))
            await self._answer_sender.tell(incoming.place, words_for_person(error))

    async def keep_set(self, incoming: Incoming) -> Reply:
        """Keeps what somebody set in a window, or takes it away; of rules, Home tabs of the
        workspace show it.
        """
        if incoming.chosen is not None:
            return await self._workplace.keep_notices(incoming.turn, incoming.chosen)
        if incoming.rule is not None:
            reply = await self._workplace.make_rule(incoming.turn, incoming.rule)
        else:
            [code] = incoming.value
            reply = await self._workplace.remove_rule(incoming.turn, code)
        self._home_publisher.changed_for_all(incoming.turn.identity.workspace)
        return reply

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
                await self._answer_sender.tell(place, f"{_NOT_SHARED} {words_for_person(error)}")
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
        [days] = incoming.value
        if not await self._is_for_administrators(incoming, _KEEPING):
            self._home_publisher.show(
                incoming.turn, again=True
            )  # the choice that was not taken goes
            return
        workspace = incoming.turn.identity.workspace
        await self._workplace.keep_for(workspace, incoming.turn, int(days))
        self._home_publisher.changed_for_all(workspace)

    async def open_removing(self, incoming: Incoming) -> None:
        """An administrator of the workspace wants to take one of its rules away."""
        if await self._is_for_administrators(incoming, _REMOVING):
            await self.open(incoming)

    async def _is_for_administrators(self, incoming: Incoming, what: str) -> bool:
        """Whether it is one who pressed; tells anybody else that it is for them."""
        try:
            found = (await self._api.calls.users_info(user=incoming.place.user))["user"]
            if found.get("is_admin") or found.get("is_owner"):
                return True
            view = note_view(f"{what} is for this workspace's administrators to say.")
            await self._api.quick.views_open(trigger_id=incoming.place.trigger, view=view)
        except TROUBLE as error:
            _log.warning("who is an administrator was not told: Slack said %s", error_of(error))
            await self._answer_sender.tell(incoming.place, words_for_person(error))
        return False

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
        self._home_publisher.show(incoming.turn, again=not incoming.value)

    async def note(self, turn: Turn, reply: Reply) -> None:
        """Keeps what somebody was told, for their workspace; its Home tabs show it."""
        workspace = turn.identity.workspace
        if reply.verdicts:
            await self._workplace.note(workspace, turn, reply.verdicts)
            self._home_publisher.changed_for_all(workspace)
        elif reply.command not in _READING:
            self._home_publisher.changed_for(turn.identity.external_id)
