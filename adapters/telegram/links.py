"""Links that open the bot's chat on Telegram and say something in it: t.me/BOT?start=PAYLOAD."""

from bot.deep_links import payload_of

_OTHERWISE = "help"


def link_into(bot_name: str, call: str = "") -> str:
    """The link that opens the bot's chat; `call` is what is said there: a command, or a code.

    What no link can say leads to what can be asked.
    """
    if not call:
        return f"https://t.me/{bot_name}"
    return f"https://t.me/{bot_name}?start={payload_of(call) or _OTHERWISE}"
