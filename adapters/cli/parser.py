"""The declaration of the whole command line."""

import argparse
from typing import Any

from adapters.cli.audit_arguments import add_audit
from adapters.cli.import_arguments import add_export, add_imports
from adapters.cli.parser_parts import (
    Parser,
    Version,
    add_command,
    add_json_option,
    add_pdf_options,
    file_argument,
)
from adapters.cli.people_arguments import add_people
from adapters.cli.platform_arguments import add_slack, add_telegram
from bot.shows import Shows


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    top = Parser(
        prog="edgefinder",
        description="NIMS credentials: which exams remain, what is earned, and whether a "
        "credential is real.",
        epilog="Exit codes: 0 done; 1 the answer is no; 2 bad input or could not be done; "
        "3 an import finished with rejected rows.",
        allow_abbrev=False,
    )
    top.add_argument("--version", action=Version, nargs=0, help="show the version and end")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_help(commands)
    _add_chat(commands)
    add_imports(commands)
    add_people(commands)
    add_export(commands)
    _add_questions(commands)
    _add_issuing(commands)
    add_telegram(commands)
    _add_certificates(commands)
    _add_keys(commands)
    add_audit(commands)
    _add_care(commands)
    add_slack(commands)
    return top


def _add_help(commands: Any) -> None:
    shown = add_command(
        commands,
        "help",
        "help_command:show_help",
        Shows.NOBODY,
        "what there is, and help on a command or a topic",
    )
    shown.add_argument(
        "topic",
        metavar="COMMAND|TOPIC",
        nargs="*",
        help="a command, as 'db backup', or a topic: chat, exit-codes, files, settings",
    )


def _add_chat(commands: Any) -> None:
    demo = add_command(
        commands,
        "demo",
        "demo_command:demo",
        Shows.NOBODY,
        "a sample training center, then the chat",
        "Fills an embedded database with a sample training center, serves a page with three chats "
        "side by side on this machine, and opens the chat in the terminal. Piped lines are "
        "answered; without any, a short tour is played, both without the page. The database is a "
        "temporary one, unless EDGEFINDER_DATABASE_URL names a SQLite file for it that is new, or "
        "that a demo made.",
    )
    demo.add_argument(
        "--no-browser", action="store_true", help="print the page's address, and do not open it"
    )
    demo.add_argument(
        "--host",
        default="127.0.0.1",
        help="serve the page there (default: %(default)s, for this machine alone; anyone with the "
        "address, with its token, can use the page)",
    )
    demo.add_argument(
        "--port", type=int, default=0, help="serve the page at this port (default: a free one)"
    )
    _add_save(demo)
    chat = add_command(
        commands,
        "chat",
        "chat_command:chat",
        Shows.ANYBODY,
        "chat in the terminal as a chosen person",
    )
    chat.add_argument(
        "--as",
        dest="who",
        metavar="WHO",
        required=True,
        help="a candidate's number, a staff e-mail address, or 'employer:NAME'",
    )
    _add_save(chat)
    chat.add_argument("--json", action="store_true", help="one JSON object a line of input")
    add_command(
        commands,
        "serve",
        "serve_command:serve",
        Shows.NOBODY,
        "serve all that has settings: Telegram, Slack, the web, notices",
        "Serves all that has settings (Telegram, Slack, the web, and the relay of notices) in "
        "one process, until SIGTERM or Ctrl-C.",
    )


def _add_save(chat: argparse.ArgumentParser) -> None:
    chat.add_argument(
        "--save",
        metavar="DIR",
        type=file_argument,
        help="save the files of answers to this folder, which is made",
    )


def _add_questions(commands: Any) -> None:
    catalog = add_command(
        commands,
        "catalog",
        "catalog_command:catalog",
        Shows.NOBODY,
        "list or search the credentials; check a catalog file",
        usage="edgefinder catalog [QUERY] [--json]\n       edgefinder catalog check FILE",
    )
    catalog.add_argument(
        "query", metavar="QUERY", nargs="*", help="a code, a title, or what people call it"
    )
    add_json_option(catalog)
    fees = add_command(
        commands,
        "fees",
        "fees_command:fees",
        Shows.NOBODY,
        "check a price list",
        "Checks a price list (EDGEFINDER_FEES): what each price is for, since when, from where, "
        "and which prices are old.",
        usage="edgefinder fees check FILE",
    )
    fees.add_argument("action", choices=("check",), help="the one thing there is to do")
    fees.add_argument(
        "file", metavar="FILE", type=file_argument, help="a TOML file of [[fee]] tables"
    )
    status = add_command(
        commands, "status", "status_and_verify:status", Shows.ANYBODY, "where a candidate is"
    )
    status.add_argument("candidate", metavar="CANDIDATE", help="the candidate's number")
    status.add_argument("--all", action="store_true", help="list credentials not begun too")
    status.add_argument("--goal", metavar="G", help="what a goal takes still, by its code")
    add_json_option(status)
    verify = add_command(
        commands,
        "verify",
        "status_and_verify:verify",
        Shows.PROOF,
        "whether credentials are real",
        "Says whether credentials are real. Exit code 0: all are valid; 1: not all; 2: they "
        "could not be checked.",
    )
    verify.add_argument(
        "shown",
        metavar="CODE|URL|FILE",
        nargs="+",
        help="a code, a link with one, or a file: a signed credential (JWT, JSON), a baked badge "
        "(PNG, SVG), a certificate (PDF), a picture of a QR code; '-' reads one of these, or lines "
        "of codes, from standard input",
    )
    verify.add_argument(
        "--recipient",
        metavar="EMAIL",
        default="",
        help="whose they are said to be: compared with the address in badges that have one",
    )
    add_json_option(verify)


