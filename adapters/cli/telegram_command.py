"""The commands telegram setup and link: set the bot's profile, and make links to it."""

from argparse import Namespace
from collections.abc import Awaitable, Callable
from pathlib import Path

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from adapters.cli.exit_codes import DONE, CannotDo
from adapters.cli.interrupts import run_interruptibly
from adapters.cli.output import check_writable, write_whole
from adapters.settings import Settings
from adapters.settings_loading import load_settings
from adapters.telegram.errors import WRONG_TOKEN, said_plainly
from adapters.telegram.links import link_into
from adapters.telegram.menus import set_up
from adapters.telegram.short_lived_bot import opened_bot
from bot.commands import COMMANDS
from core.awards.codes import Mistyped, read_code
from core.catalog.loading import load_catalog
from core.catalog.search import CatalogIndex, Found
from core.typesetting import qr_code

_NO_TOKEN = "set EDGEFINDER_TELEGRAM_TOKEN: @BotFather gives one"  # noqa: S105 - advice about the token, not a token
_BY_BOTFATHER = {
    "supports_inline_queries": "Inline mode is off: turn it on at @BotFather with /setinline, so "
    "that people can show credentials in any chat.",
    "can_join_groups": "It cannot be added to groups: allow that at @BotFather with "
    "/setjoingroups.",
}
"""Settings that only the bot's owner can change, each with the advice to print if it is off."""


def setup(_: Namespace) -> int:
    settings = load_settings()

    async def work(bot: Bot) -> None:
        changed = [what async for what in set_up(bot, COMMANDS)]
        for what in changed:
            print(f"Changed {what}.")
        if not changed:
            print(f"@{bot.username} already has its menus and profile.")
        for ability, advice in _BY_BOTFATHER.items():
            if not getattr(bot.bot, ability):
                print(advice)

    _with_bot(settings, work)
    return DONE


def link(arguments: Namespace) -> int:
    settings = load_settings()
    call = _call(settings, arguments.what)
    target: Path | None = arguments.qr
    if target is not None:
        if target.suffix not in {".svg", ".png"}:
            raise CannotDo(f"{target} must end in .svg or .png")
        check_writable(target)

    async def work(bot: Bot) -> None:
        made = link_into(bot.username, call)
        print(made)
        if target is not None:
            write_whole(target, qr_code(made, "svg" if target.suffix == ".svg" else "png"))

    _with_bot(settings, work)
    return DONE


def _with_bot(settings: Settings, work: Callable[[Bot], Awaitable[None]]) -> None:
    """Run `work` with the configured bot.

    Raises CannotDo, with one line of text, if no bot is configured or Telegram reports an error.
    """
    if settings.telegram_token is None:
        raise CannotDo(_NO_TOKEN)
    token = settings.telegram_token.get_secret_value()

    async def run() -> None:
        async with opened_bot(token, settings.telegram_api_url) as bot:
            await work(bot)

    try:
        run_interruptibly(run())
    except InvalidToken:
        raise CannotDo(WRONG_TOKEN) from None
    except TelegramError as error:
        raise CannotDo(f"{said_plainly(error)}: nothing more was changed; try again") from None


def _call(settings: Settings, what: str | None) -> str:
    """Return the chat command that a link to the bot sends, or '' if `what` is None.

    `what` is an award code or a credential's name. Raises CannotDo for any other text.
    """
    if what is None:
        return ""
    code = read_code(what)
    if not isinstance(code, Mistyped):
        return f"verify {code}"
    meant = CatalogIndex(load_catalog(settings.catalog)).resolve(what)
    if not isinstance(meant, Found):
        raise CannotDo(
            f"'{what}' is neither a credential nor a code: 'edgefinder catalog {what}' lists "
            "similar ones"
        )
    return f"credential {meant.credential.code}"
