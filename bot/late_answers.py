"""Answers that are sent later: what is kept of a reply, and the reply made from it again."""

from collections.abc import Mapping
from typing import Any

from bot.reply import Button, Reply
from core.notices.due import DueNotice

_NOTICED_SECONDS = 60
"""A wait that people notice, and are asked to excuse."""


def kept(reply: Reply, seconds: float) -> dict[str, Any]:
    """What the outbox keeps of a reply, as JSON takes it, to be sent in `seconds` or later.

    Its files are left out.
    """
    return {
        "late": seconds > _NOTICED_SECONDS,
        "command": reply.command,
        "template": reply.template,
        "markdown": reply.markdown,
        "buttons": [
            [{"label": each.label, "call": each.call, "url": each.url} for each in row]
            for row in reply.buttons
        ],
        "files": len(reply.attachments),
    }


def is_late(notice: DueNotice) -> bool:
    """Whether the answer comes so late that it wants an apology: not at the first try."""
    return notice.attempts > 0 or bool(notice.data["late"])


def reply_from(data: Mapping[str, Any], before: str) -> Reply:
    """The reply that was kept, with the words `before` in front of it."""
    return Reply(
        command=data["command"],
        template=data["template"],
        markdown=f"{before}\n\n{data['markdown']}".strip(),
        buttons=tuple(tuple(Button(**each) for each in row) for row in data["buttons"]),
        stays=True,
    )
