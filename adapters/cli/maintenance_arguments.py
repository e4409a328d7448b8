"""Declare the arguments of the commands init, doctor, db, notices and completion."""

from typing import Any

from adapters.cli.parser_parts import add_command, add_json_option, file_argument
from bot.whose_record import Shows


def add_care(commands: Any) -> None:
    _add_database(commands)
    _add_notices(commands)
    _add_completion(commands)
    _add_set_up(commands)


def _add_database(commands: Any) -> None:
    database = add_command(
        commands,
        "db",
        "db_command:upgrade",
        Shows.NOBODY,
        "create, check, upgrade and back up the database",
    )
    parts = database.add_subparsers(title="commands", metavar="COMMAND", required=True)
    add_command(
        parts, "init", "db_command:init", Shows.NOBODY, "create a database that does not exist yet"
    )
    add_command(
        parts, "upgrade", "db_command:upgrade", Shows.NOBODY, "upgrade the database to this version"
    )
    add_command(parts, "check", "db_command:check", Shows.NOBODY, "check the database for damage")
    _add_backups(parts)
    _add_encryption(parts)
    _add_prune(parts)


def _add_backups(parts: Any) -> None:
    backup = add_command(
        parts, "backup", "db_command:backup", Shows.ANYBODY, "copy the database while it is in use"
    )
    backup.add_argument(
        "file", metavar="FILE", type=file_argument, help="the file to write; it must not exist yet"
    )
    restore = add_command(
        parts,
        "restore",
        "db_command:restore",
        Shows.NOBODY,
        "replace the database with a backup",
        "Checks the backup first, and upgrades it to this version. People who were "
        "deleted since the backup are deleted from it too. Stop 'serve' first.",
    )
    restore.add_argument("file", metavar="FILE", type=file_argument, help="a backup")
    restore.add_argument(
        "--replace", action="store_true", help="even if there is already a database"
    )


def _add_encryption(parts: Any) -> None:
    add_command(
        parts,
        "key",
        "db_command:key",
        Shows.NOBODY,
        "print a new key for EDGEFINDER_COLUMN_KEY, which encrypts addresses and backups",
    )
    encrypt = add_command(
        parts,
        "encrypt",
        "db_command:encrypt",
        Shows.NOBODY,
        "encrypt the addresses on record with the current key",
        "Encrypts e-mail addresses with the first key of EDGEFINDER_COLUMN_KEY: "
        "those that are not encrypted, and those encrypted with another key. Then "
        "you can remove the other key from the settings.",
    )
    encrypt.add_argument("--undo", action="store_true", help="decrypt them instead")


def _add_prune(parts: Any) -> None:
    prune = add_command(
        parts,
        "prune",
        "db_command:prune",
        Shows.NOBODY,
        "delete data past its retention period",
        "Deletes data that is older than the settings EDGEFINDER_KEEP_... allow, as "
        "'serve' does every few hours.",
    )
    prune.add_argument("--dry-run", action="store_true", help="only count it")
    prune.add_argument(
        "--backups",
        metavar="FOLDER",
        type=file_argument,
        help="also delete backups in this folder that are older than EDGEFINDER_KEEP_BACKUPS days",
    )
    add_json_option(prune)


def _add_notices(commands: Any) -> None:
    notices = add_command(
        commands, "notices", "notices_command:retry", Shows.NOBODY, "care for notices"
    )
    parts = notices.add_subparsers(title="commands", metavar="COMMAND", required=True)
    add_command(
        parts,
        "retry",
        "notices_command:retry",
        Shows.NOBODY,
        "retry undeliverable notices",
        "Retries the notices of the last 30 days that could not be delivered; "
        "'doctor' lists them. People who blocked the bot get theirs when they link a "
        "chat again.",
    )


def _add_completion(commands: Any) -> None:
    completion = add_command(
        commands,
        "completion",
        "completion_command:completion",
        Shows.NOBODY,
        "print a shell completion script",
        "Put this in your shell's start file: source <(edgefinder completion bash), "
        "or the same with zsh. For fish: edgefinder completion fish | source.",
    )
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))


def _add_set_up(commands: Any) -> None:
    add_command(
        commands,
        "init",
        "init_command:init",
        Shows.NOBODY,
        "set up step by step: asks questions, writes .env, makes keys, runs doctor",
        "Asks for the center's name and time zone, the tokens of Telegram and Slack "
        "(each is tested at once), and a public address. Then writes .env, readable "
        "only by you, makes the keys that sign credentials, and offers import "
        "templates.",
    )
    add_command(
        commands,
        "doctor",
        "doctor_command:doctor",
        Shows.NOBODY,
        "report what is configured, missing or wrong, and how to fix it",
    )
