"""Windows about hiring rules: a candidate is checked by one."""

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.slack.exporting import Json
from adapters.slack.modals import TYPED, filled_in, plain, typed_in, window
from core.goals.model import Goal

OPEN_CHECK = "open-check"
CHECK_RULE = "check-rule"
RULE = "rule"
MOST_OPTIONS = 100  # docs.slack.dev/reference/block-kit/block-elements/select-menu-element
_OPTION_CHARACTERS = 75
_CODES_CHARACTERS = 2_000


def rule_buttons() -> Json:
    """What can be done with rules, on the Home tab."""
    return {"type": "actions", "elements": [_button(OPEN_CHECK, "Check a candidate")]}


def check_view(rules: Sequence[Goal]) -> Json:
    """The window in which codes that a candidate gave are held against a rule."""
    return {
        **window(),
        "callback_id": CHECK_RULE,
        "submit": plain("Check"),
        "blocks": [
            {
                "type": "input",
                "block_id": CHECK_RULE,
                "label": plain("Codes that the candidate gave you"),
                "hint": plain("You learn whether they meet the rule, and what is missing."),
                "element": {
                    "type": "plain_text_input",
                    "action_id": TYPED,
                    "multiline": True,
                    "max_length": _CODES_CHARACTERS,
                    "placeholder": plain("EF-XXXX-XXXX-XXXX-X, up to 20"),
                },
            },
            {
                "type": "input",
                "block_id": RULE,
                "label": plain("Rule"),
                "element": {
                    "type": "static_select",
                    "action_id": RULE,
                    "placeholder": plain("Choose a rule"),
                    "options": [option(each.title, each.code) for each in rules[:MOST_OPTIONS]],
                },
            },
        ],
    }


def asked_to_check(view: Mapping[str, Any]) -> str:
    """The words of the command that the sent window stands for."""
    codes = " ".join(typed_in(view).split())
    chosen = filled_in(view, RULE).get("selected_option")
    rule = chosen.get("value") if isinstance(chosen, Mapping) else ""
    return f"check {codes} for {rule}" if codes and rule else ""


def option(text: str, value: str) -> Json:
    """Something to choose from a menu."""
    shown = text if len(text) <= _OPTION_CHARACTERS else f"{text[: _OPTION_CHARACTERS - 1]}…"
    return {"text": plain(shown), "value": value}


def _button(action_id: str, label: str) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(label)}
