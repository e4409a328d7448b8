"""Slack's rules for elements inside blocks: text, buttons, menus, inputs, rich text."""

from collections.abc import Mapping

from tests.doubles.slack.schema import (
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
    record,
    string,
)

# limits from https://docs.slack.dev/reference/block-kit/block-elements and .../composition-objects
ACTION_ID_MOST = 255
BUTTON_TEXT_MOST = 75
BUTTON_VALUE_MOST = 2000
OPTIONS_MOST = 100
WEB = ("http://", "https://")
CLICKABLE = (*WEB, "mailto:", "tel:", "slack://")

_kind = string()
action_id = string(ACTION_ID_MOST, least=1)


def _text(kind: str, most: int) -> Rule:
    other: dict[str, Rule] = {"emoji": boolean} if kind == "plain_text" else {"verbatim": boolean}
    return record({"type": _kind, "text": string(most, least=1)}, other)


def plain(most: int) -> Rule:
    """Accept a plain_text object of at most this many characters."""
    return matching_all(by_type({"plain_text": _text("plain_text", most)}))


def text(most: int) -> Rule:
    """Accept a plain_text or mrkdwn object of at most this many characters."""
    return matching_all(by_type({kind: _text(kind, most) for kind in ("plain_text", "mrkdwn")}))


def mrkdwn(most: int) -> Rule:
    """Accept a mrkdwn object of at most this many characters."""
    return _text("mrkdwn", most)


confirm = record(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": string(choices=("primary", "danger"))},
)
option = record({"text": plain(75), "value": string(150)}, {"description": plain(75)})
ticked_option = record({"text": text(75), "value": string(150)}, {"description": text(75)})
overflow_option = record(
    {"text": plain(75), "value": string(150)},
    {"description": plain(75), "url": link(*CLICKABLE)},
)
option_group = record({"label": plain(75), "options": array(option, most=OPTIONS_MOST)})
slack_file = record({}, {"id": string(), "url": link(*WEB)}, at_least_one_of("id", "url"))


def element(required: Mapping[str, Rule], optional: Mapping[str, Rule], *laws: Rule) -> Rule:
    """Accept an interactive element, which may have an `action_id`."""
    return record(
        {"type": _kind, **required},
        {"action_id": action_id, "focus_on_load": boolean, **optional},
        *laws,
    )


button = record(
    {"type": _kind, "text": plain(BUTTON_TEXT_MOST)},
    {
        "action_id": action_id,
        "url": link(*CLICKABLE),
        "value": string(BUTTON_VALUE_MOST),
        "style": string(choices=("primary", "danger")),
        "confirm": confirm,
        "accessibility_label": string(75),
    },
)
image = record(
    {"type": _kind, "alt_text": string(2000, least=1)},
    {"image_url": link(*WEB), "slack_file": slack_file},
    at_least_one_of("image_url", "slack_file"),
    not_both("image_url", "slack_file"),
)
overflow = record(
    {"type": _kind, "options": array(overflow_option, most=5)},
    {"action_id": action_id, "confirm": confirm},
)

