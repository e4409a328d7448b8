"""Set the bot's profile and its command menus, for each kind of chat and each language.

In private chats, everyone sees the public commands. Linked people also see the commands for their
roles. Groups see the commands that show nothing personal. They also see commands that only read the
asker's own record. These commands are marked as ephemeral, so nobody else sees the command or its
answer. A server older than Bot API 10.2 ignores the mark, so on it the menus of groups have no such
commands. All menus follow from the declarations of the commands.
"""

from collections.abc import AsyncIterator, Iterable

from cachetools import LRUCache
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)

from adapters.telegram.bot_api_rules import Plain
from bot.access import Audience
from bot.bot_profile import DESCRIPTION, NAME, SHORT_DESCRIPTION
from bot.command import Command
from core.language.catalogs import ENGLISH, LANGUAGES
from core.language.message import in_language

REMEMBERED = 10_000
"""For how many chats we remember which menu is set."""


async def set_up(bot: Bot, commands: tuple[Command, ...]) -> AsyncIterator[str]:
    """Update the menus and the profile where they differ from the declared commands.

    Yield the name of each menu or part of the profile that was changed. Raises TelegramError if
    Telegram cannot be reached or refuses.
    """
    for language in ("", *LANGUAGES[1:]):
        where = f" ({language})" if language else ""
        async for what in _set_menus(bot, commands, language):
            yield f"the menu {what}{where}"
        async for what in _set_profile(bot, language):
            yield f"the {what}{where}"


async def _set_menus(bot: Bot, commands: tuple[Command, ...], language: str) -> AsyncIterator[str]:
    everybodys = [each for each in commands if each.access.audience is Audience.EVERYONE]
    safe = [each for each in commands if not each.access.private]
    own = [each for each in commands if each.access.private and each.reads]
    menus: tuple[tuple[str, BotCommandScope, list[Command], list[Command]], ...] = (
        ("of private chats", BotCommandScopeAllPrivateChats(), everybodys, []),
        ("of groups", BotCommandScopeAllGroupChats(), safe, own),
    )
    for name, scope, shown, aside in menus:
        menu = _menu(shown, language)
        whole = menu + _menu(aside, language, ephemeral=True)
        before = _plain(await bot.get_my_commands(scope, language))
        if before == _plain(whole):
            continue
        await bot.set_my_commands(whole, scope, language)
        if aside and _plain(await bot.get_my_commands(scope, language)) != _plain(whole):
            await bot.set_my_commands(menu, scope, language)
            if before == _plain(menu):
                continue
        yield name


def _plain(menu: Iterable[BotCommand]) -> list[Plain]:
    """Return commands as plain data, to compare two menus.

    PTB's own == ignores the marks of ephemeral commands.
    """
    return [each.to_dict() for each in menu]


async def _set_profile(bot: Bot, language: str) -> AsyncIterator[str]:
    code = language or None
    name, short = NAME, in_language(SHORT_DESCRIPTION, language or ENGLISH)
    description = in_language(DESCRIPTION, language or ENGLISH)
    if not language and (await bot.get_my_name(code)).name != name:
        await bot.set_my_name(name, code)
        yield "name"
    if (await bot.get_my_description(code)).description != description:
        await bot.set_my_description(description, code)
        yield "description"
    if (await bot.get_my_short_description(code)).short_description != short:
        await bot.set_my_short_description(short, code)
        yield "short description"


def _menu(
    commands: Iterable[Command], language: str, *, ephemeral: bool = False
) -> list[BotCommand]:
    marks = {"is_ephemeral": True} if ephemeral else None
    return [
        BotCommand(each.name, in_language(each.summary, language or ENGLISH), api_kwargs=marks)
        for each in commands
    ]


class ChatMenus:
    """The menus in linked people's private chats, with the commands for their roles."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._known: LRUCache[int, tuple[str, ...]] = LRUCache(REMEMBERED)

    async def hold(self, chat_id: int, usable: tuple[Command, ...], locale: str) -> None:
        """Set the menu of a chat to these commands, unless it is already set.

        Raises TelegramError if Telegram cannot be reached or refuses.
        """
        language = locale.partition("-")[0].lower()
        names = (language, *(each.name for each in usable))
        if self._known.get(chat_id) == names:
            return
        scope = BotCommandScopeChat(chat_id)
        if all(each.access.audience is Audience.EVERYONE for each in usable):
            # a chat without its own menu shows the menu for all private chats
            await self._bot.delete_my_commands(scope)
        else:
            await self._bot.set_my_commands(_menu(usable, language), scope)
        self._known[chat_id] = names
