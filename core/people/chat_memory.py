"""Remember what a chat was last about, and the language that its user chose.

A topic is stored for half an hour. It is written just after the answer, so that no answer waits for
it. The language of a person on record applies in all their chats (`people.language`). A stranger's
language is stored with the chat.
"""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Text, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action
from core.audit.entries import record
from core.clock import Clock
from core.json_text import json_text
from core.people.model import TERMINAL, Asker, Identity
from core.people.person_sql import chosen_language
from core.people.terminal_memory import TerminalMemory
from core.storage.database import Database, DatabaseError
from core.storage.instants import instant_text
from core.storage.many_rows import insert_many
from core.storage.raw_statements import Query
from core.storage.tables import chat_memories, people
from core.storage.upserts import insert_into

_log = logging.getLogger(__name__)

REMEMBERED = timedelta(minutes=30)
"""How long the bot remembers what a chat was last about."""
_PAUSE = 0.7
"""Seconds from an answer until the database knows what the chat was last about."""
_MOST_WAITING = 5_000
_OF_CHAT = (
    chat_memories.c.platform == bindparam("platform", type_=Text),
    chat_memories.c.external_id == bindparam("external_id", type_=Text),
)
_NEWER = (
    "(platform, external_id) DO UPDATE SET topic = excluded.topic, topic_at = excluded.topic_at"
)
_TOPIC = Query(select(chat_memories.c.topic, chat_memories.c.topic_at).where(*_OF_CHAT))
_LANGUAGE = Query(select(chosen_language()))

Key = tuple[str, str]


