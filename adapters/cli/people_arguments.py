"""Declare the arguments of the commands people, rosters, chats, results and invite."""

import argparse
from typing import Any

from adapters.cli.parser_parts import (
    add_command,
    add_json_option,
    add_pdf_options,
    file_argument,
)
from bot.whose_record import Shows

_PEOPLE = "people_command:people_"
_PERSON = "a candidate's number, NUMBER@Organization, or a staff e-mail address"


def add_people(commands: Any) -> None:
    """Declare the commands `people`, `rosters`, `chats` and `results`."""
    _add_people(commands)
    _add_rosters(commands)
    _add_chats(commands)
    _add_results(commands)


def add_invite(commands: Any) -> None:
    """Declare the command `invite`."""
    invite = add_command(
        commands,
        "invite",
        "revoke_and_invite:invite",
        Shows.ANYBODY,
        "make invitations that link a chat to a person",
        "Makes single-use invitations. Each code is shown only once, here or on the "
        "cards. A candidate's earlier unused codes stay valid unless --replace ends "
        "them. Staff get a second code: hand it over separately. The first "
        "administrator needs these two codes to be linked.",
    )
    invite.add_argument(
        "person", metavar="PERSON", nargs="?", help="a candidate's number, or a staff e-mail"
    )
    invite.add_argument("--roster", metavar="R", help="all candidates on this roster")
    add_pdf_options(invite, "write cards to cut out and hand over")
    invite.add_argument(
        "--replace", action="store_true", help="end earlier unused codes of the same people"
    )
    invite.add_argument(
        "--end-chats",
        action="store_true",
        help="unlink these people's current chats, for example after they lost a phone",
    )
    invite.add_argument(
        "--days",
        metavar="N",
        type=int,
        default=14,
        help="how long the invitations are valid (default: 14)",
    )


def _parts(commands: Any, name: str, work: str, summary: str) -> Any:
    top = add_command(commands, name, work, Shows.ANYBODY, summary)
    return top.add_subparsers(title="commands", metavar="COMMAND", required=True)


