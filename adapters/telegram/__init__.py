"""Telegram, on python-telegram-bot: updates in, messages out.

Who is answered, and how:

- in private everybody, in words, by buttons, and in links that say something (`?start=`);
- in groups only who speaks to the bot: by a command, by its name, in reply to it. What is of a
  person's record is never shown there: a button, or the press itself, opens the private chat.
  Answers are replies, and stay in the forum topic that they were asked in; where the topic is gone
  they go to the group itself;
- who edits what they asked has the answer changed too; an edit that is not known any more is
  answered again;
- administrators who show the group for a name, and those who write as a channel, are answered as
  strangers: they are nobody on record;
- what is passed on is another's words: in private the codes in it are checked, nothing else in it
  is done; in groups it is left alone. What a channel posts, into its linked group too, what other
  bots write and the cards that people have picked are left alone;
- files and pictures get an answer each (an album of pictures one), stickers, voice messages, places
  and contacts one kind word a minute;
- a press is always acknowledged; on a message that is gone or too old to be changed the answer
  comes as a new one. A button under news (a notice, a verdict) is answered below it;
- while somebody types after the bot's name, in whatever chat, there are cards to pick;
- a group that becomes a supergroup takes with it what is sent to it.

What goes out keeps to Telegram's rates, answers before notices: see `pacing`. What refusals mean is
one table: see `errors`.
"""

import os

# python-telegram-bot warns of each limit that it meets unless it may tell the time as a timedelta
os.environ.setdefault("PTB_TIMEDELTA", "true")
