"""Slack's rules for Block Kit: the blocks allowed in a message or view, and their limits."""

import logging
from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.doubles.slack import elements
from tests.doubles.slack.elements import plain, text, unique
from tests.doubles.slack.schema import (
    Json,
    Problems,
    Rule,
    array,
    at_least_one_of,
    boolean,
    by_type,
    integer,
    link,
    matching_all,
    not_both,
    number,
    record,
    string,
)

# limits from https://docs.slack.dev/reference/block-kit/blocks
MESSAGE_BLOCKS_MOST = 50
VIEW_BLOCKS_MOST = 100
BLOCK_ID_MOST = 255
SECTION_TEXT_MOST = 3000
HEADER_TEXT_MOST = 150
FIELDS_MOST = 10
CONTAINER_TITLE_MOST = 150
CONTAINER_BLOCKS_MOST = 10
CARD_TITLE_MOST = 150
CARD_BODY_MOST = 200
TABLE_CHARACTERS_MOST = 10_000
FIELD_TEXT_MOST = 2000
CONTEXT_ELEMENTS_MOST = 10
ACTIONS_ELEMENTS_MOST = 25
MARKDOWN_TEXT_MOST = 12_000
# limits from https://docs.slack.dev/reference/views
VIEW_TITLE_MOST = 24
PRIVATE_METADATA_MOST = 3000
CALLBACK_ID_MOST = 255
VIEW_BYTES_MOST = 250_000
# Slack does not document this limit. People measured it in slackapi/bolt-js issues 2509 and 2867:
# a message can have about 13,200 characters, and each block uses some of them. 45 blocks with
# 11,341 characters were refused, and 50 blocks with 9,597 were accepted.
MESSAGE_CHARACTERS_MOST = 13_200
CHARACTERS_A_BLOCK = 50


def _block(
    required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None, *laws: Rule
) -> Rule:
    return record(
        {"type": string(), **required},
        {"block_id": string(BLOCK_ID_MOST, least=1), **(optional or {})},
        *laws,
    )


_https = link("https://")
_raw_cells: dict[str, Rule] = {
    "raw_text": record({"type": string(), "text": string(least=1)}),
    "raw_number": record({"type": string(), "text": string(least=1), "value": number}),
}
_cell = by_type(
    {**_raw_cells, "rich_text": _block({"elements": array(by_type(elements.RICH_TEXT))})}
)

