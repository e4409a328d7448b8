"""What people do in Slack as turns: a command, a message, a mention, a press, a field sent."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from adapters.slack.addresses import PLATFORM, SlackAddress, slack_identity
from adapters.slack.files import SharedFile, shared_files_in
from adapters.slack.home_view import KEEP
from adapters.slack.manifest import OPEN_MENU, VERIFY_HERE, VERIFY_STEP
from adapters.slack.modals import CHECK_LIST, OPEN_LIST, files_in, typed_in
from adapters.slack.noticing import OPEN_NOTICES, SET_NOTICES, notices_chosen
from adapters.slack.rendering import CALL
from adapters.slack.rules import (
    CHECK_RULE,
    MAKE_RULE,
    OPEN_CHECK,
    OPEN_REMOVING,
    OPEN_RULE,
    REMOVE_RULE,
    asked_to_check,
    rule_chosen,
    rule_made,
)
from adapters.slack.verdict_blocks import SHARE
from bot.hiring_rules import SimpleRule
from bot.reply import Turn
from core.notices.places import Chat
from core.notices.preferences import Chosen

_MARKED = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_ENTITY = re.compile("&(amp|lt|gt);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}
_WITH_NOTHING_TYPED = "help"
"""What this person can do; in a modal, where Slack lets us open one."""


@dataclass(frozen=True, slots=True)
class AnswerTarget:
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


class Deed(Enum):
    """What somebody does in Slack."""

    ASK = "asks the conversation"
    CHECK_LIST = "sends a list of codes"
    CHECK_MESSAGE = "has somebody's message looked through"
    OPEN_LIST = "wants to paste a list of codes"
    OPEN_CHECK = "wants to check a candidate by a rule"
    OPEN_RULE = "wants to make a rule"
    MAKE_RULE = "makes a rule"
    OPEN_REMOVING = "wants to take a rule away"
    REMOVE_RULE = "takes a rule away"
    OPEN_NOTICES = "wants to say what they are told of"
    SET_NOTICES = "says what they are told of"
    SHARE = "shows verdicts to others"
    UNFURL = "writes links to our pages"
    HOME = "opens the Home tab"
    KEEP = "says how long checks are kept"
    STEP = "runs a workflow with our step in it"
    GONE = "takes the app out of a workspace"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A turn, where it is answered, and a name that stays the same when Slack brings it again.

    `value` is what the deed is about: codes that are shared; a number of days; the id and source
    of what is unfurled, and its links; the view on the Home tab, where there is one; a step's
    execution, and the code; the code of a rule; whether the installation is gone, and workspaces
    left. `rule`: the one that is made. `chosen`: what they would be told of. `sent`: the
    files that came along. `repeats`: Slack may bring it again, to another process too, and a second
    answer would be seen.
    """

    turn: Turn
    place: AnswerTarget
    once: str
    deed: Deed = Deed.ASK
    value: tuple[str, ...] = ()
    sent: tuple[SharedFile, ...] = ()
    repeats: bool = False
    rule: SimpleRule | None = None
    chosen: Chosen | None = None


def from_command(body: Mapping[str, Any]) -> Incoming | None:
    """`/nims status M1-TCH`: the text is the turn, whatever the command is called.

    With no text it opens a modal.
    """
    team, user, channel = _text(body, "team_id"), _text(body, "user_id"), _text(body, "channel_id")
    if not (team and user):
        return None
    trigger, text = _text(body, "trigger_id"), plain(_text(body, "text"))
    place = AnswerTarget(
        channel,
        user,
        response_url=_text(body, "response_url"),
        trigger="" if text else trigger,
    )
    chat = _chat(team, channel, _text(body, "channel_name"))
    return Incoming(_turn(team, user, text, chat=chat), place, trigger)


def from_event(body: Mapping[str, Any]) -> Incoming | None:
    """A direct message, a mention, our links, an opened Home tab; None for what bots say, edits,
    and any other event.
    """
    event = _part(body, "event")
    match _text(event, "type"):
        case "link_shared":
            return _links(body, event)
        case "function_executed":
            return _step(body, event)
        case "app_uninstalled" | "tokens_revoked" | "team_access_revoked":
            return _gone(body, event)
        case "app_home_opened" if _text(event, "tab") == "home" and _text(event, "user"):
            user = _text(event, "user")
            turn = _turn(_team(body, event), user, "")
            shown = _text(_part(event, "view"), "id")
            here = AnswerTarget("", user)
            return Incoming(
                turn, here, _text(body, "event_id"), Deed.HOME, tuple(filter(None, [shown]))
            )
    user, text = _text(event, "user"), _text(event, "text")
    direct = _text(event, "channel_type") == "im"
    sent = shared_files_in(event.get("files")) if direct else ()
    said_by_nobody = any(event.get(key) for key in ("bot_id", "edited"))
    if not user or not (text or sent) or said_by_nobody or not _is_said(event, sent):
        return None
    thread = _text(event, "thread_ts")
    match _text(event, "type"):
        case "message" if direct:
            pass
        case "app_mention" if not direct:
            thread = thread or _text(event, "ts")
        case _:
            return None
    turn = _turn(_team(body, event), user, plain(text).lstrip(":, "))  # "@Edgefinder: status"
    if sent:
        turn = replace(turn, text=plain(text))
    place = AnswerTarget(_text(event, "channel"), user, thread_ts=thread, direct=direct)
    return Incoming(turn, place, _text(body, "event_id"), sent=sent, repeats=True)


