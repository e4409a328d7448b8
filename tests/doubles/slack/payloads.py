"""Build the complete payloads that Slack sends to an app."""

import re
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.doubles.slack.messages import Control, Message, NextId, SlackView
from tests.doubles.slack.schema import Json

if TYPE_CHECKING:
    from tests.doubles.slack.people import Person
    from tests.doubles.slack.workspaces import Channel, Workspace

VERIFICATION_TOKEN = "verification-token"
_TOKEN = re.compile(r"<(?:[@#!]|https?:|mailto:)[^<>]*>")
_LINK = re.compile(r"https?://[^\s<>]+")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def escaped(text: str) -> str:
    """Escape &, < and > as Slack does, but keep <@U1> and <https://...>."""
    parts = []
    at = 0
    for token in _TOKEN.finditer(text):
        parts += [_plainly(text[at : token.start()]), token.group()]
        at = token.end()
    return "".join([*parts, _plainly(text[at:])])


def _plainly(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_slack_sends(text: str) -> str:
    """Return a typed message as Slack puts it in events: escaped, with addresses as links."""

    def linked(plain: str) -> str:
        found = _LINK.sub(lambda m: f"<{m.group()}>", plain)
        if found != plain:
            return found
        return _EMAIL.sub(lambda m: f"<mailto:{m.group()}|{m.group()}>", plain)

    parts = re.split(f"({_TOKEN.pattern})", escaped(text))
    return "".join(
        part if _TOKEN.fullmatch(part) else " ".join(map(linked, part.split(" "))) for part in parts
    )


def rich_text(text: str, next_id: NextId) -> Json:
    """Return the block that Slack's clients make of typed text."""
    parts: list[Json] = []
    for piece in re.split(r"(<@[^<>]+>)", text):
        if piece.startswith("<@"):
            parts.append({"type": "user", "user_id": piece[2:-1]})
        elif piece:
            parts.append({"type": "text", "text": piece})
    section = {"type": "rich_text_section", "elements": parts}
    return {"type": "rich_text", "block_id": next_id("b"), "elements": [section]}


# Slash commands


def slash_command(person: "Person", command: str, text: str, channel: "Channel") -> Json:
    workspace = person.workspace
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": channel.shown_name,
        "user_id": person.id,
        "user_name": person.username,
        "command": command,
        "text": escaped(text),
        "api_app_id": workspace.slack.app_id,
        **({"enterprise_id": workspace.installed_in} if workspace.installed_in else {}),
        "is_enterprise_install": "true" if workspace.installed_in else "false",
        "response_url": workspace.slack.response_urls.make(person, channel),
        "trigger_id": workspace.slack.triggers.make(person),
    }


# Events


def event_callback(workspace: "Workspace", event: Json) -> Json:
    slack = workspace.slack
    authorization = {
        "enterprise_id": workspace.installed_in,
        "team_id": workspace.id,
        "user_id": workspace.bot_user_id,
        "is_bot": True,
        "is_enterprise_install": bool(workspace.installed_in),
    }
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.id,
        "api_app_id": slack.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": slack.next_id("Ev"),
        "event_time": int(time.time()),
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": slack.next_id("4-"),
    }


def message_event(message: Message, person: "Person", channel_type: str) -> Json:
    return {
        **message.as_slack_shows_it(),
        "channel": message.channel.id,
        "event_ts": message.ts,
        "channel_type": channel_type,
        "user": person.id,
    }


def app_mention(message: Message, person: "Person") -> Json:
    return {
        **message.as_slack_shows_it(),
        "type": "app_mention",
        "channel": message.channel.id,
        "event_ts": message.ts,
        "user": person.id,
    }


def link_shared(message: Message, person: "Person", url: str) -> Json:
    return {
        "type": "link_shared",
        "user": person.id,
        "channel": message.channel.id,
        "message_ts": message.ts,
        "unfurl_id": f"{message.channel.id}-{message.ts}",
        "source": "conversations_history",
        "is_bot_user_member": message.channel.with_bot,
        "links": [{"domain": urlsplit(url).hostname, "url": url}],
        "event_ts": message.ts,
    }


