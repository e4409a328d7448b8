"""Make links that open the bot's chat and send a command: t.me/BOT?start=PAYLOAD."""

from bot.deep_links import payload_of

_OTHERWISE = "help"


def link_into(bot_name: str, call: str = "") -> str:
    """Return the link that opens the bot's chat and sends `call`, a command or an award code.

    If `call` does not fit in a link, the link sends `help` instead.
    """
    if not call:
        return f"https://t.me/{bot_name}"
    return f"https://t.me/{bot_name}?start={payload_of(call) or _OTHERWISE}"
