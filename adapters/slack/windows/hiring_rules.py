"""The windows for hiring rules: check a candidate against a rule, add a rule, remove a rule."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from adapters.slack.rendering import Json
from adapters.slack.windows.blocks import (
    TYPED,
    button,
    field,
    filled_in,
    menu,
    note_view,
    option,
    plain,
    selected_in,
    text_input,
    typed_in,
    window,
)
from adapters.slack.windows.window import Window, WindowServices
from bot.access import BY_COMMAND, Access, Audience
from bot.hiring_rules import SimpleRule
from bot.reply import Reply, Turn
from bot.whose_record import Shows
from core.catalog.model import Credential
from core.goals.model import Goal
from core.language.message import _, _n

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
_CODES_CHARACTERS = 2_000
_TITLE_CHARACTERS = 100
_MOST_CREDENTIALS = 60
_ALL = "0"
_NEEDS = (_ALL, *(str(number) for number in range(1, 11)))
_YEARS = ("1", "2", "3", "5", "10")


class CheckCandidateWindow(Window[str]):
    """The window that checks a candidate's award codes against a rule.

    It sends the conversation a command that begins with `check`. If a person types a name instead
    of codes, the conversation may read another command.
    """

    callback_id = CHECK_RULE
    access = BY_COMMAND
    action_id = OPEN_CHECK

    async def view(self, turn: Turn, services: WindowServices) -> Json:
        return check_view(await services.workplace.rules.usable(turn))

    def read(self, view: Mapping[str, Any]) -> str | None:
        """Return the chat command for the submitted window, such as `check EF-... for RULE`.

        Return None if a field is empty.
        """
        return asked_to_check(view) or None

    async def handle(self, turn: Turn, filled: str, services: WindowServices) -> Reply:
        return await services.conversation.answer(replace(turn, text=filled))


class MakeRuleWindow(Window[SimpleRule]):
    """The window that adds a simple rule for the workspace."""

    callback_id = MAKE_RULE
    access = Access(Audience.EVERYONE, Shows.NOBODY)
    action_id = OPEN_RULE
    shown_at_home = True

    async def view(self, turn: Turn, services: WindowServices) -> Json:  # noqa: ARG002 - the same for everyone
        return rule_view()

    def errors(self, view: Mapping[str, Any]) -> Mapping[str, str]:
        rule = rule_made(view)
        if rule is None or not rule.title.isprintable():
            return {TITLE: _("Give it a name of plain words.")}
        if rule.need > len(rule.credentials):
            return {
                NEED: _n(
                    "You chose %(count)s above: ask for no more than that.",
                    "You chose %(count)s above: ask for no more than that.",
                    len(rule.credentials),
                )
            }
        return {}

    def read(self, view: Mapping[str, Any]) -> SimpleRule | None:
        return rule_made(view)

    async def handle(self, turn: Turn, filled: SimpleRule, services: WindowServices) -> Reply:
        return await services.workplace.rules.make(turn, filled)


class RemoveRuleWindow(Window[str]):
    """The window that removes one of the workspace's own rules, by the rule's code."""

    callback_id = REMOVE_RULE
    access = Access(Audience.WORKSPACE_ADMINISTRATORS, Shows.NOBODY)
    action_id = OPEN_REMOVING
    reserved = _("Only this workspace's administrators can remove rules.")
    shown_at_home = True

    async def view(self, turn: Turn, services: WindowServices) -> Json:
        return removing_view(await services.workplace.rules.own(turn))

    def read(self, view: Mapping[str, Any]) -> str | None:
        return selected_in(view, RULE) or None

    async def handle(self, turn: Turn, filled: str, services: WindowServices) -> Reply:
        return await services.workplace.rules.remove(turn, filled)


def rule_buttons(*, own: bool) -> Json:
    """Return the buttons for hiring rules on the Home tab.

    With `own`, the workspace has its own rules, so there is a button to remove a rule.
    """
    buttons = [button(OPEN_CHECK, _("Check a candidate")), button(OPEN_RULE, _("Make a rule"))]
    if own:
        buttons.append(button(OPEN_REMOVING, _("Remove a rule")))
    return {"type": "actions", "elements": buttons}


def check_view(rules: Sequence[Goal]) -> Json:
    """Return the window for checking a candidate's award codes against a rule."""
    return {
        **window(),
        "callback_id": CHECK_RULE,
        "submit": plain(_("Check")),
        "blocks": [
            {
                "type": "input",
                "block_id": CHECK_RULE,
                "label": plain(_("Codes that the candidate gave you")),
                "hint": plain(_("You learn whether they meet the rule, and what is missing.")),
                "element": text_input(
                    _CODES_CHARACTERS,
                    _("EF-XXXX-XXXX-XXXX-X, up to 20"),
                    name=TYPED,
                    multiline=True,
                ),
            },
            field(RULE, _("Rule"), menu(_options(rules))),
        ],
    }