def entity_details_requested(person: "Person", message: Message, entity: Json) -> Json:
    return {
        "type": "entity_details_requested",
        "user": person.id,
        "trigger_id": person.workspace.slack.triggers.make(person),
        "user_locale": "en-US",
        "channel": message.channel.id,
        "message_ts": message.ts,
        "external_ref": entity["external_ref"],
        "entity_url": entity["url"],
        "link": {"domain": urlsplit(entity["url"]).hostname, "url": entity["app_unfurl_url"]},
        "app_unfurl_url": entity["app_unfurl_url"],
        "event_ts": person.workspace.slack.next_ts(),
    }


def app_home_opened(person: "Person") -> Json:
    event: Json = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": person.dms.id,
        "tab": "home",
        "event_ts": person.workspace.slack.next_ts(),
    }
    if person.home is not None:
        event["view"] = person.home.as_slack_shows_it()
    return event


def app_uninstalled() -> Json:
    return {"type": "app_uninstalled"}


def tokens_revoked(workspace: "Workspace") -> Json:
    return {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [workspace.bot_user_id]}}


def team_access_revoked(workspace: "Workspace") -> Json:
    return {"type": "team_access_revoked", "team_ids": [workspace.id]}


def function_executed(person: "Person", callback_id: str, inputs: Json) -> Json:
    workspace = person.workspace
    slack = workspace.slack
    execution = slack.next_id("Fx")
    slack.executions[execution] = {"callback_id": callback_id, "state": "running"}
    return {
        "type": "function_executed",
        "function": {
            "id": slack.next_id("Fn"),
            "callback_id": callback_id,
            "title": callback_id,
            "type": "app",
            "input_parameters": [],
            "output_parameters": [],
            "app_id": slack.app_id,
        },
        "inputs": inputs,
        "function_execution_id": execution,
        "workflow_execution_id": slack.next_id("Wx"),
        "event_ts": slack.next_ts(),
        "bot_access_token": workspace.bot_token,
    }


# Interactivity


def _interaction(person: "Person", kind: str) -> Json:
    workspace = person.workspace
    org = workspace.installed_in
    return {
        "type": kind,
        "user": {
            "id": person.id,
            "username": person.username,
            "name": person.username,
            "team_id": workspace.id,
        },
        "api_app_id": workspace.slack.app_id,
        "token": VERIFICATION_TOKEN,
        "team": workspace.as_slack_shows_it(),
        "enterprise": {"id": org, "name": "Example Group"} if org else None,
        "is_enterprise_install": bool(org),
    }


def block_actions(person: "Person", where: Message | SlackView, control: Control) -> Json:
    slack = person.workspace.slack
    payload = {
        **_interaction(person, "block_actions"),
        "trigger_id": slack.triggers.make(person),
        "actions": [_action(control, slack.next_ts())],
        "state": {"values": {}},
    }
    if isinstance(where, SlackView):
        container = {"type": "view", "view_id": where.id}
        return {**payload, "container": container, "view": where.as_slack_shows_it()}
    payload |= {
        "container": {
            "type": "message",
            "message_ts": where.ts,
            "channel_id": where.channel.id,
            "is_ephemeral": where.ephemeral,
        },
        "channel": {"id": where.channel.id, "name": where.channel.shown_name},
        "response_url": slack.response_urls.make(person, where.channel, original=where),
    }
    # Slack does not store ephemeral messages, so payloads about them have no text.
    return payload if where.ephemeral else {**payload, "message": where.as_slack_shows_it()}


def _action(control: Control, ts: str) -> Json:
    element = control.element
    found = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": control.block["block_id"],
        "action_ts": ts,
    }
    if control.option is None:
        wanted = ("text", "value", "style", "url")
        return {**found, **{key: element[key] for key in wanted if key in element}}
    several = element["type"] in {"checkboxes", "multi_static_select"}
    chosen: Json | list[Json] = [control.option] if several else control.option
    return {**found, "selected_options" if several else "selected_option": chosen}


