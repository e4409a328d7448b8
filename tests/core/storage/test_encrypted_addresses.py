"""With a key, addresses are stored encrypted and can still be found. The key can be replaced."""

from pathlib import Path

import pytest
from sqlalchemy import text

from core.data_rights.retention_periods import Retention
from core.edgefinder import Edgefinder, open_edgefinder
from core.importing.report import ImportKind
from core.people.model import TERMINAL, Identity
from core.storage.column_keys import ColumnKeys, SealedError
from core.storage.database import DatabaseError
from core.storage.encrypting import encrypt_addresses

ONE = "b25lb25lb25lb25lb25lb25lb25lb25lb25lb25lb24="
TWO = "dHdvdHdvdHdvdHdvdHdvdHdvdHdvdHdvdHdvdHdvdHc="
ADDRESS = "ines@example.org"
PEOPLE = (
    "candidate_number,given_name,family_name,email,role,organisation\n"
    f",Ines,Ortega,{ADDRESS},instructor,Ridgeline\n"
    "1001,Ana,Popescu,ana@example.org,candidate,Ridgeline\n"
)


async def opened(url: str, *keys: str) -> Edgefinder:
    return await open_edgefinder(database_url=url, column_keys=keys, retention=Retention())


async def fill(edgefinder: Edgefinder, folder: Path) -> None:
    file = folder / "people.csv"
    file.write_text(PEOPLE, "utf-8")
    report = await edgefinder.import_file(ImportKind.PEOPLE, file)
    assert not report.rejected


async def stored(edgefinder: Edgefinder) -> list[tuple[str, str]]:
    async with edgefinder.database.engine.connect() as connection:
        rows = await connection.execute(text("SELECT email, email_key FROM people ORDER BY id"))
        return [(row[0], row[1]) for row in rows]


async def is_found(edgefinder: Edgefinder) -> bool:
    """Whether every search for the address finds the person, and shows the address decrypted."""
    by_who = await edgefinder.contacts.find(ADDRESS)
    asker = await edgefinder.askers.find(Identity(TERMINAL, ADDRESS))
    by_email = await edgefinder.email_links.person(ADDRESS.upper())
    listed = await edgefinder.person_changes.find_people(ADDRESS)
    everybody = [by_who, asker.person, by_email, *(each.person for each in listed)]
    assert len(everybody) == 4
    return {each.email for each in everybody if each} == {ADDRESS}


async def test_with_a_key_addresses_are_stored_encrypted_and_people_are_found_by_them(
    database_url: str, tmp_path: Path
) -> None:
    edgefinder = await opened(database_url, ONE)
    await fill(edgefinder, tmp_path)
    for email, key in await stored(edgefinder):
        assert email.startswith("sealed:1:")
        assert "example" not in email + key
    assert await is_found(edgefinder)
    again = await edgefinder.import_file(ImportKind.PEOPLE, tmp_path / "people.csv")
    assert again.unchanged == 2
    await edgefinder.close()


async def test_with_a_key_the_person_who_asks_is_still_found_in_one_statement(
    database_url: str, tmp_path: Path
) -> None:
    edgefinder = await opened(database_url, ONE)
    await fill(edgefinder, tmp_path)
    with edgefinder.statements_run() as statements:
        asker = await edgefinder.askers.find(Identity(TERMINAL, ADDRESS))
    assert asker.person is not None
    assert len(statements) == 1
    await edgefinder.close()


async def test_stored_addresses_can_be_encrypted_later_and_the_key_can_be_replaced(
    database_url: str, tmp_path: Path
) -> None:
    edgefinder = await opened(database_url)
    await fill(edgefinder, tmp_path)
    assert (await stored(edgefinder))[0] == (ADDRESS, ADDRESS)
    await edgefinder.close()
    # first without a key, then with one, with both, and with the new one
    for keys in ((ONE,), (TWO, ONE), (TWO,)):
        edgefinder = await opened(database_url, *keys)
        assert await is_found(edgefinder), f"not found before re-encryption, with {len(keys)} keys"
        changed = await encrypt_addresses(edgefinder.database)
        assert changed == (0 if keys == (TWO,) else 2)
        assert await is_found(edgefinder)
        await edgefinder.close()
    edgefinder = await opened(database_url, TWO)
    assert await encrypt_addresses(edgefinder.database, undo=True) == 2
    assert (await stored(edgefinder))[0] == (ADDRESS, ADDRESS)
    await edgefinder.close()


async def test_without_the_right_key_the_database_is_not_opened(
    database_url: str, tmp_path: Path
) -> None:
    edgefinder = await opened(database_url, ONE)
    await fill(edgefinder, tmp_path)
    await edgefinder.close()
    for keys in ((), (TWO,)):
        with pytest.raises(DatabaseError, match="EDGEFINDER_COLUMN_KEY is not a key that opens"):
            await opened(database_url, *keys)


async def test_after_encryption_the_address_is_nowhere_in_the_database_file(tmp_path: Path) -> None:
    path = tmp_path / "edgefinder.db"
    edgefinder = await opened(f"sqlite:///{path}")
    await fill(edgefinder, tmp_path)
    await edgefinder.close()
    assert ADDRESS.encode() in path.read_bytes()
    edgefinder = await opened(f"sqlite:///{path}", ONE)
    await encrypt_addresses(edgefinder.database)
    await edgefinder.close()
    assert ADDRESS.encode() not in path.read_bytes()


def test_one_address_is_encrypted_differently_each_time_and_has_one_lookup_key() -> None:
    keys = ColumnKeys([ONE])
    assert keys.sealed(ADDRESS) != keys.sealed(ADDRESS)
    assert keys.lookup(ADDRESS) == keys.lookup(ADDRESS)
    assert keys.opened(keys.sealed(ADDRESS)) == ADDRESS
    assert ColumnKeys([TWO]).lookup(ADDRESS) != keys.lookup(ADDRESS)


def test_an_encrypted_address_that_was_changed_is_not_decrypted() -> None:
    keys = ColumnKeys([ONE])
    sealed = keys.sealed(ADDRESS)
    changed = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    with pytest.raises(SealedError):
        keys.opened(changed)
