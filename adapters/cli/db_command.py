"""The command db: upgrade, check and back up the database."""

import os
from argparse import Namespace
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from adapters.cli.exit_codes import DONE, NO, CannotDo
from adapters.cli.interrupts import run_interruptibly
from adapters.cli.open_database import with_edgefinder
from adapters.cli.output import show_json
from adapters.open_edgefinder import open_database
from adapters.settings_loading import load_settings
from core.audit.actor import Action
from core.audit.entries import record_alone
from core.clock import utc_now
from core.data_rights.backup_restore import restore as put_back
from core.edgefinder import Edgefinder
from core.storage import upgrading
from core.storage.backup import back_up, prune_backups
from core.storage.column_keys import SealedError
from core.storage.database import Database
from core.storage.encrypting import encrypt_addresses
from core.storage.revisions import newest, prepare


def init(_: Namespace) -> int:
    """Create the database that the settings name. If it exists, leave it unchanged."""

    async def work(database: Database) -> int:
        there = database.exists() and database.is_sqlite
        await prepare(database)
        done = "already exists" if there else "is ready"
        print(f"{database.description} {done}, at {newest()}.")
        return DONE

    return _with_database(work)


def upgrade(_: Namespace) -> int:
    async def work(database: Database) -> int:
        if not database.exists():
            raise CannotDo(
                f"{database.description} does not exist: create it with 'edgefinder db init'"
            )
        before, after = await upgrading.upgrade(database)
        if before == after:
            print(f"Nothing to do: {database.description} is at {after}.")
        else:
            print(f"Upgraded {database.description} from {before or 'nothing'} to {after}.")
        return DONE

    return _with_database(work)


def check(_: Namespace) -> int:
    async def work(database: Database) -> int:
        await prepare(database, create=False)
        found = await upgrading.differences(database)
        for difference in found:
            print(difference)
        sound = "has faults" if found else f"is sound, at {newest()}"
        print(f"{database.description} {sound}.")
        return NO if found else DONE

    return _with_database(work)


def backup(arguments: Namespace) -> int:
    target: Path = arguments.file

    async def work(database: Database) -> int:
        if not database.is_sqlite:
            raise CannotDo("a PostgreSQL database is backed up with its own pg_dump")
        if not database.exists():
            raise CannotDo(f"{database.description} does not exist: there is nothing to back up")
        size = await back_up(database, target)
        await record_alone(database, Action.EXPORTED, kind="backup")
        print(f"Copied {database.description} to {target} ({size / 1e6:,.1f} MB).")
        return DONE

    return _with_database(work)


def restore(arguments: Namespace) -> int:
    """Replace the configured SQLite database with a backup."""
    settings = load_settings()
    database = open_database(settings)
    if not database.is_sqlite:
        raise CannotDo("a PostgreSQL database is restored with its own pg_restore or psql")
    target, keys = Path(str(database.engine.url.database)), database.column_keys

    async def run() -> int:
        await database.close()
        done = await put_back(arguments.file, target, keys, utc_now, replace=arguments.replace)
        upgraded = "" if done.before == done.after else f", upgraded from {done.before}"
        print(f"Restored {target} from {arguments.file}, at {done.after}{upgraded}.")
        if done.forgotten:
            people = "person" if done.forgotten == 1 else "people"
            print(f"Forgot {done.forgotten} {people} again who had been forgotten since.")
        return DONE

    return run_interruptibly(run())


def key(_: Namespace) -> int:
    """Print a new key for EDGEFINDER_COLUMN_KEY."""
    print(urlsafe_b64encode(os.urandom(32)).decode())
    return DONE


def encrypt(arguments: Namespace) -> int:
    """Encrypt the stored addresses with the current key, or decrypt them permanently."""

    async def work(database: Database) -> int:
        if not database.column_keys:
            raise CannotDo(
                "EDGEFINDER_COLUMN_KEY is not set: make a key with 'edgefinder db key' and set it"
            )
        await prepare(database, create=False)
        try:
            count = await encrypt_addresses(database, undo=arguments.undo)
        except SealedError as error:
            raise CannotDo(str(error)) from None
        what = f"{count:,} address{'' if count == 1 else 'es'}"
        if arguments.undo:
            print(f"Made {what} plain: remove EDGEFINDER_COLUMN_KEY from the settings now.")
        else:
            print(f"Encrypted {what} under the current key.")
        return DONE

    return _with_database(work)


def prune(arguments: Namespace) -> int:
    """Delete data that is past its retention period, or only count it."""
    folder: Path | None = arguments.backups
    if folder is not None and not folder.is_dir():
        raise CannotDo(f"{folder} is not a folder")

    async def work(edgefinder: Edgefinder) -> int:
        pruning, dry = edgefinder.pruning, arguments.dry_run
        counts = dict(await (pruning.count() if dry else pruning.prune()))
        if folder is not None:
            before = edgefinder.clock() - timedelta(days=pruning.retention.backups)
            counts["backups"] = prune_backups(folder, before, dry_run=dry)
        if arguments.json:
            show_json({"dry_run": dry, "deleted": {} if dry else counts, "old": counts})
            return DONE
        for kind, count in counts.items():
            if count:
                print(f"{count:,} {_KINDS[kind]}")
        if not any(counts.values()):
            print("No data is past its retention period.")
        elif dry:
            print("Nothing was deleted. Run it without --dry-run to delete this.")
        return DONE

    return with_edgefinder(work)


_KINDS = {
    "checks": "employers' checks that their workspace no longer keeps",
    "notices": "old notices",
    "invitations": "invitations that were used or have expired",
    "proofs": "expired proof links",
    "files": "files sent in a chat whose import was never confirmed",
    "corrections": "corrections that were closed or never sent",
    "chats": "unreachable chats",
    "places": "private chats that no longer watch anything",
    "memories": "topics of chats",
    "people": "people who left long ago",
    "audit": "details of old audit entries; the seals still hold",
    "backups": "backups",
}


def _with_database(work: Callable[[Database], Awaitable[int]]) -> int:
    settings = load_settings()

    async def run() -> int:
        async with open_database(settings) as database:
            return await work(database)

    return run_interruptibly(run())
