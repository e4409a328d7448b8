"""Parse Slack's payloads (commands, messages, button presses, submitted windows)."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from adapters.slack.addresses import CAPABILITIES, PLATFORM, SlackAddress, slack_identity
from adapters.slack.buttons import CALL
from adapters.slack.files import shared_files_in
from adapters.slack.home_view import KEEP
from adapters.slack.inbound_requests import (
    AnswerTarget,
    AppRemoved,
    Asked,
    DetailsRequested,
    HomeOpened,
    Incoming,
    LinksPosted,
    MessageChecked,
    MessagesOpened,
    RetentionSet,
    Shared,
    StepRun,
    Submitted,
    WindowOpened,
)
from adapters.slack.manifest import OPEN_MENU, VERIFY_HERE, VERIFY_STEP
from adapters.slack.verdict_blocks import SHARE
from adapters.slack.windows.registry import OPENED_BY, window_of
from bot.reply import Turn
from core.language.message import _
from core.notices.places import Chat
from core.values import replace

_MARKED = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_ENTITY = re.compile("&(amp|lt|gt);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}
_NEWS = frozenset(
    (
        *("bot_message", "message_changed", "message_deleted", "message_replied", "tombstone"),
        *("pinned_item", "unpinned_item", "reminder_add", "ekm_access_denied", "reply_broadcast"),
        *("assistant_app_thread", "document_mention", "huddle_thread", "reminder_delete"),
    )
)
_NEWS_OF = ("bot_", "channel_", "group_", "im_", "mpim_", "sh_room_", "file_comment")
_WITH_NOTHING_TYPED = "help"
"""The command to run if the person typed nothing. It shows the overview of commands."""


def from_command(body: Mapping[str, Any]) -> Incoming | None:
    """Parse a slash command such as `/nims status M1-TCH`.

    The turn's text is what follows `/nims`. Without such text, the answer opens in a modal.
    """
    team, user, channel = _text(body, "team_id"), _text(body, "user_id"), _text(body, "channel_id")
    if not (team and user):
        return None
    trigger, text = _text(body, "trigger_id"), plain(_text(body, "text"))
    target = AnswerTarget(
        channel,
        user,
        response_url=_text(body, "response_url"),
        trigger="" if text else trigger,
    )
    chat = _chat(team, channel, _text(body, "channel_name"))
    return Asked(_turn(team, user, text, chat=chat), target, trigger, is_command=True)


def from_event(body: Mapping[str, Any]) -> Incoming | None:
    """Parse an event: a direct message, a mention, links to our pages, or an opened Home tab.

    Return None for messages from bots, for edits, and for all other events.
    """
    event = _part(body, "event")
    if read := _EVENTS.get(_text(event, "type")):
        return read(body, event)
    user, text = _text(event, "user"), _text(event, "text")
    direct = _text(event, "channel_type") == "im"
    files = shared_files_in(event.get("files")) if direct else ()
    said_by_nobody = any(event.get(key) for key in ("bot_id", "edited"))
    if not user or not (text or files) or said_by_nobody:
        return None
    if _is_news(event):
        return None
    thread = _text(event, "thread_ts")
    match _text(event, "type"):
        case "message" if direct:
            pass
        case "app_mention" if not direct:
            thread = thread or _text(event, "ts")
        case _:
            return None
    team, channel = _team(body, event), _text(event, "channel")
    # removes the colon of "@Edgefinder: status"
    said = plain(text) if files else plain(text).lstrip(":, ")
    turn = _turn(team, user, said, chat=None if direct else _chat(team, channel, ""))
    turn = replace(turn, thread=thread)
    if files:
        turn = replace(turn, text=said)
    asked_ts = _text(event, "ts")
    target = AnswerTarget(channel, user, thread_ts=thread, asked_ts=asked_ts, direct=direct)
    return Asked(turn, target, _message_name(body, event), files, repeats=True)


def _opened(body: Mapping[str, Any], event: Mapping[str, Any]) -> Incoming | None:
    """Parse the event that a person has opened the Home tab or the direct messages."""
    user, once = _text(event, "user"), _text(body, "event_id")
    if not user:
        return None
    turn = _turn(_team(body, event), user, "")
    match _text(event, "tab"):
        case "home":
            shown = _text(_part(event, "view"), "id")
            return HomeOpened(turn, AnswerTarget("", user), once, shown)
        case "messages":
            target = AnswerTarget(_text(event, "channel"), user, direct=True)
            return MessagesOpened(turn, target, once)
    return None


def _message_name(body: Mapping[str, Any], event: Mapping[str, Any]) -> str:
    """Return a message's id, made of its channel and time.

    It is the same for all events about one message. Without a channel or time, return the event's
    id.
    """
    channel, ts = _text(event, "channel"), _text(event, "ts")
    return f"{channel}:{ts}" if channel and ts else _text(body, "event_id")


def _is_news(event: Mapping[str, Any]) -> bool:
    """Whether a system or an app wrote this message, rather than a person.

    People's messages have no subtype, or `me_message`, `thread_broadcast` or `file_share`. Unknown
    subtypes count as people's: https://docs.slack.dev/reference/events/message
    """
    subtype = _text(event, "subtype")
    return subtype in _NEWS or subtype.startswith(_NEWS_OF)


def from_press(body: Mapping[str, Any]) -> Incoming | None:
    """Parse a press of one of our buttons.

    Return None for other buttons, such as links to web pages.
    """
    presses = body.get("actions")
    press = presses[0] if isinstance(presses, list) and presses else None
    team, user = _who(body)
    if not isinstance(press, Mapping) or not (team and user):
        return None
    action, value, trigger = (
        _text(press, "action_id"),
        _text(press, "value"),
        _text(body, "trigger_id"),
    )
    target = _pressed_at(body, user)
    if window := OPENED_BY.get(action):
        target = replace(target, trigger=trigger)
        return WindowOpened(_pressed_turn(body, action), target, trigger, window)
    if action == KEEP:
        chosen = _text(_part(press, "selected_option"), "value")
        turn = _pressed_turn(body, KEEP)
        if not chosen.isdecimal():
            return None
        return RetentionSet(turn, replace(target, trigger=trigger), trigger, int(chosen))
    if action.startswith(SHARE) and value:
        return Shared(_pressed_turn(body, "verify"), target, trigger, tuple(value.split()))
    if action.startswith(CALL) and value:
        return Asked(_pressed_turn(body, value), target, trigger)
    return None


def _pressed_at(body: Mapping[str, Any], user: str) -> AnswerTarget:
    """Return where a button was pressed: in a message, in a window or on the Home tab."""
    container, channel = _part(body, "container"), _text(_part(body, "channel"), "id")
    view = _part(body, "view")
    in_window = _text(view, "type") == "modal"
    return AnswerTarget(
        channel,
        user,
        response_url=_text(body, "response_url"),
        thread_ts=_text(container, "thread_ts") or _text(_part(body, "message"), "thread_ts"),
        ts=_text(container, "message_ts"),
        direct=channel.startswith("D"),
        ephemeral=container.get("is_ephemeral") is True,
        trigger=_text(body, "trigger_id") if view and not in_window else "",
        view=_text(view, "id") if in_window else "",
    )


def _pressed_turn(body: Mapping[str, Any], call: str) -> Turn:
    team, user = _who(body)
    channel = _part(body, "channel")
    chat = _chat(team, _text(channel, "id"), _text(channel, "name"))
    thread = _text(_part(body, "container"), "thread_ts")
    thread = thread or _text(_part(body, "message"), "thread_ts")
    return replace(_turn(team, user, call, pressed=True, chat=chat), thread=thread)


def from_shortcut(body: Mapping[str, Any]) -> Incoming | None:
    """Parse a global shortcut, which opens the overview, or a shortcut on a message."""
    if _text(body, "type") == "message_action":
        return _from_message_shortcut(body)
    team, user = _who(body)
    trigger = _text(body, "trigger_id")
    if not (team and user) or _text(body, "callback_id") != OPEN_MENU:
        return None
    return Asked(_turn(team, user, ""), AnswerTarget("", user, trigger=trigger), trigger)


def _from_message_shortcut(body: Mapping[str, Any]) -> Incoming | None:
    team, user = _who(body)
    message = _part(body, "message")
    if not (team and user) or _text(body, "callback_id") != VERIFY_HERE:
        return None
    target = AnswerTarget(
        _text(_part(body, "channel"), "id"),
        user,
        response_url=_text(body, "response_url"),
        thread_ts=_text(message, "thread_ts"),
    )
    turn = _turn(team, user, "\n".join(_words_of(message)) or " ")
    files = shared_files_in(message.get("files"))
    return MessageChecked(turn, target, _text(body, "trigger_id"), files)


def _words_of(message: Mapping[str, Any]) -> Iterator[str]:
    """Yield the texts of a message and of its attachments."""
    yield plain(_text(message, "text"))
    attached = message.get("attachments")
    for each in attached if isinstance(attached, list) else ():
        if isinstance(each, Mapping):
            for key in ("pretext", "title", "title_link", "text", "from_url", "fallback"):
                yield plain(_text(each, key))


def from_submission(body: Mapping[str, Any]) -> Incoming | None:
    """Parse a submitted window. Return None if the person filled in nothing."""
    team, user = _who(body)
    view = _part(body, "view")
    if _text(body, "type") != "view_submission" or not (team and user):
        return None
    window = window_of(view)
    filled = window.read(view)
    if filled is None:
        return None
    turn = _turn(team, user, window.callback_id)
    target = AnswerTarget("", user, view=_text(view, "id"))
    once = _text(body, "trigger_id")
    return Submitted(turn, target, once, window, filled, window.files(view))


def _links(body: Mapping[str, Any], event: Mapping[str, Any]) -> Incoming | None:
    """Parse the event that a person has posted links to our pages."""
    user, found = _text(event, "user"), event.get("links")
    links = [_text(each, "url") for each in found or () if isinstance(each, Mapping)]
    unfurl_id, source = _text(event, "unfurl_id"), _text(event, "source")
    if not (user and unfurl_id and any(links)):
        return None
    return LinksPosted(
        _turn(_team(body, event), user, ""),
        AnswerTarget(_text(event, "channel"), user),
        _text(body, "event_id"),
        unfurl_id,
        source,
        tuple(filter(None, links)),
    )


def _details(body: Mapping[str, Any], event: Mapping[str, Any]) -> Incoming | None:
    """Parse a request for the panel of a link's card."""
    user, trigger = _text(event, "user"), _text(event, "trigger_id")
    link = _text(event, "entity_url") or _text(_part(event, "link"), "url")
    if not (user and trigger and link):
        return None
    turn = _turn(_team(body, event), user, "")
    target = AnswerTarget(_text(event, "channel"), user)
    ref = _text(_part(event, "external_ref"), "id")
    return DetailsRequested(turn, target, _text(body, "event_id"), link, ref, trigger)


