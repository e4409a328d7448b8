"""Show a link to our pages as a card with a panel: Slack's Work Objects.

When a person opens the panel, Slack asks us for its content. The fields:
https://docs.slack.dev/messaging/work-objects-implementation
"""

import logging

from adapters.slack.errors import TROUBLE, error_of
from adapters.slack.inbound_requests import DetailsRequested
from adapters.slack.newer_blocks import Json
from adapters.slack.web_api import WebApi
from bot.workplace.interfaces import ChecksAtWork, LinksAtWork
from bot.workplace.link_previews import LinkCard, NothingToShow
from core.language.message import _, in_language

_log = logging.getLogger(__name__)

ENTITY = "slack#/entities/item"
"""The type of our Work Objects: the most general of Slack's five types."""
MOST_FIELDS = 20
PRODUCT = "Edgefinder"
_NOT_SHOWN = _("Nothing to show")


def entity(card: LinkCard, link: str) -> Json:
    """Return the Work Object of a link: the fields of its card in Slack's format."""
    fields = card.fields[:MOST_FIELDS]
    return {
        "entity_type": ENTITY,
        "url": link,
        "external_ref": {"id": card.ref},
        "entity_payload": {
            "attributes": {
                "title": {"text": card.title},
                "display_type": card.kind,
                "product_name": PRODUCT,
            },
            "custom_fields": [
                {"key": key, "label": label, "type": "string", "value": value}
                for key, label, value in fields
            ],
            "display_order": [key for key, _label, _value in fields],
        },
    }


def unfurled_entity(card: LinkCard, link: str) -> Json:
    """Return the Work Object to add to a message in which somebody posted the link."""
    return {**entity(card, link), "app_unfurl_url": link}


class WorkObjects:
    """The panels of one workspace's Work Objects."""

    def __init__(self, api: WebApi, links: LinksAtWork, checks: ChecksAtWork) -> None:
        self._api = api
        self._links = links
        self._checks = checks

    async def present(self, incoming: DetailsRequested) -> bool:
        """Fill the panel of a card with what the card's link proves now.

        Return whether the panel shows a verdict.
        """
        turn, link = incoming.turn, incoming.link
        found = await self._links.details(turn, link)
        if isinstance(found, NothingToShow):
            error = {
                "status": "custom",
                "custom_title": in_language(_NOT_SHOWN, turn.locale),
                "custom_message": in_language(found.words, turn.locale),
            }
            await self._present(incoming.trigger, None, error)
            return False
        shown = entity(found, link)
        if incoming.ref:
            shown["external_ref"] = {"id": incoming.ref}
        await self._present(incoming.trigger, shown, None)
        if found.verdicts:
            await self._checks.note(turn.identity.workspace, turn, found.verdicts)
        return bool(found.verdicts)

    async def _present(self, trigger: str, shown: Json | None, error: Json | None) -> None:
        calls = self._api.quick
        try:
            await calls.entity_presentDetails(trigger, metadata=shown, error=error)
        except TROUBLE as trouble:
            _log.info("a panel could not be shown: Slack said %s", error_of(trouble))
