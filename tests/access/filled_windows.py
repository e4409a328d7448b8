"""Fill in any of Slack's windows as a person does."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adapters.playground.windows import View, inputs_in, with_state
from adapters.slack.windows.ask import answer_view
from adapters.slack.windows.window import Window, WindowServices
from bot.hiring_rules import SimpleRule
from bot.reply import Reply
from tests.access.center import ANA, DANA, GOAL, Center, Person, everybody

_CHOSEN = (GOAL, "M1-TCH-P")
"""The options to choose in a menu that contains one of them.

In any other menu, the option that is already chosen stays, or else the first one is chosen.
"""
_CREDENTIAL = "M1-MMS"
"""The credential to choose in a menu whose options Slack requests from the bot."""


async def filled_in_by_everybody(
    center: Center, window: Window[Any], services: WindowServices
) -> list[Any]:
    """Return what a window reads from its form when people fill its text fields with facts.

    Each person of the center opens the window, because its fields may depend on who opens it. Each
    text (a code, a name, a number) is typed in turn.
    """
    acme = next(each for each in everybody("slack") if each.name == "Acme")
    await services.workplace.rules.make(acme.turn(), SimpleRule("Second shift", (_CREDENTIAL,)))
    found: dict[str, Any] = {}
    for person in everybody("slack"):
        view = await opened(window, person, services)
        for form in _forms(view, list(_texts(center))) if view.get("submit") else ():
            filled = None if window.errors(form) else window.read(form)
            if filled is not None:
                found[str(filled)] = filled
    return list(found.values())


async def opened(window: Window[Any], person: Person, services: WindowServices) -> View:
    """Return the view that a person gets when they open the window."""
    if window.action_id:
        return await window.view(person.turn(window.callback_id), services)
    return answer_view(Reply("help", "help", ""))[0]


def _texts(center: Center) -> Iterator[str]:
    """Yield what people type into a window: codes, names, numbers, and commands about them."""
    ana, dana = center.facts[ANA], center.facts[DANA]
    for facts in (ana, dana):
        yield from (facts.code, facts.name, facts.name.split()[-1], facts.number)
    yield f"{ana.code} {dana.code}"
    yield from ("/status", f"/student {ana.name}", f"/verify {ana.code}", "/roster")


def _forms(view: View, texts: Sequence[str]) -> Iterator[View]:
    elements = [element for _, element in inputs_in(view)]
    chosen = {each["action_id"]: _default(each) for each in elements}
    typed = _text_fields(view)
    for text in texts if typed else texts[:1]:
        yield with_state(view, {**chosen, **{name: [text] for name in typed}}, "")


def _text_fields(view: View) -> list[str]:
    """Return the ids of the text fields to fill in: the required ones, or else the first."""
    empty = [
        (element["action_id"], block.get("optional", False))
        for block, element in inputs_in(view)
        if element["type"] == "plain_text_input" and "initial_value" not in element
    ]
    return [name for name, optional in empty if not optional] or [name for name, _ in empty[:1]]


def _default(element: Mapping[str, Any]) -> list[str]:
    """Return the values that a form element already has, or else values to choose in it."""
    match element["type"]:
        case "static_select":
            values = [each["value"] for each in element["options"]]
            already = element.get("initial_option", {}).get("value", values[0])
            return [next((each for each in _CHOSEN if each in values), already)]
        case "multi_external_select":
            return [_CREDENTIAL]
        case "checkboxes":
            return [each["value"] for each in element.get("initial_options", ())]
        case kind:
            initial = element.get({"timepicker": "initial_time"}.get(kind, "initial_value"))
            return [initial] if initial else []
