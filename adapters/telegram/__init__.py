"""Telegram, on python-telegram-bot: updates in, messages out.

Who gets an answer, and how:

- In a private chat everyone: by text, buttons and links with a payload (`?start=`).
- In groups only people who address the bot: by a command, its name or a reply to it. Personal data
  is never shown there; a button, or the press itself, opens the private chat. Answers are replies
  in the same forum topic; if the topic was deleted, they go to the group itself.
- If a person edits a question, the answer is updated too; if the question is no longer known, it is
  answered as a new one.
- Administrators who post anonymously as the group, and people who post as a channel, are answered
  as strangers: they match no record.
- Forwarded messages are someone else's words: in private chats the codes in them are checked and
  nothing else is done; in groups they are ignored. Posts of channels (also in a linked group),
  messages of other bots and the inline cards that people picked are ignored.
- Each file or picture gets an answer (an album gets one); stickers, voice messages, locations and
  contacts get one short friendly reply a minute.
- A press is always acknowledged; if its message is gone or too old to edit, the answer is a new
  message. A button below a notice or a verdict is answered below it.
- While a person types after the bot's name, in any chat, inline cards are offered.
- When a group becomes a supergroup, its notices go to the new chat.

Outgoing messages keep to Telegram's rate limits, answers before notices: see `send_rate`. The
meanings of error responses are in one table: see `errors`.
"""

import os

from adapters.telegram.light_import import import_telegram

# python-telegram-bot warns at each rate limit unless it may report the time as a timedelta
os.environ.setdefault("PTB_TIMEDELTA", "true")
import_telegram()