def message_action(person: "Person", callback_id: str, message: Message) -> Json:
    slack = person.workspace.slack
    return {
        **_interaction(person, "message_action"),
        "action_ts": slack.next_ts(),
        "callback_id": callback_id,
        "trigger_id": slack.triggers.make(person),
        "channel": {"id": message.channel.id, "name": message.channel.shown_name},
        "message_ts": message.ts,
        "message": message.as_slack_shows_it(),
        "response_url": slack.response_urls.make(person, message.channel),
    }


def global_shortcut(person: "Person", callback_id: str) -> Json:
    slack = person.workspace.slack
    return {
        **_interaction(person, "shortcut"),
        "action_ts": slack.next_ts(),
        "callback_id": callback_id,
        "trigger_id": slack.triggers.make(person),
    }


def view_submission(person: "Person", view: SlackView, state: Json) -> Json:
    return {
        **_interaction(person, "view_submission"),
        "trigger_id": person.workspace.slack.triggers.make(person),
        "view": view.as_slack_shows_it(state),
        "response_urls": [],
    }


def block_suggestion(person: "Person", view: SlackView, action_id: str, typed: str) -> Json:
    [block] = [b for b in view.blocks if b.get("element", {}).get("action_id") == action_id]
    return {
        **_interaction(person, "block_suggestion"),
        "container": {"type": "view", "view_id": view.id},
        "view": view.as_slack_shows_it(),
        "action_id": action_id,
        "block_id": block["block_id"],
        "value": typed,
    }


def view_closed(person: "Person", view: SlackView) -> Json:
    return {
        **_interaction(person, "view_closed"),
        "view": view.as_slack_shows_it(),
        "is_cleared": False,
    }


def state_of(view: SlackView, values: dict[str, str], files: list[Json]) -> Json:
    """Return the state of a view's inputs with these values and files.

    `values` are by block_id or action_id.
    """
    left = dict(values)
    state: Json = {}
    for block in view.blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        if element["type"] == "file_input":
            assert len(files) <= element.get("max_files", 10), "Slack does not permit so many files"
            chosen = {"type": "file_input", "files": files}
            state[block["block_id"]] = {element["action_id"]: chosen}
            continue
        name = next((n for n in (block["block_id"], element["action_id"]) if n in left), None)
        value = left.pop(name) if name else _initial(element)
        if value is None and not block.get("optional"):
            raise AssertionError(f"Slack requires a value for {block['label']['text']!r}")
        state[block["block_id"]] = {element["action_id"]: _input_value(element, value)}
    if left:
        raise AssertionError(f"the view has no field {', '.join(left)}; it has {list(state)}")
    return state


def _initial(element: Json) -> str | None:
    """Return an element's initial value."""
    if "initial_options" in element:
        return ",".join(each["value"] for each in element["initial_options"])
    if "initial_option" in element:
        return str(element["initial_option"]["value"])
    return next((element[key] for key in _INITIAL if key in element), None)


_INITIAL = ("initial_value", "initial_time", "initial_date")


def _input_value(element: Json, value: str | None) -> Json:
    kind = element["type"]
    if "options" in element:
        several = (value or "").split(",") if kind == "checkboxes" else ()
        wanted = {value, *several}
        options = [o for o in element["options"] if wanted & {o["text"]["text"], o["value"]}]
        if value and not options:
            raise AssertionError(f"there is no option {value!r}")
        if kind in {"checkboxes", "multi_static_select"}:
            return {"type": kind, "selected_options": options}
        return {"type": kind, "selected_option": options[0] if options else None}
    if kind == "multi_external_select":
        names = [name for name in (value or "").split(",") if name]
        chosen = [{"text": {"type": "plain_text", "text": n}, "value": n} for n in names]
        return {"type": kind, "selected_options": chosen}
    keys = {
        "datepicker": "selected_date",
        "timepicker": "selected_time",
        "users_select": "selected_user",
        "channels_select": "selected_channel",
        "conversations_select": "selected_conversation",
    }
    return {"type": kind, keys.get(kind, "value"): value}
