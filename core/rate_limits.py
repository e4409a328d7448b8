"""Rate limits on guessing and expensive work; the user is told when to try again.

The adapter sets the user when a request comes in (`asking_as`), so that limits apply wherever a
code is looked up. Without a user, as in operator commands, there are no limits.
"""

import asyncio
import contextlib
import logging
import time
from contextlib import AbstractAsyncContextManager
from contextvars import ContextVar, Token
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from limits import RateLimitItem, parse_many
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError

from core.measurements import LIMITED
from core.people.model import TERMINAL, Identity
from core.records.asker_query import Askers
from core.values import value

if TYPE_CHECKING:
    from redis.asyncio import ConnectionPool

_log = logging.getLogger(__name__)


@value
class Asking:
    """A user in a chat, or a network address on the web."""

    identity: Identity | None = None
    address: str = ""

    def counted_for(self) -> tuple[tuple[str, str], ...]:
        """The scopes to count in, each with the key of this user."""
        if self.identity is None:
            return (("address", self.address),)
        found = [("asker", f"{self.identity.platform}:{self.identity.external_id}")]
        if self.identity.workspace:
            found.append(("workspace", f"{self.identity.platform}:{self.identity.workspace}"))
        return tuple(found)

    @property
    def key(self) -> str:
        """The user as one string."""
        return " ".join(self.counted_for()[0])


@dataclass(frozen=True, slots=True)
class _Bound:
    """Limits by scope; `strangers`: each stranger's limit once the limit `overall` is used up."""

    asker: str
    workspace: str = ""
    address: str = ""
    overall: str = ""
    strangers: str = ""


class Limit(Enum):
    """The limited actions. Several windows in a row make growing waits."""

    WRONG_INVITATION = _Bound(
        asker="5 per 10 minute; 8 per hour; 12 per day",
        overall="1000 per hour",
        strangers="1 per 10 minute",
    )
    FAILED_LOOKUP = _Bound(
        asker="60 per 10 minute; 200 per hour; 1000 per day",
        workspace="600 per hour; 3000 per day",
        address="60 per 10 minute; 200 per hour",
        overall="5000 per hour",
        strangers="5 per 10 minute",
    )
    FILE = _Bound(asker="60 per 10 minute", workspace="600 per hour", address="60 per 10 minute")
    PROOF = _Bound(asker="20 per hour")
    INSTALL = _Bound(asker="30 per hour", address="30 per hour")
    PAPER = _Bound(asker="120 per 10 minute", address="120 per 10 minute")
    PROOF_PAGE = _Bound(asker="60 per 10 minute", address="60 per 10 minute")


_ASKING: ContextVar[Asking | None] = ContextVar("asking", default=None)


class asking_as:  # noqa: N801 - used as `with asking_as(...)`
    """Count actions within the context for this user; the operator's terminal has no limits."""

    def __init__(self, asking: Asking) -> None:
        of_terminal = asking.identity is not None and asking.identity.platform == TERMINAL
        self._asking = None if of_terminal else asking
        self._before: Token[Asking | None] | None = None

    def __enter__(self) -> None:
        self._before = _ASKING.set(self._asking)

    def __exit__(self, *_: object) -> None:
        assert self._before is not None, "the context was entered"
        _ASKING.reset(self._before)


class RateLimits:
    """Counts in memory, or in a Redis shared by many processes; nothing is stored elsewhere."""

    def __init__(self, askers: Askers, url: str | None = None) -> None:
        """`url`: redis://HOST:PORT/NUMBER. While that Redis is down, nothing is limited."""
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
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def close(self) -> None:
        """Close the connections to Redis."""
        if self._pool is not None:
            await self._pool.aclose()

    def one_at_a_time(self) -> AbstractAsyncContextManager[None]:
        """Check and count concurrent requests of one user one after another."""
        asking = _ASKING.get()
        if asking is None:
            return contextlib.nullcontext()
        lock = self._locks.get(asking.key)
        if lock is None:
            self._locks[asking.key] = lock = asyncio.Lock()
        return lock

    async def pause(self, limit: Limit) -> timedelta | None:
        """How long the current user has to wait; None: not at all."""
        asking = _ASKING.get()
        if asking is None or self._nothing_counted():
            return None
        try:
            until = await self._until(limit, asking)
        except StorageError as error:
            _log.warning("limits cannot be looked up: %s", type(error.storage_error).__name__)
            return None
        if not until:
            return None
        LIMITED.add(limit.name.lower())
        return timedelta(seconds=max(1.0, until - time.time()))

    def _nothing_counted(self) -> bool:
        """Whether no window of anyone has a count, as nearly always; a Redis is always asked."""
        return isinstance(self._storage, MemoryStorage) and not self._storage.storage

    async def count(self, limit: Limit, times: int = 1) -> None:
        """Count this many actions for the current user."""
        asking = _ASKING.get()
        if asking is None or times < 1:
            return
        bound: _Bound = limit.value
        keys = [*asking.counted_for(), ("overall", ""), ("strangers", asking.key)]
        with contextlib.suppress(StorageError):
            for scope, who in keys:
                for item in _items(getattr(bound, scope)):
                    await self._limiter.hit(item, limit.name, scope, who, cost=times)

    async def take(self, limit: Limit) -> timedelta | None:
        """Count one action and return None; or return the wait, and count nothing."""
        async with self.one_at_a_time():
            pause = await self.pause(limit)
            if pause is None:
                await self.count(limit)
            return pause

    async def _until(self, limit: Limit, asking: Asking) -> float:
        """The time (as in time.time()) when they may try again; 0: now."""
        bound: _Bound = limit.value
        until = 0.0
        for scope, who in asking.counted_for():
            until = max(until, await self._over(limit, getattr(bound, scope), scope, who))
        if until or not bound.overall or not await self._over(limit, bound.overall, "overall", ""):
            return until
        if await self._is_known(asking):
            return 0.0
        return await self._over(limit, bound.strangers, "strangers", asking.key)

    async def _over(self, limit: Limit, rates: str, scope: str, who: str) -> float:
        until = 0.0
        for item in _items(rates):
            key = item.key_for(limit.name, scope, who)
            if await self._storage.get(key) >= item.amount:
                until = max(until, await self._storage.get_expiry(key))
        return until

    async def _is_known(self, asking: Asking) -> bool:
        if asking.identity is None:
            return False
        asker = await self._askers.find(asking.identity)
        return asker.person is not None or bool(asker.posts)


@cache
def _items(rates: str) -> list[RateLimitItem]:
    return parse_many(rates) if rates else []
