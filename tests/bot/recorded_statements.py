"""Record every database statement, including those that bypass SQLAlchemy."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import event

from tests.world import World


@asynccontextmanager
async def statements(world: World) -> AsyncIterator[list[str]]:
    """Yield a list to which each statement is added while this context is open."""
    database = world.edgefinder.database
    # otherwise a write could be in progress when the connections are closed
    await world.edgefinder.chat_memory.close()
    await world.edgefinder.audit.flush()
    # connections that exist already are not listened to, so the database has to open new ones
    await database.close()
    told: list[str] = []

    def of_postgresql(record: Any) -> None:
        told.append(record.query)

    def of_sqlalchemy(_: Any, __: Any, statement: str, *___: object) -> None:
        told.append(statement)

    def listen(connection: Any, *_: object) -> None:
        if database.is_sqlite:
            connection.run_async(lambda driver: driver.set_trace_callback(told.append))
        else:
            connection.driver_connection.add_query_logger(of_postgresql)

    async with database.engine.connect():
        pass  # this skips the driver's own first queries to a server
    engine = database.engine.sync_engine
    event.listen(engine, "checkout", listen)
    if not database.is_sqlite:  # asyncpg does not report the statements that it has prepared
        event.listen(engine, "before_cursor_execute", of_sqlalchemy)
    try:
        with pytest.MonkeyPatch.context() as patched:
            # delay two writes that come after the answer: the chat's topic and the audit log
            patched.setattr("core.people.chat_memory._PAUSE", 3600)
            patched.setattr("core.audit.log.PAUSE", 3600)
            yield told
    finally:
        event.remove(engine, "checkout", listen)
        if not database.is_sqlite:
            event.remove(engine, "before_cursor_execute", of_sqlalchemy)
        await database.close()
