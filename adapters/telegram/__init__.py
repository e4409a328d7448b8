"""The Telegram adapter, on python-telegram-bot.

Who gets an answer, and how:

- In a private chat, everyone gets answers: to text, buttons and links with a payload (`?start=`).
- In groups, people get answers if they address the bot: by a command, its name or a reply to it.
  The whole group never sees personal data. It is shown in the private chat, or to the asker only.
  Answers are replies in the same forum topic. If the topic was deleted, they go to the group
  itself.
- If a person edits a question, the answer is edited too. If we no longer remember the question, it
  is answered as a new one.
- Some people post anonymously as a group, or as a channel. They are answered as strangers, because
  they match no record.
- Forwarded messages are someone else's words. In private chats, only the codes in them are checked.
  In groups, they are ignored.
- Channel posts, messages of other bots, and inline cards that people picked are ignored. This is
  also true for channel posts in a linked group.
- Each file, picture or album gets one answer. Stickers, voice messages, locations and contacts get
  a short friendly reply, at most one a minute.
- A button press is always acknowledged. If its message is gone or too old to edit, the answer is a
  new message. The answer to a button below a notice or a verdict is sent below it.
- While a person types after the bot's name, in any chat, inline cards are offered.
- When a group becomes a supergroup, its notices go to the new chat.

Outgoing messages keep to Telegram's rate limits, and answers go before notices: see `send_rate`.
The module `errors` lists what each error response means.
"""

import os

from adapters.telegram.light_import import import_telegram

# turn on timedelta, because python-telegram-bot would otherwise warn at each rate limit
os.environ.setdefault("PTB_TIMEDELTA", "true")
import_telegram()
