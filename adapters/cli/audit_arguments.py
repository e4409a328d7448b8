"""Declare the arguments of the command `audit`."""

from typing import TYPE_CHECKING, Any

from adapters.cli.parser_parts import add_command, add_json_option, file_argument
from bot.whose_record import Shows

if TYPE_CHECKING:
    from datetime import date


def add_audit(commands: Any) -> None:
    """Declare the command `audit` with its subcommands."""
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
        parts, "show", "audit_command:show", Shows.ANYBODY, "list entries, newest first"
    )
    show.add_argument("--about", metavar="PERSON", help="whose record: a number or staff address")
    show.add_argument("--by", metavar="PERSON", help="who looked at it or changed it")
    show.add_argument("--action", metavar="TEXT", help="an action as listed, such as 'saw record'")
    show.add_argument("--import", metavar="N", type=int, dest="import_id", help="of this import")
    show.add_argument("--since", metavar="DAY", type=fromisoformat, help="as 2026-11-23")
    show.add_argument("--most", metavar="N", type=int, default=50, help="entries (default: 50)")
    seal = add_command(
        parts,
        "seal",
        "audit_command:seal",
        Shows.NOBODY,
        "seal all entries so far",
        "Seals all entries so far. Keep the file on another machine: checking "
        "against it reveals changes even by people who can change the whole database.",
    )
    seal.add_argument(
        "--to",
        metavar="FILE",
        type=file_argument,
        help="append the seals that FILE does not have yet",
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


def fromisoformat(day: str) -> "date":
    """Parse an ISO date. The function imports datetime itself, so that `--help` starts fast."""
    from datetime import date

    return date.fromisoformat(day)
