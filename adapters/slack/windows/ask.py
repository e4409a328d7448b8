"""The window in which a person asks a question and reads the answer without others."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from adapters.slack.newer_blocks import MESSAGES_ONLY
from adapters.slack.rendering import Json, messages_of
from adapters.slack.verdict_blocks import verdict_alert
from adapters.slack.windows.blocks import (
    MOST_BLOCKS,
    TYPED,
    note,
    plain,
    text_input,
    typed_in,
    window,
)
from adapters.slack.windows.verify_list import verify_button
from adapters.slack.windows.window import Window, WindowServices
from bot.access import BY_COMMAND
from bot.reply import Reply, Turn
from core.language.message import _

ASK = "ask"
_ROOM_FOR_OURS = 4
_TYPED_CHARACTERS = 2_000
_REST = _("There is more than a window holds: the whole answer is in your direct messages with me.")


class AskWindow(Window[str]):
    """The window that asks the conversation a question.

    No button opens this window. It opens with an answer in it. Above the answer, it has a field for
    the next question.
    """

    callback_id = ASK
    access = BY_COMMAND

    def read(self, view: Mapping[str, Any]) -> str | None:
        return typed_in(view).strip() or None

    async def handle(self, turn: Turn, filled: str, services: WindowServices) -> Reply:
        return await services.conversation.answer(replace(turn, text=filled))


def answer_view(reply: Reply, serial: str = "", more: Sequence[Json] = ()) -> tuple[Json, bool]:
    """Return a window with a reply, and whether the whole reply fits in the window.

    `serial` makes the name of the question's field unique. If the name stayed the same, Slack would
    keep the old question in the field.
    """
    messages = messages_of(reply, more, MESSAGES_ONLY)
    blocks = [
        *verdict_alert(reply.verdicts),
        *(each for found in messages for each in found.blocks),
    ]
    whole = len(blocks) <= MOST_BLOCKS - _ROOM_FOR_OURS
    if not whole:
        blocks = [*blocks[: MOST_BLOCKS - _ROOM_FOR_OURS], note(_REST)]
    several = {"type": "actions", "elements": [verify_button()]}
    view = {**window(), "callback_id": ASK, "submit": plain(_("Ask"))}
    divider = {"type": "divider"}
    return {**view, "blocks": [_question(serial), several, divider, *blocks]}, whole


def _question(serial: str) -> Json:
    return {
        "type": "input",
        "block_id": f"{ASK}-{serial}",
        "label": plain(_("Ask a question, or paste a code to verify")),
        "element": text_input(
            _TYPED_CHARACTERS, _("what is left?   EF-XXXX-XXXX-XXXX-X"), name=TYPED
        ),
    }
