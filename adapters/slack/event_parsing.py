"""Parse Slack's events: messages, mentions, posted links, opened tabs, a removed app.

See docs.slack.dev/reference/events.
"""

from collections.abc import Callable, Mapping
from typing import Any

from adapters.slack.files import shared_files_in
from adapters.slack.inbound_requests import (
    AnswerTarget,
    AppRemoved,
    Asked,
    DetailsRequested,
    HomeOpened,
    Incoming,
    LinksPosted,
    MessagesOpened,
    StepRun,
)
from adapters.slack.manifest import VERIFY_STEP
from adapters.slack.payload_parsing import chat_of, part_in, plain, text_in, turn_of
from core.values import replace

_NEWS = frozenset(
    (
        *("bot_message", "message_changed", "message_deleted", "message_replied", "tombstone"),
        *("pinned_item", "unpinned_item", "reminder_add", "ekm_access_denied", "reply_broadcast"),
        *("assistant_app_thread", "document_mention", "huddle_thread", "reminder_delete"),
    )
)
_NEWS_OF = ("bot_", "channel_", "group_", "im_", "mpim_", "sh_room_", "file_comment")


def from_event(body: Mapping[str, Any]) -> Incoming | None:
    """Parse an event, such as a direct message, a mention, or an opened Home tab.

    Return None for messages from bots, for edits, and for events that we do not handle.
    """
    event = part_in(body, "event")
    if read := _EVENTS.get(text_in(event, "type")):
        return read(body, event)
    user, text = text_in(event, "user"), text_in(event, "text")
    direct = text_in(event, "channel_type") == "im"
    files = shared_files_in(event.get("files")) if direct else ()
    said_by_nobody = any(event.get(key) for key in ("bot_id", "edited"))
    if not user or not (text or files) or said_by_nobody:
        return None
    if _is_news(event):
        return None
    thread = text_in(event, "thread_ts")
    match text_in(event, "type"):
        case "message" if direct:
            pass
        case "app_mention" if not direct:
            thread = thread or text_in(event, "ts")
        case _:
            return None
    team, channel = _team(body, event), text_in(event, "channel")
    # removes the colon of "@Edgefinder: status"
    said = plain(text) if files else plain(text).lstrip(":, ")
    turn = turn_of(team, user, said, chat=None if direct else chat_of(team, channel, ""))
    turn = replace(turn, thread=thread)
    if files:
        turn = replace(turn, text=said)
    asked_ts = text_in(event, "ts")
    target = AnswerTarget(channel, user, thread_ts=thread, asked_ts=asked_ts, direct=direct)
    return Asked(turn, target, _message_name(body, event), files, repeats=True)


def _opened(body: Mapping[str, Any], event: Mapping[str, Any]) -> Incoming | None:
    """Parse the event that a person has opened the Home tab or the direct messages."""
    user, once = text_in(event, "user"), text_in(body, "event_id")
    if not user:
        return None
    turn = turn_of(_team(body, event), user, "")
    match text_in(event, "tab"):
        case "home":
            shown = text_in(part_in(event, "view"), "id")
            return HomeOpened(turn, AnswerTarget("", user), once, shown)
        case "messages":
            target = AnswerTarget(text_in(event, "channel"), user, direct=True)
            return MessagesOpened(turn, target, once)
    return None


def _message_name(body: Mapping[str, Any], event: Mapping[str, Any]) -> str:
    """Return the id of a message, made of its channel and time.

    All events about one message get the same id. If the event has no channel or time, return the
    event's own id.
    """
    channel, ts = text_in(event, "channel"), text_in(event, "ts")
    return f"{channel}:{ts}" if channel and ts else text_in(body, "event_id")


def _is_news(event: Mapping[str, Any]) -> bool:
    """Whether a system or an app wrote this message, and not a person.

    People's messages have no subtype, or `me_message`, `thread_broadcast` or `file_share`. Unknown
    subtypes count as people's: https://docs.slack.dev/reference/events/message
    """
    subtype = text_in(event, "subtype")
    return subtype in _NEWS or subtype.startswith(_NEWS_OF)


