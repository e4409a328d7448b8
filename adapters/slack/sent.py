"""Modals that are sent: what Slack shows at once, before anything is done about them."""

from collections.abc import Callable, Mapping
from typing import Any

from adapters.slack.modals import CHECK_LIST, working_view, wrong_in_list
from adapters.slack.noticing import SET_NOTICES, wrong_in_notices
from adapters.slack.rendering import Json
from adapters.slack.rules import MAKE_RULE, wrong_in_rule

_WRONG: Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, str]]] = {
    CHECK_LIST: wrong_in_list,
    MAKE_RULE: wrong_in_rule,
    SET_NOTICES: wrong_in_notices,
}


def next_of(body: Mapping[str, Any]) -> Json:
    """That it is worked on, or what is to be mended in it."""
    view = body.get("view")
    sent = view if isinstance(view, Mapping) else {}
    look = _WRONG.get(str(sent.get("callback_id")))
    if look is not None and (wrong := look(sent)):
        return {"response_action": "errors", "errors": dict(wrong)}
    return {"response_action": "update", "view": working_view()}