def _add_issuing(commands: Any) -> None:
    revoke = add_command(
        commands, "revoke", "revoke_and_invite:revoke", Shows.PROOF, "take a credential back"
    )
    revoke.add_argument("code", metavar="CODE", help="the credential's code")
    revoke.add_argument(
        "--reason", metavar="TEXT", required=True, help="why; people who verify it see this"
    )
    invite = add_command(
        commands,
        "invite",
        "revoke_and_invite:invite",
        Shows.ANYBODY,
        "make invitations that tie a chat to a person",
        "Makes single-use invitations. Each code is shown once, here or on the cards. Earlier "
        "unused ones of a candidate stay good unless --replace ends them. Staff get a second "
        "code, to be handed over apart from the first: so the first administrator is linked from "
        "here.",
    )
    invite.add_argument(
        "person", metavar="PERSON", nargs="?", help="a candidate's number, or a staff e-mail"
    )
    invite.add_argument("--roster", metavar="R", help="every candidate of this roster")
    add_pdf_options(invite, "write cards to be cut out and handed over")
    invite.add_argument(
        "--replace", action="store_true", help="end earlier unused codes of the same people"
    )
    invite.add_argument(
        "--end-chats",
        action="store_true",
        help="unlink the chats that these people have now, as after a lost phone",
    )
    invite.add_argument(
        "--days", metavar="N", type=int, default=14, help="how long they work (default: 14)"
    )


def _add_certificates(commands: Any) -> None:
    certificate = add_command(
        commands,
        "certificate",
        "certificate_command:certificate",
        Shows.ANYBODY,
        "make certificates or wallet cards to be printed",
        "Makes a PDF with a certificate each, or with cards for the wallet. With a signing key "
        "each certificate has its signed credential attached.",
    )
    certificate.add_argument("codes", metavar="CODE", nargs="*", help="the award's code")
    certificate.add_argument(
        "--roster", metavar="R", help="everything that this roster's people hold"
    )
    add_pdf_options(certificate, "the file to write", required=True)
    certificate.add_argument("--cards", action="store_true", help="cards for the wallet instead")
    certificate.add_argument("--language", metavar="L", default="en", help="en or es (default: en)")


def _add_keys(commands: Any) -> None:
    keys = add_command(
        commands,
        "keys",
        "keys_command:list_keys",
        Shows.NOBODY,
        "the issuer's signing keys",
        "Cares for the keys that sign credentials, in the folder that EDGEFINDER_KEYS_DIR names.",
    )
    parts = keys.add_subparsers(title="commands", metavar="COMMAND", required=True)
    init = add_command(
        parts,
        "init",
        "keys_command:init",
        Shows.NOBODY,
        "make the keys that sign, each that is missing",
    )
    rotate = add_command(
        parts,
        "rotate",
        "keys_command:rotate",
        Shows.NOBODY,
        "make new keys, and keep those before to verify by",
    )
    for each in (init, rotate):
        each.add_argument(
            "--algorithm",
            choices=("EdDSA", "ES256"),
            help="only the key of EdDSA (Ed25519: credentials as JSON-LD) or of ES256 (JWTs)",
        )
    revoke = add_command(
        parts, "revoke", "keys_command:revoke", Shows.NOBODY, "fail everything that a key signed"
    )
    revoke.add_argument("kid", metavar="KEY", help="the key's name, as 'keys list' shows it")
    revoke.add_argument(
        "--reason", metavar="TEXT", required=True, help="why; people who verify see this"
    )
    add_command(
        parts,
        "list",
        "keys_command:list_keys",
        Shows.NOBODY,
        "show the keys; exit code 1 when none signs",
    )


def _add_care(commands: Any) -> None:
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