def removing_view(rules: Sequence[Goal]) -> Json:
    """Return the window for removing one of the workspace's own rules.

    If there are no rules, the window says so.
    """
    if not rules:
        return note_view(_("This workspace has no rule of its own."))
    return {
        **window(),
        "callback_id": REMOVE_RULE,
        "submit": plain(_("Remove")),
        "blocks": [field(RULE, _("Rule to remove"), menu(_options(rules)))],
    }


def _options(rules: Sequence[Goal]) -> list[Json]:
    return [option(each.title, each.code) for each in rules[:MOST_OPTIONS]]


def asked_to_check(view: Mapping[str, Any]) -> str:
    """Return the chat command for the submitted window, or '' if a field is empty."""
    codes, rule = " ".join(typed_in(view).split()), selected_in(view, RULE)
    return f"check {codes} for {rule}" if codes and rule else ""


def rule_view() -> Json:
    """Return the window for adding a simple hiring rule."""
    needs = [
        option(_("All of them") if n == _ALL else _("At least %(number)s of them", number=n), n)
        for n in _NEEDS
    ]
    years = [
        option(_n("%(count)s year ago at most", "%(count)s years ago at most", int(n)), n)
        for n in _YEARS
    ]
    title = text_input(_TITLE_CHARACTERS, _("CNC operator, second shift"))
    credentials = {
        "type": "multi_external_select",
        "min_query_length": 0,
        "max_selected_items": _MOST_CREDENTIALS,
        "placeholder": plain(_("Type a name, such as turning")),
    }
    return {
        **window(),
        "callback_id": MAKE_RULE,
        "submit": plain(_("Keep")),
        "blocks": [
            field(TITLE, _("What the rule is called"), title),
            field(CREDENTIALS, _("Credentials that it asks for"), credentials),
            field(NEED, _("How many of them"), menu(needs, needs[0])),
            field(YEARS, _("Earned (leave open: whenever)"), menu(years), optional=True),
        ],
    }


def rule_made(view: Mapping[str, Any]) -> SimpleRule | None:
    """Return the rule from the submitted window.

    Return None if the rule has no title or no credentials.
    """
    title = typed_in(view, TITLE)
    chosen = filled_in(view, CREDENTIALS).get("selected_options")
    values = chosen if isinstance(chosen, Sequence) and not isinstance(chosen, str) else ()
    codes = [each.get("value") for each in values if isinstance(each, Mapping)]
    credentials = tuple(dict.fromkeys(code for code in codes if isinstance(code, str) and code))
    if not title.strip() or not credentials:
        return None
    words = " ".join(title.split())
    return SimpleRule(words, credentials, _chosen(view, NEED), _chosen(view, YEARS))


def credential_options(credentials: Sequence[Credential]) -> list[Json]:
    """Return up to `MOST_OPTIONS` credentials as options of a menu."""
    return [option(each.title, each.code) for each in credentials[:MOST_OPTIONS]]


def _chosen(view: Mapping[str, Any], name: str) -> int:
    value = selected_in(view, name)
    return int(value) if value.isdecimal() else 0
