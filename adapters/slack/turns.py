"""What people do in Slack as turns: a command, a message, a mention, a press, a field sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.slack.exporting import CALL
from adapters.slack.manifest import OPEN_MENU
from adapters.slack.modals import typed_in
from bot.reply import Turn
from core.people.model import Identity

PLATFORM = "slack"

_MARKED = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_ENTITY = re.compile("&(amp|lt|gt);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}
_WITH_NOTHING_TYPED = "help"
"""What this person can do; in a modal, where Slack lets us open one."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody asked, and by which ways they can be answered.

    `ts` is the pressed message's. `direct`: the direct messages with the bot; `ephemeral`: the
    pressed message is for this person's eyes alone. `trigger` opens a modal with the answer, for
    three seconds; `view` is the modal that is open and shows it.
    """

    channel: str
    user: str
    response_url: str = ""
    thread_ts: str = ""
    ts: str = ""
    direct: bool = False
    ephemeral: bool = False
    trigger: str = ""
    view: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A turn, where it is answered, and a name that stays the same when Slack brings it again."""

    turn: Turn
    place: Place
    once: str


def from_command(body: Mapping[str, Any]) -> Incoming | None:
    """`/nims status M1-TCH`: the text is the turn, whatever the command is called.

    With no text it opens a modal.
    """
    team, user, channel = _text(body, "team_id"), _text(body, "user_id"), _text(body, "channel_id")
    if not (team and user):
        return None
    trigger, text = _text(body, "trigger_id"), plain(_text(body, "text"))
    place = Place(
        channel,
        user,
        response_url=_text(body, "response_url"),
        trigger="" if text else trigger,
    )
    return Incoming(_turn(team, user, text), place, trigger)


def from_event(body: Mapping[str, Any]) -> Incoming | None:
    """A direct message or a mention; None for what bots say, edits, and any other event."""
    event = _part(body, "event")
    user, text = _text(event, "user"), _text(event, "text")
    if not user or not text or any(event.get(key) for key in ("bot_id", "subtype", "edited")):
        return None
    direct = _text(event, "channel_type") == "im"
    thread = _text(event, "thread_ts")
    match _text(event, "type"):
        case "message" if direct:
            pass
        case "app_mention" if not direct:
            thread = thread or _text(event, "ts")
        case _:
            return None
    # in a channel shared by several companies: the one that this person is of
    team = _text(event, "user_team") or _text(body, "team_id") or _text(event, "team")
    turn = _turn(team, user, plain(text).lstrip(":, "))  # "@Edgefinder: status"
    place = Place(_text(event, "channel"), user, thread_ts=thread, direct=direct)
    return Incoming(turn, place, _text(body, "event_id"))


def from_press(body: Mapping[str, Any]) -> Incoming | None:
    """A press of a button that carries a call; None for one that only leads to a page."""
    presses = body.get("actions")
    press = presses[0] if isinstance(presses, list) and presses else None
    if not isinstance(press, Mapping) or not _text(press, "action_id").startswith(CALL):
        return None
    call = _text(press, "value")
    team, user = _who(body)
    if not (call and user and team):
        return None
    container, channel = _part(body, "container"), _text(_part(body, "channel"), "id")
    view, trigger = _part(body, "view"), _text(body, "trigger_id")
    is_modal = _text(view, "type") == "modal"
    place = Place(
        channel,
        user,
        response_url=_text(body, "response_url"),
        thread_ts=_text(container, "thread_ts") or _text(_part(body, "message"), "thread_ts"),
        ts=_text(container, "message_ts"),
        direct=channel.startswith("D"),
        ephemeral=container.get("is_ephemeral") is True,
        trigger=trigger if view and not is_modal else "",
        view=_text(view, "id") if is_modal else "",
    )
    return Incoming(_turn(team, user, call, pressed=True), place, trigger)


def from_shortcut(body: Mapping[str, Any]) -> Incoming | None:
    """The shortcut that opens the modal of what this person can do, from anywhere."""
    team, user = _who(body)
    trigger = _text(body, "trigger_id")
    if not (team and user) or _text(body, "callback_id") != OPEN_MENU:
        return None
    return Incoming(_turn(team, user, ""), Place("", user, trigger=trigger), trigger)


def from_submission(body: Mapping[str, Any]) -> Incoming | None:
    """What was typed into a modal and sent; the modal shows the answer."""
    team, user = _who(body)
    view, text = _part(body, "view"), ""
    if _text(body, "type") == "view_submission":
        text = typed_in(view).strip()
    if not (team and user and text):
        return None
    place = Place("", user, view=_text(view, "id"))
    return Incoming(_turn(team, user, text), place, _text(body, "trigger_id"))


def plain(text: str) -> str:
    """What was typed, without Slack's own marks: addresses as typed, names of people left out."""
    return _ENTITY.sub(lambda found: _ENTITIES[found[1]], _MARKED.sub(_unmarked, text)).strip()


def _unmarked(found: re.Match[str]) -> str:
    target, label = found[1], found[2] or ""
    if target[:1] in {"@", "!"}:
        return ""
    if target.startswith("#"):
        return f"#{label}" if label else ""
    # an e-mail address or a bare domain was typed as its label
    return label if target.removeprefix("mailto:").endswith(label) and label else target


def _turn(team: str, user: str, text: str, *, pressed: bool = False) -> Turn:
    external_id = f"{team}:{user}"
    return Turn(
        Identity(PLATFORM, external_id),
        text or _WITH_NOTHING_TYPED,
        address=external_id,
        private=True,  # what is personal is answered for this person's eyes alone, wherever it is
        pressed=pressed,
    )


def _who(body: Mapping[str, Any]) -> tuple[str, str]:
    """The team and the id of whoever acted; in a shared channel the team is their own."""
    person = _part(body, "user")
    return _text(person, "team_id") or _text(_part(body, "team"), "id"), _text(person, "id")


def _part(body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = body.get(key)
    return found if isinstance(found, Mapping) else {}


def _text(body: Mapping[str, Any], key: str) -> str:
    found = body.get(key)
    return found if isinstance(found, str) else ""