def _links(body: Mapping[str, Any], event: Mapping[str, Any]) -> Incoming | None:
    """Parse the event that a person has posted links to our web pages."""
    user, found = text_in(event, "user"), event.get("links")
    links = [text_in(each, "url") for each in found or () if isinstance(each, Mapping)]
    unfurl_id, source = text_in(event, "unfurl_id"), text_in(event, "source")
    if not (user and unfurl_id and any(links)):
        return None
    return LinksPosted(
        turn_of(_team(body, event), user, ""),
        AnswerTarget(text_in(event, "channel"), user),
        text_in(body, "event_id"),
        unfurl_id,
        source,
        tuple(filter(None, links)),
    )


def _details(body: Mapping[str, Any], event: Mapping[str, Any]) -> Incoming | None:
    """Parse the event that a person wants to see the panel of a link's card."""
    user, trigger = text_in(event, "user"), text_in(event, "trigger_id")
    link = text_in(event, "entity_url") or text_in(part_in(event, "link"), "url")
    if not (user and trigger and link):
        return None
    turn = turn_of(_team(body, event), user, "")
    target = AnswerTarget(text_in(event, "channel"), user)
    ref = text_in(part_in(event, "external_ref"), "id")
    return DetailsRequested(turn, target, text_in(body, "event_id"), link, ref, trigger)


def _step(body: Mapping[str, Any], event: Mapping[str, Any]) -> Incoming | None:
    """Parse a workflow's request to run the step of our app."""
    execution = text_in(event, "function_execution_id")
    if text_in(part_in(event, "function"), "callback_id") != VERIFY_STEP or not execution:
        return None
    code = text_in(part_in(event, "inputs"), "code").strip()
    turn = turn_of(text_in(body, "team_id"), "", code)
    return StepRun(turn, AnswerTarget("", ""), text_in(body, "event_id"), execution, code)


def _gone(body: Mapping[str, Any], event: Mapping[str, Any]) -> Incoming | None:
    """Parse the event that a workspace or org has removed the app.

    The app was uninstalled, its token was revoked, or an org removed it from workspaces.
    """
    team = text_in(body, "team_id")
    named = event.get("team_ids")
    teams = [each for each in named if isinstance(each, str)] if isinstance(named, list) else [team]
    if text_in(event, "type") == "tokens_revoked" and not part_in(event, "tokens").get("bot"):
        return None  # a user's token was revoked, but we use only the bot's token
    turn = turn_of(team, "", "")
    uninstalled = not isinstance(named, list)
    once, moment = text_in(body, "event_id"), body.get("event_time")
    removed_at = moment if isinstance(moment, int) else 0
    return AppRemoved(turn, AnswerTarget("", ""), once, tuple(teams), uninstalled, removed_at)


_EVENTS: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Incoming | None]] = {
    "app_home_opened": _opened,
    "app_uninstalled": _gone,
    "entity_details_requested": _details,
    "function_executed": _step,
    "link_shared": _links,
    "team_access_revoked": _gone,
    "tokens_revoked": _gone,
}
"""The function that parses each type of event, except messages and mentions.

`from_event` itself parses messages and mentions.
"""


def _team(body: Mapping[str, Any], event: Mapping[str, Any]) -> str:
    """Return the id of the person's own workspace, even in a channel shared by companies.

    For a person in an org, Slack may send the org's id instead. In that case, return the workspace
    that sent the request.
    """
    shared = body.get("is_ext_shared_channel") is True
    named = text_in(event, "user_team") or (text_in(event, "team") if shared else "")
    named = named or text_in(body, "team_id") or text_in(event, "team")
    for org, workspace in _ORG_AND_WORKSPACE:
        if named.startswith("E") and named == text_in(body, org):
            return text_in(body, workspace)
    return named


_ORG_AND_WORKSPACE = (("enterprise_id", "team_id"), ("context_enterprise_id", "context_team_id"))
"""The fields in which an event has the ids of the org and of the workspace.

https://docs.slack.dev/apis/slack-connect
"""
