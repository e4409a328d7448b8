"""The Telegram adapter, on python-telegram-bot.

Who gets an answer, and how:

- In a private chat, everyone: by text, buttons and links with a payload (`?start=`).
- In groups, only people who address the bot: by a command, its name or a reply to it. Personal data
is never shown there; a button opens the private chat instead. Answers are replies in the same
forum topic; if the topic was deleted, they go to the group itself.
- If a person edits a question, the answer is edited too; if we no longer remember the question, it
is answered as a new one.
- Administrators who post anonymously as the group, and people who post as a channel, are answered
  as strangers: they match no record.
- Forwarded messages are someone else's words: in private chats, only the codes in them are checked;
in groups they are ignored. Channel posts (also in a linked group), messages of other bots and the
inline cards that people picked are ignored.
- Each file, picture or album gets one answer. Stickers, voice messages, locations and contacts get
at most one short friendly reply a minute.
- A button press is always acknowledged. If its message is gone or too old to edit, the answer is a
new message. A button below a notice or a verdict is answered below it.
- While a person types after the bot's name, in any chat, inline cards are offered.
- When a group becomes a supergroup, its notices go to the new chat.

Outgoing messages keep to Telegram's rate limits, and answers go before notices: see `send_rate`.
The module `errors` lists the meaning of each error response.
"""

import os

from adapters.telegram.light_import import import_telegram

# opt in to timedelta: otherwise python-telegram-bot warns at each rate limit
os.environ.setdefault("PTB_TIMEDELTA", "true")
import_telegram()
