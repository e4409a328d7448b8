"""Make the keyboard of buttons below a message."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from adapters.telegram.bot_api_rules import Plain, is_link, one_line
from adapters.telegram.links import link_into
from bot.reply import CALL_BYTES, Button
from core.memories import emptied_when_forgetting

MOST_IN_A_ROW = 8
MOST_BUTTONS = 100
LABEL_CHARACTERS = 64
BELOW = "+"
"""The prefix of a button's data if the answer must not replace the button's message.

No command begins with this prefix.
"""


def links_in_words(rows: tuple[tuple[Button, ...], ...]) -> Iterator[str]:
    """Yield a line of text for each link that cannot be a button."""
    for button in chain.from_iterable(rows):
        if button.url and not is_link(button.url):
            yield f"{button.label}: {button.url}"


class Where(NamedTuple):
    """Where a message is shown: the bot's name, and whether the chat is private.

    `below`: the message must stay, so answers to its buttons are sent below it.
    """

    bot_name: str
    private: bool
    below: bool


def keyboard_of(rows: tuple[tuple[Button, ...], ...], where: Where) -> Plain | None:
    shown: list[list[Plain]] = []
    room = MOST_BUTTONS
    for row in rows:
        buttons: list[Plain] = []
        for each in row:
            if not room or (each.url and not is_link(each.url)):
                continue
            if not buttons or len(buttons) == MOST_IN_A_ROW:
                buttons = []
                shown.append(buttons)
            buttons.append(_button(each, where))
            room -= 1
    return {"inline_keyboard": shown} if shown else None


@lru_cache(maxsize=2048)
def _button(button: Button, where: Where) -> Plain:
    """Return a button as Telegram expects it.

    The result is cached, because most buttons repeat.
    """
    bot_name, private, below = where.bot_name, where.private, where.below
    label = one_line(button.label, LABEL_CHARACTERS)
    if button.url:
        return {"text": label, "url": button.url}
    if button.copy:
        return {"text": label, "copy_text": {"text": button.copy}}
    if button.private and not private and bot_name:
        return {"text": label, "url": link_into(bot_name, button.call)}
    shown = {"text": label, "callback_data": pressed_call(button.call, below=below)}
    return {**shown, "style": "danger"} if button.danger else shown


def pressed_call(call: str, *, below: bool) -> str:
    """Return a button's data, which Telegram sends back when somebody presses the button.

    The data is the command, with a prefix if the answer is sent below the message.
    """
    marked = f"{BELOW}{call}"
    return marked if below and len(marked.encode()) <= CALL_BYTES else call


emptied_when_forgetting(_button.cache_clear)
