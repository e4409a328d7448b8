"""Links that open the bot's chat on Telegram and say something in it: t.me/BOT?start=PAYLOAD."""

import re

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What Telegram lets a payload be (core.telegram.org/bots/features#deep-linking)."""
_OTHERWISE = "help"


def link_into(bot_name: str, call: str = "") -> str:
    """The link that opens the bot's chat; `call` is what is said there: a command, or a code.

    What no payload can carry leads to what can be asked.
    """
    if not call:
        return f"https://t.me/{bot_name}"
    payload = call.replace(" ", "_")
    if not _PAYLOAD.fullmatch(payload):
        payload = _OTHERWISE
    return f"https://t.me/{bot_name}?start={payload}"
