"""Declare the arguments of `audit`."""

from datetime import date
from typing import Any

from adapters.cli.parser_parts import add_command, add_json_option, file_argument
from bot.shows import Shows


def add_audit(commands: Any) -> None:
    """Declare `audit` with its subcommands."""
    audit = add_command(
        commands,
        "audit",
        "audit_command:show",
        Shows.ANYBODY,
        "who looked at or changed whose record",
        "Shows who looked at or changed whose record, and seals the list so that changes to it are "
        "noticed.",
    )
    parts = audit.add_subparsers(title="commands", metavar="COMMAND", required=True)
    show = add_command(
        parts, "show", "audit_command:show", Shows.ANYBODY, "list entries, the newest first"
    )
    show.add_argument("--about", metavar="PERSON", help="whose record: a number or staff address")
    show.add_argument("--by", metavar="PERSON", help="who looked at it or changed it")
    show.add_argument("--action", metavar="TEXT", help="as it is listed, such as 'saw record'")
    show.add_argument("--import", metavar="N", type=int, dest="import_id", help="of this import")
    show.add_argument("--since", metavar="DAY", type=date.fromisoformat, help="as 2026-11-23")
    show.add_argument("--most", metavar="N", type=int, default=50, help="entries (default: 50)")
    seal = add_command(
        parts,
        "seal",
        "audit_command:seal",
        Shows.NOBODY,
        "seal all entries so far",
        "Seals all entries so far. Keep the file on another machine: a check against it notices "
        "changes even by those who may change the whole database.",
    )
    seal.add_argument(
        "--to", metavar="FILE", type=file_argument, help="add the seals that FILE lacks to it"
    )
    check = add_command(
        parts,
        "check",
        "audit_command:check",
        Shows.NOBODY,
        "name the entries that were changed, removed or reordered",
    )
    check.add_argument(
        "--against", metavar="FILE", type=file_argument, help="a file that 'audit seal --to' wrote"
    )
    for each in (show, seal, check):
        add_json_option(each)
