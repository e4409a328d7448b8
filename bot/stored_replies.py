"""Answers that are sent later: what is stored of a reply, and how it becomes a reply again."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.reply import Button, Reply
from bot.turn_trace import current_reference

if TYPE_CHECKING:
    from core.notices.claimed_notice import DueNotice

_NOTICED_SECONDS = 60
"""People notice a delay of more than this many seconds, so the answer needs an apology."""


def stored_form(reply: Reply, seconds: float) -> dict[str, Any]:
    """Return a reply as JSON data for the outbox, without attachments.

    The reply will be sent after `seconds` or later.
    """
    return {
        "turn": current_reference(),
        "late": seconds > _NOTICED_SECONDS,
        "command": reply.command,
        "template": reply.template,
        "markdown": reply.markdown,
        "buttons": [
            [
                {"label": each.label, "call": each.call, "url": each.url, "copy": each.copy}
                for each in row
            ]
            for row in reply.buttons
        ],
        "files": len(reply.attachments),
    }


def is_late(notice: "DueNotice") -> bool:
    """Whether an answer is so late that it needs an apology.

    It needs an apology if sending has failed before, or if it was stored with a long delay.
    """
    return notice.attempts > 0 or bool(notice.data["late"])


def reply_from(data: Mapping[str, Any], before: str) -> Reply:
    """Return the stored reply, with the words `before` in front of it."""
    return Reply(
        command=data["command"],
        template=data["template"],
        markdown=f"{before}\n\n{data['markdown']}".strip(),
        buttons=tuple(tuple(Button(**each) for each in row) for row in data["buttons"]),
        stays=True,
    )
