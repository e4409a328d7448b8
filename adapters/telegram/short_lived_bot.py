"""Open a bot client for a command that makes few requests to Telegram and exits."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import Bot

from adapters.telegram.aiohttp_request import AiohttpRequest


@asynccontextmanager
async def opened_bot(token: str, api_url: str) -> AsyncIterator[Bot]:
    """Yield the bot with its profile loaded from Telegram.

    Raises TelegramError if Telegram cannot be reached or refuses the token.
    """
    requests = AiohttpRequest(), AiohttpRequest(connections=1)
    bot = Bot(token, f"{api_url}/bot", request=requests[0], get_updates_request=requests[1])
    async with bot:
        yield bot