def _is_said(event: Mapping[str, Any], sent: tuple[SharedFile, ...]) -> bool:
    """Whether it is words or files, and no news of the conversation itself."""
    return not event.get("subtype") or (bool(sent) and event.get("subtype") == "file_share")


def from_press(body: Mapping[str, Any]) -> Incoming | None:
    """A press of a button that carries a call; None for one that only leads to a page."""
    presses = body.get("actions")
    press = presses[0] if isinstance(presses, list) and presses else None
    if not isinstance(press, Mapping):
        return None
    deed, call, value = _pressed(press)
    team, user = _who(body)
    if not (call and user and team):
        return None
    container, channel = _part(body, "container"), _text(_part(body, "channel"), "id")
    view, trigger = _part(body, "view"), _text(body, "trigger_id")
    is_modal = _text(view, "type") == "modal"
    place = AnswerTarget(
        channel,
        user,
        response_url=_text(body, "response_url"),
        thread_ts=_text(container, "thread_ts") or _text(_part(body, "message"), "thread_ts"),
        ts=_text(container, "message_ts"),
        direct=channel.startswith("D"),
        ephemeral=container.get("is_ephemeral") is True,
        trigger=trigger if (view and not is_modal) or deed in _OPENING.values() else "",
        view=_text(view, "id") if is_modal else "",
    )
    chat = _chat(team, channel, _text(_part(body, "channel"), "name"))
    turn = _turn(team, user, call, pressed=True, chat=chat)
    return Incoming(turn, place, trigger, deed, value)


_OPENING = {
    OPEN_LIST: Deed.OPEN_LIST,
    OPEN_CHECK: Deed.OPEN_CHECK,
    OPEN_RULE: Deed.OPEN_RULE,
    OPEN_REMOVING: Deed.OPEN_REMOVING,
    OPEN_NOTICES: Deed.OPEN_NOTICES,
}
"""What opens a window, by its action_id."""


def _pressed(press: Mapping[str, Any]) -> tuple[Deed, str, tuple[str, ...]]:
    """What a press is about; without words when it only leads to a page."""
    action, value = _text(press, "action_id"), _text(press, "value")
    if action in _OPENING:
        return _OPENING[action], action, ()
    if action == KEEP:
        chosen = _text(_part(press, "selected_option"), "value")
        return Deed.KEEP, KEEP if chosen.isdecimal() else "", (chosen,)
    if action.startswith(SHARE):
        return Deed.SHARE, value and "verify", tuple(value.split())
    return Deed.ASK, value if action.startswith(CALL) else "", ()


def from_shortcut(body: Mapping[str, Any]) -> Incoming | None:
    """The shortcut that opens the modal of what this person can do; that on a message."""
    if _text(body, "type") == "message_action":
        return _from_message_shortcut(body)
    team, user = _who(body)
    trigger = _text(body, "trigger_id")
    if not (team and user) or _text(body, "callback_id") != OPEN_MENU:
        return None
    return Incoming(_turn(team, user, ""), AnswerTarget("", user, trigger=trigger), trigger)


def _from_message_shortcut(body: Mapping[str, Any]) -> Incoming | None:
    team, user = _who(body)
    message = _part(body, "message")
    if not (team and user) or _text(body, "callback_id") != VERIFY_HERE:
        return None
    place = AnswerTarget(
        _text(_part(body, "channel"), "id"),
        user,
        response_url=_text(body, "response_url"),
        thread_ts=_text(message, "thread_ts"),
    )
    turn = _turn(team, user, "\n".join(_words_of(message)) or " ")
    sent = shared_files_in(message.get("files"))
    return Incoming(turn, place, _text(body, "trigger_id"), Deed.CHECK_MESSAGE, sent=sent)


def _words_of(message: Mapping[str, Any]) -> Iterator[str]:
    """What a message says, and what is attached to it."""
    yield plain(_text(message, "text"))
    attached = message.get("attachments")
    for each in attached if isinstance(attached, list) else ():
        if isinstance(each, Mapping):
            for key in ("pretext", "title", "title_link", "text", "from_url", "fallback"):
                yield plain(_text(each, key))


def from_submission(body: Mapping[str, Any]) -> Incoming | None:
    """What was typed into a modal and sent; the modal shows the answer."""
    team, user = _who(body)
    view, text = _part(body, "view"), ""
    if _text(view, "callback_id") in {MAKE_RULE, REMOVE_RULE}:
        return _rule(body, view, team, user)
    if _text(view, "callback_id") == SET_NOTICES:
        return _chosen(body, view, team, user)
    sent: tuple[SharedFile, ...] = ()
    if _text(body, "type") == "view_submission":
        text, sent = typed_in(view).strip(), shared_files_in(files_in(view))
        if _text(view, "callback_id") == CHECK_RULE:
            text = asked_to_check(view)
    if not (team and user and (text or sent)):
        return None
    place = AnswerTarget("", user, view=_text(view, "id"))
    deed = Deed.CHECK_LIST if _text(view, "callback_id") == CHECK_LIST else Deed.ASK
    turn = replace(_turn(team, user, text), text=text)
    return Incoming(turn, place, _text(body, "trigger_id"), deed, sent=sent)


