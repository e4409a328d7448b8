"""Mark notices as sent.

Marks that come in while a statement runs wait for the next statement.
"""

import asyncio
import json

from sqlalchemy import Text, Update, bindparam, case, literal_column, null, update
from sqlalchemy.engine import Dialect

from core.clock import Clock
from core.storage.database import Database
from core.storage.raw_statements import Change
from core.storage.staging import one_of
from core.storage.tables import notices
from core.storage.types import Instant

WITHOUT_WORDS = {
    "data": case((notices.c.kind == literal_column("'answer'"), null()), else_=notices.c.data)
}
"""Column values that delete the text of an answer when the answer is settled."""
_IDS = bindparam("ids", type_=Text)
"""The parameter with the ids of notices, as a JSON list."""


def _mark_sent(dialect: Dialect) -> Update:
    return (
        update(notices)
        .where(notices.c.state == bindparam("due", "due"), one_of(dialect, notices.c.id, _IDS))
        .values(
            state=bindparam("sent", "sent"),
            reason=bindparam("nothing", None),
            settled_at=bindparam("now", type_=Instant),
            attempts=notices.c.attempts + bindparam("one", 1),
            **WITHOUT_WORDS,
        )
    )


_MARK_SENT = Change(_mark_sent)


class SentMarks:
    """Marks notices as sent, many with one statement.

    Marks that come in while a statement runs wait for the next statement.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def add(self, notice_id: int) -> None:
        """Mark a notice as sent, and wait until the mark is in the database.

        If the mark cannot be written, raises the database's error.
        """
        marked: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((notice_id, marked))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write(), name="marking sent notices")
        await marked

    async def _write(self) -> None:
        """Write all waiting marks, and also those that come in meanwhile."""
        taken: list[tuple[int, asyncio.Future[None]]] = []
        try:
            while self._waiting:
                taken, self._waiting = self._waiting, []
                ids = json.dumps([notice_id for notice_id, _ in taken])
                try:
                    await self._database.change(_MARK_SENT, ids=ids, now=self._clock())
                except Exception as error:  # noqa: BLE001 - raised to the callers instead
                    for _, marked in taken:
                        if not marked.done():
                            marked.set_exception(error)
                else:
                    for _, marked in taken:
                        if not marked.done():
                            marked.set_result(None)
        finally:
            self._writing = None
            # marks are left here only if this task was canceled
            for _, marked in (*taken, *self._waiting):
                marked.cancel()
            self._waiting = []
