"""Declare the arguments of the commands catalog, fees, status and verify."""

from typing import Any

from adapters.cli.parser_parts import add_command, add_json_option, file_argument
from bot.whose_record import Shows


def add_lookups(commands: Any) -> None:
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
    fees.add_argument("action", choices=("check",), help="'check' is the only choice")
    fees.add_argument(
        "file", metavar="FILE", type=file_argument, help="a TOML file of [[fee]] tables"
    )
    status = add_command(
        commands,
        "status",
        "status_command:status",
        Shows.ANYBODY,
        "show what a candidate has earned, and what remains",
    )
    status.add_argument("candidate", metavar="CANDIDATE", help="the candidate's number")
    status.add_argument(
        "--all", action="store_true", help="also list credentials that are not started"
    )
    status.add_argument(
        "--goal", metavar="G", help="show what a goal still needs, by the goal's code"
    )
    add_json_option(status)
    verify = add_command(
        commands,
        "verify",
        "verify_command:verify",
        Shows.PROOF,
        "check whether credentials are real",
        "Checks whether credentials are real. Exit code 0: all are valid; 1: not "
        "all; 2: they could not be checked.",
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
        help="the e-mail address of the person who should hold them, compared with "
        "the one in badges",
    )
    add_json_option(verify)
