"""The actors that the audit log names: for a turn, its sender; for a notice, its reader."""

from typing import TYPE_CHECKING

from bot.reply import Turn
from core.audit.actor import Actor, Surface, current_actor
from core.people.model import TERMINAL

if TYPE_CHECKING:
    from core.notices.claimed_notice import DueNotice


def actor_of(turn: Turn, chat: str = "") -> Actor:
    """Return the actor who sent a turn.

    `chat` is where the person acted, such as "window". If `chat` is '', the person acted in the
    turn's own chat, which is private or a group.
    """
    return Actor(
        Surface.CHAT,
        platform=turn.identity.platform,
        workspace=turn.identity.workspace,
        chat=chat or ("private" if turn.private else "group"),
        who=turn.identity.external_id,
        operator=_user_at_the_shell() if turn.identity.platform == TERMINAL else "",
    )


def _user_at_the_shell() -> str:
    """Return the name of the shell's user, or '' outside a shell command."""
    around = current_actor()
    return around.who if around is not None and around.surface is Surface.SHELL else ""


def reader_of(notice: "DueNotice") -> Actor:
    """Return the actor for a notice: the person or the group that reads it."""
    return Actor(
        Surface.NOTICE,
        chat="private" if notice.place is None else "group",
        person=notice.to.id if notice.to is not None else None,
    )
