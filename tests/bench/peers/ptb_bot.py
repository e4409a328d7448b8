"""`/status` on python-telegram-bot with SQLAlchemy's ORM."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.ext import ContextTypes

from tests.bench.peers.records import Records
from tests.bench.telegram_updates import Handler


def status_handler(records: Records) -> Handler:
    async def status(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        assert update.effective_user is not None
        text, begun = await records.html("telegram", str(update.effective_user.id))
        rows = [
            [InlineKeyboardButton(each.title, callback_data=f"status {each.code}")]
            for each in begun[:8]
        ]
        rows.append([InlineKeyboardButton("What next?", callback_data="next")])
        await update.message.reply_text(
            text, parse_mode=ParseMode.HTML, reply_markup=InlineKeyboardMarkup(rows)
        )

    return status