class ChatMemory:
    """Remembers in the database what chats were about, for all processes.

    What the chats of the terminal were about is remembered only in this process.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._waiting: dict[Key, Mapping[str, Any]] = {}
        self._being_written: dict[Key, Mapping[str, Any]] = {}
        self.terminals = TerminalMemory()
        self._writing: asyncio.Task[None] | None = None
        self._lock = asyncio.Lock()

    def keep(self, identity: Identity, topic: Mapping[str, Any], thread: str = "") -> None:
        """Remember what a chat is about and in which thread. Write that within a second."""
        key = (identity.platform, identity.external_id)
        if thread:
            topic = {**topic, "thread": thread}
        if identity.platform == TERMINAL:
            self.terminals.keep(identity, topic)
            return
        if len(self._waiting) >= _MOST_WAITING:
            return
        self._waiting[key] = topic
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_soon())

    async def topic(self, identity: Identity, thread: str = "") -> Mapping[str, Any] | None:
        """Return what the chat was last about.

        Return None if that is too old or was in another thread.
        """
        topic = await self._last(identity)
        return topic if topic and topic.get("thread", "") == thread else None

    async def _last(self, identity: Identity) -> Mapping[str, Any] | None:
        if identity.platform == TERMINAL:
            return await self.terminals.topic(identity)
        if kept := self._kept_here(identity):
            return kept
        rows = await self._database.fetch(
            _TOPIC, platform=identity.platform, external_id=identity.external_id
        )
        for topic, at in rows:
            if topic and at and _moment(at) >= self._clock() - REMEMBERED:
                return _read(topic)
        return None

    def topic_of(self, asker: Asker, thread: str = "") -> Mapping[str, Any] | None:
        """Return what the chat was last about, as read with the asker, without a query.

        Return None in the same cases as `topic`.
        """
        topic = self._last_of(asker)
        return topic if topic and topic.get("thread", "") == thread else None

    def _last_of(self, asker: Asker) -> Mapping[str, Any] | None:
        if asker.identity.platform == TERMINAL:
            return self.terminals.topic_of(asker)
        if kept := self._kept_here(asker.identity):
            return kept
        if asker.topic is None or asker.topic[1] < self._clock() - REMEMBERED:
            return None
        return _read(asker.topic[0])

    def _kept_here(self, identity: Identity) -> Mapping[str, Any] | None:
        """Return what the chat was last about if this process still has to write that.

        Return None if this process has nothing to write about the chat.
        """
        key = (identity.platform, identity.external_id)
        return self._waiting.get(key) or self._being_written.get(key)

    async def language(self, identity: Identity) -> str | None:
        """Return the language that the user of a chat chose, or None if they chose none."""
        if identity.platform == TERMINAL:
            return await self.terminals.language(identity)
        rows = await self._database.fetch(
            _LANGUAGE, platform=identity.platform, external_id=identity.external_id
        )
        return next((language for [language] in rows if language), None)

    async def choose_language(self, identity: Identity, person: int | None, language: str) -> None:
        """Remember to answer this user in this language.

        A person's choice applies in all their chats.
        """
        if identity.platform == TERMINAL:
            self.terminals.choose(identity, language)
        async with self._database.begin() as connection:
            if person is not None:
                chosen = update(people).where(people.c.id == person).values(language=language)
                await connection.execute(chosen)
                await record(connection, Action.CHOSE_LANGUAGE, person, language=language)
            elif identity.platform != TERMINAL:
                await self._store(connection, [_row(identity, language=language)], "language")

    async def forget(self, identity: Identity) -> None:
        """Forget what a chat was about, and the language that its user chose."""
        key = (identity.platform, identity.external_id)
        self._waiting.pop(key, None)
        self._being_written.pop(key, None)
        if identity.platform == TERMINAL:
            self.terminals.forget(identity)
        columns = chat_memories.c
        # wait for a write that has begun, because it would write again what is to be forgotten
        async with self._lock, self._database.begin() as connection:
            await connection.execute(
                delete(chat_memories).where(
                    columns.platform == key[0], columns.external_id == key[1]
                )
            )

    async def flush(self) -> None:
        """Write what is not written yet of what chats are about, and delete what is too old."""
        async with self._lock:
            await self._write()

    async def _write(self) -> None:
        if not self._waiting:
            return
        now = self._clock()
        topics = [(key, json_text(self._waiting[key])) for key in sorted(self._waiting)]
        # entries stay in `_being_written` until the write is committed
        self._being_written, self._waiting = self._waiting, {}
        columns = chat_memories.c
        try:
            async with self._database.begin() as connection:
                await self._store_topics(connection, topics, now)
                old = columns.topic_at < now - REMEMBERED
                alone = delete(chat_memories).where(columns.language.is_(None), old)
                await connection.execute(alone)
                over = update(chat_memories).where(old).values(topic=None, topic_at=None)
                await connection.execute(over)
        finally:
            self._being_written = {}

    async def close(self) -> None:
        """Store the chats' topics that are not in the database yet.

        Call this before the database closes.
        """
        async with self._lock:  # wait until a write in progress has ended
            pending = self._writing is not None and not self._writing.done()
        if self._writing is not None and pending:
            self._writing.cancel()
            with suppress(asyncio.CancelledError):
                await self._writing
        with suppress(DatabaseError):
            await self.flush()

    async def _write_soon(self) -> None:
        await asyncio.sleep(_PAUSE)
        try:
            await self.flush()
        except Exception as fault:  # noqa: BLE001 - an answer must not wait for a failed write
            _log.warning("chat topics were not written: %s", type(fault).__name__)

    async def _store_topics(
        self, connection: AsyncConnection, topics: list[tuple[Key, str]], now: datetime
    ) -> None:
        if self._database.is_sqlite:
            at = instant_text(now)
            columns = ("platform", "external_id", "topic", "topic_at")
            rows = [(*key, topic, at) for key, topic in topics]
            await insert_many(connection, chat_memories, columns, rows, conflict=_NEWER)
            return
        rows_by_name = [
            {"platform": platform, "external_id": external_id, "topic": topic, "topic_at": now}
            for (platform, external_id), topic in topics
        ]
        await self._store(connection, rows_by_name, "topic", "topic_at")

    async def _store(
        self, connection: AsyncConnection, rows: list[dict[str, Any]], *updated: str
    ) -> None:
        insert = insert_into(connection, chat_memories)
        changed = {name: getattr(insert.excluded, name) for name in updated}
        await connection.execute(
            insert.on_conflict_do_update(index_elements=["platform", "external_id"], set_=changed),
            rows,
        )


def _row(identity: Identity, **values: Any) -> dict[str, Any]:
    return {"platform": identity.platform, "external_id": identity.external_id, **values}


def _read(topic: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = orjson.loads(topic)
    return found


def _moment(at: str | datetime) -> datetime:
    return datetime.fromisoformat(at) if isinstance(at, str) else at
