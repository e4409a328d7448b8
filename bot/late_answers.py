"""Answers that are sent later: what is kept of a reply, and the reply made from it again."""

from collections.abc import Mapping
from typing import Any

from bot.reply import Button, Reply


def kept(reply: Reply) -> dict[str, Any]:
    """What the outbox keeps of a reply, as JSON takes it. Its files are left out."""
    return {
        "command": reply.command,
        "template": reply.template,
        "markdown": reply.markdown,
        "buttons": [
            [{"label": each.label, "call": each.call, "url": each.url} for each in row]
            for row in reply.buttons
        ],
        "files": len(reply.attachments),
    }


def reply_from(data: Mapping[str, Any], before: str) -> Reply:
    """The reply that was kept, with the words `before` in front of it."""
    return Reply(
        command=data["command"],
        template=data["template"],
        markdown=f"{before}\n\n{data['markdown']}",
        buttons=tuple(tuple(Button(**each) for each in row) for row in data["buttons"]),
        stays=True,
    )
