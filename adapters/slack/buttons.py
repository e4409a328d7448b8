"""Render a button as Block Kit, with a label that makes sense on its own in a screen reader."""

from typing import Any

from adapters.slack.block_limits import clean, utf16
from bot.commands import COMMANDS
from bot.reply import Button
from core.language.message import in_language

Json = dict[str, Any]

CALL = "call-"
"""The prefix of the action_id of buttons that send a command to the bot."""
LABEL_CHARACTERS = 75  # for an accessibility_label too
FEW_WORDS = 3
_SUMMARIES = {command.name: command.summary for command in COMMANDS}


def button_block(button: Button, place: str) -> Json:
    """Return a button as a Slack block.

    `place` makes the action_id unique in its message.
    """
    shown = {"type": "button", "text": plain_text(_label(button))}
    if button.url:
        return {**shown, "action_id": f"link-{place}", "url": button.url}
    if spoken := _spoken(_label(button), button.call, button.locale):
        shown["accessibility_label"] = spoken
    if button.danger:
        shown["style"] = "danger"
    return {**shown, "action_id": f"{CALL}{place}", "value": clean(button.call)}


def _spoken(label: str, call: str, locale: str) -> str:
    """Return a longer label of a button for screen readers, or '' if the label is enough.

    The longer label includes the command's summary, because people who hear only the buttons cannot
    tell what a short label such as "Next" belongs to.
    """
    summary = _SUMMARIES.get(call.partition(" ")[0])
    if summary is None or len(label.split()) > FEW_WORDS:
        return ""
    says = in_language(summary, locale)
    spoken = f"{label} {says}" if label.endswith("?") else f"{label}: {says}"
    return spoken if utf16(spoken) <= LABEL_CHARACTERS else ""


def _label(button: Button) -> str:
    label = " ".join(clean(button.label).split()) or button.call or button.url
    if utf16(label) <= LABEL_CHARACTERS:
        return label
    while utf16(label) >= LABEL_CHARACTERS:
        label = label[: min(len(label) - 1, LABEL_CHARACTERS)]
    return f"{label}…"


def plain_text(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}
