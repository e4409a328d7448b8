"""Declare the arguments of the commands for setup and maintenance: init, doctor, db, notices."""

from typing import Any

from adapters.cli.parser_parts import add_command, add_json_option, file_argument
from bot.shows import Shows


def add_care(commands: Any) -> None:
    database = add_command(
        commands, "db", "db_command:upgrade", Shows.NOBODY, "care for the database"
    )
    parts = database.add_subparsers(title="commands", metavar="COMMAND", required=True)
    add_command(
        parts, "init", "db_command:init", Shows.NOBODY, "create a database that does not exist yet"
    )
    add_command(
        parts, "upgrade", "db_command:upgrade", Shows.NOBODY, "upgrade the database to this version"
    )
    add_command(parts, "check", "db_command:check", Shows.NOBODY, "whether the database is sound")
    backup = add_command(
        parts, "backup", "db_command:backup", Shows.ANYBODY, "copy the database while it is in use"
    )
    backup.add_argument(
        "file", metavar="FILE", type=file_argument, help="where to; must not be there yet"
    )
    restore = add_command(
        parts,
        "restore",
        "db_command:restore",
        Shows.NOBODY,
        "put a backup in the place of the database",
        "Checks the backup first, and upgrades it to this version. People who were forgotten since "
        "are forgotten in it too. Stop 'serve' before.",
    )
    restore.add_argument("file", metavar="FILE", type=file_argument, help="a backup")
    restore.add_argument(
        "--replace", action="store_true", help="though there is a database already"
    )
    add_command(
        parts,
        "key",
        "db_command:key",
        Shows.NOBODY,
        "a new key for EDGEFINDER_COLUMN_KEY, which encrypts addresses and backups",
    )
    encrypt = add_command(
        parts,
        "encrypt",
        "db_command:encrypt",
        Shows.NOBODY,
        "encrypt the addresses on record under the current key",
        "Encrypts e-mail addresses under the first key of EDGEFINDER_COLUMN_KEY: those that are "
        "plain, and those under another key. Afterwards the other key may go from the settings.",
    )
    encrypt.add_argument("--undo", action="store_true", help="make them plain again")
    prune = add_command(
        parts,
        "prune",
        "db_command:prune",
        Shows.NOBODY,
        "delete what is older than it is kept",
        "Deletes what is older than the settings EDGEFINDER_KEEP_... say, as 'serve' does every "
        "few hours.",
    )
    prune.add_argument("--dry-run", action="store_true", help="only say how much it would be")
    prune.add_argument(
        "--backups",
        metavar="FOLDER",
        type=file_argument,
        help="also delete backups in this folder that are older than EDGEFINDER_KEEP_BACKUPS days",
    )
    add_json_option(prune)
    notices = add_command(
        commands, "notices", "notices_command:retry", Shows.NOBODY, "care for notices"
    )
    parts = notices.add_subparsers(title="commands", metavar="COMMAND", required=True)
    add_command(
        parts,
        "retry",
        "notices_command:retry",
        Shows.NOBODY,
        "retry what could not be delivered",
        "Retries the notices of the last 30 days that could not be delivered, as 'doctor' "
        "lists them. Who has blocked the bot is told when they link a chat again.",
    )
    completion = add_command(
        commands,
        "completion",
        "completion_command:completion",
        Shows.NOBODY,
        "a script with which a shell completes commands",
        "Prints it. In your start file: source <(edgefinder completion bash), the same with zsh; "
        "fish: edgefinder completion fish | source.",
    )
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))
    add_command(
        commands,
        "init",
        "init_command:init",
        Shows.NOBODY,
        "a guided set-up: asks, writes .env, makes keys, ends with doctor",
        "Asks for the center's name and time zone, for the tokens of Telegram and Slack (each is "
        "tried at once), and for a public address; writes .env for its owner alone, makes the key "
        "that signs credentials, and offers sheets to fill in.",
    )
    add_command(
        commands,
        "doctor",
        "doctor_command:doctor",
        Shows.NOBODY,
        "what is configured, missing or wrong, and how to fix it",
    )
