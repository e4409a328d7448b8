"""`/status` on aiogram 3 with SQLAlchemy's ORM."""

import json
from collections.abc import AsyncGenerator
from typing import Any

from aiogram import Bot, Dispatcher, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.base import BaseSession
from aiogram.enums import ParseMode
from aiogram.filters import Command
from aiogram.methods import TelegramMethod
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message

from tests.bench.conversations import many
from tests.bench.measuring import Work
from tests.bench.peers.records import Records
from tests.bench.telegram_updates import TOKEN, Stub, Text, update


class _Session(BaseSession):
    """Writes each call as aiogram's own session does, and has it answered by the stub."""

    def __init__(self) -> None:
        super().__init__()
        self._stub = Stub()

    async def close(self) -> None: ...

    async def make_request(
        self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None
    ) -> Any:
        files: dict[str, Any] = {}
        for name, value in method.model_dump(warnings=False).items():
            self.prepare_value(value, bot=bot, files=files)
            del name
        status, content = await self._stub.do_request(method.__api_method__, "POST")
        answer = self.check_response(
            bot=bot, method=method, status_code=status, content=content.decode()
        )
        return answer.result

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        yield b""


def aiogram_bot(records: Records, text: Text) -> Work:
    """Return the work of a bot that is asked many times."""
    router = Router()

    @router.message(Command("status"))
    async def status(message: Message) -> None:
        assert message.from_user is not None
        text, begun = await records.html("telegram", str(message.from_user.id))
        rows = [
            [InlineKeyboardButton(text=each.title, callback_data=f"status {each.code}")]
            for each in begun[:8]
        ]
        rows.append([InlineKeyboardButton(text="What next?", callback_data="next")])
        await message.answer(text, reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))

    bot = Bot(
        TOKEN, session=_Session(), default=DefaultBotProperties(parse_mode=ParseMode.HTML)
    )
    dispatcher = Dispatcher()
    dispatcher.include_router(router)

    async def one(number: int) -> None:
        await dispatcher.feed_raw_update(bot, json.loads(update(number, text(number))))

    return many(one)