def _rule(
    body: Mapping[str, Any], view: Mapping[str, Any], team: str, user: str
) -> Incoming | None:
    """A rule that somebody made in a modal, or chose to be taken away."""
    making = _text(view, "callback_id") == MAKE_RULE
    rule, code = rule_made(view) if making else None, rule_chosen(view)
    if not (team and user and (rule or code)):
        return None
    deed, value = (Deed.MAKE_RULE, ()) if making else (Deed.REMOVE_RULE, (code,))
    place, turn = (
        AnswerTarget("", user, view=_text(view, "id")),
        _turn(team, user, deed.name.lower()),
    )
    return Incoming(turn, place, _text(body, "trigger_id"), deed, value, rule=rule)


def _chosen(
    body: Mapping[str, Any], view: Mapping[str, Any], team: str, user: str
) -> Incoming | None:
    """What somebody would be told of, as they set it in a modal."""
    chosen = notices_chosen(view)
    if not (team and user and chosen):
        return None
    place, turn = AnswerTarget("", user, view=_text(view, "id")), _turn(team, user, "notices")
    return Incoming(turn, place, _text(body, "trigger_id"), Deed.SET_NOTICES, chosen=chosen)


def _links(body: Mapping[str, Any], event: Mapping[str, Any]) -> Incoming | None:
    """Links to our pages that somebody wrote."""
    user, found = _text(event, "user"), event.get("links")
    links = [_text(each, "url") for each in found or () if isinstance(each, Mapping)]
    unfurl_id, source = _text(event, "unfurl_id"), _text(event, "source")
    if not (user and unfurl_id and any(links)):
        return None
    return Incoming(
        _turn(_team(body, event), user, ""),
        AnswerTarget(_text(event, "channel"), user),
        _text(body, "event_id"),
        Deed.UNFURL,
        (unfurl_id, source, *filter(None, links)),
    )


def _step(body: Mapping[str, Any], event: Mapping[str, Any]) -> Incoming | None:
    """A workflow came to our step."""
    execution = _text(event, "function_execution_id")
    if _text(_part(event, "function"), "callback_id") != VERIFY_STEP or not execution:
        return None
    code = _text(_part(event, "inputs"), "code").strip()
    turn = _turn(_text(body, "team_id"), "", code)
    return Incoming(
        turn, AnswerTarget("", ""), _text(body, "event_id"), Deed.STEP, (execution, code)
    )


def _gone(body: Mapping[str, Any], event: Mapping[str, Any]) -> Incoming | None:
    """The app was taken out of a workspace, its token revoked, or an org closed a workspace to it.

    The value begins with whether what was installed is gone too.
    """
    team = _text(body, "team_id")
    named = event.get("team_ids")
    teams = [each for each in named if isinstance(each, str)] if isinstance(named, list) else [team]
    if _text(event, "type") == "tokens_revoked" and not _part(event, "tokens").get("bot"):
        return None  # somebody's own token, of which we have none
    turn = _turn(team, "", "")
    installed = "" if isinstance(named, list) else "installed"
    return Incoming(
        turn, AnswerTarget("", ""), _text(body, "event_id"), Deed.GONE, (installed, *teams)
    )


def _team(body: Mapping[str, Any], event: Mapping[str, Any]) -> str:
    """In a channel shared by several companies: the workspace that this person is of.

    Of people of an org Slack may name the org there; its workspace is the one that it came by.
    """
    shared = body.get("is_ext_shared_channel") is True
    named = _text(event, "user_team") or (_text(event, "team") if shared else "")
    named = named or _text(body, "team_id") or _text(event, "team")
    for org, workspace in _ORG_AND_WORKSPACE:
        if named.startswith("E") and named == _text(body, org):
            return _text(body, workspace)
    return named


_ORG_AND_WORKSPACE = (("enterprise_id", "team_id"), ("context_enterprise_id", "context_team_id"))
"""Where an event names them: https://docs.slack.dev/apis/slack-connect"""


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


def _chat(team: str, channel: str, name: str) -> Chat | None:
    """The channel; none of direct messages, with us or between people."""
    if not channel.startswith(("C", "G")) or name in {"directmessage", "privategroup"}:
        return None
    title = f"#{name}" if name else "this channel"
    return Chat(PLATFORM, str(SlackAddress(team, channel)), title, "channel")


def _turn(
    team: str, user: str, text: str, *, pressed: bool = False, chat: Chat | None = None
) -> Turn:
    return Turn(
        slack_identity(team, user),
        text or _WITH_NOTHING_TYPED,
        address=str(SlackAddress(team, user)),
        private=True,  # what is personal is answered for this person's eyes alone, wherever it is
        pressed=pressed,
        chat=chat,
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