_menu: dict[str, Rule] = {"placeholder": plain(150), "confirm": confirm}
_several: dict[str, Rule] = {**_menu, "max_selected_items": integer(1)}
_names = array(string(), least=0)
_static = {
    "options": array(option, most=OPTIONS_MOST),
    "option_groups": array(option_group, most=OPTIONS_MOST),
}
_static_laws = (at_least_one_of("options", "option_groups"), not_both("options", "option_groups"))
_filter = record(
    {},
    {
        "include": array(string(choices=("im", "mpim", "private", "public"))),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
_conversations: dict[str, Rule] = {"default_to_current_conversation": boolean, "filter": _filter}

MENUS: dict[str, Rule] = {
    "static_select": element({}, {**_menu, **_static, "initial_option": option}, *_static_laws),
    "multi_static_select": element(
        {}, {**_several, **_static, "initial_options": array(option)}, *_static_laws
    ),
    "external_select": element(
        {}, {**_menu, "min_query_length": integer(), "initial_option": option}
    ),
    "multi_external_select": element(
        {}, {**_several, "min_query_length": integer(), "initial_options": array(option)}
    ),
    "users_select": element({}, {**_menu, "initial_user": string()}),
    "multi_users_select": element({}, {**_several, "initial_users": _names}),
    "channels_select": element(
        {}, {**_menu, "initial_channel": string(), "response_url_enabled": boolean}
    ),
    "multi_channels_select": element({}, {**_several, "initial_channels": _names}),
    "conversations_select": element(
        {},
        {
            **_menu,
            **_conversations,
            "initial_conversation": string(),
            "response_url_enabled": boolean,
        },
    ),
    "multi_conversations_select": element(
        {}, {**_several, **_conversations, "initial_conversations": _names}
    ),
    "datepicker": element({}, {**_menu, "initial_date": string(10)}),
    "timepicker": element({}, {**_menu, "initial_time": string(5), "timezone": string()}),
    "datetimepicker": element({}, {"confirm": confirm, "initial_date_time": integer()}),
    "checkboxes": element(
        {"options": array(ticked_option, most=10)},
        {"initial_options": array(ticked_option), "confirm": confirm},
    ),
    "radio_buttons": element(
        {"options": array(ticked_option, most=10)},
        {"initial_option": ticked_option, "confirm": confirm},
    ),
}

_dispatch = record(
    {},
    {
        "trigger_actions_on": array(
            string(choices=("on_enter_pressed", "on_character_entered")), most=2
        )
    },
)
_typed: dict[str, Rule] = {"placeholder": plain(150), "dispatch_action_config": _dispatch}
_line: dict[str, Rule] = {**_typed, "initial_value": string()}

INPUTS: dict[str, Rule] = {
    **MENUS,
    "plain_text_input": element(
        {},
        {
            **_line,
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
    ),
    "email_text_input": element({}, _line),
    "url_text_input": element({}, _line),
    "number_input": element(
        {"is_decimal_allowed": boolean}, {**_line, "min_value": string(), "max_value": string()}
    ),
    "file_input": element({}, {"filetypes": array(string()), "max_files": integer(1, 10)}),
}

# The elements allowed in an actions block, and beside a section's text.
ACTIONS: dict[str, Rule] = {"button": button, "overflow": overflow, **MENUS}
ACCESSORIES: dict[str, Rule] = {"image": image, **ACTIONS}

# fields from https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
_style = record(
    {}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), boolean)
)


def _part(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    return record({"type": _kind, **required}, {"style": _style, **(optional or {})})


_parts = by_type(
    {
        "text": _part({"text": string(least=1)}),
        "link": _part({"url": link(*CLICKABLE)}, {"text": string(), "unsafe": boolean}),
        "emoji": _part({"name": string(least=1)}, {"unicode": string(), "skin_tone": integer(1)}),
        "user": _part({"user_id": string(least=1)}),
        "channel": _part({"channel_id": string(least=1)}),
        "usergroup": _part({"usergroup_id": string(least=1)}),
        "team": _part({"team_id": string(least=1)}),
        "broadcast": _part({"range": string(choices=("here", "channel", "everyone"))}),
        "color": _part({"value": string(least=1)}),
        "date": _part(
            {"timestamp": integer(), "format": string(least=1)},
            {"url": link(*WEB), "fallback": string()},
        ),
    }
)
_section = record({"type": _kind, "elements": array(_parts, least=0)})
_border: dict[str, Rule] = {"border": integer(0, 1)}
RICH_TEXT: dict[str, Rule] = {
    "rich_text_section": _section,
    "rich_text_list": record(
        {
            "type": _kind,
            "elements": array(by_type({"rich_text_section": _section}), least=0),
            "style": string(choices=("bullet", "ordered")),
        },
        {**_border, "indent": integer(0, 8), "offset": integer()},
    ),
    "rich_text_preformatted": record(
        {"type": _kind, "elements": array(_parts, least=0)}, {**_border, "language": string()}
    ),
    "rich_text_quote": record({"type": _kind, "elements": array(_parts, least=0)}, _border),
}


def unique(key: str, inside: str) -> Rule:
    """Return a rule: all objects in the list `inside` have a different `key`."""

    def check(value: object, at: str, problems: Problems) -> None:
        items = value.get(inside) if isinstance(value, dict) else value
        seen: set[str] = set()
        for number, item in enumerate(items if isinstance(items, list) else []):
            name = item.get(key) if isinstance(item, dict) else None
            if isinstance(name, str) and name in seen:
                where = f"{at}/{inside}/{number}" if inside else f"{at}/{number}"
                problems.at(f"{where}/{key}", f"`{key}` {name} already exists")
            elif isinstance(name, str):
                seen.add(name)

    return check
