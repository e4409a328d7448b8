"""Show verdicts to everyone in a conversation, by the share button or as link previews."""

import logging
from functools import partial

from slack_sdk.errors import SlackApiError

from adapters.slack.answer_sender import SlackAnswerSender
from adapters.slack.error_meanings import words_for_person
from adapters.slack.errors import TROUBLE, error_of
from adapters.slack.inbound_requests import LinksPosted, Shared
from adapters.slack.newer_blocks import NEWER
from adapters.slack.rendering import Json, SlackMessage, messages_of
from adapters.slack.unsupported_features import LackedFeatures, is_refusal
from adapters.slack.verdict_blocks import shared_by, verdict_cards
from adapters.slack.web_api import WebApi
from adapters.slack.work_objects import unfurled_entity
from bot.reply import Reply
from bot.workplace.interfaces import LinksAtWork, VerdictsAtWork
from core.language.message import _, localized
from core.verification.record_lookup import MOST_CODES

_log = logging.getLogger(__name__)

_ENTITIES = "entities"
_NOT_SHARED = _("I could not share it here.")


class VerdictSharing:
    """Shows verdicts to other people in one workspace.

    Each award code is verified again before its verdict is shown.
    """

    def __init__(
        self,
        api: WebApi,
        answer_sender: SlackAnswerSender,
        verdicts: VerdictsAtWork,
        links: LinksAtWork,
    ) -> None:
        self._api = api
        self._answer_sender = answer_sender
        self._verdicts = verdicts
        self._links = links
        self._lacks = LackedFeatures()

    async def share(self, incoming: Shared) -> None:
        """Show current verdicts to everyone in the channel where the button was pressed."""
        target = incoming.target
        reply = await self._verdicts.to_show(incoming.turn, incoming.codes)
        by: Json = localized(shared_by(target.user), reply.locale)
        options: dict[str, object] = {
            "response_type": "in_channel",
            "replace_original": False,
            "unfurl_links": False,
        }
        if target.thread_ts:
            options["thread_ts"] = target.thread_ts
        for message in _shown(reply, by, self._api.refused.types):
            if await self._api.respond_with(target.response_url, message, options):
                continue
            try:
                await self._api.post(self._api.calls, target.channel, message, target.thread_ts)
            except TROUBLE as error:
                _log.info("verdicts could not be shared: Slack said %s", error_of(error))
                await self._answer_sender.tell(target, _NOT_SHARED, words_for_person(error))
                return

    async def unfurl(self, incoming: LinksPosted) -> None:
        """Add a preview below each link to our pages: a card with a panel.

        If the workspace does not support Work Objects, add plain blocks instead.
        """
        shown: dict[str, dict[str, object]] = {}
        entities: list[Json] = []
        for link in incoming.links[:MOST_CODES]:
            card = await self._links.card(incoming.turn, link)
            if card is not None:
                [message, *_] = messages_of(card.reply, lacks=NEWER)
                shown[link] = {"blocks": message.blocks, "fallback": message.text}
                entities.append(unfurled_entity(card, link))
        if not shown:
            return
        unfurl = partial(
            self._api.calls.chat_unfurl,
            unfurl_id=incoming.unfurl_id,
            source=incoming.source,
            unfurls=shown,
        )
        try:
            if _ENTITIES in self._lacks:
                await unfurl()
                return
            try:
                await unfurl(metadata={_ENTITIES: entities})
            except SlackApiError as error:
                if not is_refusal(error):
                    raise
                await unfurl()
                self._lacks.note(_ENTITIES)
        except TROUBLE as error:
            _log.info("a link could not be unfurled: Slack said %s", error_of(error))


def _shown(reply: Reply, by: Json, lacks: frozenset[str]) -> tuple[SlackMessage, ...]:
    """Return messages that show verdicts to others, as cards if Slack supports them."""
    listed = messages_of(reply, [by], lacks)
    cards = verdict_cards(reply.verdicts, reply.locale)
    if not cards or "card" in lacks:
        return listed
    return (SlackMessage("\n".join(each.text for each in listed), [*cards, by]),)
