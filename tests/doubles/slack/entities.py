"""Slack's rules for Work Objects: docs.slack.dev/messaging/work-objects-implementation"""

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.metadata import EntityMetadata

from tests.doubles.slack.elements import WEB
from tests.doubles.slack.schema import Problems, array, link, record, string

KINDS = tuple(
    f"slack#/entities/{kind}" for kind in ("task", "file", "item", "incident", "content_item")
)
_field = record(
    {"key": string(least=1), "label": string(least=1), "type": string(choices=("string",))},
    {"value": string(least=1)},
)
_entity = record(
    {
        "entity_type": string(choices=KINDS),
        "url": link(*WEB),
        "external_ref": record({"id": string(least=1)}, {"type": string()}),
        "entity_payload": record(
            {
                "attributes": record(
                    {"title": record({"text": string(least=1)})},
                    {"display_type": string(), "product_name": string(), "locale": string()},
                )
            },
            {"custom_fields": array(_field, least=0), "display_order": array(string(), least=0)},
        ),
    },
    {"app_unfurl_url": link(*WEB)},
)


def problems_of_entity(entity: object) -> list[str]:
    """Return all errors that Slack, or slack_sdk's models, would find in a Work Object."""
    problems = Problems()
    _entity(entity, "/entity", problems)
    if not problems and isinstance(entity, dict):
        payload = entity["entity_payload"]
        keys = [each["key"] for each in payload.get("custom_fields", ())]
        if len(set(keys)) < len(keys) or not set(payload.get("display_order", ())) <= set(keys):
            problems.at("/entity/entity_payload", "keys must be unique, and known to display_order")
        try:
            EntityMetadata(**entity).to_dict()
        except (SlackObjectFormationError, TypeError) as error:
            problems.at("/entity", str(error))
    return problems
