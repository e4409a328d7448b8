"""What the bot is called on Telegram, asked of Telegram."""

from telegram import Bot
from telegram.error import TelegramError

from adapters.telegram.request import AiohttpRequest


async def bot_name(token: str, api_url: str) -> str | None:
    """The bot's user name, or None when Telegram does not say."""
    bot = Bot(
        token, f"{api_url}/bot", request=AiohttpRequest(), get_updates_request=AiohttpRequest(1)
    )
    try:
        async with bot:
            return bot.username
    except TelegramError:
        return None
