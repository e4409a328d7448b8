"""Windows about hiring rules: a candidate is checked by one, and a simple one is made."""

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.slack.modals import TYPED, filled_in, note_view, plain, typed_in, window
from adapters.slack.rendering import Json
from bot.hiring_rules import SimpleRule
from core.catalog.model import Credential
from core.goals.model import Goal

OPEN_CHECK = "open-check"
OPEN_RULE = "open-rule"
OPEN_REMOVING = "open-removing"
REMOVE_RULE = "remove-rule"
MAKE_RULE = "make-rule"
TITLE = "title"
CREDENTIALS = "credentials"
NEED = "need"
YEARS = "years"
CHECK_RULE = "check-rule"
RULE = "rule"
MOST_OPTIONS = 100  # docs.slack.dev/reference/block-kit/block-elements/select-menu-element
_OPTION_CHARACTERS = 75
_CODES_CHARACTERS = 2_000
_TITLE_CHARACTERS = 100
_MOST_CREDENTIALS = 60
_ALL = "0"
_NEEDS = (_ALL, *(str(number) for number in range(1, 11)))
_YEARS = ("1", "2", "3", "5", "10")


def rule_buttons(*, own: bool) -> Json:
    """What can be done with rules, on the Home tab; `own`: the workspace has some."""
    buttons = [_button(OPEN_CHECK, "Check a candidate"), _button(OPEN_RULE, "Make a rule")]
    if own:
        buttons.append(_button(OPEN_REMOVING, "Remove a rule"))
    return {"type": "actions", "elements": buttons}


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
            _field(RULE, "Rule", _menu(RULE, _options(rules))),
        ],
    }


def removing_view(rules: Sequence[Goal]) -> Json:
    """The window in which one of the workspace's own rules is taken away."""
    if not rules:
        return note_view("This workspace has no rule of its own.")
    return {
        **window(),
        "callback_id": REMOVE_RULE,
        "submit": plain("Remove"),
        "blocks": [_field(RULE, "Rule to remove", _menu(RULE, _options(rules)))],
    }


def _options(rules: Sequence[Goal]) -> list[Json]:
    return [option(each.title, each.code) for each in rules[:MOST_OPTIONS]]


def rule_chosen(view: Mapping[str, Any]) -> str:
    """The code of the rule in the sent window."""
    chosen = filled_in(view, RULE).get("selected_option")
    value = chosen.get("value") if isinstance(chosen, Mapping) else ""
    return value if isinstance(value, str) else ""


def asked_to_check(view: Mapping[str, Any]) -> str:
    """The words of the command that the sent window stands for."""
    codes, rule = " ".join(typed_in(view).split()), rule_chosen(view)
    return f"check {codes} for {rule}" if codes and rule else ""


def rule_view() -> Json:
    """The window in which a simple rule is made."""
    needs = [option("All of them" if n == _ALL else f"At least {n} of them", n) for n in _NEEDS]
    years = [option(f"{n} year{'' if n == '1' else 's'} ago at most", n) for n in _YEARS]
    title = {
        "type": "plain_text_input",
        "action_id": TITLE,
        "max_length": _TITLE_CHARACTERS,
        "placeholder": plain("CNC operator, second shift"),
    }
    credentials = {
        "type": "multi_external_select",
        "action_id": CREDENTIALS,
        "min_query_length": 0,
        "max_selected_items": _MOST_CREDENTIALS,
        "placeholder": plain("Type a name, such as turning"),
    }
    return {
        **window(),
        "callback_id": MAKE_RULE,
        "submit": plain("Keep"),
        "blocks": [
            _field(TITLE, "What the rule is called", title),
            _field(CREDENTIALS, "Credentials that it asks for", credentials),
            _field(NEED, "How many of them", _menu(NEED, needs, initial=needs[0])),
            _field(YEARS, "Earned (leave open: whenever)", _menu(YEARS, years), optional=True),
        ],
    }


def rule_made(view: Mapping[str, Any]) -> SimpleRule | None:
    """The rule in the sent window."""
    title = filled_in(view, TITLE).get("value")
    chosen = filled_in(view, CREDENTIALS).get("selected_options")
    values = chosen if isinstance(chosen, Sequence) and not isinstance(chosen, str) else ()
    codes = [each.get("value") for each in values if isinstance(each, Mapping)]
    credentials = tuple(dict.fromkeys(code for code in codes if isinstance(code, str) and code))
    if not isinstance(title, str) or not title.strip() or not credentials:
        return None
    words = " ".join(title.split())
    return SimpleRule(words, credentials, _chosen(view, NEED), _chosen(view, YEARS))


def wrong_in_rule(view: Mapping[str, Any]) -> Mapping[str, str]:
    """What is to be mended in the sent window, by field."""
    rule = rule_made(view)
    if rule is None or not rule.title.isprintable():
        return {TITLE: "Give it a name of plain words."}
    if rule.need > len(rule.credentials):
        return {NEED: f"You chose {len(rule.credentials)} above: ask for no more than that."}
    return {}


def suggested(credentials: Sequence[Credential]) -> list[Json]:
    """What the menu of credentials offers."""
    return [option(each.title, each.code) for each in credentials[:MOST_OPTIONS]]


def _chosen(view: Mapping[str, Any], field: str) -> int:
    found = filled_in(view, field).get("selected_option")
    value = found.get("value") if isinstance(found, Mapping) else None
    return int(value) if isinstance(value, str) and value.isdecimal() else 0


def _field(name: str, label: str, element: Json, *, optional: bool = False) -> Json:
    return {
        "type": "input",
        "block_id": name,
        "optional": optional,
        "label": plain(label),
        "element": element,
    }


def _menu(name: str, options: list[Json], initial: Json | None = None) -> Json:
    menu: Json = {"type": "static_select", "action_id": name, "options": options}
    return {**menu, "initial_option": initial} if initial else menu


def option(text: str, value: str) -> Json:
    """Something to choose from a menu."""
    shown = text if len(text) <= _OPTION_CHARACTERS else f"{text[: _OPTION_CHARACTERS - 1]}…"
    return {"text": plain(shown), "value": value}


def _button(action_id: str, label: str) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(label)}