def _step(body: Mapping[str, Any], event: Mapping[str, Any]) -> Incoming | None:
    """Parse a workflow's request to run our step."""
    execution = _text(event, "function_execution_id")
    if _text(_part(event, "function"), "callback_id") != VERIFY_STEP or not execution:
        return None
    code = _text(_part(event, "inputs"), "code").strip()
    turn = _turn(_text(body, "team_id"), "", code)
    return StepRun(turn, AnswerTarget("", ""), _text(body, "event_id"), execution, code)


def _gone(body: Mapping[str, Any], event: Mapping[str, Any]) -> Incoming | None:
    """Parse a removal of the app from a workspace or org.

    The app was uninstalled, its token was revoked, or an org removed it from workspaces.
    """
    team = _text(body, "team_id")
    named = event.get("team_ids")
    teams = [each for each in named if isinstance(each, str)] if isinstance(named, list) else [team]
    if _text(event, "type") == "tokens_revoked" and not _part(event, "tokens").get("bot"):
        return None  # the token of a user, which we do not use
    turn = _turn(team, "", "")
    uninstalled = not isinstance(named, list)
    once, moment = _text(body, "event_id"), body.get("event_time")
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
"""The parsers by event type. `from_event` itself parses messages and mentions."""


def _team(body: Mapping[str, Any], event: Mapping[str, Any]) -> str:
    """Return the id of the person's own workspace, even in a channel shared by companies.

    For a person in an org, Slack may send the org's id. Then return the workspace that sent the
    request.
    """
    shared = body.get("is_ext_shared_channel") is True
    named = _text(event, "user_team") or (_text(event, "team") if shared else "")
    named = named or _text(body, "team_id") or _text(event, "team")
    for org, workspace in _ORG_AND_WORKSPACE:
        if named.startswith("E") and named == _text(body, org):
            return _text(body, workspace)
    return named