BOTH: dict[str, Rule] = {
    "section": _block(
        {},
        {
            "text": text(SECTION_TEXT_MOST),
            "fields": array(text(FIELD_TEXT_MOST), most=FIELDS_MOST),
            "accessory": by_type(elements.ACCESSORIES),
            "expand": boolean,
        },
        at_least_one_of("text", "fields"),
    ),
    "divider": _block({}),
    "header": _block({"text": plain(HEADER_TEXT_MOST)}),
    "context": _block(
        {
            "elements": array(
                by_type(
                    {
                        "image": elements.image,
                        "mrkdwn": text(SECTION_TEXT_MOST),
                        "plain_text": text(SECTION_TEXT_MOST),
                    }
                ),
                most=CONTEXT_ELEMENTS_MOST,
            )
        }
    ),
    "actions": _block(
        {"elements": array(by_type(elements.ACTIONS), most=ACTIONS_ELEMENTS_MOST)},
        None,
        unique("action_id", inside="elements"),
    ),
    "image": _block(
        {"alt_text": string(2000, least=1)},
        {
            "image_url": link(*elements.WEB),
            "slack_file": elements.slack_file,
            "title": plain(2000),
        },
        at_least_one_of("image_url", "slack_file"),
        not_both("image_url", "slack_file"),
    ),
    "rich_text": _block({"elements": array(by_type(elements.RICH_TEXT))}),
    "input": _block(
        {"label": plain(2000), "element": by_type(elements.INPUTS)},
        {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "video": _block(
        {
            "alt_text": string(least=1),
            "title": plain(199),
            "video_url": _https,
            "thumbnail_url": link(*elements.WEB),
        },
        {
            "title_url": _https,
            "description": plain(199),
            "author_name": string(49),
            "provider_name": string(),
            "provider_icon_url": link(*elements.WEB),
        },
    ),
}
MESSAGE: dict[str, Rule] = {
    **BOTH,
    "markdown": _block({"text": string(MARKDOWN_TEXT_MOST, least=1)}),
    "file": _block({"external_id": string(least=1), "source": string(choices=("remote",))}),
    "table": _block(
        {"rows": array(array(_cell, most=20), most=100)},
        {
            "column_settings": array(
                record(
                    {},
                    {"align": string(choices=("left", "center", "right")), "is_wrapped": boolean},
                ),
                most=20,
            )
        },
    ),
}


def _rectangular(block: object, at: str, problems: Problems) -> None:
    """Check that a data table's rows have the same length and its header has text or numbers."""
    rows = block.get("rows") if isinstance(block, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return
    if len({len(row) for row in rows}) > 1:
        problems.at(f"{at}/rows", "all rows must have the same number of cells")
    array(by_type(_raw_cells))(rows[0] if rows else [], f"{at}/rows/0", problems)


# fields from https://docs.slack.dev/reference/block-kit/blocks/data-table-block
MESSAGE["data_table"] = _block(
    {
        "caption": string(least=1),
        "rows": array(array(_cell, most=20), least=2, most=101),
    },
    {"page_size": integer(1, 100), "row_header_column_index": integer(0, 19)},
    _rectangular,
)
# fields from https://docs.slack.dev/reference/block-kit/blocks/container-block
_CHILDREN = ("actions", "context", "divider", "header", "image", "input", "rich_text", "section")
MESSAGE["container"] = _block(
    {
        "title": plain(CONTAINER_TITLE_MOST),
        "child_blocks": array(
            by_type(
                {
                    **{name: BOTH[name] for name in (*_CHILDREN, "video")},
                    **{name: MESSAGE[name] for name in ("file", "table")},
                }
            ),
            most=CONTAINER_BLOCKS_MOST,
        ),
    },
    {
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "subtitle": text(CONTAINER_TITLE_MOST),
        "width": string(choices=("narrow", "standard", "wide", "full")),
    },
)
_marked = matching_all(by_type({"mrkdwn": elements.mrkdwn(CARD_TITLE_MOST)}))
# fields from https://docs.slack.dev/reference/block-kit/blocks/card-block
_card = _block(
    {},
    {
        "title": _marked,
        "subtitle": _marked,
        "body": matching_all(by_type({"mrkdwn": elements.mrkdwn(CARD_BODY_MOST)})),
        "icon": elements.image,
        "hero_image": elements.image,
        "actions": array(by_type({"button": elements.button})),
    },
    at_least_one_of("hero_image", "title", "actions", "body"),
)
MESSAGE["card"] = _card
MODAL: dict[str, Rule] = {
    **BOTH,
    "card": _card,
    # fields from https://docs.slack.dev/reference/block-kit/blocks/alert-block; the length is from
    # Slack's Java SDK
    "alert": _block(
        {"text": text(200)},
        {"level": string(choices=("default", "info", "warning", "error", "success"))},
    ),
}
NOT_IN_THE_SDK = frozenset({"data_table"})

_message_blocks = array(by_type(MESSAGE), most=MESSAGE_BLOCKS_MOST, least=0)
_modal_blocks = array(by_type(MODAL), most=VIEW_BLOCKS_MOST)
_home_blocks = array(by_type({**BOTH, "card": _card}), most=VIEW_BLOCKS_MOST)
_unique_block_ids = unique("block_id", inside="")
_view_keys: dict[str, Rule] = {
    "private_metadata": string(PRIVATE_METADATA_MOST),
    "callback_id": string(CALLBACK_ID_MOST),
    "external_id": string(255),
}


def _submit_where_there_is_input(view: object, at: str, problems: Problems) -> None:
    blocks = view.get("blocks") if isinstance(view, dict) else None
    asks = any(isinstance(b, dict) and b.get("type") == "input" for b in blocks or [])
    if asks and isinstance(view, dict) and not view.get("submit"):
        problems.at(at, "missing required field: submit")


_view = by_type(
    {
        "modal": record(
            {"type": string(), "title": plain(VIEW_TITLE_MOST), "blocks": _modal_blocks},
            {
                **_view_keys,
                "submit": plain(24),
                "close": plain(24),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
            },
            _submit_where_there_is_input,
        ),
        "home": record({"type": string(), "blocks": _home_blocks}, _view_keys),
    }
)
_attachment = record(
    {},
    {
        "blocks": array(by_type(MESSAGE), most=MESSAGE_BLOCKS_MOST),
        "color": string(),
        "fallback": string(),
        "text": string(),
        "pretext": string(),
        "title": string(),
        "title_link": link(*elements.WEB),
        "footer": string(300),
        "image_url": link(*elements.WEB),
        "thumb_url": link(*elements.WEB),
        "ts": integer(),
        "mrkdwn_in": array(string()),
    },
    at_least_one_of("blocks", "text", "fallback", "title", "image_url"),
)


def problems_of_message_blocks(blocks: object, at: str = "/blocks") -> list[str]:
    """Return all errors that Slack would find in a message's blocks."""
    problems = Problems()
    _message_blocks(blocks, at, problems)
    _unique_block_ids(blocks, at, problems)
    if not problems and isinstance(blocks, list):
        _tables_fit(blocks, at, problems)
        for number, block in enumerate(blocks):
            if block["type"] in NOT_IN_THE_SDK:
                continue
            _ask_the_sdk(Block.parse, block, f"{at}/{number}", problems)
    return problems


def _tables_fit(blocks: list[Json], at: str, problems: Problems) -> None:
    tables = [block for block in blocks if block["type"] in {"table", "data_table"}]
    if len(tables) > 1:
        problems.at(at, "only one table is allowed in a message")
    if sum(map(_characters, tables)) > TABLE_CHARACTERS_MOST:
        problems.at(at, f"no more than {TABLE_CHARACTERS_MOST} characters in tables allowed")


def types_in(found: object) -> set[str]:
    """Return the types of all blocks and elements in a message or view, at any depth."""
    if isinstance(found, list):
        return {kind for each in found for kind in types_in(each)}
    if not isinstance(found, dict):
        return set()
    inside = {kind for each in found.values() for kind in types_in(each)}
    return {str(found["type"]), *inside} if "type" in found else inside


def problems_of_attachments(attachments: object) -> list[str]:
    """Return all errors that Slack would find in a message's attachments."""
    problems = Problems()
    array(_attachment, most=100, least=0)(attachments, "/attachments", problems)
    return problems


def problems_of_view(view: object) -> list[str]:
    """Return all errors that Slack would find in a modal or a Home tab."""
    problems = Problems()
    _view(view, "/view", problems)
    if not isinstance(view, dict):
        return problems
    _unique_block_ids(view.get("blocks"), "/view/blocks", problems)
    if problems:
        problems.insert(0, "failed to match all allowed schemas [json-pointer:/view]")
    else:
        _ask_the_sdk(lambda found: View(**found), view, "/view", problems)
    return problems


def _ask_the_sdk(parse: Any, found: Json, at: str, problems: Problems) -> None:
    """Also check with slack_sdk's models, which follow Slack's changes."""
    quiet = logging.getLogger("slack_sdk.models")
    level = quiet.level
    quiet.setLevel(logging.ERROR)
    try:
        parsed = parse(found)
        if parsed is None:
            problems.at(at, "unknown to slack_sdk.models")
        else:
            parsed.to_dict()
    except (SlackObjectFormationError, TypeError, AttributeError, KeyError) as error:
        problems.at(at, f"slack_sdk.models: {error}")
    finally:
        quiet.setLevel(level)


def characters_in(blocks: list[Json]) -> int:
    """Return how many characters count for a message's limit: the text, plus some for each block.

    The text of a data table does not count, because tables have their own limit.
    """
    return sum(
        CHARACTERS_A_BLOCK + (0 if block["type"] == "data_table" else _characters(block))
        for block in blocks
    )


def _characters(found: object) -> int:
    if isinstance(found, dict):
        own = found.get("text")
        return (len(own) if isinstance(own, str) else 0) + sum(map(_characters, found.values()))
    if isinstance(found, list):
        return sum(map(_characters, found))
    return 0


def shown(blocks: list[Json]) -> str:
    """Return the text that people read in these blocks, one line per piece."""
    return "\n".join(_pieces(blocks))


_SHOWN = (
    *("title", "subtitle", "body", "text", "fields", "accessory", "elements", "label", "rows"),
    *("options", "child_blocks", "actions"),
)


def _pieces(found: object) -> list[str]:
    if isinstance(found, list):
        return [piece for item in found for piece in _pieces(item)]
    if not isinstance(found, dict):
        return []
    own = found.get("text")
    pieces = [own] if isinstance(own, str) else []
    for key in _SHOWN:
        if not isinstance(found.get(key), str):
            pieces += _pieces(found.get(key))
    return pieces
