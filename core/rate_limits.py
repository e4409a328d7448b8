"""Limit how often users may guess codes or ask for expensive work.

A user who has reached a limit is told when to try again.
"""

import asyncio
import contextlib
import logging
import time
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from limits import RateLimitItem, parse_many
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError

from core.asking import Asking, Bound, Limit, current_user
from core.measurements import LIMITED
from core.records.askers import Askers

if TYPE_CHECKING:
    from redis.asyncio import ConnectionPool

_log = logging.getLogger(__name__)


class RateLimits:
    """Counts actions in memory, or in a Redis that many processes share."""

    def __init__(self, askers: Askers, url: str | None = None) -> None:
        """`url` is redis://HOST:PORT/NUMBER, or None to count actions in memory.

        While Redis is down, nothing is limited.
        """
        self._askers = askers
        storage: Storage = MemoryStorage()
        self._pool: ConnectionPool | None = None
        if url is not None:
            from redis import asyncio as redis  # noqa: PLC0415 - slow to import, and rarely needed

            self._pool = redis.ConnectionPool.from_url(url)
            storage = RedisStorage(
                f"async+{url}",
                wrap_exceptions=True,
                implementation="redispy",
                connection_pool=self._pool,  # type: ignore[arg-type] # as the library documents it
            )
        self._storage = storage
        self._limiter = FixedWindowRateLimiter(storage)
        self._handling: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """A lock for each user with a request in progress, kept alive by the request."""

    async def close(self) -> None:
        """Close the connections to Redis."""
        if self._pool is not None:
            await self._pool.aclose()

    def one_at_a_time(self) -> AbstractAsyncContextManager[None]:
        """Return a context that lets in only one request of the current user at a time.

        A limit can then be checked and counted without a second request in between.
        """
        user = current_user()
        if user is None:
            return contextlib.nullcontext()
        lock = self._handling.get(user.key)
        if lock is None:
            lock = self._handling[user.key] = asyncio.Lock()
        return lock

    async def pause(self, limit: Limit) -> timedelta | None:
        """Return how long this limit makes the current user wait, or None if not at all."""
        user = current_user()
        if user is None or self._nothing_counted():
            return None
        try:
            until = await self._until(limit, user)
        except StorageError as error:
            _log.warning("rate limits cannot be checked: %s", type(error.storage_error).__name__)
            return None
        if not until:
            return None
        LIMITED.add(limit.name.lower())
        return timedelta(seconds=max(1.0, until - time.time()))

    def _nothing_counted(self) -> bool:
        """Whether no action of any user is counted at the moment, which is nearly always true.

        With Redis, return False, because only Redis knows what is counted.
        """
        return isinstance(self._storage, MemoryStorage) and not self._storage.storage

    async def count(self, limit: Limit, times: int = 1) -> None:
        """Count this many actions of the current user toward a limit."""
        user = current_user()
        if user is None or times < 1:
            return
        bound: Bound = limit.value
        keys = [*user.counted_for(), ("overall", ""), ("strangers", user.key)]
        with contextlib.suppress(StorageError):
            for scope, who in keys:
                for item in _items(getattr(bound, scope)):
                    await self._limiter.hit(item, limit.name, scope, who, cost=times)

    async def take(self, limit: Limit) -> timedelta | None:
        """Count one action of the current user toward a limit. Return None.

        If the limit is reached already, return how long the user has to wait instead.
        """
        async with self.one_at_a_time():
            pause = await self.pause(limit)
            if pause is None:
                await self.count(limit)
            return pause

    async def _until(self, limit: Limit, user: Asking) -> float:
        """Return when this limit lets the user act again, in seconds since 1970, or 0 for now."""
        bound: Bound = limit.value
        until = 0.0
        for scope, who in user.counted_for():
            until = max(until, await self._over(limit, getattr(bound, scope), scope, who))
        if until or not bound.overall or not await self._over(limit, bound.overall, "overall", ""):
            return until
        if await self._is_known(user):
            return 0.0
        return await self._over(limit, bound.strangers, "strangers", user.key)

    async def _over(self, limit: Limit, rates: str, scope: str, who: str) -> float:
        until = 0.0
        for item in _items(rates):
            key = item.key_for(limit.name, scope, who)
            if await self._storage.get(key) >= item.amount:
                until = max(until, await self._storage.get_expiry(key))
        return until

    async def _is_known(self, user: Asking) -> bool:
        if user.identity is None:
            return False
        asker = await self._askers.find(user.identity)
        return asker.person is not None or bool(asker.posts)


@cache
def _items(rates: str) -> list[RateLimitItem]:
    return parse_many(rates) if rates else []
