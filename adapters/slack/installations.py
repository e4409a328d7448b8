"""Store the installations of the app, with encrypted tokens, and renew rotating tokens."""

import asyncio
import copy
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

from adapters.slack.log_redaction import library_logger

_SEALED = "sealed:"
_TOKENS = ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token")
_MINUTES_BEFORE = 120
"""Rotating tokens last twelve hours. We renew a token this many minutes before it expires."""


KNOWN_SECONDS = 30.0
"""A token that was looked up is cached for this many seconds.

An outdated token does no harm. A rotated token stays valid for hours. After a refusal, we look up
the token again at once.
"""
KNOWN = 2_000
_RENEW_ALONE = "SELECT pg_advisory_xact_lock(7305811)"  # an arbitrary number, used as the lock's id


class CannotDecryptError(Exception):
    """Raised if a stored token was encrypted with a key that is no longer in the settings."""


class EncryptedInstallations(AsyncSQLAlchemyInstallationStore):
    """slack_sdk's installation store on our tables, with all tokens encrypted.

    `keys` are Fernet keys, newest first. New tokens are encrypted with the first key. Tokens that
    were encrypted with any of the keys can be decrypted.
    """

    def __init__(self, client_id: str, engine: Any, keys: Sequence[str]) -> None:
        super().__init__(client_id, engine, logger=library_logger())
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    async def async_save(self, installation: Installation) -> None:
        await super().async_save(self._with(self._encrypt, installation))

    async def async_save_bot(self, bot: Bot) -> None:
        await super().async_save_bot(self._with(self._encrypt, bot))

    async def async_find_bot(self, **whose: Any) -> Bot | None:
        found = await super().async_find_bot(**whose)
        return found and self._with(self._decrypt, found)

    async def async_find_installation(self, **whose: Any) -> Installation | None:
        found = await super().async_find_installation(**whose)
        return found and self._with(self._decrypt, found)

    async def bot_of(self, installation: str) -> Bot | None:
        """Return the bot that a workspace (`T...`) or org (`E...`) installed."""
        if installation.startswith("E"):
            return await self.async_find_bot(
                enterprise_id=installation, team_id=None, is_enterprise_install=True
            )
        columns = self.bots.c
        chosen = (
            self.bots.select()
            .where(columns.client_id == self.client_id, columns.team_id == installation)
            .order_by(columns.installed_at.desc())
            .limit(1)
        )
        async with self.engine.connect() as connection:
            row = (await connection.execute(chosen)).mappings().first()
        if row is None:
            return None
        return await self.async_find_bot(enterprise_id=row["enterprise_id"], team_id=installation)

    @asynccontextmanager
    async def renewing(self) -> AsyncIterator[None]:
        """Let no other process renew tokens while this context is open.

        On SQLite, do nothing, because SQLite's only lock would block all writes to the database.
        """
        if self.engine.dialect.name == "sqlite":
            yield
            return
        async with self.engine.begin() as connection:
            await connection.exec_driver_sql(_RENEW_ALONE)
            yield

    def _with(self, change: Any, found: Any) -> Any:
        """Return a copy of a bot or an installation, with its tokens changed by `change`."""
        made = copy.copy(found)
        for name in _TOKENS:
            if getattr(made, name, None):
                setattr(made, name, change(getattr(made, name)))
        return made

    def _encrypt(self, token: str) -> str:
        if token.startswith(_SEALED):
            return token
        return _SEALED + self._fernet.encrypt(token.encode()).decode()

    def _decrypt(self, token: str) -> str:
        if not token.startswith(_SEALED):
            return token
        try:
            return self._fernet.decrypt(token.removeprefix(_SEALED)).decode()
        except InvalidToken:
            raise CannotDecryptError(
                "a workspace's token was encrypted with another key: add it after the new one "
                "in EDGEFINDER_SLACK_TOKEN_KEY"
            ) from None


class Tokens:
    """Looks up the tokens of workspaces, and renews rotating tokens before they expire."""

    def __init__(
        self,
        store: EncryptedInstallations,
        rotator: AsyncTokenRotator,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`clock` returns the present time in seconds."""
        self._store = store
        self._rotator = rotator
        self._rotating = asyncio.Lock()
        self._clock = clock
        self._known: dict[tuple[str | None, str | None, bool], tuple[float, Bot]] = {}

    async def of(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool
    ) -> Bot | None:
        """Return the workspace's bot, with a token that is not about to expire.

        If the workspace has no bot, return the bot of its org. If the org has none either, return
        None. Results are cached for a short time, because Slack waits for an acknowledgement.
        """
        whose = (enterprise_id, team_id, is_enterprise_install)
        known = self._known.get(whose)
        if known is not None and self._clock() < known[0]:
            return known[1]
        bot = await self._looked_up(*whose)
        if bot is not None:
            if len(self._known) >= KNOWN:
                self._known.clear()
            self._known[whose] = (self._clock() + KNOWN_SECONDS, bot)
        return bot

    async def _looked_up(
        self, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool
    ) -> Bot | None:
        found = await self._store.async_find_bot(
            enterprise_id=enterprise_id,
            team_id=team_id,
            is_enterprise_install=is_enterprise_install,
        )
        if found is None and enterprise_id and not is_enterprise_install:
            found = await self._store.async_find_bot(
                enterprise_id=enterprise_id, team_id=None, is_enterprise_install=True
            )
        return await self._fresh(found)

    async def of_installation(self, installation: str) -> str | None:
        """Return the token of a workspace or org by its id, or None if the app is not installed."""
        found = await self._fresh(await self._store.bot_of(installation))
        return found.bot_token if found else None

    async def installed_at(self, installation: str) -> int | None:
        """Return when this workspace or org last installed the app, or None.

        The time is in whole Unix seconds, like the times in Slack's events.
        """
        bot = await self._store.bot_of(installation)
        return int(bot.installed_at) if bot else None

    async def forget(self, installation: str, token: str) -> None:
        """Delete the installation of this workspace or org, if it has this bot token.

        An installation with another token is newer than the one that was removed.
        """
        self._known.clear()
        bot = await self._store.bot_of(installation)
        if bot is not None and bot.bot_token == token:
            await self._store.async_delete_all(enterprise_id=bot.enterprise_id, team_id=bot.team_id)

    async def _fresh(self, bot: Bot | None) -> Bot | None:
        if bot is None or not _ends_soon(bot):
            return bot
        # renew one token at a time, because a refresh token works only once
        async with self._rotating, self._store.renewing():
            place = bot.enterprise_id if bot.is_enterprise_install else bot.team_id
            bot = await self._store.bot_of(place or "")
            if bot is None or not _ends_soon(bot):
                return bot
            try:
                rotated = await self._rotator.perform_bot_token_rotation(
                    bot=bot, minutes_before_expiration=_MINUTES_BEFORE
                )
            except SlackTokenRotationError:
                # another process may have renewed the token; if not, the old token works for two
                # more hours
                return await self._store.bot_of(place or "")
            if rotated is None:
                return bot
            await self._store.async_save_bot(rotated)
            return rotated


def _ends_soon(bot: Bot) -> bool:
    ends = bot.bot_token_expires_at
    return bool(bot.bot_refresh_token and ends and ends - time.time() < _MINUTES_BEFORE * 60)
