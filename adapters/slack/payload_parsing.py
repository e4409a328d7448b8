"""Parse what people do in Slack: commands, button presses, shortcuts, submitted windows.

`event_parsing` parses events, such as messages.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from adapters.slack.addresses import CAPABILITIES, PLATFORM, SlackAddress, slack_identity
from adapters.slack.buttons import CALL
from adapters.slack.files import shared_files_in
from adapters.slack.home_view import KEEP
from adapters.slack.inbound_requests import (
    AnswerTarget,
    Asked,
    Incoming,
    MessageChecked,
    RetentionSet,
    Shared,
    Submitted,
    WindowOpened,
)
from adapters.slack.manifest import OPEN_MENU, VERIFY_HERE
from adapters.slack.verdict_blocks import SHARE
from adapters.slack.windows.registry import OPENED_BY, window_of
from bot.reply import Turn
from core.language.message import _
from core.notices.places import Chat
from core.values import replace

_MARKED = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_ENTITY = re.compile("&(amp|lt|gt);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}
_WITH_NOTHING_TYPED = "help"
"""The command that runs if the person typed nothing. It shows the overview of commands."""


def from_command(body: Mapping[str, Any]) -> Incoming | None:
    """Parse a slash command such as `/nims status M1-TCH`.

    The text after `/nims` is the text of the turn. If there is no such text, the answer opens in a
    modal.
    """
    team, user, channel = (
        text_in(body, "team_id"),
        text_in(body, "user_id"),
        text_in(body, "channel_id"),
    )
    if not (team and user):
        return None
    trigger, text = text_in(body, "trigger_id"), plain(text_in(body, "text"))
    target = AnswerTarget(
        channel,
        user,
        response_url=text_in(body, "response_url"),
        trigger="" if text else trigger,
    )
    chat = chat_of(team, channel, text_in(body, "channel_name"))
    return Asked(turn_of(team, user, text, chat=chat), target, trigger, is_command=True)


def from_press(body: Mapping[str, Any]) -> Incoming | None:
    """Parse a press of a button of ours that sends something to the bot.

    Return None for other buttons, such as links to web pages.
    """
    presses = body.get("actions")
    press = presses[0] if isinstance(presses, list) and presses else None
    team, user = _who(body)
    if not isinstance(press, Mapping) or not (team and user):
        return None
    action, value, trigger = (
        text_in(press, "action_id"),
        text_in(press, "value"),
        text_in(body, "trigger_id"),
    )
    target = _pressed_at(body, user)
    if window := OPENED_BY.get(action):
        target = replace(target, trigger=trigger)
        return WindowOpened(_pressed_turn(body, action), target, trigger, window)
    if action == KEEP:
        chosen = text_in(part_in(press, "selected_option"), "value")
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
    container, channel = part_in(body, "container"), text_in(part_in(body, "channel"), "id")
    view = part_in(body, "view")
    in_window = text_in(view, "type") == "modal"
    return AnswerTarget(
        channel,
        user,
        response_url=text_in(body, "response_url"),
        thread_ts=text_in(container, "thread_ts") or text_in(part_in(body, "message"), "thread_ts"),
        ts=text_in(container, "message_ts"),
        direct=channel.startswith("D"),
        ephemeral=container.get("is_ephemeral") is True,
        trigger=text_in(body, "trigger_id") if view and not in_window else "",
        view=text_in(view, "id") if in_window else "",
    )


def _pressed_turn(body: Mapping[str, Any], call: str) -> Turn:
    team, user = _who(body)
    channel = part_in(body, "channel")
    chat = chat_of(team, text_in(channel, "id"), text_in(channel, "name"))
    thread = text_in(part_in(body, "container"), "thread_ts")
    thread = thread or text_in(part_in(body, "message"), "thread_ts")
    return replace(turn_of(team, user, call, pressed=True, chat=chat), thread=thread)


def from_shortcut(body: Mapping[str, Any]) -> Incoming | None:
    """Parse a shortcut.

    A global shortcut opens the overview. A shortcut on a message is about that message.
    """
    if text_in(body, "type") == "message_action":
        return _from_message_shortcut(body)
    team, user = _who(body)
    trigger = text_in(body, "trigger_id")
    if not (team and user) or text_in(body, "callback_id") != OPEN_MENU:
        return None
    return Asked(turn_of(team, user, ""), AnswerTarget("", user, trigger=trigger), trigger)


def _from_message_shortcut(body: Mapping[str, Any]) -> Incoming | None:
    team, user = _who(body)
    message = part_in(body, "message")
    if not (team and user) or text_in(body, "callback_id") != VERIFY_HERE:
        return None
    target = AnswerTarget(
        text_in(part_in(body, "channel"), "id"),
        user,
        response_url=text_in(body, "response_url"),
        thread_ts=text_in(message, "thread_ts"),
    )
    turn = turn_of(team, user, "\n".join(_words_of(message)) or " ")
    files = shared_files_in(message.get("files"))
    return MessageChecked(turn, target, text_in(body, "trigger_id"), files)


def _words_of(message: Mapping[str, Any]) -> Iterator[str]:
    """Yield the texts of a message and of its attachments."""
    yield plain(text_in(message, "text"))
    attached = message.get("attachments")
    for each in attached if isinstance(attached, list) else ():
        if isinstance(each, Mapping):
            for key in ("pretext", "title", "title_link", "text", "from_url", "fallback"):
                yield plain(text_in(each, key))


def from_submission(body: Mapping[str, Any]) -> Incoming | None:
    """Parse a submitted window. Return None if the person filled in nothing."""
    team, user = _who(body)
    view = part_in(body, "view")
    if text_in(body, "type") != "view_submission" or not (team and user):
        return None
    window = window_of(view)
    filled = window.read(view)
    if filled is None:
        return None
    turn = turn_of(team, user, window.callback_id)
    target = AnswerTarget("", user, view=text_in(view, "id"))
    once = text_in(body, "trigger_id")
    return Submitted(turn, target, once, window, filled, window.files(view))


def plain(text: str) -> str:
    """Return a text as the person typed it, without Slack's markup and mentions of people."""
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


def chat_of(team: str, channel: str, name: str) -> Chat | None:
    """Return the channel, or None for direct messages.

    Slack does not send the name of a private channel, and with a mention it sends the name of no
    channel. The title is then "a private channel" or "a channel".
    """
    if not channel.startswith(("C", "G")) or name == "directmessage":
        return None
    title = (
        _("a private channel") if name == "privategroup" else f"#{name}" if name else _("a channel")
    )
    return Chat(PLATFORM, str(SlackAddress(team, channel)), title, "channel", "/invite")


def turn_of(
    team: str, user: str, text: str, *, pressed: bool = False, chat: Chat | None = None
) -> Turn:
    return Turn(
        slack_identity(team, user),
        text or _WITH_NOTHING_TYPED,
        address=str(SlackAddress(team, user)),
        capabilities=CAPABILITIES,
        private=True,  # in Slack, only the person who asked sees a personal answer
        pressed=pressed,
        chat=chat,
    )


def _who(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return the id of the person's own workspace, and the person's id.

    In a channel that several companies share, the own workspace may not be the channel's.
    """
    person = part_in(body, "user")
    return text_in(person, "team_id") or text_in(part_in(body, "team"), "id"), text_in(person, "id")


def part_in(body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = body.get(key)
    return found if isinstance(found, Mapping) else {}


def text_in(body: Mapping[str, Any], key: str) -> str:
    found = body.get(key)
    return found if isinstance(found, str) else ""
