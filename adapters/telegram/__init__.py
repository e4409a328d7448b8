"""Telegram, on python-telegram-bot: updates in, messages out.

Answered are private chats; groups only when spoken to (a command, a mention, a reply to the bot)
and never with anything of a person's record. Passed over are channel posts, anonymous
administrators, other bots and edited messages.
"""