_ORG_AND_WORKSPACE = (("enterprise_id", "team_id"), ("context_enterprise_id", "context_team_id"))
"""Where an event has the ids of the org and the workspace:
https://docs.slack.dev/apis/slack-connect
"""


def plain(text: str) -> str:
    """Return a text as the person typed it, without Slack's markup and without mentions of
    people.
    """
    if "<" in text:
        text = _MARKED.sub(_unmarked, text)
    if "&" in text:
        text = _ENTITY.sub(lambda found: _ENTITIES[found[1]], text)
    return text.strip()


def _unmarked(found: re.Match[str]) -> str:
    target, label = found[1], found[2] or ""
    if target[:1] in {"@", "!"}:
        return ""
    if target.startswith("#"):
        return f"#{label}" if label else ""
    # the label is the e-mail address or domain that the person typed
    return label if target.removeprefix("mailto:").endswith(label) and label else target


def _chat(team: str, channel: str, name: str) -> Chat | None:
    """Return the channel, or None for direct messages.

    Slack does not send the name of a private channel, or of any channel with a mention. Then the
    title is "a private channel" or "a channel".
    """
    if not channel.startswith(("C", "G")) or name == "directmessage":
        return None
    title = (
        _("a private channel") if name == "privategroup" else f"#{name}" if name else _("a channel")
    )
    return Chat(PLATFORM, str(SlackAddress(team, channel)), title, "channel", "/invite")


def _turn(
    team: str, user: str, text: str, *, pressed: bool = False, chat: Chat | None = None
) -> Turn:
    return Turn(
        slack_identity(team, user),
        text or _WITH_NOTHING_TYPED,
        address=str(SlackAddress(team, user)),
        capabilities=CAPABILITIES,
        private=True,  # in Slack, personal answers are shown to this person only
        pressed=pressed,
        chat=chat,
    )


def _who(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return the ids of the person's own workspace and of the person, even in a shared channel."""
    person = _part(body, "user")
    return _text(person, "team_id") or _text(_part(body, "team"), "id"), _text(person, "id")


def _part(body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = body.get(key)
    return found if isinstance(found, Mapping) else {}


def _text(body: Mapping[str, Any], key: str) -> str:
    found = body.get(key)
    return found if isinstance(found, str) else ""
