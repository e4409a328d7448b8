"""`/status` on aiogram 3 with SQLAlchemy's ORM, driven by JSON lines as `build_driver` is.

It runs in its own environment, because aiogram needs an older pydantic.
"""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

from aiogram import Bot, Dispatcher, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.base import BaseSession
from aiogram.enums import ParseMode
from aiogram.filters import Command
from aiogram.methods import TelegramMethod
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message

from core.catalog.loading import load_catalog
from tests.bench.conversations import many
from tests.bench.measuring import Work
from tests.bench.peers.records import Records
from tests.bench.telegram_updates import TOKEN, Stub, status, update


class _Session(BaseSession):  # type: ignore[misc] # aiogram is not always installed
    """Serializes each call as aiogram's own session does. The stub then answers the call."""

    def __init__(self) -> None:
        super().__init__()
        self.stub = Stub()

    async def close(self) -> None: ...

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> Any:
        files: dict[str, Any] = {}
        for value in method.model_dump(warnings=False).values():
            self.prepare_value(value, bot=bot, files=files)
        status, content = await self.stub.do_request(method.__api_method__, "POST")
        answer = self.check_response(
            bot=bot, method=method, status_code=status, content=content.decode()
        )
        return answer.result

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        yield b""


def aiogram_bot(records: Records) -> Work:
    """Return work that asks the aiogram bot for the status of many people."""
    router = Router()

    @router.message(Command("status"))  # type: ignore[untyped-decorator] # as above
    async def answer(message: Message) -> None:
        assert message.from_user is not None
        text, begun = await records.html("telegram", str(message.from_user.id))
        rows = [
            [InlineKeyboardButton(text=each.title, callback_data=f"status {each.code}")]
            for each in begun[:8]
        ]
        rows.append([InlineKeyboardButton(text="What next?", callback_data="next")])
        await message.answer(text, reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))

    session = _Session()
    bot = Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
    dispatcher = Dispatcher()
    dispatcher.include_router(router)

    async def one(number: int) -> None:
        await dispatcher.feed_raw_update(
            bot, json.loads(json.dumps(update(number, status(number))))
        )

    asked = many(one)

    async def work() -> int:
        before = session.stub.calls
        count = await asked()
        assert session.stub.calls - before == count, "some questions were not answered"
        return count

    return work


async def _drive(file: Path) -> None:
    work = aiogram_bot(Records(file, load_catalog()))
    while await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await work()), flush=True)


if __name__ == "__main__":
    asyncio.run(_drive(Path(sys.argv[1])))
