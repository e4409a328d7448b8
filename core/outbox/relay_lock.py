"""Allow one relay per SQLite file: a second process waits until the first one ends."""

from filelock import FileLock, Timeout

from core.storage.database import Database


class RelayLock:
    """The right to send a database's notices.

    On PostgreSQL, every relay has this right.
    """

    def __init__(self, database: Database) -> None:
        file = f"{database.engine.url.database}.relay" if database.is_sqlite else ""
        # when a process ends, even if it is killed, the system releases its lock
        self._lock = FileLock(file, thread_local=False) if file else None

    def taken(self) -> bool:
        """Take the right to send if no other process has it.

        Return whether this process has it now.
        """
        if self._lock is None:
            return True
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            return False
        return True

    def leave(self) -> None:
        if self._lock is not None:
            self._lock.release()
