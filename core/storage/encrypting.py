"""Encrypt the stored addresses, or change the key that encrypts them."""

from sqlalchemy import Text, select, type_coerce, update

from core.storage.column_keys import ColumnKeys, SealedError
from core.storage.database import Database, DatabaseError, write_alone
from core.storage.tables import people

_AT_ONCE = 2_000


async def encrypt_addresses(database: Database, *, undo: bool = False) -> int:
    """Encrypt every address with the current key, in one transaction.

    Return how many addresses changed. With `undo`, store addresses unencrypted again. On SQLite,
    the file is then rewritten, so that nothing of the old values is left in it. Raises SealedError
    if no key decrypts an address.
    """
    keys = database.column_keys
    wanted = ColumnKeys() if undo else keys
    stored, found_by = type_coerce(people.c.email, Text), type_coerce(people.c.email_key, Text)
    last = changed = 0
    async with database.begin() as connection:
        await write_alone(connection)
        while True:
            rows = await connection.execute(
                select(people.c.id, stored.label("stored"), found_by.label("found_by"))
                .where(people.c.id > last, people.c.email.is_not(None))
                .order_by(people.c.id)
                .limit(_AT_ONCE)
            )
            some = rows.all()
            for row in some:
                address = keys.opened(row.stored)
                last, is_right = row.id, row.found_by == wanted.lookup(address)
                if is_right and _is_as_wanted(row.stored, wanted):
                    continue
                await connection.execute(
                    update(people)
                    .where(people.c.id == row.id)
                    .values(
                        email=type_coerce(wanted.sealed(address), Text),
                        email_key=type_coerce(wanted.lookup(address), Text),
                    )
                )
                changed += 1
            if len(some) < _AT_ONCE:
                break
    if changed and database.is_sqlite:
        await rewrite(database)
    return changed


def _is_as_wanted(stored: str, wanted: ColumnKeys) -> bool:
    try:
        return wanted.is_current(stored)
    except SealedError:
        return False


async def rewrite(database: Database) -> None:
    """On SQLite, rewrite the file, so that no deleted or changed value is left in it."""
    async with database.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        await driver.execute("VACUUM")
    await empty_log(database)


async def empty_log(database: Database) -> None:
    """On SQLite, empty the write-ahead log, because it still has earlier versions of rows."""
    if not database.is_sqlite:
        return
    async with database.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")


async def refuse_other_keys(database: Database) -> None:
    """Raise DatabaseError if stored addresses are encrypted, but not with a key of the settings."""
    asked = select(type_coerce(people.c.email, Text)).where(people.c.email.is_not(None)).limit(1)
    async with database.engine.connect() as connection:
        stored = await connection.scalar(asked)
    try:
        if stored is not None:
            database.column_keys.opened(stored)
    except SealedError as error:
        raise DatabaseError(str(error)) from None
