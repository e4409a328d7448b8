"""Apply what the app returns with an acknowledgement: a message, or a change to a view."""

from typing import TYPE_CHECKING

from tests.doubles.slack import views
from tests.doubles.slack.elements import OPTIONS_MOST, option
from tests.doubles.slack.message_checks import RefusedError, content_from, post
from tests.doubles.slack.schema import Problems, array

if TYPE_CHECKING:
    from tests.doubles.slack.deliveries import Delivery
    from tests.doubles.slack.platform import SlackPlatform

MESSAGE_KEYS = frozenset(
    {
        "text",
        "blocks",
        "attachments",
        "response_type",
        "replace_original",
        "delete_original",
        "thread_ts",
        "unfurl_links",
        "unfurl_media",
        "metadata",
    }
)


def take(delivery: "Delivery", slack: "SlackPlatform") -> None:
    """Apply the app's response. A response that Slack would refuse is recorded as a violation."""
    answer = delivery.answer
    kind = delivery.payload.get("type", "slash_command")
    try:
        if kind == "view_submission":
            _next_of_view(delivery)
        elif kind == "block_suggestion":
            _offer(delivery)
        elif answer in (None, "", {}):
            return
        elif delivery.kind == "slash_commands":
            _say(delivery, slack)
        else:
            slack.violate("answer", f"{delivery.what}: Slack reads no answer here, got {answer!r}")
    except RefusedError as refused:
        slack.violate("answer", f"{delivery.what}: {refused}")
        if delivery.person is not None:
            error = f"{delivery.what} failed with the error 'invalid_command_response'"
            delivery.person.told.append(error)


def _say(delivery: "Delivery", slack: "SlackPlatform") -> None:
    answer = {"text": delivery.answer} if isinstance(delivery.answer, str) else delivery.answer
    if not isinstance(answer, dict):
        raise RefusedError("invalid_command_response")
    if unknown := set(answer) - MESSAGE_KEYS:
        raise RefusedError("invalid_command_response", [f"unknown keys {sorted(unknown)}"])
    person = delivery.person
    assert person is not None
    channel = person.workspace.channels[delivery.payload["channel_id"]]
    kind = answer.get("response_type", "ephemeral")
    if kind not in {"ephemeral", "in_channel"}:
        raise RefusedError("invalid_command_response", [f"response_type {kind!r}"])
    only_for = person if kind == "ephemeral" else None
    post(channel, content_from(answer), via="acknowledgement", only_for=only_for)
    slack.changed()


def _offer(delivery: "Delivery") -> None:
    """Check menu options that the app returns:
    https://docs.slack.dev/reference/interaction-payloads
    """
    offered = delivery.answer.get("options") if isinstance(delivery.answer, dict) else None
    if not isinstance(offered, list):
        raise RefusedError("invalid_arguments", ["a menu needs options"])
    problems = Problems()
    array(option, most=OPTIONS_MOST, least=0)(offered, "/options", problems)
    if problems:
        raise RefusedError("invalid_arguments", problems)


def _next_of_view(delivery: "Delivery") -> None:
    person, view, answer = delivery.person, delivery.view, delivery.answer
    assert person is not None
    assert view is not None
    if answer in (None, "", {}):
        views.close(person, view)
        return
    if not isinstance(answer, dict):
        raise RefusedError("invalid_arguments", ["the answer to a view must be an object"])
    action = answer.get("response_action")
    if action == "clear":
        views.clear(person)
    elif action == "errors":
        errors = answer.get("errors")
        known = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not set(errors) <= known:
            words = f"errors must name input blocks of the view ({sorted(known)}), got {errors!r}"
            raise RefusedError("invalid_arguments", [words])
        person.form_errors = errors
    elif action == "update":
        views.replace(view, answer.get("view"))
    elif action == "push":
        views.show(person, answer.get("view"), on_top=True)
    else:
        raise RefusedError("invalid_arguments", [f"unknown response_action {action!r}"])