def _organization(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("--organisation", "--organization", metavar="NAME", default="", help=what)


def _add_people(commands: Any) -> None:
    parts = _parts(commands, "people", f"{_PEOPLE}list", "manage people on record")
    _add_lists_of_people(parts)
    _add_changes_of_people(parts)
    _add_data_rights(parts)
    _add_end_of_roles(parts)


def _add_lists_of_people(parts: Any) -> None:
    listed = add_command(
        parts, "list", f"{_PEOPLE}list", Shows.ANYBODY, "list people, or search for them"
    )
    listed.add_argument("query", metavar="QUERY", nargs="*", help="a name, number or address")
    _organization(listed, "only the people of this organization")
    add_json_option(listed)
    show = add_command(
        parts,
        "show",
        f"{_PEOPLE}show",
        Shows.ANYBODY,
        "show a person's organizations, numbers and chats",
    )
    show.add_argument("person", metavar="PERSON", help=_PERSON)
    add_json_option(show)


def _add_changes_of_people(parts: Any) -> None:
    move = add_command(
        parts,
        "move",
        f"{_PEOPLE}move",
        Shows.ANYBODY,
        "change a person's address or organization",
        usage="edgefinder people move --email OLD NEW\n"
        "       edgefinder people move PERSON --organisation NAME",
    )
    move.add_argument("who", metavar="PERSON|OLD NEW", nargs="+", help=_PERSON)
    move.add_argument("--email", action="store_true", help="the address OLD becomes NEW")
    _organization(move, "the person's new organization; they leave the old one")
    merge = add_command(
        parts,
        "merge",
        f"{_PEOPLE}merge",
        Shows.ANYBODY,
        "merge two records of one person",
        "Merges two records of one person. Awards, codes, chats and proofs of both stay valid.",
    )
    merge.add_argument("keep", metavar="PERSON", help=f"who stays: {_PERSON}")
    merge.add_argument("other", metavar="OTHER", help="the second record")
    merge.add_argument(
        "--accept",
        action="store_true",
        help="they are one person even though the names differ",
    )
    renumber = add_command(
        parts, "renumber", f"{_PEOPLE}renumber", Shows.ANYBODY, "change a candidate's number"
    )
    renumber.add_argument("person", metavar="PERSON", help=_PERSON)
    renumber.add_argument("number", metavar="NUMBER", help="the new number")
    retakes = add_command(
        parts,
        "retakes",
        f"{_PEOPLE}retakes",
        Shows.ANYBODY,
        "record how candidates' tests were bought, for the retake rule",
        "With a subscription, candidates wait 60 days before a third attempt at a "
        "theory exam. With a test pass there is no wait. If it is unknown, "
        "candidates see both rules.",
        usage="edgefinder people retakes {subscription,test_pass,unknown} PERSON [PERSON ...]\n"
        "       edgefinder people retakes {subscription,test_pass,unknown} --organisation NAME",
    )
    retakes.add_argument("plan", choices=("subscription", "test_pass", "unknown"))
    retakes.add_argument("people", metavar="PERSON", nargs="*", help=_PERSON)
    _organization(retakes, "all candidates of this organization")


def _add_data_rights(parts: Any) -> None:
    forget = add_command(
        parts,
        "forget",
        "data_rights_command:forget",
        Shows.ANYBODY,
        "delete everything about a person that need not stay",
        "Deletes everything about a person, and notifies their chats. Without --yes "
        "it only lists what would be deleted. The codes of their credentials stay: "
        "they answer 'withdrawn', without a name.",
    )
    forget.add_argument("person", metavar="PERSON", help=_PERSON)
    forget.add_argument("--yes", action="store_true", help="delete it; it cannot be undone")
    data = add_command(
        parts,
        "data",
        "data_rights_command:data",
        Shows.ANYBODY,
        "export everything on record about a person, as JSON or PDF",
        "Writes everything on record about a person: the same as 'data' in their chat.",
    )
    data.add_argument("person", metavar="PERSON", help=_PERSON)
    data.add_argument(
        "--pdf",
        metavar="FILE",
        type=file_argument,
        help="write a PDF instead of printing JSON",
    )
    data.add_argument("--language", choices=("en", "es"), default="en", help="of the PDF")
    minor = add_command(
        parts,
        "minor",
        "data_rights_command:minor",
        Shows.ANYBODY,
        "record who is a minor, and who allowed their codes and links",
        "A minor's codes and links are answered as unknown until a guardian or the "
        "center agrees to open them. Without an option, it shows the current state.",
    )
    minor.add_argument("person", metavar="PERSON", help=_PERSON)
    how = minor.add_mutually_exclusive_group()
    how.add_argument("--yes", action="store_true", help="the person is a minor: close their codes")
    how.add_argument("--no", action="store_true", help="the person is of age")
    how.add_argument(
        "--open-by",
        metavar="WHO",
        choices=("guardian", "center"),
        help="open their codes and links, because 'guardian' or 'center' agreed",
    )
    how.add_argument("--close", action="store_true", help="close them again")


def _add_end_of_roles(parts: Any) -> None:
    end = add_command(
        parts,
        "end",
        f"{_PEOPLE}end",
        Shows.ANYBODY,
        "end a person's roles, or a place on a roster",
        "Ends all roles of a person, or those that the options name. Ended roles "
        "give no access and no notices.",
    )
    end.add_argument("person", metavar="PERSON", help=_PERSON)
    _organization(end, "only roles at this organization")
    end.add_argument(
        "--role",
        choices=("candidate", "instructor", "evaluator", "administrator", "supervisor"),
        default="",
        help="only this role",
    )
    end.add_argument("--roster", metavar="R", default="", help="only the place on this roster")


def _add_rosters(commands: Any) -> None:
    work = "people_command:rosters_"
    parts = _parts(commands, "rosters", f"{work}list", "look after classes")
    add_json_option(add_command(parts, "list", f"{work}list", Shows.ANYBODY, "list every roster"))
    for name, summary in (
        ("show", "show who is on a roster"),
        ("remove", "close a class; its candidates stay on record"),
    ):
        one = add_command(parts, name, f"{work}{name}", Shows.ANYBODY, summary)
        one.add_argument("roster", metavar="R", help="the roster's name, NAME@Organization or #ID")


def _add_chats(commands: Any) -> None:
    work = "people_command:chats_"
    parts = _parts(commands, "chats", f"{work}list", "manage linked chats")
    listed = add_command(parts, "list", f"{work}list", Shows.ANYBODY, "list a person's chats")
    unlink = add_command(
        parts,
        "unlink",
        f"{work}unlink",
        Shows.ANYBODY,
        "unlink a person's chats, for example after they lost a phone",
    )
    for each in (listed, unlink):
        each.add_argument("person", metavar="PERSON", help=_PERSON)
    unlink.add_argument(
        "--chat", metavar="N", type=int, help="only this chat, by its number in 'chats list'"
    )


def _add_results(commands: Any) -> None:
    work = "correct_result_command:correct"
    parts = _parts(commands, "results", work, "manage exam results")
    correct = add_command(
        parts,
        "correct",
        work,
        Shows.ANYBODY,
        "correct a recorded result",
        "Corrects a recorded result in one step. Credentials that it earns, or no "
        "longer earns, are updated.",
    )
    correct.add_argument("candidate", metavar="CANDIDATE", help="number or NUMBER@Organization")
    correct.add_argument("exam", metavar="EXAM", help="the exam's code or title")
    correct.add_argument("taken_on", metavar="DATE", help="the day on record, such as 2026-03-31")
    correct.add_argument(
        "--attempt",
        metavar="N",
        type=int,
        default=0,
        help="which result, if there are several on that day",
    )
    correct.add_argument("--outcome", choices=("pass", "fail", "submitted"), help="is right")
    correct.add_argument("--score", metavar="S", type=float, help="0 to 100")
    correct.add_argument("--evaluator", metavar="NAME", help="who evaluated it")
    correct.add_argument("--on", metavar="DATE", help="the day on which the exam was taken")
